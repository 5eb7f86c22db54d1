import { assertNever } from '../../../core/assert.ts';
import type { OrderTicket } from '../../../core/order/order.ts';
import { add, formatFixed, later, noQty } from '../../../core/units.ts';
import type { ClientOrderId, InstrumentId, Qty } from '../../../core/units.ts';
import type { LiveVenueLinks } from '../../../runtime/ports.ts';
import { cancelStatuses, sendStatuses } from '../../dialect/words.ts';
import { isoOf } from '../decode.ts';
import type { Door } from '../door.ts';
import { laneOf } from '../limiter.ts';
import { pause, withPatience } from '../patience.ts';
import type { Fees } from './fees.ts';
import type { KrakenV3Options } from './options.ts';
import type { Query, Rest } from './rest.ts';
import type { Track, Tracks } from './tracks.ts';
import { cancelAnswer, sendAnswer } from './wire/orders.ts';
import type { OrderEvent, OrderStatus } from './wire/orders.ts';

export type PlacingLinks = Readonly<{
  clock: LiveVenueLinks['clock'];
  notify: LiveVenueLinks['notify'];
  rest: Rest;
  door: Door;
  tracks: Tracks;
  fees: Fees;
  closing: AbortSignal;
  /** Asks all sources about an order whose answer left a question, and reports what they find. */
  inquire: (id: ClientOrderId, instrument: InstrumentId) => Promise<void>;
}>;
export type Placing = Readonly<{
  place: (ticket: OrderTicket) => Promise<void>;
  cancel: (id: ClientOrderId, instrument: InstrumentId) => Promise<void>;
}>;

/** How often a cancel that nobody answered is said again: it can do nothing twice. */
const again = { cancels: 4 };

export function createPlacing({ timing, retry }: KrakenV3Options, links: PlacingLinks): Placing {
  const { clock, rest, tracks, door, closing, inquire } = links;
  const deadline = (): readonly [string, string] => [
    'processBefore',
    isoOf(later(rest.skew.venueNow(clock.now()), timing.orderLifeMs)),
  ];
  const place = async (ticket: OrderTicket): Promise<void> => {
    const track = tracks.of(ticket.id, ticket.instrument);
    track.qty = ticket.qty;
    track.sentAt = clock.now();
    const lane = laneOf(ticket);
    const until = deadline();
    const answer = await withPatience({ clock, forMs: timing.orderLifeMs, signal: closing }, (signal) =>
      rest.post(
        { base: 'rest', call: 'sendorder', schema: sendAnswer, lane },
        () => [...termsOf(ticket), until],
        signal,
      ),
    );
    if (!answer.ok) {
      const { kind, word } = answer.error;
      if (kind === 'unknown') return tracks.unresolved(track, word);
      return tracks.refused(track, kind === 'refused' ? 'rejected' : 'denied', word);
    }
    const { sendStatus } = answer.value;
    const { status, order_id: orderId } = sendStatus;
    const meaning = door.word('sendStatus', sendStatuses, status);
    if (meaning === 'refused') return tracks.refused(track, 'rejected', status);
    if (meaning !== 'placed' || orderId === undefined) return tracks.unresolved(track, status);
    tracks.accepted(track, orderId);
    follow(links, { ticket, track, sendStatus });
  };
  const cancelling = new Set<ClientOrderId>();
  const cancel = async (id: ClientOrderId, instrument: InstrumentId): Promise<void> => {
    // Asked for again while it is still being said: it is being said.
    if (cancelling.has(id)) return;
    cancelling.add(id);
    try {
      await insist(id, instrument);
    } finally {
      cancelling.delete(id);
    }
  };
  const insist = async (id: ClientOrderId, instrument: InstrumentId): Promise<void> => {
    const track = tracks.of(id, instrument);
    track.isCancelling = true;
    for (let n = 0; n < again.cancels && !closing.aborted; n += 1) {
      const answer = await withPatience({ clock, forMs: timing.orderLifeMs, signal: closing }, (signal) =>
        rest.post(
          { base: 'rest', call: 'cancelorder', schema: cancelAnswer, lane: 'reducing' },
          () => [['cliOrdId', id]],
          signal,
        ),
      );
      if (answer.ok && cancelled(links, track, answer.value.cancelStatus)) return;
      if (answer.ok || answer.error.kind === 'refused') break;
      await pause(clock, retry.firstMs * 2 ** n, closing);
    }
    await inquire(id, instrument);
  };
  return { place, cancel };
}

/** True where the answer tells all: the order is gone, with what it had executed. */
function cancelled({ door, tracks }: PlacingLinks, track: Track, { status, orderEvents = [] }: OrderStatus): boolean {
  const words = Object.fromEntries(cancelStatuses.map((word) => [word, word]));
  const meaning = door.word('cancelStatus', words, status);
  const event = orderEvents.find(({ type }) => type === 'CANCEL');
  const order = event?.order ?? event?.orderTrigger;
  if (meaning === 'cancelled' && order !== undefined && order !== null) {
    tracks.ended(track, 'canceled', order.filled ?? noQty);
    return true;
  }
  return false;
}

type News = Readonly<{ ticket: OrderTicket; track: Track; sendStatus: OrderStatus }>;

/** What the answer tells beyond the acceptance: executions, whose fees are still to come, and whether that was all of it. */
function follow({ rest, clock, tracks, fees, inquire }: PlacingLinks, { ticket, track, sendStatus }: News): void {
  const { orderEvents = [], status } = sendStatus;
  const executions = orderEvents.filter(({ type }) => type === 'EXECUTION').flatMap(executionOf);
  const { id: order, instrument, side } = ticket;
  for (const execution of executions) {
    const venueAt = rest.skew.venueNow(clock.now());
    void fees.expect({ ...execution, order, instrument, side, liquidity: 'taker', venueAt });
  }
  const executed = executions.reduce<Qty>((sum, { qty }) => add(sum, qty), noQty);
  if (executed >= ticket.qty) return tracks.ended(track, 'filled', executed);
  const isOver = ticket.form.type === 'market' || status === 'cancelled';
  if (!isOver) return;
  // What a market order could not execute at once is gone; an answer that tells of nothing proves nothing.
  if (executed > 0n) tracks.ended(track, 'canceled', executed);
  else void inquire(order, instrument);
}

function executionOf({ executionId: id, price, amount: qty }: OrderEvent): readonly Readonly<{
  id: string;
  price: NonNullable<OrderEvent['price']>;
  qty: Qty;
}>[] {
  return id === undefined || price === undefined || qty === undefined ? [] : [{ id, price, qty }];
}

/** @see https://docs.kraken.com/api/docs/futures-api/trading/send-order */
function termsOf({ id, instrument, side, qty, form, reduceOnly }: OrderTicket): Query {
  return [
    ...formOf(form),
    ['symbol', instrument],
    ['side', side],
    ['size', formatFixed(qty)],
    ['cliOrdId', id],
    ['reduceOnly', String(reduceOnly)],
  ];
}

function formOf(form: OrderTicket['form']): Query {
  switch (form.type) {
    case 'market':
      return [['orderType', 'mkt']];
    case 'limit':
      return [
        ['orderType', 'lmt'],
        ['limitPrice', formatFixed(form.price)],
      ];
    case 'stop':
    case 'take-profit':
      return [
        ['orderType', form.type === 'stop' ? 'stp' : 'take_profit'],
        ['stopPrice', formatFixed(form.trigger)],
        ['triggerSignal', 'mark'],
      ];
    default:
      return assertNever(form);
  }
}
