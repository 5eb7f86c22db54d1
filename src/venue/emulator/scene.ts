import { assert } from '../../core/assert.ts';
import type { Event, EventOf } from '../../core/events.ts';
import { perpetualOf } from '../../core/market/base.ts';
import type { Candle } from '../../core/market/candle.ts';
import type { Instrument } from '../../core/market/instrument.ts';
import type { OrderForm, OrderTicket } from '../../core/order/order.ts';
import type { ApprovedIntent } from '../../core/risk/gate.ts';
import { asBase, fixed, formatFixed, later, ms } from '../../core/units.ts';
import type { ClientOrderId, Ms } from '../../core/units.ts';
import type { Rng, VenueEffect } from '../../runtime/ports.ts';
import { createEmulator } from './emulator.ts';
import type { Emulator, EmulatorOptions } from './emulator.ts';
import { spanMs } from './path.ts';

/** For tests: an emulator with one contract of round numbers, and short ways to talk to it. */
export type Scene = Readonly<{
  venue: Emulator;
  /** Sends `market buy 1`, changed by `ticket`, so that it arrives at `at` after the start. */
  place: (at: number, id: string, ticket: Partial<OrderTicket>) => void;
  cancel: (at: number, id: string) => void;
  ask: (at: number, id: string) => void;
  account: (at: number, since: number) => void;
  /** A candle that opens `at` after the start. */
  open: (at: number, prices: readonly [open: number, high: number, low: number, close: number], volume: number) => void;
  /** Runs to `at` after the start, inclusive; returns what reached Keel. */
  until: (at: number) => readonly Event[];
}>;

/** When scenes begin. */
export const start: Ms = ms(1_700_000_100_000);
export const sol: Instrument = {
  id: perpetualOf(asBase('SOL')),
  base: asBase('SOL'),
  tick: fixed('0.01'),
  lot: fixed('0.1'),
  minQty: fixed('0.1'),
  maintenanceMargin: fixed('0.01'),
};

/** No latency and no slippage; fees of 2 and 5 basis points; a tenth of the volume. */
export const plain: EmulatorOptions = {
  instruments: [sol],
  startingEquity: fixed('10000'),
  fees: { maker: fixed('0.0002'), taker: fixed('0.0005') },
  slippage: fixed('0'),
  latencyMs: 0,
  participation: 0.1,
  rng: luck(1),
};

export function scene(options: Partial<EmulatorOptions>): Scene {
  const venue = createEmulator({ ...plain, ...options });
  const send = (at: number, effect: VenueEffect): void => venue.perform(effect, later(start, at));
  return {
    venue,
    place: (at, id, ticket) => send(at, placing({ ...buyOne(id), ...ticket })),
    cancel: (at, id) => send(at, { type: 'order.cancel', order: orderId(id), instrument: sol.id }),
    ask: (at, id) => send(at, { type: 'venue.ask', about: 'order', order: orderId(id), instrument: sol.id }),
    account: (at, since) => send(at, { type: 'venue.ask', about: 'account', since: later(start, since) }),
    open: (at, prices, volume) => venue.open(candleOf(later(start, at), prices, volume)),
    until: (at) => run(venue, later(start, at)),
  };
}

/** All reports until `at`, inclusive. */
export function run(venue: Emulator, at: Ms): readonly Event[] {
  const events: Event[] = [];
  for (let next = venue.nextAt(); next !== undefined && next <= at; next = venue.nextAt()) {
    events.push(...venue.advance());
  }
  return events;
}

export function candleOf(openAt: Ms, prices: readonly [number, number, number, number], volume: number): Candle {
  const [open, high, low, close] = prices;
  return { instrument: sol.id, timeframe: '15m', openAt, open, high, low, close, volume };
}

export function placing(ticket: OrderTicket): VenueEffect {
  if (isReduceOnly(ticket)) return { type: 'order.place', ticket };
  const approval = {};
  assert(isApproved(approval), 'tests approve everything');
  return { type: 'order.place', ticket, approval, epoch: 0 };
}

export function orderId(name: string): ClientOrderId {
  assert(isOrderId(name), 'a name is not empty');
  return name;
}

/** For tests: what happened to whom, as `a 1 @ 100 taker` or `a canceled 0`, after the ms since the start. */
export function story(events: readonly Event[]): readonly string[] {
  return events.flatMap((event) => {
    const when = String(event.at - start);
    if (event.type === 'order.filled') return `${when} ${deal(event)}`;
    if (event.type === 'order.ended') return `${when} ${event.order} ${event.how} ${formatFixed(event.filled)}`;
    if (event.type === 'order.rejected') return `${when} ${event.order} ${event.reason}`;
    return event.type === 'mark.observed' ? `${when} mark ${formatFixed(event.price)}` : [];
  });
}

/** The fills of the story, without their times. */
export function dealsOf(events: readonly Event[]): readonly string[] {
  return events.flatMap((event) => (event.type === 'order.filled' ? deal(event) : []));
}

function deal({ fill }: EventOf<'order.filled'>): string {
  return `${fill.order} ${formatFixed(fill.qty)} @ ${formatFixed(fill.price)} ${fill.liquidity}`;
}

export function limit(price: string): OrderForm {
  return { type: 'limit', price: fixed(price) };
}

export function stop(trigger: string): OrderForm {
  return { type: 'stop', trigger: fixed(trigger) };
}

/** A scene with a long of `qty` at 100, run to the end of a candle that stands still. */
export function long(options: Partial<EmulatorOptions>, qty: string): Scene {
  const one = scene(options);
  one.open(0, [100, 100, 100, 100], 1e6);
  one.place(0, 'entry', { qty: fixed(qty) });
  one.until(spanMs - 1);
  return one;
}

/** Mulberry32: small, seeded, good enough for tests. */
export function luck(seed: number): Rng {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return { next, fork: (name) => luck(seed + name.length) };
}

function buyOne(id: string): OrderTicket {
  const common = { id: orderId(id), instrument: sol.id, form: { type: 'market' } } as const;
  return { ...common, side: 'buy', qty: fixed('1'), reduceOnly: false };
}

function isReduceOnly(ticket: OrderTicket): ticket is OrderTicket & { readonly reduceOnly: true } {
  return ticket.reduceOnly;
}

function isOrderId(name: string): name is ClientOrderId {
  return name !== '';
}

function isApproved(_intent: object): _intent is ApprovedIntent {
  return true;
}
