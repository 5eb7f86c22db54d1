import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { step } from '../../src/core/engine.ts';
import { closeAt, timeframeMs } from '../../src/core/market/candle.ts';
import type { Candle } from '../../src/core/market/candle.ts';
import type { Market } from '../../src/core/market/market.ts';
import type { State } from '../../src/core/state.ts';
import { later, ms } from '../../src/core/units.ts';
import type { Ms } from '../../src/core/units.ts';
import { drawn } from '../support/decisions.ts';
import { alertsIn, beginning, btc } from '../support/stories.ts';
import { settings, t0 } from '../support/keel.ts';

const quarter = timeframeMs['15m'];
const series = drawn({ seed: 3, base: 'BTC', price: 20_000, decimals: 1, days: 12 }).map((candle, n) => ({
  ...candle,
  openAt: later(t0, n * quarter),
}));

/** What comes beside the candles: at which of them, and what kind of nuisance. */
type Nuisance = Readonly<{ at: number; kind: 'repeated' | 'altered' | 'late' | 'forming' | 'impossible' | 'stranger' }>;
const nuisances: fc.Arbitrary<readonly Nuisance[]> = fc.array(
  fc.record({
    at: fc.integer({ min: 2, max: series.length - 1 }),
    kind: fc.constantFrom('repeated', 'altered', 'late', 'forming', 'impossible', 'stranger'),
  }),
  { maxLength: 40 },
);

function nuisanceAt({ at, kind }: Nuisance): Candle {
  const [now, before] = [series[at], series[at - 2]];
  if (now === undefined || before === undefined) throw new Error('it lies within');
  switch (kind) {
    case 'repeated':
      return now;
    case 'altered':
      return { ...now, high: now.high * 2, close: now.high * 1.5 };
    case 'late':
      return before;
    case 'forming':
      return { ...now, openAt: later(now.openAt, quarter) };
    case 'impossible':
      return { ...now, openAt: later(now.openAt, quarter), low: now.high * 2 };
    case 'stranger':
      return { ...now, instrument: `${now.instrument}X` as Candle['instrument'] };
  }
}

function run(disturbed: readonly Nuisance[]): Readonly<{ state: State; alerts: readonly string[] }> {
  const state = beginning();
  const alerts: string[] = [];
  for (const [n, candle] of series.entries()) {
    const at: Ms = closeAt(candle);
    const all = [candle, ...disturbed.filter((nuisance) => nuisance.at === n).map(nuisanceAt)];
    for (const each of all)
      alerts.push(...alertsIn(step(state, { type: 'candle.closed', at, candle: each }, settings)));
  }
  return { state, alerts };
}

const marketOf = ({ state }: Readonly<{ state: State }>): Market => {
  const market = state.markets.get(btc.id);
  if (market === undefined) throw new Error('it is listed');
  return market;
};

const clean = marketOf(run([]));

describe('candles that do not belong', () => {
  it('change nothing that is read, and are counted by reason', () => {
    const reasons = {
      repeated: 'repeated',
      altered: 'repeated',
      late: 'late',
      forming: 'unsound',
      impossible: 'unsound',
    };
    let seen = 0;
    fc.assert(
      fc.property(nuisances, (disturbed) => {
        const { state, alerts } = run(disturbed);
        const market = marketOf({ state });
        expect({ ...market, refused: {} }).toEqual({ ...clean, refused: {} });
        const expected: Record<string, number> = {};
        for (const { kind } of disturbed) {
          if (kind === 'stranger') continue;
          expected[reasons[kind]] = (expected[reasons[kind]] ?? 0) + 1;
          seen += 1;
        }
        expect(market.refused).toEqual(expected);
        const told = disturbed.filter(({ kind }) => ['forming', 'impossible', 'stranger'].includes(kind)).length;
        expect(alerts.filter((name) => name === 'CANDLE_REFUSED')).toHaveLength(told);
      }),
      { seed: 21, numRuns: 40 },
    );
    expect(seen).toBeGreaterThan(150);
  });
});

describe('candles that are missing', () => {
  const without = (from: number, count: number): Market => {
    const state = beginning();
    for (const [n, candle] of series.entries()) {
      if (n >= from && n < from + count) continue;
      step(state, { type: 'candle.closed', at: closeAt(candle), candle }, settings);
    }
    return marketOf({ state });
  };

  it('a lost quarter heals: every higher candle is there, made of what came', () => {
    const market = without(500, 1);
    expect(market.reading.quarters).toBe(clean.reading.quarters - 1);
    expect(market.reading.decision.t).toBe(clean.reading.decision.t);
    expect(market.reading.readTo).toEqual(clean.reading.readTo);
  });

  it('the lost last quarter of a bucket heals when the next bucket begins', () => {
    const last = series.findIndex(
      ({ openAt }) => (openAt + quarter) % timeframeMs['4h'] === 0 && openAt > (series[400]?.openAt ?? ms(0)),
    );
    expect(without(last, 1).reading.decision.t).toBe(clean.reading.decision.t);
  });

  it('a hole of sixteen hours leaves its candles out, and a longer one begins anew', () => {
    expect(without(496, 64).reading.decision.t).toBe(clean.reading.decision.t - 4);
    const anew = without(496, 65).reading;
    expect(anew.quarters).toBe(series.length - 496 - 65);
    expect(anew.since).toBe(series[496 + 65]?.openAt);
    expect(anew.daily.candles).toBeLessThan(clean.reading.daily.candles);
  });
});
