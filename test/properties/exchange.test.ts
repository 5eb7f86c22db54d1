import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { abs, add, fixed, negate, noQty, noUsd, notional, sub } from '../../src/core/units.ts';
import type { Price, Qty, Usd } from '../../src/core/units.ts';
import { rng } from '../../src/runtime/rng.ts';
import type { Execution } from '../../src/venue/emulator/account-view.ts';
import type { OrderKind, OrderTerms, VenueOrder } from '../../src/venue/emulator/order-view.ts';
import { contracts, hall, quarter, sol } from '../support/exchange.ts';
import type { Hall } from '../support/exchange.ts';

const kinds: readonly OrderKind[] = [
  'lmt',
  'lmt',
  'post',
  'ioc',
  'fok',
  'mkt',
  'mkt',
  'stp',
  'take_profit',
  'trailing_stop',
];
const start = fixed<Usd>('10000');

/** What was sent and what came of it, with what was free just after. */
type Sent = Readonly<{ terms: OrderTerms; status: string; free: Usd; boundBefore: Usd; boundAfter: Usd }>;
type Storm = Readonly<{ one: Hall; sent: readonly Sent[]; size: number }>;

/** Candles with gaps, and orders, edits, cancels and preferences of all kinds, from one seed. */
function storm(seed: number): Storm {
  const luck = rng(seed);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(luck.next() * list.length)] as T;
  const one = hall({ fundingRate: () => 0.0004, basis: pick([() => 0, () => 0.004]) });
  const { exchange } = one;
  const sent: Sent[] = [];
  const level = (): Price => fixed((93 + luck.next() * 14).toFixed(2));
  const act = (): void => {
    const what = luck.next();
    const open = exchange.openOrders();
    const target = open.length === 0 ? undefined : pick(open);
    if (what < 0.1 && target !== undefined) return void exchange.cancel({ orderId: target.orderId });
    if (what < 0.25 && target !== undefined) return change(one, target, level(), luck.next());
    if (what < 0.27) return void exchange.prefer(sol, pick([undefined, 3, 20]));
    const terms = termsFrom(luck.next, pick, level);
    const boundBefore = exchange.wallet().initialMarginWithOrders;
    const { status } = exchange.send(terms);
    const { availableMargin: free, initialMarginWithOrders: boundAfter } = exchange.wallet();
    sent.push({ terms, status, free, boundBefore, boundAfter });
  };
  for (let n = 0; n < 12; n += 1) {
    if (luck.next() < 0.9) {
      const [open, close, a, b] = [level(), level(), level(), level()].map((price) => Number(price) / 1e10);
      const prices = [
        open ?? 1,
        Math.max(open ?? 1, close ?? 1, a ?? 1),
        Math.min(open ?? 1, close ?? 1, b ?? 1),
        close ?? 1,
      ] as const;
      one.candle(n, [...prices], pick([0, 400, 1e5]));
    }
    const times = Array.from({ length: Math.floor(luck.next() * 9) }, () => Math.floor(luck.next() * (quarter - 1)));
    for (const time of times.sort((a, b) => a - b)) {
      one.until(n * quarter + time);
      act();
    }
  }
  one.until(13 * quarter);
  return { one, sent, size: sent.length };
}

function termsFrom(next: () => number, pick: <T>(list: readonly T[]) => T, level: () => Price): OrderTerms {
  const kind = pick(kinds);
  const lots = pick([1n, 7n, 40n, 900n, 20_000n]);
  const common = { symbol: sol, side: pick(['buy', 'sell'] as const), size: (lots * 10n ** 9n) as Qty, kind };
  const reduceOnly = next() < 0.3;
  if (kind === 'mkt') return { ...common, reduceOnly };
  if (kind === 'trailing_stop')
    return { ...common, reduceOnly, trailing: { value: fixed(pick(['0.5', '2'])), unit: 'PERCENT' }, signal: 'mark' };
  if (kind === 'stp' || kind === 'take_profit')
    return { ...common, reduceOnly, stopPrice: level(), signal: pick(['mark', 'last', 'index'] as const) };
  return { ...common, reduceOnly, limitPrice: level() };
}

function change(
  { exchange }: Hall,
  { orderId, isTrigger, kind, quantity }: VenueOrder,
  price: Price,
  dice: number,
): void {
  const which = { orderId };
  if (kind === 'trailing_stop') exchange.edit({ which, trailing: { value: fixed('1'), unit: 'PERCENT' } });
  else if (isTrigger) exchange.edit({ which, stopPrice: price });
  else if (dice < 0.5) exchange.edit({ which, limitPrice: price });
  else exchange.edit({ which, size: quantity, sizeMode: dice < 0.75 ? 'ABSOLUTE' : 'RELATIVE' });
}

const signed = ({ side, qty }: Execution): Qty => (side === 'buy' ? qty : negate(qty));
const executionsOf = ({ exchange }: Hall): readonly Execution[] => exchange.executions(1e9).toReversed();
const seeds = { seed: 11, numRuns: 150 };
const anySeed = fc.integer({ min: 1, max: 2 ** 31 });
const always = (check: (storm: Storm) => void, runs = seeds): void =>
  fc.assert(
    fc.property(anySeed, (seed) => check(storm(seed))),
    runs,
  );

describe('the exchange, whatever is asked of it', () => {
  it('money is what was put in, and every execution, fee and funding, to the last of ten decimals', () => {
    always(({ one }) => {
      let cash: Usd = start;
      let size = noQty;
      for (const entry of one.exchange.history()) {
        if (entry.type === 'position') cash = add(cash, entry.funding);
        if (entry.type === 'cash' && entry.cause === 'liquidation fee')
          cash = add(cash, sub(entry.after, entry.before) as never);
      }
      for (const execution of executionsOf(one)) {
        cash = sub(sub(cash, notional(execution.price, signed(execution))), execution.fee);
        size = add(size, signed(execution));
      }
      const [held] = one.exchange.positions();
      const holds = held === undefined ? noQty : held.side === 'long' ? held.qty : negate(held.qty);
      const cost = held === undefined ? noUsd : sub(notional(held.mark, holds), held.unrealised);
      const { balanceValue } = one.exchange.wallet();
      expect(holds).toBe(size);
      expect(sub(balanceValue, cost)).toBe(cash);
    });
  });

  it('the cash entries follow one another without a gap', () => {
    always(({ one }) => {
      let balance: bigint = start;
      for (const entry of one.exchange.history()) {
        if (entry.type !== 'cash') continue;
        expect(entry.before).toBe(balance);
        balance = entry.after;
      }
      expect(one.exchange.wallet().balanceValue).toBe(balance);
    });
  });

  it('nobody binds more than he has: what is admitted and adds to it leaves nothing less than zero free', () => {
    let added = 0;
    always(({ sent }) => {
      for (const { terms, status, free, boundBefore, boundAfter } of sent) {
        if (status !== 'placed' || terms.reduceOnly === true || boundAfter <= boundBefore) continue;
        added += 1;
        expect(free).toBeGreaterThanOrEqual(0n);
      }
    });
    expect(added).toBeGreaterThan(500);
  });

  it('a reduce-only order reduces and never turns a position over', () => {
    always(({ one }) => {
      const reduceOnly = new Map(
        one.exchange
          .history()
          .flatMap((entry) => ('order' in entry ? [[entry.order.orderId, entry.order.reduceOnly]] : [])),
      );
      let size = noQty;
      for (const execution of executionsOf(one)) {
        const after = add(size, signed(execution));
        if (reduceOnly.get(execution.orderId) === true) {
          expect(abs(after)).toBeLessThan(abs(size));
          expect(after === 0n || after > 0n === size > 0n).toBe(true);
        }
        size = after;
      }
      if (size === 0n) expect(one.exchange.openOrders().filter((order) => order.reduceOnly)).toEqual([]);
    });
  });

  it('what was told of the orders is what is open', () => {
    always(({ one }) => {
      const open = new Map<string, VenueOrder>();
      for (const event of one.events) {
        if (event.type !== 'order') continue;
        if (event.gone) open.delete(event.order.orderId);
        else open.set(event.order.orderId, event.order);
      }
      const byId = (orders: Iterable<VenueOrder>): readonly VenueOrder[] =>
        [...orders].sort((a, b) => (a.orderId < b.orderId ? -1 : 1));
      expect(byId(open.values())).toEqual(byId(one.exchange.openOrders()));
    });
  });

  it('a limit is kept, sizes are lots, prices are ticks, and nothing executes twice', () => {
    const [contract] = contracts.filter(({ symbol }) => symbol === sol);
    always(({ one }) => {
      const filled = new Map<string, Qty>();
      for (const { orderId, qty, price, remaining, id } of executionsOf(one)) {
        expect([qty % (contract?.lot ?? 1n), price % (contract?.tick ?? 1n)]).toEqual([0n, 0n]);
        filled.set(orderId, add(filled.get(orderId) ?? noQty, qty));
        expect([remaining >= 0n, id.length]).toEqual([true, 36]);
      }
      const last = new Map(
        one.exchange.history().flatMap((entry) => ('order' in entry ? [[entry.order.orderId, entry.order]] : [])),
      );
      for (const [orderId, qty] of filled) expect(last.get(orderId)?.filled).toBe(qty);
      const ids = executionsOf(one).map(({ id }) => id);
      expect(new Set(ids).size).toBe(ids.length);
    });
  });

  it('the same seed is the same history, ids included', () => {
    fc.assert(
      fc.property(anySeed, (seed) => {
        const [a, b] = [storm(seed), storm(seed)];
        expect(b.one.exchange.history()).toEqual(a.one.exchange.history());
        expect(b.one.exchange.wallet()).toEqual(a.one.exchange.wallet());
      }),
      { ...seeds, numRuns: 40 },
    );
  });

  it('storms are storms: every status that an order can have here comes up, and liquidations too', () => {
    const all = Array.from({ length: 150 }, (_, seed) => storm(seed + 1));
    const statuses = new Set(all.flatMap(({ sent }) => sent.map(({ status }) => status)));
    expect([...statuses].sort()).toEqual([
      'insufficientAvailableFunds',
      'iocWouldNotExecute',
      'marketInactive',
      'outsidePriceCollar',
      'placed',
      'postWouldExecute',
      'selfFill',
      'wouldNotReducePosition',
    ]);
    const types = new Set(all.flatMap(({ one }) => executionsOf(one).map(({ type }) => type)));
    expect([...types].sort()).toEqual(['liquidation', 'maker', 'partialLiquidation', 'taker']);
  });
});
