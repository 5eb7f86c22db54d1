import { expect, it } from 'vitest';
import { memoryStore } from '../../test/support/candle-store.ts';
import { candleAt } from '../../test/support/days.ts';
import { configText, feed, instrument, settings, shipped, t0, usd } from '../../test/support/keel.ts';
import { listed, listing } from '../../test/support/listings.ts';
import { step } from '../core/engine.ts';
import type { Event } from '../core/events.ts';
import { timeframeMs } from '../core/market/candle.ts';
import type { Candle } from '../core/market/candle.ts';
import { err, ok } from '../core/result.ts';
import type { Result } from '../core/result.ts';
import { initialState } from '../core/state.ts';
import { later } from '../core/units.ts';
import type { Ms } from '../core/units.ts';
import { explain } from '../view/explain.ts';
import { virtualClock } from './clock.ts';
import { feedCandles } from './hydration-feed.ts';
import { createRests } from './hydration-rests.ts';
import type { CandleQuestion } from './ports.ts';

const begins = later(t0, 400 * timeframeMs['1d'] + 5 * 60_000);
const quarter = timeframeMs['15m'];
const btc = instrument('BTC').id;

function candlesFor({ instrument: id, timeframe, from, to }: CandleQuestion): readonly Candle[] {
  const span = timeframeMs[timeframe];
  return Array.from({ length: (to - from) / span + 1 }, (_, n) => candleAt(id, later(from, n * span), timeframe));
}

type Venue = (question: CandleQuestion, now: Ms) => Result<readonly Candle[], string>;

/** A live run without orders: a core that is fed, and a clock that moves when everybody waits. */
function live(venue: Venue) {
  const { clock, advanceTo } = virtualClock(begins);
  const stop = new AbortController();
  const state = initialState();
  const asked: CandleQuestion[] = [];
  const rests: boolean[] = [];
  feed(state, [
    { type: 'run.started', at: begins, run: 7, equity: usd('10000'), config: configText },
    listing(begins, [listed('BTC', { volumeUsd: 9e6 }), listed('ETH', { volumeUsd: 9e6 })]),
  ]);
  const running = feedCandles({
    market: {
      candles: async (question) => {
        asked.push(question);
        return Promise.resolve(venue(question, clock.now()));
      },
    },
    store: memoryStore(),
    rests: createRests(shipped.hydration),
    clock,
    settings: shipped.hydration,
    notify: () => undefined,
    signal: stop.signal,
    state: () => state,
    put: async (events) => {
      for (const event of events) step(state, { ...event, at: clock.now() } as Event, settings);
      return Promise.resolve();
    },
    rested: (complete) => void rests.push(complete),
  });
  const until = async (at: Ms): Promise<void> => {
    for (let now = clock.now(); now <= at; now = later(now, 500)) {
      advanceTo(now);
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  const end = async (): Promise<void> => {
    stop.abort();
    await running;
  };
  const gate = (): unknown => {
    const found = explain(state, settings, 'BTC')?.gates.find(({ code }) => code === 'DATA_MISSING');
    return [found?.verdict, found?.value];
  };
  const lastOpen = (): number => ((state.markets.get(btc)?.last?.openAt ?? NaN) - begins) / quarter;
  return { state, asked, rests, until, end, gate, lastOpen, begins };
}

it('at start the whole history is told, and then each candle, once, soon after its close', async () => {
  const run = live((question) => ok(candlesFor(question)));
  await run.until(later(begins, 5000));
  expect(run.gate()).toEqual(['pass', '365 / 1080 / 1440']);
  expect(run.asked).toHaveLength(8);
  await run.until(later(begins, 3 * quarter));
  const tails = run.asked.slice(8);
  expect(tails).toHaveLength(6);
  expect(tails.every(({ timeframe, from, to }) => timeframe === '15m' && from === to)).toBe(true);
  expect(run.state.markets.get(btc)).toMatchObject({ refused: {}, health: { state: 'HEALTHY' } });
  expect(run.rests.at(-1)).toBe(true);
  await run.end();
});

it('what was missed while the venue was silent is caught up, without a hole and without beginning anew', async () => {
  let silent = false;
  const run = live((question) => (silent ? err('http 503') : ok(candlesFor(question))));
  await run.until(later(begins, 5000));
  silent = true;
  await run.until(later(begins, 20 * 60_000));
  expect(run.gate()).toEqual(['fail', '365 / 1080 / 1440; no 15m: http 503']);
  expect(run.rests.at(-1)).toBe(false);
  const before = run.asked.length;
  await run.until(later(begins, 3 * 60 * 60_000));
  // A series that goes on failing rests, longer and longer: two instruments, twelve closes, and hardly more questions.
  expect(run.asked.length - before).toBeLessThan(120);
  silent = false;
  await run.until(later(begins, 4 * 60 * 60_000 + 40 * 60_000));
  expect(run.gate()).toEqual(['pass', expect.stringMatching(/^365 \/ 108\d \/ 144\d$/)]);
  expect(run.state.markets.get(btc)?.refused).toEqual({});
  const opens = run.asked.filter(({ instrument: id, from, to }) => id === btc && to > from).at(-1);
  expect(opens?.timeframe).toBe('15m');
  await run.end();
});

it('a candle that the venue does not have yet is asked for again half a minute later', async () => {
  const run = live((question, now) => {
    const late = question.to === later(begins, -5 * 60_000) && now < later(begins, quarter - 5 * 60_000 + 10_000);
    return ok(late ? [] : candlesFor(question));
  });
  await run.until(later(begins, quarter - 5 * 60_000 + 4000));
  expect(run.lastOpen()).toBeCloseTo(-4 / 3);
  await run.until(later(begins, quarter - 5 * 60_000 + 40_000));
  expect(run.lastOpen()).toBeCloseTo(-1 / 3);
  await run.end();
});

it('an instrument that is listed later gets its history within half a minute', async () => {
  const run = live((question) => ok(candlesFor(question)));
  await run.until(later(begins, 5000));
  const more = ['BTC', 'ETH', 'XRP'].map((name) => listed(name, { volumeUsd: 9e6 }));
  step(run.state, listing(later(begins, 6000), more), settings);
  await run.until(later(begins, 40_000));
  expect(run.state.markets.get(instrument('XRP').id)?.reading.daily.candles).toBe(365);
  await run.end();
});
