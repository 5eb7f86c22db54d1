import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Tier } from '../../src/core/market/instrument.ts';
import type { Book, Exposure } from '../../src/core/risk/book.ts';
import { withExposure } from '../../src/core/risk/book.ts';
import { gate } from '../../src/core/risk/gate.ts';
import { limits } from '../../src/core/risk/limits.ts';
import { monitor } from '../../src/core/risk/monitor.ts';
import { leverageOf, size } from '../../src/core/risk/sizing.ts';
import { scale } from '../../src/core/units.ts';
import type { Price, Qty, Side, Usd } from '../../src/core/units.ts';
import { stopAt } from '../support/grids.ts';
import type { Traded } from '../support/grids.ts';
import { instrument, price, qty, settings, t0, usd } from '../support/keel.ts';

const { risk } = settings;
const bases = ['BTC', 'ETH', 'SOL', 'DOGE', 'BNB', 'XRP', 'ADA', 'LINK', 'AVAX', 'DOT', 'LTC', 'UNI'] as const;
/** Where the monitor is as strict as the gate: these may not even degrade. */
const twins = limits.filter((limit) => limit.degraded(risk) >= limit.gate(risk)).map(({ id }) => id);

const grid: fc.Arbitrary<Traded> = fc
  .tuple(
    fc.constantFrom(...bases),
    fc.constantFrom(
      ['0.1', '0.001', '100'],
      ['0.0000000001', '1000', '0.0000123457'],
      ['1', '0.0001', '64999'],
      ['0.01', '1', '0.01'],
      // Rounding shows where the lot is as fine as the money and no share is a round number.
      ['0.7', '0.0000000001', '99.4'],
    ),
  )
  .map(([base, [tick = '1', lot = '1', mark = '1']]) => ({
    instrument: instrument(base, { tick: price(tick), lot: qty(lot) }),
    mark: price(mark),
  }));
const equity = fc.constantFrom('0', '0.0000000001', '9.99', '350', '1000', '1000000', '3000000').map(usd);
const side = fc.constantFrom<Side>('long', 'short');

type Wish = Readonly<{ on: Traded; side: Side; tier: Tier; stopTicks: bigint; marginShare: number; sized: boolean }>;
const wish: fc.Arbitrary<Wish> = fc.record({
  on: grid,
  side,
  tier: fc.constantFrom<Tier>('A', 'B', 'C'),
  stopTicks: fc.constantFrom(0n, 1n, 1n, 2n, 30n, 5_000n),
  marginShare: fc.oneof(
    fc.constantFrom(0, 0.1, 0.11, 0.12, 0.15, 0.25, 0.250001),
    fc.double({ min: 0, max: 0.26, noNaN: true }),
  ),
  sized: fc.boolean(),
});

function emptyBook(of: Usd): Book {
  return { at: t0, exposures: [], equity: of, peakEquity: of, dayEquity: of };
}

/** As large as asked for, in whole lots; or as the sizing would have it. */
function intentOf(book: Book, { on, side: way, tier, stopTicks, marginShare, sized }: Wish): Exposure | undefined {
  const stop = stopAt(on, way, stopTicks);
  const { instrument: listed, mark } = on;
  if (sized) {
    const found = size(book, { instrument: listed, tier, side: way, mark, stop }, risk);
    return found.ok ? found.value.exposure : undefined;
  }
  const leverage = leverageOf(tier, risk);
  const wanted = (book.equity * leverage * BigInt(Math.round(marginShare * 1e6))) / 1_000_000n / mark;
  const { id, base, lot } = listed;
  const whole = (wanted - (wanted % lot)) as Qty;
  return { instrument: id, base, side: way, qty: whole, mark, entry: mark, stop, leverage };
}

/** Some of them wholly filled, some in part, some not at all, and what was not filled has ended. */
function partly(
  held: readonly Exposure[],
  parts: readonly number[],
  lots: ReadonlyMap<string, Qty>,
): readonly Exposure[] {
  return held.flatMap((exposure, i): readonly Exposure[] => {
    const lot = lots.get(exposure.instrument) ?? (1n as Qty);
    const filled = (exposure.qty * BigInt(parts[i % parts.length] ?? 0)) / 4n;
    const whole = (filled - (filled % lot)) as Qty;
    return whole === 0n ? [] : [{ ...exposure, qty: whole }];
  });
}

it('what the gate lets through, filled in any part and order, never halts the monitor, nor degrades where both share a bound', () => {
  let [admitted, crowded, tight] = [0, 0, 0];
  fc.assert(
    fc.property(
      equity,
      fc.array(wish, { maxLength: 40, size: 'max' }),
      fc.array(fc.nat(4), { minLength: 1, maxLength: 12 }),
      (of, wishes, parts) => {
        let book = emptyBook(of);
        const lots = new Map<string, Qty>();
        for (const each of wishes) {
          const intent = intentOf(book, each);
          if (intent === undefined || intent.qty === 0n) continue;
          const verdict = gate(book, intent, risk);
          if (!verdict.ok) continue;
          lots.set(intent.instrument, each.on.instrument.lot);
          book = withExposure(book, verdict.value);
          admitted += 1;
        }
        if (book.exposures.length === risk.positionsGate) crowded += 1;
        for (const exposures of [book.exposures, partly(book.exposures, parts, lots), [...book.exposures].reverse()]) {
          const { halted, degraded } = monitor({ ...book, exposures }, risk);
          expect(halted).toEqual([]);
          expect(degraded.filter(({ limit }) => twins.includes(limit))).toEqual([]);
          if (degraded.length > 0) tight += 1;
        }
      },
    ),
    { seed: 20_261_123, numRuns: 1_500 },
  );
  expect(twins).toEqual([
    'positions-open',
    'positions-per-base',
    'position-margin',
    'loss-at-stop',
    'open-notional',
    'drawdown',
    'daily-loss',
  ]);
  expect(admitted).toBeGreaterThan(3_000);
  expect(crowded).toBeGreaterThan(50);
  expect(tight).toBeGreaterThan(10);
});

/** What the sizing answers for itself; how many positions there may be is the gate's alone. */
const sizedFor = ['margin-use', 'position-margin', 'loss-at-stop', 'open-notional', 'positions-per-base'];

it('the sizing proposes nothing that the gate refuses for margin, loss or notional, in whole lots, within every cap', () => {
  let sizes = 0;
  const bindings = new Set<string>();
  fc.assert(
    fc.property(equity, fc.array(wish, { maxLength: 40, size: 'max' }), wish, (of, held, last) => {
      let book = emptyBook(of);
      for (const each of held) {
        const intent = intentOf(book, each);
        if (intent === undefined || intent.qty === 0n || intent.base === last.on.instrument.base) continue;
        const verdict = gate(book, intent, risk);
        if (verdict.ok) book = withExposure(book, verdict.value);
      }
      const { instrument: listed, mark } = last.on;
      const stop = stopAt(last.on, last.side, last.stopTicks);
      const found = size(book, { instrument: listed, tier: last.tier, side: last.side, mark, stop }, risk);
      if (!found.ok) return;
      sizes += 1;
      bindings.add(found.value.binding);
      const { exposure } = found.value;
      expect(exposure.qty > 0n && exposure.qty % listed.lot === 0n).toBe(true);
      expectWithinCaps(exposure, last.tier);
      expectLossWithin(exposure, book.equity);
      const verdict = gate(book, exposure, risk);
      const broken = verdict.ok ? [] : verdict.error.map(({ limit }) => limit);
      expect(broken.filter((limit) => sizedFor.includes(limit))).toEqual([]);
    }),
    { seed: 20_261_124, numRuns: 3_000 },
  );
  expect(sizes).toBeGreaterThan(700);
  expect([...bindings].sort()).toEqual(['available_margin', 'leverage', 'max_loss', 'max_usd', 'open_notional']);
});

function expectWithinCaps({ qty: size_, mark }: Exposure, tier: Tier): void {
  // In units of 1e-20 USD, so that nothing is rounded.
  const value = size_ * mark;
  expect(value >= risk.positionNotionalMin * scale).toBe(true);
  expect(value <= risk.positionNotionalMax * scale && value <= risk.tierNotionalMax[tier] * scale).toBe(true);
}

/** Quantity times distance, plus the cost of the round trip, exactly: never more than its share of the equity. */
function expectLossWithin({ qty: size_, mark, stop, side: way }: Exposure, of: Usd): void {
  const distance = (way === 'long' ? mark - stop : stop - mark) as Price;
  const loss = size_ * distance * scale + size_ * mark * risk.roundTripCost;
  expect(loss <= of * risk.maxLossPerTrade * scale).toBe(true);
}
