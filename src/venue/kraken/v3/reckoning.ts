import type { VenueOrder, VenuePosition } from '../../../core/events.ts';
import { identityOf } from '../../../core/order/client-order-id.ts';
import type { OrderForm } from '../../../core/order/order.ts';
import { add, fixed, max, noQty } from '../../../core/units.ts';
import type { Ms, Price } from '../../../core/units.ts';
import { orderKinds } from '../../dialect/words.ts';
import { instrumentOf, orderIdOf } from '../decode.ts';
import type { Door } from '../door.ts';
import { fillOf } from './history.ts';
import type { HistoryReader } from './history.ts';
import type { InquiryLinks } from './inquiry.ts';
import { stepsOf } from './inquiry.ts';
import type { Books } from './books.ts';
import { moneyOf } from './money.ts';
import { partOf } from './fills.ts';
import { isDoubtful } from './tracks.ts';
import type { Tracks } from './tracks.ts';
import { accounts, openPositions } from './wire/market.ts';
import type { PositionRow } from './wire/market.ts';
import { fills, openOrders } from './wire/orders.ts';
import type { OpenOrder, RestFill } from './wire/orders.ts';

export type ReckoningLinks = InquiryLinks & Readonly<{ door: Door; books: Books }>;

export type Reckoned = Readonly<{ since: Ms; postedSince?: Ms }>;

/** The account's fills and ends since a moment, then the whole of its open orders and positions, or nothing at all. */
export async function reckon(links: ReckoningLinks, { since, postedSince }: Reckoned): Promise<void> {
  const { rest, notify, hear } = links;
  // The first answer's time is the snapshot's: all that is read later shows at least as much.
  const listed = await rest.get({ base: 'rest', call: 'fills', schema: fills });
  const isTold = await catchUp(links, since, { rows: listed.ok ? listed.value.fills : [], isForeign: false });
  const isPosted = await links.books.catchUp(postedSince);
  const [orders, positions, wallet] = await Promise.all([
    rest.get({ base: 'rest', call: 'openorders', schema: openOrders }),
    rest.get({ base: 'rest', call: 'openpositions', schema: openPositions }),
    rest.get({ base: 'rest', call: 'accounts', schema: accounts }),
  ]);
  if (!listed.ok || !isTold || !orders.ok || !positions.ok) {
    return notify('warning', 'VENUE_SNAPSHOT_INCOMPLETE', { since });
  }
  const held = positions.value.openPositions.flatMap(positionOf);
  // A sum means nothing as long as a movement may be missing from what it is compared with.
  const money = isPosted && wallet.ok ? moneyOf(wallet.value.accounts.flex) : undefined;
  for (const { order_id: orderId, cliOrdId, symbol } of orders.value.openOrders) {
    if (cliOrdId !== undefined) links.tracks.name(links.tracks.of(orderIdOf(cliOrdId), instrumentOf(symbol)), orderId);
  }
  hear([
    {
      type: 'venue.snapshot',
      venueAt: listed.value.serverTime,
      orders: orders.value.openOrders.flatMap((order) => orderOf(links.door, order, held)),
      positions: held,
      ...(money === undefined ? {} : { money }),
    },
  ]);
}

type Extra = Readonly<{
  /** Fills without fees that are known already. */
  rows: readonly RestFill[];
  /** Whether orders that Keel did not send are reported too. */
  isForeign: boolean;
}>;

/** Fills and ends that may have been missed. False where the venue did not tell all of it. */
export async function catchUp(
  { history, tracks, fees }: Readonly<{ history: HistoryReader; tracks: Tracks; fees: InquiryLinks['fees'] }>,
  since: Ms,
  { rows, isForeign }: Extra,
): Promise<boolean> {
  const calls = ['executions', 'orders', 'triggers'] as const;
  const tales = await Promise.all(calls.map((call) => history(call, since)));
  const told = tales.flatMap((tale) => tale?.told ?? []).toSorted((a, b) => a.at - b.at);
  const isOurs = (id: string): boolean => isForeign || identityOf(id) !== undefined;
  for (const fill of told.flatMap((item) => fillOf(item) ?? [])) {
    if (isOurs(fill.order) && fill.venueAt >= since) tracks.filled(fill);
  }
  const recent = rows.flatMap((row) => {
    const id = orderIdOf(row.cliOrdId ?? tracks.byOrderId(row.order_id)?.id ?? row.order_id);
    return row.fillTime >= since && isOurs(id) ? (partOf(row, id) ?? []) : [];
  });
  await Promise.all(recent.map(fees.expect));
  for (const item of told) tellEnd(tracks, item, since);
  return tales.every((tale) => tale?.isWhole === true);
}

type Item = Parameters<typeof stepsOf>[0];

function tellEnd(tracks: Tracks, item: Item, since: Ms): void {
  const { OrderPlaced, OrderUpdated, OrderCancelled, OrderTriggerCancelled } = item.event;
  const order = (OrderPlaced ?? OrderCancelled ?? OrderTriggerCancelled)?.order ?? OrderUpdated?.newOrder ?? undefined;
  if (order?.clientId === undefined || item.at < since || identityOf(order.clientId) === undefined) return;
  const track = tracks.of(orderIdOf(order.clientId), instrumentOf(order.tradeable));
  for (const { end } of stepsOf(item, track)) {
    // Whoever misses it asks all sources: here it is the word of one.
    if (end !== undefined && !isDoubtful(track, end.how, end.filled)) tracks.ended(track, end.how, end.filled);
  }
}

export function positionOf({ symbol, side, size: qty, price: entryPrice }: PositionRow): readonly VenuePosition[] {
  const instrument = instrumentOf(symbol);
  if (instrument === undefined || qty === 0n) return [];
  return [{ instrument, side: side === 'long' ? 'long' : 'short', qty, entryPrice }];
}

const noPrice: Price = fixed('0');

/** The size of a trigger that hangs on a position may be left out: then it is the position's. */
export function orderOf(door: Door, order: OpenOrder, held: readonly VenuePosition[]): readonly VenueOrder[] {
  const instrument = instrumentOf(order.symbol);
  if (instrument === undefined) return [];
  const open = order.unfilledSize ?? held.find((position) => position.instrument === instrument)?.qty ?? noQty;
  const ticket = {
    id: orderIdOf(order.cliOrdId ?? order.order_id),
    instrument,
    side: order.side === 'buy' ? 'buy' : 'sell',
    qty: max(add(open, order.filledSize), noQty),
    form: formOf(door, order),
    reduceOnly: order.reduceOnly,
  } as const;
  return [{ venueOrderId: order.order_id, ticket, filled: order.filledSize, placedAt: order.receivedTime }];
}

function formOf(door: Door, { orderType, limitPrice = noPrice, stopPrice = noPrice }: OpenOrder): OrderForm {
  switch (door.word('orderType', orderKinds, orderType)) {
    case 'stop':
    case 'trailing-stop':
      return { type: 'stop', trigger: stopPrice };
    case 'take-profit':
      return { type: 'take-profit', trigger: stopPrice };
    case 'market':
      return { type: 'market' };
    case 'limit':
    case undefined:
      // What an unknown kind executes at is anybody's guess; that it is no protection is not.
      return { type: 'limit', price: limitPrice };
  }
}
