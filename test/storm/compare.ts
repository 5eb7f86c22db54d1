import type { ExchangeApi } from '../../src/venue/emulator/api.ts';
import { D, of, zero } from '../support/naive-exchange/decimal.ts';
import { initialOf, initialWithOrders, maintenanceOf, sums } from '../support/naive-exchange/margin.ts';
import type { Order, State } from '../support/naive-exchange/state.ts';
import { marksOf, worthOf } from './sight.ts';

/** In USD, in units of what is held, or in the price: whichever the figure is in. */
const tolerance = new D('1e-8');

/** Every figure in which the exchange and the model differ; empty where they agree. */
export function differences(exchange: ExchangeApi, state: State): readonly string[] {
  return [...wallet(exchange, state), ...positions(exchange, state), ...orders(exchange, state)];
}

const figure = (name: string, theirs: D, ours: D, within: D = tolerance): readonly string[] =>
  theirs.minus(ours).abs().lte(within)
    ? []
    : [`${name}: the exchange says ${theirs.toString()}, the model ${ours.toString()}`];

function wallet(exchange: ExchangeApi, state: State): readonly string[] {
  const shown = exchange.wallet();
  const ours = sums(state, worthOf(exchange), marksOf(exchange));
  const cash = [...new Set([...state.cash.keys(), ...shown.currencies.map(({ currency }) => currency)])].flatMap(
    (currency) => {
      const theirs = shown.currencies.find((entry) => entry.currency === currency)?.quantity;
      return figure(currency, theirs === undefined ? zero : of(theirs), state.cash.get(currency) ?? zero);
    },
  );
  const names = Object.keys(ours) as (keyof typeof ours)[];
  return [...cash, ...names.flatMap((name) => figure(name, of(shown[name]), ours[name]))];
}

function positions(exchange: ExchangeApi, state: State): readonly string[] {
  const shown = exchange.positions();
  const theirs = new Map(shown.map((position) => [position.symbol, position]));
  const marks = marksOf(exchange);
  const lonely = shown.length === 1 && [...state.cash].every(([name, amount]) => name === 'USD' || amount.isZero());
  const missing = shown
    .filter(({ symbol }) => !state.positions.has(symbol))
    .map(({ symbol }) => `${symbol}: only the exchange has a position`);
  return [
    ...missing,
    ...[...state.positions].flatMap(([symbol, { size, cost, funding }]) => {
      const their = theirs.get(symbol);
      if (their === undefined) return [`${symbol}: only the model has a position, of ${size.toString()}`];
      const mark = marks(symbol);
      const sign = their.side === 'long' ? 1 : -1;
      const notional = cost.abs();
      const price = cost.div(size);
      // So much of a price that the position is not 1e-8 USD away, and the last digit that a price has.
      const perUnit = tolerance.div(size.abs()).plus('1e-10');
      const isolated = state.preferences.has(symbol);
      const own = isolated ? initialOf(state, symbol, notional) : (state.cash.get('USD') ?? zero);
      const free = own.plus(funding);
      const bound = price.plus(maintenanceOf(state, symbol, cost).minus(free).div(size));
      return [
        ...figure(`${symbol} size`, of(their.qty).mul(sign), size),
        ...figure(`${symbol} entry`, of(their.entryPrice), price, perUnit),
        ...figure(`${symbol} mark`, of(their.mark), mark),
        ...figure(`${symbol} unrealised`, of(their.unrealised), size.mul(mark).minus(cost)),
        ...figure(`${symbol} funding`, of(their.unrealisedFunding), funding),
        ...figure(`${symbol} initial margin`, of(their.initialMargin), initialOf(state, symbol, notional)),
        ...figure(
          `${symbol} margin with orders`,
          of(their.initialMarginWithOrders),
          initialWithOrders(state, symbol, []),
        ),
        ...figure(`${symbol} maintenance margin`, of(their.maintenanceMargin), maintenanceOf(state, symbol, notional)),
        ...(lonely || isolated
          ? figure(
              `${symbol} liquidation price`,
              their.liquidationPrice === undefined ? zero : of(their.liquidationPrice),
              D.max(bound, 0),
              perUnit,
            )
          : []),
        ...(their.maxLeverage === state.preferences.get(symbol)
          ? []
          : [`${symbol} leverage: ${String(their.maxLeverage)}`]),
      ];
    }),
  ];
}

function orders(exchange: ExchangeApi, state: State): readonly string[] {
  const shown = new Map(exchange.openOrders().map((order) => [order.orderId, order]));
  const extra = [...shown.values()]
    .filter(({ orderId }) => !state.open.has(orderId))
    .map(({ orderId, kind }) => `${orderId} (${kind}): open only at the exchange`);
  return [
    ...extra,
    ...[...state.open.values()].flatMap((order: Order) => {
      const their = shown.get(order.id);
      if (their === undefined) return [`${order.id} (${order.kind}): open only in the model`];
      const optional = (name: string, theirs: bigint | undefined, ours: D | undefined): readonly string[] =>
        (theirs === undefined) === (ours === undefined)
          ? figure(`${order.id} ${name}`, of((theirs ?? 0n) as never), ours ?? zero)
          : [`${order.id} ${name}: ${String(theirs)} and ${String(ours)}`];
      const words = (['symbol', 'side', 'kind', 'reduceOnly', 'isTrigger', 'cliOrdId'] as const).flatMap((name) =>
        their[name] === order[name] ? [] : [`${order.id} ${name}: ${String(their[name])} and ${String(order[name])}`],
      );
      return [
        ...words,
        ...figure(`${order.id} quantity`, of(their.quantity), order.size),
        ...figure(`${order.id} filled`, of(their.filled), order.filled),
        ...optional('limit price', their.limitPrice, order.limit),
        ...optional(
          'stop price',
          their.stopPrice,
          order.isTrigger ? order.stop : their.stopPrice && of(their.stopPrice),
        ),
      ];
    }),
  ];
}
