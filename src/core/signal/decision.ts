import type { InstrumentId, Ms, Side } from '../units.ts';
import { retracement } from '../smc/leg.ts';
import { biasBps } from './entry-gates.ts';
import type { Judgement } from './judge.ts';
import type { Question } from './question.ts';
import type { Score } from './score.ts';
import type { StrategyName } from './signal-settings.ts';
import type { GateCode, MarketRegime, Setup } from './signal.ts';

/**
 * The numbers of a decision, by their place in `measured`. What the gates asked for before they stopped is there, and
 * of what is read at every close the bias, ADX and ATR whatever they asked; `null` where there is none.
 */
export const measures = [
  'bias_bps',
  'adx',
  'atr',
  'level',
  'leg_from',
  'leg_to',
  'retracement',
  'zone_bottom',
  'zone_top',
  'stop',
  'objective',
  'rr',
  'cost_bps',
] as const;
export type Measure = (typeof measures)[number];

/** What was decided at one 15m close, and on which numbers: there is one for every close that was judged, whatever came of it. */
export type Decision = Readonly<{
  instrument: InstrumentId;
  at: Ms;
  /** The first gate that said no, or SIGNAL. */
  code: GateCode | 'SIGNAL';
  /** What the market, or the system, gave as its reason: of gates that ask no number. */
  detail?: string;
  strategy: StrategyName;
  regime: MarketRegime;
  price: number;
  /** Absent before the bias was established. */
  side?: Side;
  setup?: Setup;
  measured: readonly (number | null)[];
  score?: Score;
  /** The identity of the structure: when the candle opened that broke it. */
  structureAt?: Ms;
}>;

/** The record of a judgement. Nothing is judged again for it, and no text is made: it is on the way of every candle. */
export function decisionOf(question: Question, judgement: Judgement): Decision {
  const { market, at, price } = question;
  const { strategy, regime, found } = judgement;
  const { side, setup, score, structureAt } = found;
  const code = judgement.fired ? 'SIGNAL' : judgement.code;
  const detail = detailOf(code, question);
  return {
    instrument: market.instrument.id,
    at,
    code,
    ...(detail === undefined ? {} : { detail }),
    strategy,
    regime,
    price,
    ...(side === undefined ? {} : { side }),
    ...(setup === undefined ? {} : { setup }),
    measured: measuredIn(question, judgement),
    ...(score === undefined ? {} : { score }),
    ...(structureAt === undefined ? {} : { structureAt }),
  };
}

function detailOf(code: Decision['code'], { market, rejection, blocked }: Question): string | undefined {
  if (code === 'NOT_IN_UNIVERSE') return rejection;
  if (code === 'NOT_TRADABLE') return market.status;
  if (code === 'DATA_UNFIT') return market.health.unfit;
  return code === 'ENTRIES_BLOCKED' ? blocked : undefined;
}

function measuredIn(question: Question, { found }: Judgement): readonly (number | null)[] {
  const { view, structure, leg, zone, levels, costBps } = found;
  const { hourly } = question.market.reading;
  const bps = biasBps(question) ?? null;
  if (leg === undefined) return [bps, hourly.adx ?? null, view.atr ?? null];
  const start = [bps, hourly.adx ?? null, view.atr ?? null, structure?.level ?? null, leg.a, leg.b];
  start.push(retracement(leg, question.price) ?? null);
  if (zone !== undefined) start.push(zone.bottom, zone.top);
  else if (levels !== undefined) start.push(null, null);
  if (levels !== undefined) start.push(levels.stop, levels.objective, levels.rr);
  if (costBps !== undefined) start.push(costBps);
  return start;
}
