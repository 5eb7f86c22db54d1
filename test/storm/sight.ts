import type { InstrumentId } from '../../src/core/units.ts';
import type { ExchangeApi } from '../../src/venue/emulator/api.ts';
import type { OrderSide } from '../../src/venue/emulator/order-view.ts';
import { D, of, zero } from '../support/naive-exchange/decimal.ts';
import type { Scene } from '../support/naive-exchange/judge.ts';
import type { Marks, Worth } from '../support/naive-exchange/margin.ts';
import { remaining } from '../support/naive-exchange/state.ts';
import type { Level, Order, State } from '../support/naive-exchange/state.ts';

const number = (value: number | undefined): D | undefined => (value === undefined ? undefined : new D(value));

/** What the exchange shows of its market at this moment: the one thing that the model does not know by itself. */
export function sceneOf(exchange: ExchangeApi, state: State, symbol: InstrumentId): Scene {
  const ticker = exchange.ticker(symbol);
  const book = exchange.book(symbol);
  const levels = (side: readonly { price: bigint; qty: bigint }[] = []): readonly Level[] =>
    side.map(({ price, qty }) => ({ price: of(price as never), qty: of(qty as never) }));
  const own = [...state.open.values()].filter((order) => order.symbol === symbol && !order.isTrigger);
  const whole = { bids: levels(book?.bids), asks: levels(book?.asks) };
  return {
    worth: worthOf(exchange),
    marks: marksOf(exchange),
    sight: {
      now: exchange.now(),
      mark: number(ticker?.mark),
      index: number(ticker?.index),
      last: number(ticker?.last),
      whole,
      bids: without(
        whole.bids,
        own.filter(({ side }) => side === 'buy'),
      ),
      asks: without(
        whole.asks,
        own.filter(({ side }) => side === 'sell'),
      ),
    },
  };
}

/** The account's own resting orders are in the book; a taker does not get them. */
function without(levels: readonly Level[], own: readonly Order[]): readonly Level[] {
  return levels.flatMap(({ price, qty }) => {
    const mine = own.filter(({ limit }) => limit?.eq(price) === true);
    const left = mine.reduce((rest, order) => rest.minus(remaining(order)), qty);
    return left.gt(0) ? [{ price, qty: left }] : [];
  });
}

/** Marks to the last digit where a position shows them. */
export function marksOf(exchange: ExchangeApi): Marks {
  const shown = new Map(exchange.positions().map(({ symbol, mark }) => [symbol, of(mark)]));
  return (symbol) => shown.get(symbol) ?? number(exchange.ticker(symbol)?.mark) ?? zero;
}

export function worthOf(exchange: ExchangeApi): Worth {
  return new Map(
    exchange.wallet().currencies.map(({ currency, quantity, value, haircut }) => {
      const price = quantity === 0n ? new D(1) : of(value).div(of(quantity));
      return [currency, { price, haircut: of(haircut) }];
    }),
  );
}

/** A book of what was just executed, for a market that the account's own order hid. */
export function revealed(scene: Scene, side: OrderSide, executed: readonly Level[]): Scene {
  const opposite = side === 'buy' ? { asks: executed } : { bids: executed };
  return { ...scene, sight: { ...scene.sight, ...opposite } };
}

/**
 * An order that is larger than the market rests where it crosses it, and the levels that it crosses are hidden from all others:
 * what it finds when it is edited itself, the book does not say.
 */
export function isHidden({ sight }: Scene, order: Order | undefined): boolean {
  const { mark } = sight;
  if (mark === undefined || order === undefined || order.isTrigger || order.limit === undefined) return false;
  return order.side === 'buy' ? order.limit.gte(mark.mul('0.995')) : order.limit.lte(mark.mul('1.005'));
}
