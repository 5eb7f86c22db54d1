import type { VenueOrder, VenuePosition } from '../core/events.ts';
import { formatFixed, max, noQty, sub } from '../core/units.ts';
import type { InstrumentId, Price, Qty } from '../core/units.ts';

/** An order at the venue; `signal` is the price that triggers it, where the venue tells which. */
export type SeenOrder = VenueOrder & Readonly<{ signal?: string }>;
export type Sighting = Readonly<{
  orders: readonly SeenOrder[];
  positions: readonly VenuePosition[];
  marks: ReadonlyMap<InstrumentId, Price>;
  /** Contracts that Keel has no name for. */
  unnamed: readonly string[];
}>;

/** A position with what protects it. `uncovered` is what no good stop would close. */
export type Guarded = Readonly<{
  position: VenuePosition;
  mark?: Price;
  stops: readonly SeenOrder[];
  targets: readonly SeenOrder[];
  uncovered: Qty;
}>;
/** What is wrong, and what to do about it. */
export type Finding = Readonly<{ verdict: 'warn' | 'fail'; what: string; fix: string }>;
export type Audit = Readonly<{ guarded: readonly Guarded[]; findings: readonly Finding[]; orders: number }>;

const byProtect = 'keel protect shows the stop that is missing; with --live it places it';

/** Open orders against positions: what is protected, and everything that is not as it should be. */
export function auditOf(sighting: Sighting): Audit {
  const { orders, positions, marks, unnamed } = sighting;
  const guarded = positions.map((position) => guard(position, orders, marks.get(position.instrument)));
  const findings = [
    ...guarded.flatMap(uncoveredOf),
    ...orders.flatMap((order) => faultOf(order, sighting)),
    ...unnamed.map((symbol) => ({
      verdict: 'warn' as const,
      what: `${symbol} is a contract that Keel does not trade, and has a position or an order`,
      fix: 'look after it by hand',
    })),
  ];
  return { guarded, findings, orders: orders.length };
}

function guard(position: VenuePosition, orders: readonly SeenOrder[], mark: Price | undefined): Guarded {
  const closing = orders.filter((order) => isClosing(order, position));
  const stops = closing.filter((order) => order.ticket.form.type === 'stop' && strayOf(order, position, mark) === '');
  const targets = closing.filter(({ ticket }) => ticket.form.type === 'take-profit' || ticket.form.type === 'limit');
  const covered = stops.reduce((left, order) => max(noQty, sub(left, restOf(order))), position.qty);
  return { position, stops, targets, uncovered: covered, ...(mark === undefined ? {} : { mark }) };
}

/** Reduce-only, on this contract, and on the side that makes the position smaller. */
function isClosing({ ticket }: SeenOrder, { instrument, side }: VenuePosition): boolean {
  return ticket.instrument === instrument && ticket.reduceOnly && ticket.side === (side === 'long' ? 'sell' : 'buy');
}

/** What an order would still execute. */
export function restOf({ ticket, filled }: SeenOrder): Qty {
  return sub(ticket.qty, filled);
}

function uncoveredOf({ position, uncovered }: Guarded): readonly Finding[] {
  if (uncovered === noQty) return [];
  const { instrument, side, qty } = position;
  const held = `${instrument} ${side} ${formatFixed(qty)}`;
  const what =
    uncovered === qty
      ? `${held} has no stop: it is naked`
      : `${held} is partly covered: ${formatFixed(uncovered)} has no stop`;
  return [{ verdict: 'fail', what, fix: byProtect }];
}

/** Why a stop does not protect the position that it is meant for; '' where it does. */
function strayOf({ ticket: { form, side }, signal }: SeenOrder, position: VenuePosition, mark?: Price): string {
  if (form.type !== 'stop') return '';
  if ((side === 'sell') !== (position.side === 'long')) return `would add to the ${position.side} position`;
  if (signal !== undefined && !/^mark/i.test(signal)) return `triggers on ${signal}, not on mark`;
  const isBeyond = mark !== undefined && (position.side === 'long' ? form.trigger >= mark : form.trigger <= mark);
  return isBeyond ? `triggers at ${formatFixed(form.trigger)}, on the wrong side of the mark` : '';
}

function faultOf(order: SeenOrder, { positions, marks }: Sighting): readonly Finding[] {
  const { ticket, venueOrderId } = order;
  const { instrument, side, form, reduceOnly } = ticket;
  const name = `${instrument} ${form.type} ${side} ${formatFixed(restOf(order))} (${venueOrderId})`;
  const position = positions.find((held) => held.instrument === instrument);
  if (position === undefined) {
    if (!reduceOnly) return [];
    const fix = 'cancel it at the venue; a running Keel does so itself';
    return [{ verdict: 'fail', what: `${name} is reduce-only without a position: an orphan`, fix }];
  }
  if (form.type !== 'stop') return [];
  if (!reduceOnly) {
    const what = `${name} is not reduce-only: it may open a position, and counts as no stop`;
    return [{ verdict: 'warn', what, fix: 'cancel it at the venue when a stop of Keel stands' }];
  }
  const stray = strayOf(order, position, marks.get(instrument));
  return stray === '' ? [] : [{ verdict: 'fail', what: `${name} ${stray}`, fix: byProtect }];
}
