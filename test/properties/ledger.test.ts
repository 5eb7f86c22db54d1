import fc from 'fast-check';
import { expect, it } from 'vitest';
import { step } from '../../src/core/engine.ts';
import type { Event } from '../../src/core/events.ts';
import { balance, beginBooks, contracts, emptyLedger, postFill, realise, total } from '../../src/core/ledger/ledger.ts';
import type { Trade } from '../../src/core/ledger/trade.ts';
import type { Fill, OrderTicket } from '../../src/core/order/order.ts';
import { remaining } from '../../src/core/position/tally.ts';
import { add, later, min, noUsd, sub } from '../../src/core/units.ts';
import type { ClientOrderId, Price, Qty, Side, Usd } from '../../src/core/units.ts';
import { begunWith, stopAt, traded } from '../support/grids.ts';
import { enter, positionOf, settings, t0, usd } from '../support/keel.ts';
import { accepted, ended, fills, obedient, placed } from '../support/venue-reports.ts';

const fee = fc.constantFrom('0', '0.0000000001', '-0.02', '12.5').map(usd);
const lots = fc.constantFrom(1n, 2n, 10n, 12_345n);

const fill: fc.Arbitrary<Fill> = fc
  .record({ on: fc.constantFrom(...traded), side: fc.constantFrom('buy', 'sell'), size: lots, ticks: fc.nat(50), fee })
  .map(({ on: { instrument, mark }, side, size, ticks, fee: paid }) => ({
    id: 'fill',
    order: 'order' as ClientOrderId,
    instrument: instrument.id,
    side,
    qty: (instrument.lot * size) as Qty,
    price: (mark + instrument.tick * BigInt(ticks)) as Price,
    fee: paid,
    liquidity: 'taker',
    venueAt: t0,
  }));

it('whatever is posted, the books balance, and cash is what came in less what was paid', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('0', '350', '1000000').map(usd),
      fc.array(fill, { maxLength: 40, size: 'max' }),
      (capital, all) => {
        const ledger = emptyLedger();
        beginBooks(ledger, { equity: capital, collateral: noUsd, asOf: t0 });
        let cash: bigint = capital;
        for (const each of all) {
          postFill(ledger, each);
          const exact = each.price * each.qty;
          expect(exact % 10n ** 10n).toBe(0n);
          cash -= (each.side === 'buy' ? exact : -exact) / 10n ** 10n + each.fee;
          expect(balance(ledger, 'cash')).toBe(cash);
          expect(total(ledger)).toBe(0n);
        }
        for (const { instrument } of traded) {
          realise(ledger, instrument.id);
          expect(balance(ledger, contracts(instrument.id))).toBe(0n);
        }
        expect(total(ledger)).toBe(0n);
        // Losses and fees are what of the capital is gone.
        const gone = add(balance(ledger, 'fees'), balance(ledger, 'realised'));
        expect(sub(capital, balance(ledger, 'cash'))).toBe(gone);
      },
    ),
    { seed: 20_261_140, numRuns: 500 },
  );
});

const life = fc.record({
  on: fc.constantFrom(...traded),
  side: fc.constantFrom<Side>('long', 'short'),
  slices: fc.array(lots, { minLength: 1, maxLength: 4 }),
  ticks: fc.array(fc.integer({ min: -2, max: 5 }), { minLength: 4, maxLength: 8 }),
  fee,
  exits: fc.array(fc.constantFrom('stop', 'tp1', 'tp2'), { maxLength: 3 }),
  parts: fc.constantFrom(1n, 2n, 3n),
});
type Life = typeof life extends fc.Arbitrary<infer L> ? L : never;

/** Several positions one after the other, bought and sold in slices, by targets and stops, with fees and rebates. */
function live(lives: readonly Life[]): Readonly<{ cash: Usd; trades: readonly Trade[] }> {
  const state = begunWith('1000000000', traded);
  const before = balance(state.ledger, 'cash');
  const trades: Trade[] = [];
  const resting = new Map<string, OrderTicket>();
  const say = (events: readonly Event[]): void => {
    for (const event of events) {
      const effects = step(state, event, { ...settings, risk: generous });
      for (const ticket of placed(effects))
        resting.set(
          ticket.form.type === 'stop' ? 'stop' : ticket.form.type === 'limit' ? roleOf(ticket) : 'exit',
          ticket,
        );
      for (const effect of effects) if (effect.type === 'trade.recorded') trades.push(effect.trade);
      say(obedient(effects, state.at));
      expect(total(state.ledger)).toBe(0n);
    }
  };
  const roleOf = ({ id }: OrderTicket): string => state.orders.get(id)?.role ?? '';
  const execute = ({ on, ticks, fee: paid }: Life, ticket: OrderTicket, sizes: readonly Qty[]): void => {
    const slices = sizes.map((qty, i) => ({
      qty,
      fee: paid,
      price: (on.mark + on.instrument.tick * BigInt(ticks[i % ticks.length] ?? 0)) as Price,
    }));
    const done = sizes.reduce((sum, size) => add(sum, size));
    say([
      ...fills(ticket, slices, state.at),
      ended(ticket, done === ticket.qty ? 'filled' : 'canceled', done, state.at),
    ]);
  };
  for (const each of lives) {
    const { on, side, slices, exits, parts } = each;
    const { instrument, mark } = on;
    const sizes = slices.map((n) => (instrument.lot * n) as Qty);
    const whole = sizes.reduce((sum, size) => add(sum, size));
    const effects = enter(state, { instrument, side, qty: whole, mark, stop: stopAt(on, side, 2n) });
    const [entry] = placed(effects ?? []);
    if (entry === undefined) continue;
    say([accepted(entry, later(state.at, 1))]);
    execute(each, entry, sizes);
    for (const role of [...exits, 'stop']) {
      const ticket = resting.get(role);
      if (ticket === undefined || positionOf(state, instrument).phase === 'closed') continue;
      const order = state.orders.get(ticket.id);
      if (order === undefined || order.status !== 'open') continue;
      // Reduce-only: never more than is left.
      const most = min(ticket.qty, remaining(positionOf(state, instrument)));
      const part = ((most / instrument.lot / parts) * instrument.lot) as Qty;
      execute(each, ticket, part === 0n || part === most ? [most] : [part, sub(most, part)]);
    }
    resting.clear();
    expect(positionOf(state, instrument).phase).toBe('closed');
  }
  return { cash: sub(balance(state.ledger, 'cash'), before), trades };
}

const { risk } = settings;
const generous = { ...risk, openNotionalMax: usd('1000000000000') };

it('when everything is flat, the change in cash is the sum of the trades, to the last decimal', () => {
  let [closed, rebated] = [0, 0];
  fc.assert(
    fc.property(fc.array(life, { minLength: 1, maxLength: 5 }), (lives) => {
      const { cash, trades } = live(lives);
      expect(trades.reduce((sum, { netPnl }) => add(sum, netPnl), noUsd)).toBe(cash);
      for (const { grossPnl, fees, netPnl } of trades) expect(sub(grossPnl, fees)).toBe(netPnl);
      closed += trades.length;
      rebated += trades.filter(({ fees }) => fees < 0n).length;
    }),
    { seed: 20_261_141, numRuns: 300 },
  );
  expect(closed).toBeGreaterThan(300);
  expect(rebated).toBeGreaterThan(30);
});
