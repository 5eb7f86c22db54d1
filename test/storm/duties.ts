import type { ExchangeApi } from '../../src/venue/emulator/api.ts';
import type { InstrumentId, Ms } from '../../src/core/units.ts';
import { of, sum, zero } from '../support/naive-exchange/decimal.ts';
import type { D } from '../support/naive-exchange/decimal.ts';
import { initialOf, maintenanceOf, sums } from '../support/naive-exchange/margin.ts';
import type { Marks, Worth } from '../support/naive-exchange/margin.ts';
import type { Order, State } from '../support/naive-exchange/state.ts';
import { marksOf, worthOf } from './sight.ts';

export type Prices = Readonly<{ mark?: number; index?: number; last?: number }>;

/** Whether a trigger's condition holds where its signal shows this: a stop that sells fires at or below, and so on. */
export function holds({ kind, side, signal }: Order, stop: D, prices: Prices): boolean {
  const price = prices[signal];
  if (price === undefined) return false;
  return (kind === 'take_profit') !== (side === 'buy') ? stop.lte(price) : stop.gte(price);
}

/** Prices are told once a second, so a trigger that is as old and whose condition holds when they are told must go. */
export function due(
  state: State,
  symbol: InstrumentId,
  { at, prices }: Readonly<{ at: Ms; prices: Prices }>,
): readonly Order[] {
  if (state.phase !== 'online') return [];
  return [...state.open.values()].filter(
    (order) =>
      order.symbol === symbol &&
      order.isTrigger &&
      order.trailing === undefined &&
      order.placedAt < at - 1000 &&
      holds(order, order.stop ?? zero, prices),
  );
}

/** Nothing that was there when the dead man's switch fired is there still; after firing it is off. Maintenance puts it off. */
export function afterDeadMan(state: State, now: Ms): readonly string[] {
  const { deadMan } = state;
  if (deadMan === undefined || deadMan > now || state.phase === 'maintenance') return [];
  state.deadMan = undefined;
  const left = [...state.open.values()].filter(({ placedAt }) => placedAt < deadMan);
  return left.map(({ id }) => `${id}: open although the dead man's switch has fired`);
}

/** Where the account stands against what its cross positions need; a tick of each position is nothing. */
export function roomOf(state: State, worth: Worth, marks: Marks): D {
  const { marginEquity } = sums(state, worth, marks);
  const held = [...state.positions];
  const cross = held.filter(([symbol]) => !state.preferences.has(symbol));
  const isolated = held.filter(([symbol]) => state.preferences.has(symbol));
  const needed = sum(cross.map(([symbol, { cost }]) => maintenanceOf(state, symbol, cost)));
  const apart = sum(
    isolated.map(([symbol, { size, cost, funding }]) =>
      initialOf(state, symbol, cost)
        .plus(size.mul(marks(symbol)).minus(cost))
        .plus(funding),
    ),
  );
  return marginEquity.minus(apart).minus(needed);
}

/** The same of one isolated position, which has its own margin and nothing else. */
export function ownRoomOf(state: State, symbol: InstrumentId, marks: Marks): D {
  const held = state.positions.get(symbol);
  if (held === undefined) return zero;
  const profit = held.size.mul(marks(symbol)).minus(held.cost).plus(held.funding);
  return initialOf(state, symbol, held.cost)
    .plus(profit)
    .minus(maintenanceOf(state, symbol, held.cost));
}

const slackOf = (state: State): D =>
  sum(
    [...state.positions].map(([symbol, { size, cost }]) =>
      of(state.contracts.get(symbol)?.tick ?? (0n as never))
        .mul(size.abs())
        .plus(cost.abs().mul('0.0002')),
    ),
  );

/** Whoever stands below his maintenance margin is found at the next point of a price's path at the latest. */
const pathMs = 300_000;

/** Nobody stands there for longer while his markets are open. */
export function createLifeguard(exchange: ExchangeApi, state: State): () => readonly string[] {
  let since: Ms | undefined;
  return () => {
    const found = drowned(exchange, state);
    since = found.length === 0 ? undefined : (since ?? exchange.now());
    return since !== undefined && exchange.now() > since + pathMs ? found : [];
  };
}

function drowned(exchange: ExchangeApi, state: State): readonly string[] {
  const held = [...state.positions.keys()];
  const isOpen = held.every(
    (symbol) => exchange.ticker(symbol)?.bid !== undefined || exchange.ticker(symbol)?.ask !== undefined,
  );
  if (held.length === 0 || state.phase !== 'online' || !isOpen) return [];
  const [marks, slack] = [marksOf(exchange), slackOf(state).neg()];
  const apart = held.filter((symbol) => state.preferences.has(symbol));
  const room = roomOf(state, worthOf(exchange), marks);
  return [
    ...(apart.length < held.length && room.lt(slack)
      ? [`not liquidated, ${room.toString()} from the maintenance margin`]
      : []),
    ...apart
      .filter((symbol) => ownRoomOf(state, symbol, marks).lt(slack))
      .map((symbol) => `${symbol}: isolated and not liquidated`),
  ];
}

/** A liquidation is for those who stand below it, and for nobody else. */
export function deserved(
  state: State,
  symbol: InstrumentId,
  { worth, marks }: Readonly<{ worth: Worth; marks: Marks }>,
): readonly string[] {
  const room = state.preferences.has(symbol) ? ownRoomOf(state, symbol, marks) : roomOf(state, worth, marks);
  return room.gt(slackOf(state)) ? [`${symbol}: liquidated with ${room.toString()} to spare`] : [];
}
