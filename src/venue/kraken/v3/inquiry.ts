import type { OrderSource } from '../../../core/events.ts';
import { identityOf } from '../../../core/order/client-order-id.ts';
import type { OrderEnd } from '../../../core/order/order.ts';
import { add, max, ms, noQty } from '../../../core/units.ts';
import type { ClientOrderId, InstrumentId, Ms, Qty } from '../../../core/units.ts';
import type { LiveVenueLinks } from '../../../runtime/ports.ts';
import { instrumentOf } from '../decode.ts';
import { fillOf } from './history.ts';
import type { HistoryReader, Told } from './history.ts';
import type { Fees } from './fees.ts';
import type { Rest } from './rest.ts';
import { isDoubtful } from './tracks.ts';
import type { Track, Tracks } from './tracks.ts';
import { partOf } from './fills.ts';
import type { HistoryOrder } from './wire/history.ts';
import { openPositions } from './wire/market.ts';
import { fills, openOrders, ordersStatus } from './wire/orders.ts';
import type { StatusRow } from './wire/orders.ts';

export type InquiryLinks = Readonly<{
  clock: LiveVenueLinks['clock'];
  hear: LiveVenueLinks['hear'];
  notify: LiveVenueLinks['notify'];
  rest: Rest;
  tracks: Tracks;
  fees: Fees;
  history: HistoryReader;
  historyLagMs: number;
}>;

export type Inquiry = (id: ClientOrderId, instrument: InstrumentId) => Promise<void>;

/** What a source says of an order. `isOver` only where it says so itself. */
type Trace = Readonly<{
  orderId?: string;
  end?: Readonly<{ how: OrderEnd; filled: Qty }>;
  refusal?: string;
  isOpen?: boolean;
}>;
/** Undefined: the source did not answer, or not wholly. Empty: it does not know the order. */
type Testimony = readonly Trace[] | undefined;

/** Looked at from a little before an order was sent: the clocks may differ. */
const margins = { beforeMs: 60_000, pageOfFills: 100 };

/**
 * What became of an order, by every source that the venue has. An order that executed at once is in no list of open
 * ones, and its status is forgotten after five seconds; so nobody is called absent, and no entry gone with nothing executed,
 * unless both the fills and History have answered and know of no execution either.
 */
export function createInquiry(links: InquiryLinks): Inquiry {
  const { tracks, hear, notify, clock } = links;
  const bornAt = clock.now();
  return async (id, instrument) => {
    const track = tracks.of(id, instrument);
    const [open, status, filled, past] = await Promise.all([
      askOpen(links, track),
      askStatus(links, track),
      askFills(links, track),
      askHistory(links, track, instrument),
    ]);
    const sources: readonly (readonly [OrderSource, Testimony])[] = [
      ['open-orders', open],
      ['order-status', status],
      ['fills', filled],
      ['history', past],
    ];
    const traces = sources.flatMap(([, testimony]) => testimony ?? []);
    const isProven = async (): Promise<boolean> => {
      const hasAnswers = filled !== undefined && past !== undefined;
      if (hasAnswers && (await haveNothing(links, track, { instrument, isKnown: traces.length > 0 }))) {
        if (!(await mayHide(links, track, { instrument, bornAt }))) return true;
      }
      notify('warning', 'ORDER_UNPROVEN', { order: id, instrument });
      return false;
    };
    if (traces.length > 0) return conclude(tracks, track, { traces, isProven });
    if (!(await isProven())) return;
    hear(
      sources
        .filter(([, testimony]) => testimony !== undefined)
        .map(([source]) => ({ type: 'order.absent', order: id, source })),
    );
  };
}

/**
 * Asked once more, neither the fills nor History have an execution, nor History an order that nobody knew: an answer can
 * be empty by mistake, seldom both and twice.
 */
async function haveNothing(
  links: InquiryLinks,
  track: Track,
  { instrument, isKnown }: Readonly<{ instrument: InstrumentId; isKnown: boolean }>,
): Promise<boolean> {
  const [filled, past] = await Promise.all([askFills(links, track), askHistory(links, track, instrument)]);
  if (filled === undefined || past === undefined || filled.length > 0) return false;
  if (!isKnown) return past.length === 0;
  // History tells of executions as it is read, so what was heard meanwhile counts too.
  return track.heard === noQty && past.every(({ end }) => end === undefined || end.filled === noQty);
}

type Case = Readonly<{ traces: readonly Trace[]; isProven: () => Promise<boolean> }>;

async function conclude(tracks: Tracks, track: Track, { traces, isProven }: Case): Promise<void> {
  const refusal = traces.find((trace) => trace.refusal !== undefined)?.refusal;
  const orderId = traces.find((trace) => trace.orderId !== undefined)?.orderId;
  if (refusal !== undefined && track.heard === noQty) return tracks.refused(track, 'rejected', refusal);
  if (orderId !== undefined) tracks.accepted(track, orderId);
  if (traces.some(({ isOpen }) => isOpen === true)) return;
  const ends = traces.flatMap(({ end }) => end ?? []);
  const filled = ends.reduce<Qty>((most, end) => max(most, end.filled), track.heard);
  const isWhole = (track.qty !== undefined && filled >= track.qty) || ends.some(({ how }) => how === 'filled');
  const how = isWhole ? 'filled' : ends[0]?.how;
  if (how === undefined || (isDoubtful(track, how, filled) && !(await isProven()))) return;
  tracks.ended(track, how, filled);
}

async function askOpen({ rest }: InquiryLinks, { id }: Track): Promise<Testimony> {
  const answer = await rest.get({ base: 'rest', call: 'openorders', schema: openOrders });
  if (!answer.ok) return undefined;
  return answer.value.openOrders
    .filter(({ cliOrdId }) => cliOrdId === id)
    .map((order) => ({ orderId: order.order_id, isOpen: true }));
}

async function askStatus({ rest }: InquiryLinks, { id }: Track): Promise<Testimony> {
  const query = [['cliOrdIds', id] as const];
  const answer = await rest.get({ base: 'rest', call: 'orders/status', query, schema: ordersStatus });
  if (!answer.ok) return undefined;
  return answer.value.orders.filter(({ order }) => order.cliOrdId === id).map(traceOf);
}

function traceOf({ order: { orderId, quantity, filled }, status, updateReason, error }: StatusRow): Trace {
  const done = filled ?? noQty;
  switch (status) {
    case 'FULLY_EXECUTED':
      return { orderId, end: { how: 'filled', filled: max(done, quantity) } };
    case 'CANCELLED':
    case 'TRIGGER_ACTIVATION_FAILURE':
      return { orderId, end: { how: 'canceled', filled: done } };
    case 'REJECTED':
      return { orderId, refusal: error ?? updateReason ?? 'REJECTED' };
    case 'ENTERED_BOOK':
    case 'TRIGGER_PLACED':
      return { orderId, isOpen: true };
    default:
      return { orderId };
  }
}

/** Only the newest hundred are listed: an older order is not missing there. */
async function askFills({ rest, fees }: InquiryLinks, track: Track): Promise<Testimony> {
  const answer = await rest.get({ base: 'rest', call: 'fills', schema: fills });
  if (!answer.ok) return undefined;
  const rows = answer.value.fills;
  const ours = rows.filter(({ cliOrdId, order_id: orderId }) => cliOrdId === track.id || orderId === track.orderId);
  for (const row of ours) {
    const part = partOf(row, track.id);
    if (part !== undefined) await fees.expect(part);
  }
  if (ours.length > 0) return ours.map((row) => ({ orderId: row.order_id }));
  const reachesBack = rows.some(({ fillTime }) => track.sentAt !== undefined && fillTime < track.sentAt);
  return rows.length < margins.pageOfFills || reachesBack ? [] : undefined;
}

async function askHistory({ history, tracks }: InquiryLinks, track: Track, symbol: InstrumentId): Promise<Testimony> {
  const since = track.sentAt === undefined ? undefined : ms(track.sentAt - margins.beforeMs);
  const calls = ['executions', 'orders', 'triggers'] as const;
  const tales = await Promise.all(calls.map((call) => history(call, since, symbol)));
  const told = tales.flatMap((tale) => tale?.told ?? []);
  const executed = told.flatMap((item) => fillOf(item) ?? []).filter(({ order }) => order === track.id);
  for (const fill of executed) tracks.filled(fill);
  const traces = told.flatMap((item) => stepsOf(item, track));
  const sum = executed.reduce<Qty>((total, { qty }) => add(total, qty), noQty);
  if (traces.length > 0) return traces;
  if (sum > 0n) return [{}];
  return tales.every((tale) => tale?.isWhole === true) ? [] : undefined;
}

/** What one line of History says of one order. */
export function stepsOf({ event }: Told, track: Pick<Track, 'id'>): readonly Trace[] {
  const isOurs = (order: HistoryOrder | undefined): boolean => order?.clientId === track.id;
  const { OrderPlaced, OrderUpdated, OrderRejected, OrderCancelled, OrderTriggerCancelled } = event;
  const placed = OrderPlaced ?? event.OrderTriggerPlaced ?? event.OrderTriggerActivated;
  if (OrderPlaced !== undefined && isOurs(OrderPlaced.order)) return [lastly(OrderPlaced.order)];
  if (OrderUpdated !== undefined && isOurs(OrderUpdated.newOrder)) return [lastly(OrderUpdated.newOrder)];
  const gone = OrderCancelled ?? OrderTriggerCancelled;
  if (gone !== undefined && isOurs(gone.order)) {
    const { uid, filled } = gone.order;
    if (gone.reason?.includes('triggered') === true) return [{ orderId: uid }];
    return [{ orderId: uid, end: { how: 'canceled', filled: filled ?? noQty } }];
  }
  if (OrderRejected !== undefined && isOurs(OrderRejected.order)) {
    return [{ refusal: OrderRejected.orderError ?? OrderRejected.reason ?? 'rejected' }];
  }
  return placed !== undefined && isOurs(placed.order) ? [{ orderId: placed.order.uid }] : [];
}

/** `quantity` is what remains: none of it, and it is done. */
function lastly({ uid, quantity, filled = noQty }: HistoryOrder): Trace {
  return quantity === 0n && filled > 0n ? { orderId: uid, end: { how: 'filled', filled } } : { orderId: uid };
}

/** A position on an entry's contract may be its work, as long as History may lag. */
async function mayHide(
  { rest, clock, historyLagMs }: InquiryLinks,
  { id, sentAt }: Track,
  { instrument, bornAt }: Readonly<{ instrument: InstrumentId; bornAt: Ms }>,
): Promise<boolean> {
  // One that was sent before this life may have been sent a moment before it.
  if (identityOf(id)?.role !== 'entry' || clock.now() > (sentAt ?? bornAt) + historyLagMs) return false;
  const answer = await rest.get({ base: 'rest', call: 'openpositions', schema: openPositions });
  return !answer.ok || answer.value.openPositions.some(({ symbol }) => instrumentOf(symbol) === instrument);
}
