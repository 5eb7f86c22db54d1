import type { InstrumentId } from '../../../src/core/units.ts';
import type { Contract } from '../../../src/venue/emulator/market-view.ts';
import { D, of, sum, zero } from './decimal.ts';
import { remaining } from './state.ts';
import type { Order, State } from './state.ts';

/** USD value of one unit of each collateral and its haircut, as the exchange shows them. */
export type Worth = ReadonlyMap<string, Readonly<{ price: D; haircut: D }>>;
export type Marks = (symbol: InstrumentId) => D;

type Rates = Readonly<{ initial: D; maintenance: D }>;

const tiersRead = new WeakMap<Contract, readonly (Rates & Readonly<{ from: D }>)[]>();

function tiersOf(contract: Contract): readonly (Rates & Readonly<{ from: D }>)[] {
  const known = tiersRead.get(contract);
  if (known !== undefined) return known;
  const { marginLevels } = contract;
  const read = marginLevels.map((at) => ({
    from: of(at.from),
    initial: of(at.initial),
    maintenance: of(at.maintenance),
  }));
  tiersRead.set(contract, read);
  return read;
}

/** The tier of the whole notional, for all of it (section 10, the conservative reading). */
export function ratesOf(state: State, symbol: InstrumentId, notional: D): Rates {
  const contract = state.contracts.get(symbol);
  const tiers = contract === undefined ? [] : tiersOf(contract);
  const tier = tiers.findLast(({ from }) => from.lte(notional.abs())) ?? tiers[0];
  if (tier === undefined) throw new Error(`${symbol} has no margin levels`);
  return tier;
}

/** A leverage preference isolates: the position binds at least one over it. */
export function initialOf(state: State, symbol: InstrumentId, notional: D): D {
  const leverage = state.preferences.get(symbol);
  const { initial } = ratesOf(state, symbol, notional);
  const rate = leverage === undefined ? initial : D.max(initial, new D(1).div(leverage));
  return rate.mul(notional.abs());
}

export function maintenanceOf(state: State, symbol: InstrumentId, notional: D): D {
  return ratesOf(state, symbol, notional).maintenance.mul(notional.abs());
}

const binds = (order: Order): boolean => !order.isTrigger && !order.reduceOnly;

/**
 * What the contract binds with its orders: as if all orders of one side were filled, of the worse side. Orders first
 * close what is held, at its cost; the rest opens at the orders' own limits.
 */
export function initialWithOrders(state: State, symbol: InstrumentId, extra: readonly Order[]): D {
  const held = state.positions.get(symbol);
  const [size, cost] = [held?.size ?? zero, held?.cost ?? zero];
  const orders = [...state.open.values(), ...extra].filter((order) => order.symbol === symbol && binds(order));
  const onlyPosition = initialOf(state, symbol, cost);
  const ofSide = (side: 'buy' | 'sell'): D => {
    const mine = orders.filter((order) => order.side === side);
    const qty = sum(mine.map(remaining));
    if (qty.isZero()) return onlyPosition;
    const value = sum(mine.map((order) => remaining(order).mul(order.limit ?? zero)));
    const against = side === 'buy' ? D.max(size.neg(), 0) : D.max(size, 0);
    if (against.isZero()) return initialOf(state, symbol, cost.abs().plus(value));
    return qty.lte(against) ? zero : initialOf(state, symbol, value.mul(qty.minus(against)).div(qty));
  };
  return D.max(onlyPosition, ofSide('buy'), ofSide('sell'));
}

export type Sums = Readonly<{
  balanceValue: D;
  collateralValue: D;
  unrealised: D;
  unrealisedFunding: D;
  portfolioValue: D;
  initialMargin: D;
  initialMarginWithOrders: D;
  maintenanceMargin: D;
  marginEquity: D;
  availableMargin: D;
}>;

/** The wallet of section 7.1 by its own formulas. */
export function sums(state: State, worth: Worth, marks: Marks): Sums {
  const values = [...state.cash].map(([currency, quantity]) => {
    const { price, haircut } = worth.get(currency) ?? { price: new D(1), haircut: zero };
    const value = quantity.mul(price);
    return { value, collateral: value.isPositive() ? value.mul(new D(1).minus(haircut)) : value };
  });
  const held = [...state.positions];
  const symbols = [...state.contracts.keys()];
  const balanceValue = sum(values.map(({ value }) => value));
  const collateralValue = sum(values.map(({ collateral }) => collateral));
  const unrealised = sum(held.map(([symbol, { size, cost }]) => size.mul(marks(symbol)).minus(cost)));
  const unrealisedFunding = sum(held.map(([, { funding }]) => funding));
  const initialMargin = sum(held.map(([symbol, { cost }]) => initialOf(state, symbol, cost)));
  const initialMarginWithOrders = sum(symbols.map((symbol) => initialWithOrders(state, symbol, [])));
  const maintenanceMargin = sum(held.map(([symbol, { cost }]) => maintenanceOf(state, symbol, cost)));
  const marginEquity = collateralValue.plus(unrealised).plus(unrealisedFunding);
  return {
    balanceValue,
    collateralValue,
    unrealised,
    unrealisedFunding,
    portfolioValue: balanceValue.plus(unrealised).plus(unrealisedFunding),
    initialMargin,
    initialMarginWithOrders,
    maintenanceMargin,
    marginEquity,
    availableMargin: marginEquity.minus(initialMarginWithOrders),
  };
}
