import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Position, PositionEvent } from '../../src/core/position/position.ts';
import { tighter } from '../../src/core/position/exit-plan.ts';
import { emptyTally, remaining } from '../../src/core/position/tally.ts';
import { transition } from '../../src/core/position/transition.ts';
import { later, notional, toNumber } from '../../src/core/units.ts';
import type { ClientOrderId, Price, Qty, Side } from '../../src/core/units.ts';
import { stopAt, traded } from '../support/grids.ts';
import type { Traded } from '../support/grids.ts';
import { settings, t0, usd } from '../support/keel.ts';

const lots = fc.constantFrom(0n, 1n, 2n, 3n, 10n, 999_999n);
const stopId = fc.constantFrom('a', 'b', 'c').map((id) => id as ClientOrderId);
const reason = fc.constantFrom('stop_loss', 'take_profit_1', 'manual', 'unprotectable', 'data_gap');
const role = fc.constantFrom('stop', 'tp1', 'tp2', 'tp3', 'exit');
const fee = fc.constantFrom('0', '0.0000000001', '0.37').map(usd);

/** From nothing to twelve times as much. */
const near = (value: Price): fc.Arbitrary<number> =>
  fc.oneof(fc.constant(0), fc.double({ min: 0.5, max: 12, noNaN: true })).map((times) => toNumber(value) * times);

/** Everything that can be said to a position, in any order and however often: late, early and contradictory. */
function eventOn({ instrument: { lot, tick }, mark }: Traded): fc.Arbitrary<PositionEvent> {
  const at = fc.nat(10_000).map((n) => later(t0, n));
  const size = lots.map((n) => (lot * n) as Qty);
  const filled = fc
    .record({ at, qty: size, fee, ticks: fc.integer({ min: -2, max: 9 }) })
    .map(({ ticks, ...rest }) => ({ ...rest, value: notional((mark + tick * BigInt(ticks)) as Price, rest.qty) }));
  return fc.oneof(
    {
      weight: 4,
      arbitrary: filled.map((fill) => ({ type: 'entry.filled' as const, ...fill, assumed: fill.fee === 0n })),
    },
    {
      weight: 4,
      arbitrary: fc
        .tuple(filled, role, reason)
        .map(([fill, by, why]) => ({ type: 'exit.filled' as const, ...fill, role: by, reason: why })),
    },
    { weight: 2, arbitrary: at.map((when) => ({ type: 'entry.ended' as const, at: when })) },
    {
      weight: 4,
      arbitrary: fc.record({ type: fc.constant('stop.confirmed' as const), at, stop: stopId, covers: size }),
    },
    {
      weight: 2,
      arbitrary: fc.record({ type: fc.constant('stop.lost' as const), at, stop: stopId, refused: fc.boolean() }),
    },
    { weight: 1, arbitrary: fc.record({ type: fc.constant('exit.requested' as const), at, reason }) },
    {
      weight: 4,
      arbitrary: fc.record({ type: fc.constant('price.moved' as const), at, mark: near(mark), atr: near(tick) }),
    },
  );
}

function entering({ instrument: on, mark }: Traded, side: Side, wanted: bigint): Position {
  const stop = stopAt({ instrument: on, mark }, side, 2n);
  const { id, base, tick, lot, minQty } = on;
  return {
    phase: 'entering',
    number: 1,
    instrument: id,
    base,
    side,
    tick,
    lot,
    minQty,
    initialStop: stop,
    stopPrice: stop,
    working: (lot * wanted) as Qty,
    targets: [],
    tally: emptyTally,
    openedAt: t0,
    stopRefusals: 0,
    origin: 'signal',
    regime: 'tight_smc',
    entryReason: 'test',
  };
}

const history = fc.constantFrom(...traded).chain((on) =>
  fc.record({
    on: fc.constant(on),
    side: fc.constantFrom<Side>('long', 'short'),
    wanted: lots,
    events: fc.array(eventOn(on), { maxLength: 60, size: 'max' }),
  }),
);

function expectStep(before: Position, event: PositionEvent, next: Position): void {
  expect(remaining(next) >= 0n && next.working >= 0n).toBe(true);
  expect(remaining(next) % next.lot).toBe(0n);
  expect(next.stopPrice).toBe(tighter(next.side, before.stopPrice, next.stopPrice));
  expect(next.stopPrice > 0n).toBe(true);
  expect(next.initialStop).toBe(before.initialStop);
  expect(next.working <= before.working).toBe(true);
  if (before.targets.length > 0) expect(next.targets).toEqual(before.targets);
  if (next.phase === 'closed') expect([remaining(next), next.working]).toEqual([0n, 0n]);
  if (next.phase !== 'protected') return;
  expect(next.covers >= remaining(next)).toBe(true);
  if (before.phase === 'protected' && before.stop === next.stop) return;
  expect(event).toMatchObject({ type: 'stop.confirmed', stop: next.stop, covers: next.covers });
}

it('every phase answers every event; the stop only tightens; protected is a confirmed stop for all that is left', () => {
  const asked = new Set<string>();
  fc.assert(
    fc.property(history, ({ on, side, wanted, events }) => {
      let position = entering(on, side, wanted);
      for (const event of events) {
        asked.add(`${position.phase} ${event.type}`);
        const { next, verdict } = transition(position, event, settings.exit);
        expect(['advanced', 'ignored', 'surprised']).toContain(verdict);
        expectStep(position, event, next);
        if (verdict === 'ignored') expect(next).toBe(position);
        position = next;
      }
    }),
    { seed: 20_261_125, numRuns: 1_500 },
  );
  // Five phases, seven events.
  expect(asked.size).toBe(35);
});

it('a stop is never loosened, even where break-even lies behind it', () => {
  const taken = fc.constantFrom(...traded).chain((on) =>
    fc.record({
      on: fc.constant(on),
      side: fc.constantFrom<Side>('long', 'short'),
      dear: fc.integer({ min: -9, max: 9 }),
      size: fc.constantFrom(4n, 10n, 1_000n),
    }),
  );
  fc.assert(
    fc.property(taken, ({ on, side, dear, size }) => {
      const { lot, tick } = on.instrument;
      const fill = (
        n: bigint,
        ticks: number,
      ): { at: typeof t0; qty: Qty; value: typeof settings.risk.positionNotionalMin; fee: ReturnType<typeof usd> } => {
        const bought = (lot * n) as Qty;
        return {
          at: t0,
          qty: bought,
          value: notional((on.mark + tick * BigInt(ticks)) as Price, bought),
          fee: usd('0'),
        };
      };
      let position = entering(on, side, size);
      const say = (event: PositionEvent): void => {
        const { next } = transition(position, event, settings.exit);
        expectStep(position, event, next);
        position = next;
      };
      say({ type: 'entry.filled', ...fill(size, dear), assumed: false });
      say({ type: 'entry.ended', at: t0 });
      say({ type: 'exit.filled', ...fill(size / 2n, 3), role: 'tp1', reason: 'take_profit_1' });
    }),
    { seed: 20_261_126, numRuns: 500 },
  );
});
