import { assert } from '../../core/assert.ts';
import { closeAt, closedAt } from '../../core/market/candle.ts';
import type { Candle } from '../../core/market/candle.ts';
import type { Instrument } from '../../core/market/instrument.ts';
import { hear, newMarket } from '../../core/market/market.ts';
import type { Market } from '../../core/market/market.ts';
import { judge } from '../../core/signal/judge.ts';
import { read } from '../../core/signal/read.ts';
import type { Settings } from '../../core/settings.ts';
import { decisionOf } from './decision.ts';

/** 15m candles of one instrument, in order of time. Undefined beyond their end. */
export type Candles = Readonly<{ instrument: Instrument; length: number; at: (index: number) => Candle | undefined }>;

/** A walk stands before a candle; `next` takes it in and tells the decision at its close. */
export type Walk = Readonly<{
  next: () => string;
  /** What was decided before, as far as later decisions ask for it. */
  context: () => Context;
  keep: () => Checkpoint;
}>;

/** Earlier signals: the cooldown runs from the last one, and a structure is traded once. */
export type Context = Pick<Market, 'firedAt' | 'traded'>;
export type Checkpoint = Readonly<{ index: number; state: Market }>;

/** A way from candles to decisions. It is handed all of them, the future too: whether it looks there is the question. */
export type Path = (candles: Candles, settings: Settings, from?: Checkpoint) => Walk;

/** What happens at one candle. The last argument is what only a cheat needs: all candles, and where we stand among them. */
export type Take = (market: Market, candle: Candle, settings: Settings, whole: Whole) => string;
export type Whole = Readonly<{ candles: Candles; index: number }>;

/** A path of one market that takes its candles one by one. */
export function pathOf(take: Take): Path {
  return (candles, settings, from) => {
    const market = from === undefined ? newMarket(candles.instrument, 'C') : structuredClone(from.state);
    let index = from?.index ?? 0;
    return {
      next: () => {
        const candle = candles.at(index);
        assert(candle !== undefined, 'a walk ends with its candles');
        index += 1;
        return take(market, candle, settings, { candles, index: index - 1 });
      },
      context: () => contextOf(market),
      keep: () => ({ index, state: structuredClone(market) }),
    };
  };
}

/** The way of a running Keel: the market hears a candle, the series are read, the gates are asked. */
export const streaming: Path = pathOf(hearAndJudge);

export function hearAndJudge(market: Market, candle: Candle, settings: Settings): string {
  const at = closeAt(candle);
  const closed = closedAt(candle, at);
  if (closed === undefined) return 'unsound';
  if (!hear(market, closed, settings.execution.gapMs)) return 'not news';
  read(market.reading, closed, at, settings.signal);
  return judged(market, candle, settings);
}

/** The decision at the close of the candle that the market heard last; a signal is remembered as a running Keel does. */
export function judged(market: Market, candle: Candle, settings: Settings): string {
  const at = closeAt(candle);
  const verdict = judge({ market, price: candle.close, at, settings: settings.signal, occupied: false });
  if (verdict.fired) {
    market.firedAt = at;
    market.traded = [...market.traded.slice(-7), verdict.signal.structureAt];
  }
  return decisionOf(market, verdict);
}

function contextOf({ firedAt, traded }: Context): Context {
  return firedAt === undefined ? { traded } : { firedAt, traded };
}
