import { questionOf } from '../core/decide.ts';
import type { Market } from '../core/market/market.ts';
import { find } from '../core/market/registry.ts';
import { rejectionText } from '../core/market/universe.ts';
import { timeframeMs } from '../core/market/candle.ts';
import { examination } from '../core/signal/judge.ts';
import type { Question } from '../core/signal/question.ts';
import type { Settings } from '../core/settings.ts';
import type { State } from '../core/state.ts';
import { later } from '../core/units.ts';
import { setupOf } from './explained-setup.ts';
import type { ExplainedSetup } from './explained-setup.ts';
import { analysed, isoTime } from './format.ts';

export type ExplainedGate = Readonly<{
  code: string;
  asks: string;
  value: number | string;
  threshold: number | string;
  verdict: 'pass' | 'fail';
}>;

/** Why there was, or was not, a signal: every gate in order, with what it saw at the close of one 15m candle. */
export type Explanation = Readonly<{
  instrument: string;
  /** Close of the candle that was judged. */
  at: string;
  price: number;
  /** The first gate that said no, or SIGNAL. */
  verdict: string;
  gates: readonly ExplainedGate[];
  /** What they found, as far as it goes. */
  setup?: ExplainedSetup;
  /** What became of the newest signal. */
  lastSignal?: Readonly<{ at: string; outcome: string }>;
}>;

/** Undefined for an instrument that is not listed, or that is chosen and of which nothing has been heard. */
export function explain(state: State, settings: Settings, spelling: string): Explanation | undefined {
  const instrument = find(state.registry, spelling);
  const market = instrument === undefined ? undefined : state.markets.get(instrument.id);
  if (market === undefined) return undefined;
  if (market.last === undefined) return leftOut(state, market);
  const at = later(market.last.openAt, timeframeMs['15m']);
  const desk = { state, settings, at, effects: [] };
  const { outcome } = market;
  return {
    ...explainQuestion(questionOf(desk, market, market.last.close), settings),
    ...(outcome === undefined ? {} : { lastSignal: { at: isoTime(outcome.at), outcome: outcome.code } }),
  };
}

/** All gates of the strategy that has the word, and what they found. */
export function explainQuestion(question: Question, settings: Settings): Explanation {
  const { market, at, price } = question;
  const seen = examination(question);
  const looked = seen?.looked ?? [];
  const first = looked.find(({ pass }) => !pass);
  const gates = looked.map(({ code, asks, value, threshold, pass }): ExplainedGate => ({
    code,
    asks,
    value,
    threshold,
    verdict: pass ? 'pass' : 'fail',
  }));
  return {
    instrument: market.instrument.id,
    at: isoTime(at),
    price,
    verdict: seen === undefined ? 'DATA_MISSING' : (first?.code ?? 'SIGNAL'),
    gates,
    ...(seen === undefined ? {} : { setup: setupOf(question, seen, settings) }),
  };
}

/** Nobody asks for the candles of a market that was left out: there is one reason, and no other gate was looked at. */
function leftOut(state: State, { instrument, liquidity }: Market): Explanation | undefined {
  const rejection = state.universe.rejected.get(instrument.id);
  if (rejection === undefined) return undefined;
  const code = 'NOT_IN_UNIVERSE';
  const value = rejectionText(rejection);
  return {
    instrument: instrument.id,
    at: isoTime(state.at),
    price: liquidity?.mark ?? 0,
    verdict: code,
    gates: [{ code, asks: 'a place in the universe', value, threshold: 'chosen', verdict: 'fail' }],
  };
}

export const gateHead: readonly string[] = ['gate', 'asks for', 'value', 'threshold', 'verdict'];

export function gateRow({ code, asks, value, threshold, verdict }: ExplainedGate): readonly string[] {
  return [code, asks, analysed(value), analysed(threshold), verdict];
}
