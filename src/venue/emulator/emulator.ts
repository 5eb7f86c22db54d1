import type { Event } from '../../core/events.ts';
import type { Instrument } from '../../core/market/instrument.ts';
import type { OrderTicket } from '../../core/order/order.ts';
import type { InstrumentId, Ms, Price, Usd } from '../../core/units.ts';
import type { VenueReport, VirtualVenue } from '../../runtime/ports.ts';
import { readBooks } from './books.ts';
import type { Books } from './books.ts';
import type { ExchangeOptions } from './core.ts';
import type { ExchangeApi } from './api.ts';
import { createExchange } from './exchange.ts';
import { contractOf } from './listing.ts';
import { handle } from './requests.ts';
import type { Desk } from './requests.ts';
import { createTraces } from './traces.ts';
import { createWire } from './wire.ts';
import type { WireOptions } from './wire.ts';

/** What a venue in this process is told: the exchange, the wire to it, and two seams more. */
export type EmulatorOptions = WireOptions &
  Omit<ExchangeOptions, 'contracts' | 'deposits'> &
  Readonly<{
    instruments: readonly Instrument[];
    startingEquity: Usd;
    /** Why an otherwise valid order is refused, in Kraken's words; default admits everything. */
    admit?: (ticket: OrderTicket, books: Books) => string | undefined;
  }>;

/** A venue on virtual time whose books can be read, for tests and reports; Keel itself must ask. */
export type Emulator = VirtualVenue &
  Readonly<{
    books: () => Books;
    /** What a person at the venue may do beside Keel. */
    exchange: ExchangeApi;
    /** Lets time pass up to a moment before which nothing is due, for a venue that live prices move. */
    reach: (at: Ms) => void;
    movePrice: (instrument: InstrumentId, price: Price) => void;
  }>;

/**
 * The emulated exchange as Keel's venue in this process: Keel's orders become the exchange's, and what happens there
 * becomes Keel's events, each after its time on the wire.
 *
 * `perform` and `open` only take note; everything happens in `advance`, in order of time.
 */
export function createEmulator(options: EmulatorOptions): Emulator {
  const { instruments, startingEquity, admit } = options;
  const exchange = createExchange({
    ...options,
    contracts: instruments.map(contractOf),
    deposits: { USD: startingEquity },
  });
  const traces = createTraces(exchange);
  const arrived: Event[] = [];
  const wire = createWire(options, {
    exchange,
    handle: (effect, say) => handle(desk, effect, say),
    deliver: (event) => void arrived.push(event),
  });
  const held: VenueReport[] = [];
  let holding = false;
  const desk: Desk = {
    exchange,
    traces,
    hold: () => void (holding = true),
    release: (isTold) => {
      holding = false;
      for (const report of held.splice(0)) if (isTold?.(report) !== true) wire.post(report);
    },
    ...(admit === undefined ? {} : { admit }),
  };
  exchange.listen((event) => {
    for (const report of traces.hear(event)) {
      if (holding) held.push(report);
      else wire.post(report);
    }
  });
  return {
    perform: wire.request,
    nextAt: exchange.nextAt,
    advance: () => {
      exchange.advance();
      return arrived.splice(0);
    },
    open: (candle) => {
      exchange.open(candle);
      return [];
    },
    books: () => readBooks(exchange, traces),
    exchange,
    reach: exchange.reach,
    movePrice: (instrument, price) => void exchange.control.movePrice(instrument, price),
  };
}
