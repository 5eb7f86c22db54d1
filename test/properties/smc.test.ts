import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { advance, newAnalysis } from '../../src/core/smc/analysis.ts';
import type { Analysis } from '../../src/core/smc/analysis.ts';
import type { Detector, TimedBar } from '../../src/core/smc/detector.ts';
import { detectorOf } from '../../src/core/smc/detectors.ts';
import type { SmcEvent } from '../../src/core/smc/events.ts';
import { indicator } from '../../src/core/smc/indicators.ts';
import type { IndicatorParams } from '../../src/core/smc/indicators.ts';
import { defaultParams, warmUpOf } from '../../src/core/smc/params.ts';
import type { AnalysisParams } from '../../src/core/smc/params.ts';
import { rng } from '../../src/runtime/rng.ts';
import { markets, scaled, upsideDown } from '../support/markets.ts';

/** The contract of the detectors, and what must hold for prices of any size and either way up. */
const short: fc.Arbitrary<AnalysisParams> = fc
  .record({
    atr: fc.integer({ min: 1, max: 8 }),
    reach: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 4, maxLength: 4 }),
    fvgMinAtr: fc.constantFrom(0, 0.2),
    breakOn: fc.constantFrom('close', 'wick'),
    obBreakOn: fc.constantFrom('close', 'wick'),
    protected: fc.boolean(),
    poolScale: fc.constantFrom('internal', 'swing'),
    rangeScale: fc.constantFrom('internal', 'swing'),
    poolAtr: fc.constantFrom(0, 0.25),
    liveMax: fc.constantFrom(2, 512),
    utcOffsetMinutes: fc.constantFrom(0, 330, -300),
  })
  .map(({ reach: [a = 1, b = 1, c = 1, d = 1], ...chosen }) => ({
    ...defaultParams,
    ...chosen,
    dispAtr: 1,
    dispBody: 0.5,
    scales: { internal: [a, b], swing: [c, d] },
  }));

const kinds = [
  'pivot',
  'structure',
  'mss',
  'ob',
  'breaker',
  'fvg',
  'pool',
  'ote',
  'displacement',
  'idm',
  'session',
  'previous',
] as const satisfies readonly SmcEvent['type'][];

const indicators: fc.Arbitrary<IndicatorParams> = fc.record({
  name: fc.constantFrom('ema', 'rma', 'atr', 'adx', 'rsi'),
  period: fc.integer({ min: 1, max: 20 }),
  smoothing: fc.constantFrom('ema', 'wilder'),
  tolerance: fc.constant(0),
});

/** What is told at each candle. */
function told<P, S, A>(detector: Detector<P, S, A>, params: P, bars: readonly TimedBar[]): A[][] {
  return toldFrom(detector, detector.begin(params), bars);
}

function toldFrom<P, S, A>(detector: Detector<P, S, A>, state: S, bars: readonly TimedBar[]): A[][] {
  return bars.map((bar) => {
    const answers: A[] = [];
    detector.advance(state, bar, (answer) => answers.push(answer));
    return answers;
  });
}

const restored = <T>(state: T): T => JSON.parse(JSON.stringify(state)) as T;
const runs = { numRuns: 100 };

/** A prefix of the candles has that prefix of the answers; a copy of the state goes on alike; nothing before the warm-up. */
function keepsTheContract<P, S, A>(
  detector: Detector<P, S, A>,
  params: P,
  { bars, cut }: { bars: TimedBar[]; cut: number },
) {
  const all = told(detector, params, bars);
  expect(told(detector, params, bars.slice(0, cut))).toEqual(all.slice(0, cut));
  const state = detector.begin(params);
  toldFrom(detector, state, bars.slice(0, cut));
  for (const copy of [restored(state), structuredClone(state)]) {
    expect(copy).toStrictEqual(state);
    expect(toldFrom(detector, copy, bars.slice(cut))).toEqual(all.slice(cut));
  }
  const first = all.findIndex((answers) => answers.length > 0);
  if (first >= 0) expect(first + 1).toBeGreaterThanOrEqual(detector.warmUp(params));
}

/** A pivot, its break, and the next candle through the low that the break started from. */
const atOnce: TimedBar[] = [
  [999, 999, 999, 999],
  [1_000, 1_000, 999, 999],
  [999, 999, 999, 999],
  [999, 1_001, 999, 1_001],
  [1_001, 1_001, 998, 998],
].map(([open = 0, high = 0, low = 0, close = 0], t) => ({ openAt: t * 3_600_000, open, high, low, close }));

describe('the contract of every detector', () => {
  test.each(kinds)('%s', (type) => {
    let answers = 0;
    const cases = fc.property(markets, short, fc.nat(150), (bars, params, cut) => {
      keepsTheContract(detectorOf(type), params, { bars, cut });
      answers += told(detectorOf(type), params, bars).flat().length;
    });
    fc.assert(cases, { ...runs, seed: 51 });
    expect(answers).toBeGreaterThan(20);
  });

  test('indicators answer exactly from their warm-up on', () => {
    const cases = fc.property(markets, indicators, fc.nat(150), (bars, chosen, cut) => {
      const params = { ...chosen };
      keepsTheContract(indicator, params, { bars, cut });
      if (params.name === 'adx' && params.smoothing === 'ema') return;
      const answered = told(indicator, params, bars).map((answers) => answers.length);
      const due = indicator.warmUp(params);
      expect(answered).toEqual(bars.map((_, t) => (t + 1 >= due ? 1 : 0)));
    });
    fc.assert(cases, { numRuns: 300, seed: 52 });
  });

  test('the warm-up of a kind is not too long: some market tells its first there', () => {
    const params = {
      ...defaultParams,
      atr: 2,
      dispAtr: 0,
      dispBody: 0,
      scales: { internal: [1, 1], swing: [1, 1] },
    } as const;
    const reached = new Set<string>();
    const cases = fc.property(markets, (bars) => {
      for (let from = 0; from < bars.length; from += 1) {
        const first = new Map<string, number>();
        for (const { type, at } of analysed(bars.slice(from, from + 8), params).events)
          first.set(type, first.get(type) ?? at);
        for (const type of kinds) if (first.get(type) === warmUpOf(type, params) - 1) reached.add(type);
      }
    });
    fc.assert(cases, { numRuns: 60, seed: 53, examples: [[atOnce]] });
    expect(kinds.filter((type) => !reached.has(type))).toEqual([]);
  });
});

function analysed(bars: readonly TimedBar[], params: AnalysisParams): { events: SmcEvent[]; analysis: Analysis } {
  const [events, analysis] = [[] as SmcEvent[], newAnalysis(params)];
  for (const bar of bars) advance(analysis, bar, (event) => events.push(event));
  return { events, analysis };
}

const priced = new Set(['price', 'level', 'strongPrice', 'top', 'bottom', 'a', 'b', 'high', 'low', 'other']);

/** The event with its prices multiplied. */
function times(event: SmcEvent, factor: number): SmcEvent {
  const cells = Object.entries(event).map(([key, value]: [string, unknown]) => {
    if (key === 'origin' && typeof value === 'object') return [key, value && { ...value, ...timesIn(value, factor) }];
    return [key, value];
  });
  return { ...(Object.fromEntries(cells) as SmcEvent), ...timesIn(event, factor) };
}

function timesIn(of: object, factor: number): object {
  const prices = Object.entries(of).filter(([key, value]) => priced.has(key) && typeof value === 'number');
  return Object.fromEntries(prices.map(([key, value]) => [key, Number(value) * factor]));
}

test('events scale with prices, exactly for powers of two', () => {
  const cases = fc.property(markets, short, fc.integer({ min: -8, max: 8 }), (bars, params, k) => {
    const { events } = analysed(bars, params);
    const large = analysed(scaled(bars, 2 ** k), params).events;
    expect(large).toEqual(events.map((event) => times(event, 2 ** k)));
  });
  fc.assert(cases, { numRuns: 200, seed: 54 });
});

test('indicators scale with prices, or not at all where they are ratios', () => {
  const cases = fc.property(markets, indicators, fc.integer({ min: -8, max: 8 }), (bars, params, k) => {
    const factor = params.name === 'adx' || params.name === 'rsi' ? 1 : 2 ** k;
    const values = told(indicator, params, bars).flat();
    expect(told(indicator, params, scaled(bars, 2 ** k)).flat()).toEqual(values.map((value) => value * factor));
  });
  fc.assert(cases, { numRuns: 200, seed: 55 });
});

/** Without numbers that count creations, which a candle that makes one on either side gives in the order of the sides. */
function lines(events: readonly SmcEvent[]): string[] {
  return events.map((event) => JSON.stringify({ ...event, id: 0 })).toSorted();
}

test('the rules are the same upside down', () => {
  const cases = fc.property(markets, short, (all, params) => {
    // Of a candle without a body nobody can say which of its wicks came first.
    const bars = params.breakOn === 'wick' ? all.filter(({ open, close }) => open !== close) : all;
    const { events } = analysed(bars, { ...params, liveMax: 512 });
    const mirrored = analysed(upsideDown(bars), { ...params, liveMax: 512 }).events.map((event) => turned(event));
    expect(lines(mirrored)).toEqual(lines(events));
  });
  fc.assert(cases, { numRuns: 300, seed: 56 });
});

const mirrored: Readonly<Record<string, string>> = { HH: 'LL', LL: 'HH', HL: 'LH', LH: 'HL' };
const sides: Readonly<Record<string, string>> = { high: 'low', low: 'high' };

function turned(event: SmcEvent): SmcEvent {
  const copy = JSON.parse(JSON.stringify(times(event, -1)), (key, value: unknown) => {
    if (key === 'label') return mirrored[String(value)] ?? value;
    if (key === 'event') return sides[String(value)] ?? value;
    return (key === 'dir' || key === 'side') && typeof value === 'number' ? -value : value;
  }) as Record<string, unknown>;
  const { top, bottom, high, low } = copy;
  if ('top' in copy) Object.assign(copy, { top: bottom, bottom: top });
  if ('high' in copy) Object.assign(copy, { high: low, low: high });
  return copy as SmcEvent;
}

test('a long series leaves no more behind than a short one: what is watched is limited, and what makes room is told', () => {
  const sizes: number[] = [];
  const evicted = new Set<string>();
  const luck = rng(59);
  const analysis = newAnalysis({ ...defaultParams, liveMax: 16 });
  let price = 1_000;
  for (let t = 0; t < 20_000; t += 1) {
    const open = price;
    price = Math.max(1, open + (luck.next() - 0.48) * 10);
    const [high, low] = [Math.max(open, price) + luck.next() * 4, Math.min(open, price) - luck.next() * 4];
    advance(analysis, { openAt: t * 900_000, open, high, low, close: price }, (event) => {
      if ('event' in event && event.event === 'evict') evicted.add(event.type);
    });
    if (t % 5_000 === 4_999) sizes.push(JSON.stringify(analysis).length);
  }
  expect([...evicted].toSorted()).toEqual(['breaker', 'fvg', 'ob', 'pool']);
  expect(Math.max(...sizes)).toBeLessThan(64 * 1_024);
  const { gaps, blocks, pools } = analysis;
  for (const book of [gaps.book, gaps.inverted, blocks.book, blocks.breakers]) {
    for (const { waiting, spent } of [book.bull, book.bear]) {
      expect(waiting.item.length + spent.item.length).toBeLessThanOrEqual(16);
    }
  }
  expect(Math.max(pools.high.open.length, pools.low.open.length)).toBeLessThanOrEqual(16);
});
