import { openMarket } from '../../src/boot/market.ts';
import { identityOf } from '../../src/core/order/client-order-id.ts';
import type { OrderRole, OrderTicket } from '../../src/core/order/order.ts';
import { fixed, instrumentId, ms, noUsd } from '../../src/core/units.ts';
import type { ClientOrderId, InstrumentId, Ms } from '../../src/core/units.ts';
import type { CandleSource } from '../../src/runtime/ports.ts';
import { rng } from '../../src/runtime/rng.ts';
import type { OrderTerms, VenueOrder } from '../../src/venue/emulator/order-view.ts';
import type { Exchange } from '../../src/venue/emulator/api.ts';
import { positionsOf } from '../../src/venue/emulator/books.ts';
import type { Books } from '../../src/venue/emulator/books.ts';
import { createExchange } from '../../src/venue/emulator/exchange.ts';
import { listedContracts } from '../../src/venue/emulator/listing.ts';
import { startEmulator } from '../../src/venue/emulator/standing/start.ts';
import type { Standing } from '../../src/venue/emulator/standing/start.ts';
import { mountUnified } from '../../src/venue/emulator/unified/mount.ts';
import { newestShapes } from '../../src/venue/emulator/v3/desk.ts';
import { createV3Service } from '../../src/venue/emulator/v3/service.ts';

/** A quarter of an hour at whose end several contracts of a synthetic market give a signal under the busy configuration. */
export type Scene = Readonly<{ seed: number; closeAt: string; bases: readonly string[] }>;
export const scenes: readonly [Scene, ...Scene[]] = [
  { seed: 9, closeAt: '2025-07-11T21:15Z', bases: ['ADA', 'AVAX', 'BNB', 'SUI'] },
  { seed: 22, closeAt: '2025-07-28T15:45Z', bases: ['ETH', 'SOL', 'XBT', 'XRP'] },
  { seed: 13, closeAt: '2025-09-22T21:30Z', bases: ['ADA', 'AVAX', 'DOT', 'LINK', 'LTC'] },
  { seed: 3, closeAt: '2025-11-21T00:45Z', bases: ['AVAX', 'BNB', 'SOL', 'XBT'] },
];

/** How fast the exchange's time goes. The slower, the less of it a busy machine wastes while somebody waits for its turn. */
export const speed = 2;

/** An exchange that stands, and what its own side saw: nothing here comes from Keel. */
export type Witnessed = Readonly<{
  standing: Standing;
  exchange: Exchange;
  /** Every order that ever reached it, in the order of coming, refused ones too. */
  placed: readonly OrderTicket[];
  /** What became of them, for a person. */
  told: () => readonly string[];
  books: () => Pick<Books, 'positions' | 'orders' | 'fills'>;
  /** Calls back when an order has been handled, and when one has executed, before anybody is answered. */
  onHandled: (listener: (role: OrderRole | undefined) => void) => void;
  onExecuted: (listener: (role: OrderRole | undefined) => void) => void;
  /** A Keel begins: naked time counts from when it first asks for the account, which `present` is told. */
  begun: (present: () => void) => void;
  /** No Keel lives: nothing counts. */
  ended: () => void;
  /** The longest, in ms of the exchange's time, that a position had no stop for all of it while Keel was there. */
  nakedMs: () => number;
}>;

/** Stands the market of a scene up, just after the close of its candle. */
export async function witness({ seed, closeAt, bases }: Scene): Promise<Witnessed> {
  const market = openMarket({ cwd: '/', env: {} }, { market: 'synthetic', seed: String(seed) });
  if (!market.ok) throw new Error(market.error);
  const chosen = new Set(bases.map((base) => instrumentId(`PF_${base}USD`)));
  const luck = rng(seed).fork('witness');
  const exchange = createExchange({
    contracts: listedContracts().filter(({ symbol }) => chosen.has(symbol)),
    deposits: { USD: fixed('10000') },
    fees: { maker: fixed('0.0002'), taker: fixed('0.0005') },
    slippage: fixed('0.0001'),
    participation: 0.1,
    rng: luck.fork('exchange'),
  });
  const placed: OrderTicket[] = [];
  const told: string[] = [];
  const handled: ((role: OrderRole | undefined) => void)[] = [];
  const watchman = createWatchman(exchange);
  const watched: Exchange = {
    ...exchange,
    send: (terms) => {
      placed.push(ticketOf(terms));
      const answer = exchange.send(terms);
      told.push(`${roleOf(terms.cliOrdId) ?? terms.cliOrdId} of ${terms.symbol}: ${answer.status}`);
      for (const listener of handled) listener(roleOf(terms.cliOrdId));
      return answer;
    },
    wallet: () => {
      watchman.asked();
      return exchange.wallet();
    },
  };
  const standing = await startEmulator({
    port: 0,
    exchange: watched,
    candles: only(market.value.source, chosen),
    startAt: ms(Date.parse(closeAt) + 4_000),
    speed,
    latencyMs: 50,
    luck,
    faults: [],
    services: [(ground) => createV3Service(ground, newestShapes), mountUnified()],
  });
  return {
    standing,
    exchange,
    placed,
    told: () => told,
    books: () => booksOf(exchange),
    onHandled: (listener) => void handled.push(listener),
    onExecuted: (listener) =>
      void exchange.listen((event) => {
        if (event.type === 'execution') listener(roleOf(event.execution.cliOrdId));
      }),
    begun: watchman.begun,
    ended: watchman.ended,
    nakedMs: watchman.worst,
  };
}

function only(source: CandleSource, chosen: ReadonlySet<InstrumentId>): CandleSource {
  return {
    groups: function* () {
      for (const { openAt, candles } of source.groups())
        yield { openAt, candles: candles.filter(({ instrument }) => chosen.has(instrument)) };
    },
  };
}

export function roleOf(id: string | undefined): OrderRole | undefined {
  return id === undefined ? undefined : identityOf(id)?.role;
}

/** The id as it was given: one that is not Keel's, or missing, is found by the judge. */
function ticketOf({
  symbol,
  side,
  size,
  kind,
  cliOrdId = 'none',
  stopPrice,
  limitPrice,
  ...terms
}: OrderTerms): OrderTicket {
  const form =
    kind === 'stp' && stopPrice !== undefined
      ? ({ type: 'stop', trigger: stopPrice } as const)
      : limitPrice === undefined
        ? ({ type: 'market' } as const)
        : ({ type: 'limit', price: limitPrice } as const);
  const id = cliOrdId as ClientOrderId;
  return { id, instrument: symbol, side, qty: size, form, reduceOnly: terms.reduceOnly === true };
}

function booksOf(exchange: Exchange): Pick<Books, 'positions' | 'orders' | 'fills'> {
  const orders = exchange.openOrders().map((order: VenueOrder) => ({
    venueOrderId: order.orderId,
    ticket: ticketOf({ ...order, size: order.quantity }),
    filled: order.filled,
    placedAt: order.receivedAt,
  }));
  const fills = exchange.executions(1_000_000).toReversed();
  return {
    positions: positionsOf(exchange),
    orders,
    fills: fills.map(({ id, cliOrdId = 'none', symbol, side, qty, price, at }) => {
      const order = cliOrdId as ClientOrderId;
      return { id, order, instrument: symbol, side, qty, price, fee: noUsd, liquidity: 'taker', venueAt: at };
    }),
  };
}

type Watchman = Readonly<{ begun: Witnessed['begun']; ended: () => void; asked: () => void; worst: () => number }>;

/** Sits in the exchange: since when has which position no stop for all of it, and was Keel there to see it? */
function createWatchman(exchange: Exchange): Watchman {
  const nakedSince = new Map<InstrumentId, Ms>();
  let presentSince: Ms | undefined;
  let present: (() => void) | undefined;
  let worst = 0;
  const note = (since: Ms): void => {
    if (presentSince !== undefined) worst = Math.max(worst, exchange.now() - Math.max(since, presentSince));
  };
  const look = (): void => {
    const { positions, orders } = booksOf({ ...exchange, executions: () => [] });
    const bare = new Set(
      positions.flatMap(({ instrument, qty }) =>
        orders.some(
          ({ ticket, filled }) =>
            ticket.instrument === instrument &&
            ticket.form.type === 'stop' &&
            ticket.reduceOnly &&
            ticket.qty - filled >= qty,
        )
          ? []
          : [instrument],
      ),
    );
    for (const [instrument, since] of nakedSince) {
      note(since);
      if (!bare.has(instrument)) nakedSince.delete(instrument);
    }
    for (const instrument of bare) if (!nakedSince.has(instrument)) nakedSince.set(instrument, exchange.now());
  };
  exchange.listen(({ type }) => {
    if (type === 'order' || type === 'execution' || type === 'position') look();
  });
  return {
    begun: (told) => void (present = told),
    asked: () => {
      if (present === undefined || presentSince !== undefined) return;
      presentSince = exchange.now();
      present();
    },
    ended: () => {
      look();
      presentSince = undefined;
      present = undefined;
    },
    worst: () => {
      look();
      return worst;
    },
  };
}
