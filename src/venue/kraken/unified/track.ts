import type { VenueOrder } from '../../../core/events.ts';
import type { Fill, OrderEnd, OrderForm, OrderSide } from '../../../core/order/order.ts';
import { max, min, noQty, noUsd, sub } from '../../../core/units.ts';
import type { ClientOrderId, InstrumentId, Ms, Qty, Usd } from '../../../core/units.ts';
import type { VenueReport } from '../../../runtime/ports.ts';
import { orderIdOf } from '../decode.ts';
import type { ExecutionRow } from './execution-row.ts';

/** All that `executions` has said of one order. Mutable, with one owner: the fold in executions.ts. */
export type Track = {
  readonly id: ClientOrderId;
  readonly instrument: InstrumentId;
  readonly side: OrderSide;
  readonly placedAt: Ms;
  readonly fills: Fill[];
  /** The newest: a triggered order may go on under another id. */
  venueOrderId: string;
  form: OrderForm;
  qty: Qty;
  reduceOnly: boolean;
  /** The sum of the fills that we have. */
  filled: Qty;
  /** What the venue says has executed; more than `filled` where fills are missing. */
  cum: Qty;
  feeSoFar: Usd;
  end?: Readonly<{ how: OrderEnd; at: Ms }>;
};

/** Only perpetuals have a place in our books. */
export function isInstrument(symbol: string): symbol is InstrumentId {
  return /^P[FI]_[A-Z0-9]+$/.test(symbol);
}

/** The first that is heard of an order; undefined where the row says too little, or is about no perpetual. */
export function trackOf(row: ExecutionRow): Track | undefined {
  const { orderId, clientId, symbol, side, qty } = row;
  // An order that was placed without a client id goes by the venue's own.
  const id = orderIdOf(clientId ?? orderId);
  if (symbol === undefined || side === undefined || qty === undefined) return undefined;
  if (!isInstrument(symbol)) return undefined;
  const [form, reduceOnly] = [formOf(row), row.reduceOnly ?? false];
  const nothing = { fills: [], filled: noQty, cum: noQty, feeSoFar: noUsd };
  return { id, instrument: symbol, side, placedAt: row.at, venueOrderId: orderId, form, qty, reduceOnly, ...nothing };
}

function formOf({ orderType = '', limitPrice, trigger }: ExecutionRow): OrderForm {
  if (trigger !== undefined) {
    return orderType.startsWith('take-profit') ? { type: 'take-profit', trigger } : { type: 'stop', trigger };
  }
  return limitPrice === undefined || orderType === 'market' ? { type: 'market' } : { type: 'limit', price: limitPrice };
}

/** Takes over what a later row says of the terms; what it leaves out stays. */
export function amend(track: Track, row: ExecutionRow): void {
  track.venueOrderId = row.orderId;
  track.qty = row.qty ?? track.qty;
  track.reduceOnly = row.reduceOnly ?? track.reduceOnly;
  track.cum = max(track.cum, row.cum ?? noQty);
  const { form } = track;
  if (form.type === 'limit') track.form = { ...form, price: row.limitPrice ?? form.price };
  // After its trigger an order is reported as the market order that it became: it stays the stop that we know.
  else if (form.type !== 'market' && !row.triggered) track.form = { ...form, trigger: row.trigger ?? form.trigger };
}

/** One execution; undefined where the row is none. */
export function fillOf(track: Track, row: ExecutionRow): Fill | undefined {
  const { lastQty: qty, lastPrice: price, event } = row;
  if (event !== 'trade' || qty === undefined || price === undefined || qty === 0n) return undefined;
  const fallback = `${row.orderId}|${row.tradeId ?? ''}|${String(row.at)}`;
  return {
    id: row.execId === undefined || row.execId === '' ? fallback : row.execId,
    order: track.id,
    instrument: track.instrument,
    side: track.side,
    qty,
    price,
    fee: row.fee ?? sub(max(row.feeSoFar ?? noUsd, track.feeSoFar), track.feeSoFar),
    liquidity: row.maker ? 'maker' : 'taker',
    venueAt: row.at,
  };
}

/**
 * Whether and how the order is over: by its status, or because all of it has executed, whichever is said first; the venue
 * may say `filled` with the last trade or in a frame after it.
 */
export function endOf(track: Track, row: ExecutionRow, halfLot: bigint): OrderEnd | undefined {
  const { status, event, reason = '' } = row;
  // The trigger is done and what it became goes on, perhaps under another id: the order that we sent is not over.
  if (row.triggered && (event === 'status' || event === 'triggered' || /trigger/i.test(reason))) return undefined;
  if (status === 'canceled' || status === 'expired' || status === 'filled') return status;
  const executed = max(track.cum, track.filled);
  return executed > 0n && executed + halfLot >= track.qty ? 'filled' : undefined;
}

/** As the venue's list of open orders would have it. */
export function venueOrder({ id, instrument, side, qty, form, reduceOnly, ...track }: Track): VenueOrder {
  const ticket = { id, instrument, side, qty, form, reduceOnly };
  return { venueOrderId: track.venueOrderId, ticket, filled: min(executedOf(track), qty), placedAt: track.placedAt };
}

/** What has executed, as far as anybody says. */
export function executedOf({ cum, filled }: Pick<Track, 'cum' | 'filled'>): Qty {
  return max(cum, filled);
}

export function endReport(track: Track, { how }: NonNullable<Track['end']>): VenueReport {
  return { type: 'order.ended', order: track.id, how, filled: executedOf(track) };
}
