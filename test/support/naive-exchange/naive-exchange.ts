import type { Fixed, InstrumentId, Ms } from '../../../src/core/units.ts';
import { later } from '../../../src/core/units.ts';
import type { MarketPhase } from '../../../src/venue/emulator/api.ts';
import type { Contract } from '../../../src/venue/emulator/market-view.ts';
import type {
  OrderChange,
  OrderName,
  OrderTerms,
  PreferAnswer,
  SendStatus,
} from '../../../src/venue/emulator/order-view.ts';
import { D, of, zero } from './decimal.ts';
import { changed, judgeEdit } from './editing.ts';
import { asOrder, judgeSend } from './judge.ts';
import type { Scene, Verdict } from './judge.ts';
import { accrue, book, feeOf, pay } from './ledger.ts';
import type { Booking, Trade } from './ledger.ts';
import { initialOf, initialWithOrders, maintenanceOf, ratesOf, sums } from './margin.ts';
import type { Marks, Sums, Worth } from './margin.ts';
import { emptyState, reducible, remaining } from './state.ts';
import type { FundingOf, Order, State } from './state.ts';
import { byPrice, opposite, walk } from './taking.ts';

export type Predicted = Readonly<{ price: D; qty: D; fee: D; type: 'maker' | 'taker' }>;

/** What is told to the model of a trade that the market made, at a moment and for a quantity that no document foretells. */
export type Witnessed = Readonly<{ orderId: string; qty: D; price: D; at: Ms; type: string; fee: D }>;

/**
 * The exchange's book, margin and ledger once more, from the documents alone, without any thought for speed. What the
 * market offers, and when it comes to a resting order, it is told; all else it works out for itself.
 */
export type NaiveExchange = Readonly<{
  state: State;
  send: (terms: OrderTerms, scene: Scene) => Verdict;
  /** The terms have become an order: what it executes at once. */
  placed: (terms: OrderTerms, orderId: string, scene: Scene) => readonly Predicted[];
  edit: (change: OrderChange, scene: Scene) => Verdict;
  edited: (change: OrderChange, scene: Scene) => Readonly<{ got: readonly Predicted[]; status: SendStatus }>;
  cancel: (which: OrderName) => 'cancelled' | 'filled' | 'notFound';
  cancelAll: (symbol?: InstrumentId) => readonly string[];
  cancelAllAfter: (now: Ms, timeoutMs: number) => Ms | undefined;
  prefer: (symbol: InstrumentId, leverage: number | undefined, scene: Scene) => readonly PreferAnswer[];
  deposit: (currency: string, amount: Fixed<string>) => void;
  phase: (phase: MarketPhase) => void;
  /** Settled at the mark, without a fee. */
  delist: (symbol: InstrumentId, scene: Scene) => void;
  /** Time passes; funding accrues. */
  reach: (at: Ms) => void;
  witness: (trade: Witnessed) => Readonly<{ fee: D; booking: Booking }>;
  end: (orderId: string) => void;
  sums: (worth: Worth, marks: Marks) => Sums;
}>;

/** An isolated position has its own margin and nothing else: with its profit and funding that must be what it maintains. */
function drowns(state: State, symbol: InstrumentId, marks: Marks): boolean {
  const held = state.positions.get(symbol);
  if (held === undefined || !state.preferences.has(symbol)) return false;
  const profit = held.size.mul(marks(symbol)).minus(held.cost).plus(held.funding);
  return initialOf(state, symbol, held.cost)
    .plus(profit)
    .lt(maintenanceOf(state, symbol, held.cost));
}

export function createNaiveExchange(
  start: Readonly<{ contracts: readonly Contract[]; usd: D; rates: FundingOf }>,
): NaiveExchange {
  const state = emptyState(start.contracts, start.usd);
  const { rates } = start;

  const named = (which: OrderName): string | undefined =>
    'orderId' in which ? which.orderId : state.idOf.get(which.cliOrdId);
  const end = (orderId: string): void => {
    const order = state.open.get(orderId);
    if (order === undefined) return;
    state.open.delete(orderId);
    state.ended.set(orderId, remaining(order).lte(0) ? 'filled' : 'cancelled');
  };
  const execute = (order: Order, trade: Trade, fee: D): Booking => {
    order.filled = order.filled.plus(trade.qty);
    return book(state, trade, { fee, rates });
  };
  const take = (order: Order, { sight }: Scene): Predicted[] => {
    const { symbol, side, limit } = order;
    if (order.isTrigger || order.kind === 'post' || limit === undefined) return [];
    const got = byPrice(walk(opposite(sight, side), side, { limit, qty: remaining(order) }));
    return got.map(({ price, qty }) => {
      const trade = { symbol, side, qty, price, at: sight.now };
      const fee = feeOf(state, trade, 'taker');
      execute(order, trade, fee);
      return { price, qty, fee, type: 'taker' };
    });
  };
  const settle = (order: Order): void => {
    const isImmediate = order.kind === 'ioc' || order.kind === 'fok';
    if (remaining(order).lte(0) || (isImmediate && !order.isTrigger)) end(order.id);
  };

  return {
    state,
    end,
    send: (terms, scene) => judgeSend(state, terms, scene),
    placed: (terms, orderId, scene) => {
      const order: Order = { ...asOrder(state, terms, scene.sight), id: orderId };
      state.open.set(orderId, order);
      if (terms.cliOrdId !== undefined) state.idOf.set(terms.cliOrdId, orderId);
      const got = take(order, scene);
      settle(order);
      return got;
    },
    edit: (change, scene) => judgeEdit(state, { change, id: named(change.which) }, scene),
    edited: (change, scene) => {
      const order = state.open.get(named(change.which) ?? '');
      if (order === undefined) return { got: [], status: 'orderForEditNotFound' };
      const next = changed(state, order, change);
      Object.assign(order, { size: next.size, limit: next.limit, stop: next.stop, trailing: next.trailing });
      const got = take(order, scene);
      settle(order);
      if (got.length === 0) return { got, status: 'edited' };
      return { got, status: remaining(order).lte(0) ? 'filled' : 'partiallyFilled' };
    },
    cancel: (which) => {
      const id = named(which) ?? '';
      if (!state.open.has(id)) return state.ended.get(id) === 'filled' ? 'filled' : 'notFound';
      end(id);
      return 'cancelled';
    },
    cancelAll: (symbol) => {
      const ids = [...state.open.values()]
        .filter((o) => symbol === undefined || o.symbol === symbol)
        .map(({ id }) => id);
      for (const id of ids) end(id);
      return ids;
    },
    cancelAllAfter: (now, timeoutMs) => {
      state.deadMan = timeoutMs === 0 ? undefined : later(now, timeoutMs);
      return state.deadMan;
    },
    prefer: (symbol, leverage, scene) => {
      const contract = state.contracts.get(symbol);
      const most = new D(1).div(of(contract?.marginLevels[0]?.initial ?? (1n as never)));
      if (contract === undefined) return ['contract-missing'];
      if (leverage !== undefined && (leverage < 1 || most.lt(leverage))) return ['out-of-range'];
      const cost = state.positions.get(symbol)?.cost ?? zero;
      const exposure = D.max(
        cost.abs(),
        initialWithOrders(state, symbol, []).div(ratesOf(state, symbol, zero).initial),
      );
      // More than the tier of what is held allows: refused in one of two words.
      const isAbove = leverage !== undefined && ratesOf(state, symbol, exposure).initial.mul(leverage).gt(1);
      if (isAbove) return ['out-of-range', 'would-liquidate', 'done'];
      const before = state.preferences.get(symbol);
      const set = (wish: number | undefined): void => {
        if (wish === undefined) state.preferences.delete(symbol);
        else state.preferences.set(symbol, wish);
      };
      set(leverage);
      const after = sums(state, scene.worth, scene.marks);
      const isDrowned = drowns(state, symbol, scene.marks);
      set(before);
      // Whether a wish is granted that leaves no free margin, or that changes nothing, is not written.
      if (before === leverage) return ['done', 'would-liquidate'];
      if (!state.positions.has(symbol)) return ['done'];
      if (isDrowned) return ['would-liquidate'];
      return after.availableMargin.lt(0) ? ['would-liquidate', 'done'] : ['done'];
    },
    deposit: (currency, amount) => pay(state, currency, of(amount)),
    phase: (phase) => {
      state.phase = phase;
    },
    delist: (symbol, { sight, marks }) => {
      for (const { id } of [...state.open.values()].filter((order) => order.symbol === symbol)) end(id);
      const size = state.positions.get(symbol)?.size ?? zero;
      const side = size.gt(0) ? 'sell' : 'buy';
      if (!size.isZero()) {
        const trade: Trade = { symbol, side, qty: size.abs(), price: marks(symbol), at: sight.now };
        const { traded, tradedUsd } = state;
        Object.assign(state, { traded: [...traded] });
        book(state, trade, { fee: zero, rates });
        Object.assign(state, { traded, tradedUsd });
      }
      state.contracts.delete(symbol);
    },
    reach: (at) => accrue(state, at, rates),
    witness: ({ orderId, qty, price, at, type, fee: told }) => {
      const order = state.open.get(orderId);
      if (order === undefined) throw new Error(`${orderId} traded and is not open in the model`);
      const trade: Trade = { symbol: order.symbol, side: order.side, qty, price, at };
      const fee = type === 'maker' || type === 'taker' ? feeOf(state, trade, type) : told;
      if (order.reduceOnly && qty.gt(reducible(state, order.symbol, order.side)))
        throw new Error(`${orderId} is reduce-only and opened a position`);
      const booking = execute(order, trade, fee);
      if (remaining(order).lte(0)) end(orderId);
      return { fee, booking };
    },
    sums: (worth, marks) => sums(state, worth, marks),
  };
}
