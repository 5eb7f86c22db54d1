import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { instrument, price, qty, settings, shipped, t0 } from '../../test/support/keel.ts';
import { enter } from '../../test/support/keel.ts';
import { quarters, warmAt, warmRun } from '../../test/support/days.ts';
import { listed, listing } from '../../test/support/listings.ts';
import { step } from '../core/engine.ts';
import { timeframeMs } from '../core/market/candle.ts';
import { later, ms } from '../core/units.ts';
import type { Ms } from '../core/units.ts';
import { planHydration, wantedOf } from './hydration.ts';
import type { PlanOptions } from './hydration.ts';
import { withSpan, without } from './hydration-store.ts';
import type { Span } from './hydration-store.ts';

const btc = instrument('BTC').id;
const day = timeframeMs['1d'];
const quarter = timeframeMs['15m'];
const noon = later(t0, 400 * day + day / 2);

const options = (change: Partial<PlanOptions>): PlanOptions => ({
  now: later(noon, 4000),
  wanted: [{ instrument: btc }],
  coverage: () => [],
  isResting: () => false,
  settings: shipped.hydration,
  ...change,
});

describe('a plan', () => {
  it('asks for a whole history from midnights on, and for no longer candle that 15m candles build', () => {
    const [need] = planHydration(options({}));
    const midnight = noon - day / 2;
    expect(need).toMatchObject({ instrument: btc, begins: true });
    expect(
      need?.questions.map(({ timeframe, from, to }) => [timeframe, (from - midnight) / day, (to - midnight) / day]),
    ).toEqual([
      ['1d', -365, -15],
      ['4h', -179.5, -14 - 1 / 6],
      ['1h', -59.5, -14 - 1 / 24],
      ['15m', -14, 0.5 - 1 / 96],
    ]);
    expect(need?.spans).toEqual(need?.questions);
  });

  it('waits for a candle to settle, and asks for what closed since the last one that is known', () => {
    const knownTo = later(noon, -2 * quarter);
    const at = (now: Ms) => planHydration(options({ now, wanted: [{ instrument: btc, knownTo }] }));
    expect(at(later(noon, 2999))).toEqual([]);
    const span = { instrument: btc, timeframe: '15m', from: later(noon, -quarter), to: later(noon, -quarter) };
    expect(at(later(noon, 3000))).toEqual([{ instrument: btc, begins: false, spans: [span], questions: [span] }]);
    expect(at(later(noon, 3000 + 3 * quarter))[0]?.questions[0]?.to).toBe(later(noon, 2 * quarter));
  });

  it('tells it all again where too much was missed', () => {
    const [need] = planHydration(options({ wanted: [{ instrument: btc, knownTo: later(noon, -15 * day) }] }));
    expect(need?.begins).toBe(true);
  });

  it('asks for nothing from before the contract was opened', () => {
    const openedAt = later(noon, -2 * day - 100);
    const [need] = planHydration(options({ wanted: [{ instrument: btc, openedAt }] }));
    for (const { timeframe, from } of need?.questions ?? []) {
      expect(from).toBeGreaterThan(openedAt - timeframeMs[timeframe]);
    }
    expect(need?.questions.at(-1)).toMatchObject({ timeframe: '15m', from: later(noon, -2 * day - quarter) });
  });

  it('asks for nothing that is kept, tells it all the same, and leaves out what rests', () => {
    const [whole] = planHydration(options({}));
    const kept = new Map(whole?.spans.map(({ timeframe, from, to }) => [timeframe, [{ from, to }]]));
    const [need] = planHydration(options({ coverage: (_, timeframe) => kept.get(timeframe) ?? [] }));
    expect(need?.questions).toEqual([]);
    expect(need?.spans).toEqual(whole?.spans);
    expect(planHydration(options({ isResting: (_, timeframe) => timeframe === '4h' }))).toEqual([]);
  });

  it('has what is held first, then tiers, then names', () => {
    const state = warmRun(['BTC', 'XRP', 'ADA', 'WIF']);
    const thin = [
      ...['BTC', 'ADA', 'WIF'].map((name) => listed(name, { volumeUsd: 9e6 })),
      listed('XRP', { volumeUsd: 3e5 }),
    ];
    step(state, listing(warmAt, thin), settings);
    const names = () => wantedOf(state).map(({ instrument: id }) => id.slice(3, -3));
    expect(names()).toEqual(['ADA', 'WIF', 'XBT', 'XRP']);
    quarters(state, [instrument('XRP').id], 1);
    enter(state, { instrument: instrument('XRP'), side: 'long', qty: qty('1'), mark: price('100'), stop: price('99') });
    expect(names()).toEqual(['XRP', 'ADA', 'WIF', 'XBT']);
    expect(wantedOf(state)[0]).toEqual({ instrument: 'PF_XRPUSD', openedAt: t0, knownTo: warmAt });
    step(state, { type: 'history.failed', at: state.at, instrument: btc, timeframe: '1d', cause: 'x' }, settings);
    expect(wantedOf(state).find(({ instrument: id }) => id === btc)).not.toHaveProperty('knownTo');
  });
});

const span: fc.Arbitrary<Span> = fc
  .tuple(fc.nat(200), fc.nat(40))
  .map(([from, length]) => ({ from: ms(from), to: ms(from + length) }));
const places = (spans: readonly Span[]): ReadonlySet<number> =>
  new Set(spans.flatMap(({ from, to }) => Array.from({ length: to - from + 1 }, (_, n) => from + n)));

describe('spans', () => {
  it('are a set: joined they hold each place once, and what is left is what they lack', () => {
    fc.assert(
      fc.property(fc.array(span, { maxLength: 8 }), span, (added, asked) => {
        const spans = added.reduce<readonly Span[]>((all, one) => withSpan(all, one, 1), []);
        expect(places(spans)).toEqual(places(added));
        for (const [n, one] of spans.entries()) expect(one.from).toBeGreaterThan((spans[n - 1]?.to ?? -9) + 1);
        const left = places(without(asked, spans, 1));
        expect(left).toEqual(new Set([...places([asked])].filter((place) => !places(added).has(place))));
      }),
    );
  });

  it('of a plan are covered by what is kept and what is asked for, in pages, nothing twice', () => {
    fc.assert(
      fc.property(fc.array(span, { maxLength: 5 }), fc.integer({ min: 50, max: 400 }), (kept, pageCandles) => {
        const start = later(noon, -300 * quarter);
        const coverage = kept
          .map(({ from, to }): Span => ({ from: later(start, from * quarter), to: later(start, to * quarter) }))
          .reduce<readonly Span[]>((all, one) => withSpan(all, one, quarter), []);
        const plan = planHydration(
          options({
            coverage: (_, timeframe) => (timeframe === '15m' ? coverage : []),
            settings: { ...shipped.hydration, pageCandles },
          }),
        );
        const opens = (from: Ms, to: Ms): readonly number[] =>
          Array.from({ length: (to - from) / quarter + 1 }, (_, n) => from + n * quarter);
        const questions = plan.flatMap((need) => need.questions.filter(({ timeframe }) => timeframe === '15m'));
        const asked = questions.flatMap(({ from, to }) => opens(from, to));
        const had = coverage.flatMap(({ from, to }) => opens(from, to));
        expect(new Set(asked).size).toBe(asked.length);
        for (const { from, to } of questions) expect((to - from) / quarter).toBeLessThan(pageCandles);
        expect(asked.filter((open) => had.includes(open))).toEqual([]);
        const wanted = plan.flatMap((need) => need.spans).find(({ timeframe }) => timeframe === '15m');
        const both = new Set([...asked, ...had]);
        expect(opens(wanted?.from ?? t0, wanted?.to ?? t0).every((open) => both.has(open))).toBe(true);
      }),
    );
  });
});
