import type { Candle } from '../../src/core/market/candle.ts';
import { fixed, formatFixed, instrumentId, later, ms } from '../../src/core/units.ts';
import type { Fixed, InstrumentId, Ms } from '../../src/core/units.ts';
import { rng } from '../../src/runtime/rng.ts';
import type { Exchange } from '../../src/venue/emulator/api.ts';
import type { ExchangeOptions } from '../../src/venue/emulator/core.ts';
import { createExchange } from '../../src/venue/emulator/exchange.ts';
import type { ExchangeEvent } from '../../src/venue/emulator/happening.ts';
import { listedContracts } from '../../src/venue/emulator/listing.ts';
import type { Contract } from '../../src/venue/emulator/market-view.ts';
import type { OrderTerms, SendAnswer } from '../../src/venue/emulator/order-view.ts';

export const quarter = 900_000;
/** A full hour. */
export const opening: Ms = ms(1_700_002_800_000);
export const sol: InstrumentId = instrumentId('PF_SOLUSD');
export const eth: InstrumentId = instrumentId('PF_ETHUSD');

/** Two contracts: SOL with round steps, a cent and a tenth, at 2 % of margin; ETH as it is. */
export const contracts: readonly Contract[] = listedContracts().flatMap((contract) => {
  if (contract.symbol === eth) return [contract];
  return contract.symbol === sol ? [{ ...contract, lot: fixed('0.1'), precision: 1 }] : [];
});

type Prices = readonly [open: number, high: number, low: number, close: number];

/** An exchange with a short way to talk to it; everything that it tells is kept. */
export type Hall = Readonly<{
  exchange: Exchange;
  events: ExchangeEvent[];
  /** A candle that opens at the `nth` quarter; flat where one price is given. */
  candle: (nth: number, prices: Prices | number, volume?: number, symbol?: InstrumentId) => void;
  /** Runs to so many milliseconds after the opening, inclusive. */
  until: (at: number) => void;
  /** Sends `buy 1 lmt` of SOL, changed by the words: numbers of it as text. */
  order: (words: Words) => SendAnswer;
  /** The executions so far, as `buy 1 @ 100 taker`. */
  deals: () => readonly string[];
  /** Signed size of the position in SOL, as text. */
  size: (symbol?: InstrumentId) => string;
}>;

export type Words = Partial<Omit<OrderTerms, 'size' | 'limitPrice' | 'stopPrice'>> &
  Readonly<{ size?: string; limitPrice?: string; stopPrice?: string }>;

export function hall(options: Partial<ExchangeOptions> = {}): Hall {
  const exchange = createExchange({
    contracts,
    deposits: { USD: fixed('10000') },
    fees: { maker: fixed('0.0002'), taker: fixed('0.0005') },
    slippage: fixed('0.001'),
    participation: 0.1,
    rng: rng(1),
    ...options,
  });
  const events: ExchangeEvent[] = [];
  exchange.listen((event) => void events.push(event));
  return {
    exchange,
    events,
    candle: (nth, prices, volume = 1e6, symbol = sol) => {
      run(exchange, later(opening, nth * quarter - 1));
      exchange.reach(later(opening, nth * quarter - 1));
      exchange.open(candleOf(later(opening, nth * quarter), prices, volume, symbol));
      run(exchange, later(opening, nth * quarter));
      exchange.reach(later(opening, nth * quarter));
    },
    until: (at) => {
      run(exchange, later(opening, at));
      exchange.reach(later(opening, at));
    },
    order: (words) => exchange.send(termsOf(words)),
    deals: () =>
      exchange
        .executions(1_000)
        .toReversed()
        .map(({ side, qty, price, type }) => `${side} ${formatFixed(qty)} @ ${formatFixed(price)} ${type}`),
    size: (symbol = sol) => {
      const held = exchange.positions().find((position) => position.symbol === symbol);
      return held === undefined ? '0' : `${held.side === 'long' ? '' : '-'}${formatFixed(held.qty)}`;
    },
  };
}

function termsOf({ size, limitPrice, stopPrice, ...rest }: Words): OrderTerms {
  return {
    symbol: sol,
    side: 'buy',
    kind: 'lmt',
    size: fixed(size ?? '1'),
    ...(limitPrice === undefined ? {} : { limitPrice: fixed(limitPrice) }),
    ...(stopPrice === undefined ? {} : { stopPrice: fixed(stopPrice) }),
    ...rest,
  };
}

export function run(exchange: Exchange, at: Ms): void {
  for (let next = exchange.nextAt(); next !== undefined && next <= at; next = exchange.nextAt()) exchange.advance();
}

function candleOf(openAt: Ms, prices: Prices | number, volume: number, instrument: InstrumentId): Candle {
  const [open, high, low, close] = typeof prices === 'number' ? [prices, prices, prices, prices] : prices;
  return { instrument, timeframe: '15m', openAt, open, high, low, close, volume };
}

/** Open orders as `buy 1/0.4 @ 99 lmt`: all of it, what is filled, its level and its kind. */
export function openIn({ exchange }: Hall): readonly string[] {
  return exchange.openOrders().map(({ side, quantity, filled, limitPrice, stopPrice, kind, isTrigger }) => {
    const level = isTrigger ? stopPrice : limitPrice;
    return `${side} ${text(quantity)}/${text(filled)} @ ${level === undefined ? '' : text(level)} ${kind}`;
  });
}

function text(value: Fixed<string>): string {
  return formatFixed(value);
}

/** What of the private feed concerns orders: kind of news, side, reason. */
export function newsIn({ events }: Hall): readonly string[] {
  return events.flatMap((event) =>
    event.type === 'order' ? [`${event.gone ? 'gone' : 'open'} ${event.order.kind} ${event.reason}`] : [],
  );
}
