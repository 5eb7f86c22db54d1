import { assert } from '../../core/assert.ts';
import type { Instrument } from '../../core/market/instrument.ts';
import type { Ms } from '../../core/units.ts';
import { createGauges } from './gauges.ts';
import type { Facts } from './gauges.ts';
import { candleMillis, candlesADay } from './span.ts';
import { createStage } from './stage.ts';

/** Facts after so many of the last candles are at hand: two days. Older ones are worked out anew from the start. */
const kept: number = 2 * candlesADay;

export type FactsOptions = Readonly<{ seed: number; instrument: Instrument; startAt: Ms }>;

/**
 * The facts of one instrument: a function of time alone, made of candles that have closed by then. It draws this part of the market
 * once more, as far as it is asked: going forward costs one candle each, and nothing grows.
 */
export function createFacts(options: FactsOptions): (at: Ms) => Facts {
  let history = createHistory(options);
  return (at) => {
    assert(at >= options.startAt, 'a market has no facts before it starts');
    const closed = Math.floor((at - options.startAt) / candleMillis);
    if (closed <= history.closed() - kept) history = createHistory(options);
    while (history.closed() < closed) history.advance();
    return history.after(closed);
  };
}

type History = Readonly<{ closed: () => number; advance: () => void; after: (closed: number) => Facts }>;

function createHistory({ seed, instrument, startAt }: FactsOptions): History {
  const { factor, walkOf, luckOf } = createStage(seed);
  const walk = walkOf(instrument);
  const gauges = createGauges(instrument, luckOf(instrument));
  const ring = [gauges.read(walk.now)];
  let closed = 0;
  return {
    closed: () => closed,
    advance: () => {
      const openAt = startAt + closed * candleMillis;
      gauges.take(walk.advance(factor.advance(openAt)), factor.now, openAt + candleMillis);
      closed += 1;
      ring[closed % kept] = gauges.read(walk.now);
    },
    after: (candles) => {
      const facts = ring[candles % kept];
      assert(facts !== undefined, 'facts are asked for where they are kept');
      return facts;
    },
  };
}
