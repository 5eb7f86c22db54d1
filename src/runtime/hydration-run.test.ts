import { describe, expect, it } from 'vitest';
import { memoryStore } from '../../test/support/candle-store.ts';
import { instrument, shipped, t0 } from '../../test/support/keel.ts';
import type { Event } from '../core/events.ts';
import { timeframeMs } from '../core/market/candle.ts';
import type { Candle } from '../core/market/candle.ts';
import { err, ok } from '../core/result.ts';
import type { Result } from '../core/result.ts';
import { later } from '../core/units.ts';
import type { Ms } from '../core/units.ts';
import { virtualClock } from './clock.ts';
import { planHydration } from './hydration.ts';
import { createRests } from './hydration-rests.ts';
import { hydrate } from './hydration-run.ts';
import type { HydrationLinks } from './hydration-run.ts';
import type { CandleQuestion } from './ports.ts';

const [btc, eth] = [instrument('BTC').id, instrument('ETH').id];
const day = timeframeMs['1d'];
const now = later(t0, 500 * day + 5000);

function candlesFor({ instrument: id, timeframe, from, to }: CandleQuestion): readonly Candle[] {
  const step = timeframeMs[timeframe];
  return Array.from({ length: (to - from) / step + 1 }, (_, n): Candle => {
    const openAt = later(from, n * step);
    return {
      instrument: id,
      timeframe,
      openAt,
      open: 100,
      high: 101,
      low: 99,
      close: 100 + (openAt % 7) / 10,
      volume: 1,
    };
  });
}

type Answer = (question: CandleQuestion, times: number) => Result<readonly Candle[], string>;

/** Runs a plan to its end on a clock that moves whenever everybody waits. */
async function run(answer: Answer, change: Partial<HydrationLinks> = {}, ids: readonly (typeof btc)[] = [btc, eth]) {
  const { clock, advanceTo } = virtualClock(now);
  const asked: CandleQuestion[] = [];
  const told: string[] = [];
  let [underWay, most] = [0, 0];
  const stop = new AbortController();
  const store = memoryStore();
  const links: HydrationLinks = {
    market: {
      candles: async (question) => {
        asked.push(question);
        underWay += 1;
        most = Math.max(most, underWay);
        await clock.wake(later(clock.now(), 1000), stop.signal);
        underWay -= 1;
        return answer(question, asked.filter((other) => other === question || sameAs(other, question)).length);
      },
    },
    store,
    rests: createRests(shipped.hydration),
    clock,
    settings: shipped.hydration,
    notify: (_, name) => void told.push(name),
    signal: stop.signal,
    ...change,
  };
  const plan = planHydration({
    now,
    wanted: ids.map((id) => ({ instrument: id })),
    coverage: links.store.coverage,
    isResting: (id, timeframe) => links.rests.isResting(id, timeframe, clock.now()),
    settings: shipped.hydration,
  });
  const batches: (readonly Event[])[] = [];
  let done = false;
  const collect = async (): Promise<void> => {
    for await (const batch of hydrate(plan, links)) batches.push(batch);
    done = true;
  };
  const collecting = collect();
  for (let at: Ms = now; !done; at = later(at, 100)) {
    advanceTo(at);
    await new Promise((resolve) => setImmediate(resolve));
  }
  await collecting;
  return { batches, asked, told, most, links, plan, tookMs: clock.now() - now };
}

const sameAs = (a: CandleQuestion, b: CandleQuestion): boolean =>
  a.instrument === b.instrument && a.timeframe === b.timeframe && a.from === b.from;
const all: Answer = (question) => ok(candlesFor(question));

describe('hydration', () => {
  it('tells the whole history of each instrument, in order of time, a few questions at a time', async () => {
    const { batches, asked, most, plan } = await run(all);
    expect(batches.map(([first]) => first)).toEqual([
      { type: 'history.begun', at: expect.any(Number), instrument: btc },
      { type: 'history.begun', at: expect.any(Number), instrument: eth },
    ]);
    const candles = batches[0]?.flatMap((event) => (event.type === 'candle.closed' ? [event.candle] : [])) ?? [];
    expect(candles).toHaveLength(plan[0]?.questions.flatMap(candlesFor).length ?? 0);
    const closes = candles.map(({ openAt, timeframe }) => openAt + timeframeMs[timeframe]);
    expect(closes).toEqual(closes.toSorted((a, b) => a - b));
    expect(asked.map(({ instrument: id }) => id).slice(0, 4)).toEqual([btc, btc, btc, btc]);
    expect(most).toBeGreaterThan(1);
    expect(most).toBeLessThanOrEqual(shipped.hydration.concurrent);
  });

  it('tells, of one moment, the longer candles first: half of one is then known whole', async () => {
    const { clock } = virtualClock(now);
    const store = memoryStore();
    const hour = later(t0, 500 * day - 3_600_000);
    const spans = [
      { instrument: btc, timeframe: '15m' as const, from: later(hour, 900_000), to: later(hour, 2_700_000) },
      { instrument: btc, timeframe: '1h' as const, from: hour, to: hour },
    ];
    for (const span of spans) store.put(span, candlesFor(span));
    const need = { instrument: btc, begins: true, spans, questions: [] };
    const links = {
      market: { candles: async () => Promise.resolve(err('nobody')) },
      store,
      clock,
      notify: () => undefined,
    };
    const rest = {
      rests: createRests(shipped.hydration),
      settings: shipped.hydration,
      signal: new AbortController().signal,
    };
    const told: string[] = [];
    for await (const batch of hydrate([need], { ...links, ...rest })) {
      for (const event of batch) if (event.type === 'candle.closed') told.push(event.candle.timeframe);
    }
    expect(told).toEqual(['15m', '15m', '1h', '15m']);
  });

  it('asks nobody for what is kept', async () => {
    const { links } = await run(all);
    const again = await run(all, { store: links.store });
    expect(again.asked).toEqual([]);
    expect(again.batches.map((batch) => batch.length)).toEqual((await run(all)).batches.map((batch) => batch.length));
  });

  it('asks again after a pause, each time a longer one, and then says what is missing; the others are not harmed', async () => {
    const fails: Answer = (question) =>
      question.instrument === btc && question.timeframe === '4h' ? err('timeout') : ok(candlesFor(question));
    const { batches, asked, tookMs } = await run(fails);
    expect(asked.filter(({ instrument: id, timeframe }) => id === btc && timeframe === '4h')).toHaveLength(3);
    expect(tookMs).toBeGreaterThanOrEqual(1000 + 2000 + 3 * 1000);
    expect(batches[0]?.filter(({ type }) => type === 'history.failed')).toEqual([
      { type: 'history.failed', at: expect.any(Number), instrument: btc, timeframe: '4h', cause: 'timeout' },
    ]);
    expect(batches[1]?.some(({ type }) => type === 'history.failed')).toBe(false);
  });

  it('is content with an answer that comes late', async () => {
    const { batches } = await run((question, times) => (times < 3 ? err('http 429') : all(question, times)));
    expect(batches.flat().filter(({ type }) => type === 'history.failed')).toEqual([]);
  });

  it('survives an adapter that throws, and a store that cannot write or read', async () => {
    const thrown = await run(() => {
      throw new Error('a bug');
    });
    expect(thrown.batches[0]?.filter(({ type }) => type === 'history.failed')).toHaveLength(4);
    const broken = { ...memoryStore(), put: thrower, range: thrower };
    const { batches, told } = await run(all, { store: broken });
    expect(batches.map((batch) => batch.length)).toEqual((await run(all)).batches.map((batch) => batch.length));
    expect(new Set(told)).toEqual(new Set(['CANDLE_STORE_FAILED']));
  });

  it('drops rows that are no closed candles of the question, and not the answer', async () => {
    const spoilt: Answer = (question) => {
      const [first, second, ...rest] = candlesFor(question);
      if (first === undefined || second === undefined) return ok([]);
      const forming = { ...second, openAt: later(now, -1000) };
      return ok([
        first,
        { ...second, high: 1 },
        first,
        { ...second, instrument: eth, openAt: first.openAt },
        ...rest,
        forming,
      ]);
    };
    const { batches, told, plan } = await run(spoilt, {}, [btc]);
    const whole = plan[0]?.questions.flatMap(candlesFor).length ?? 0;
    expect(batches[0]?.filter(({ type }) => type === 'candle.closed')).toHaveLength(whole - 4);
    expect(told).toEqual(Array.from({ length: 4 }, () => 'CANDLES_DROPPED'));
  });

  it('lets a series rest that fails again and again, longer each time, and leaves its instrument out', async () => {
    const rests = createRests(shipped.hydration);
    const minutes = (n: number): Ms => later(t0, n * 60_000);
    expect([1, 2, 3].map((n) => rests.failed(btc, '4h', minutes(n)))).toEqual([undefined, undefined, minutes(8)]);
    expect([rests.isResting(btc, '4h', minutes(7)), rests.isResting(btc, '4h', minutes(8))]).toEqual([true, false]);
    expect(rests.isResting(btc, '1h', minutes(7))).toBe(false);
    const ends = Array.from({ length: 5 }, () => [1, 2, 3].map(() => rests.failed(btc, '4h', t0)).at(-1));
    expect(ends.map((end) => ((end ?? t0) - t0) / 60_000)).toEqual([10, 20, 40, 60, 60]);
    rests.answered(btc, '4h');
    expect([1, 2, 3].map((n) => rests.failed(btc, '4h', minutes(n))).at(-1)).toBe(minutes(8));
  });

  it('stops when it is told to', async () => {
    const stopped = AbortSignal.abort();
    const { batches, asked } = await run(all, { signal: stopped });
    expect([batches, asked]).toEqual([[], []]);
  });
});

function thrower(): never {
  throw new Error('disk full');
}
