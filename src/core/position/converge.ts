import type { Order, OrderForm, OrderRole, TargetRole } from '../order/order.ts';
import { isLive } from '../order/order.ts';
import { unfilled } from '../order/transition.ts';
import { ms, noQty } from '../units.ts';
import type { Ms, Price, Qty } from '../units.ts';
import { outstanding } from './exit-plan.ts';
import type { Position } from './position.ts';
import { remaining } from './tally.ts';

/** What converging asks of the gateway. Everything placed here is reduce-only. */
export type Wish =
  | Readonly<{ type: 'place'; role: Exclude<OrderRole, 'entry'>; qty: Qty; form: OrderForm }>
  | Readonly<{ type: 'cancel'; order: Order }>
  /** Nothing to be done now, but look again. */
  | Readonly<{ type: 'wait'; until: Ms }>;

export type Circumstances = Readonly<{
  at: Ms;
  /** HALTED: the stop is the only desired order. */
  halted: boolean;
  /** Just resumed: what is in flight is being asked after, and nothing is placed a second time before the venue has spoken. */
  syncing: boolean;
  /** Another fill of the same order is the next event. */
  moreToCome: boolean;
  protectEveryMs: number;
}>;

/**
 * The difference between the orders that a position should have and those that it has. Stops are placed before the old
 * one is cancelled, a stop in doubt never delays another, and an order that nobody wants any more is cancelled.
 */
export function converge(position: Position, orders: readonly Order[], now: Circumstances): readonly Wish[] {
  const live = orders.filter(isLive);
  const of = (role: OrderRole): readonly Order[] => live.filter((order) => order.role === role);
  if (position.phase === 'closed') return live.flatMap(cancel);
  return [
    ...convergeEntry(position, of('entry'), now),
    ...convergeStop(position, orders, now),
    ...(['tp1', 'tp2', 'tp3'] as const).flatMap((role) =>
      convergeTarget(position, role, { live: of(role), orders, now }),
    ),
    ...convergeExit(position, orders, now),
  ];
}

/** An entry goes on working only while the position may still grow. */
function convergeEntry(position: Position, entries: readonly Order[], now: Circumstances): readonly Wish[] {
  const unwanted = now.halted || position.phase === 'exiting' || position.tally.exitQty > 0n;
  return unwanted ? entries.flatMap(cancel) : [];
}

function convergeStop(position: Position, orders: readonly Order[], now: Circumstances): readonly Wish[] {
  const exposed = remaining(position);
  const stops = orders.filter((order) => order.role === 'stop' && isLive(order));
  if (exposed === 0n) return position.working > 0n ? [] : stops.flatMap(cancel);
  const good = stops.filter((stop) => covers(stop, exposed, position.stopPrice));
  const open = good.filter((stop) => stop.status === 'open');
  // Of two, the one that the position counts on stays.
  const confirmed = open.find(({ ticket }) => position.phase === 'protected' && ticket.id === position.stop) ?? open[0];
  if (confirmed !== undefined) return stops.flatMap((stop) => (stop === confirmed ? [] : cancel(stop)));
  if (good.some((stop) => stop.status === 'in-flight')) return [];
  if (now.syncing && stops.length > 0) return [];
  // One stop for what came together, and not one a slice; should the next event not come after all, the timer does.
  if (now.moreToCome) return [{ type: 'wait', until: ms(now.at + now.protectEveryMs) }];
  // None, or only ones in doubt: another one, at once the first time and then at a steady pace. Two are safe, none is not.
  const failures = orders.filter((order) => order.role === 'stop' && failed(order, exposed, position.stopPrice));
  const turn = nextTurn(failures, now);
  if (turn !== undefined) return [turn];
  return [{ type: 'place', role: 'stop', qty: exposed, form: { type: 'stop', trigger: position.stopPrice } }];
}

/** A stop at the wanted level for at least the whole exposure, that nobody has asked to cancel. */
function covers(stop: Order, exposed: Qty, trigger: Price): boolean {
  const { form } = stop.ticket;
  const working = stop.cancelSentAt === undefined && stop.end === undefined;
  return working && form.type === 'stop' && form.trigger === trigger && unfilled(stop) >= exposed;
}

/** The same wish was tried and refused, or is in doubt. */
function failed(stop: Order, exposed: Qty, trigger: Price): boolean {
  const { form, qty } = stop.ticket;
  const same = form.type === 'stop' && form.trigger === trigger && qty >= exposed;
  return same && (stop.status === 'unresolved' || stop.end?.how === 'rejected');
}

type Shelf = Readonly<{ live: readonly Order[]; orders: readonly Order[]; now: Circumstances }>;

/** One resting reduce-only limit per target, once the position is whole and protected. A refused level is left to the runner. */
function convergeTarget(position: Position, role: TargetRole, { live, orders, now }: Shelf): readonly Wish[] {
  const target = position.targets.find((candidate) => candidate.role === role);
  const wanted =
    target !== undefined && position.phase === 'protected' && !now.halted ? outstanding(position, target) : noQty;
  if (target === undefined || wanted < position.minQty) return live.flatMap(cancel);
  const resting = live[0];
  if (resting !== undefined) return unfilled(resting) === wanted ? live.slice(1).flatMap(cancel) : live.flatMap(cancel);
  const refused = orders.some((order) => order.role === role && order.end?.how === 'rejected');
  return refused ? [] : [{ type: 'place', role, qty: wanted, form: { type: 'limit', price: target.price } }];
}

/** Leaving: one market order for what is left. While one is in doubt no second one is sent; the stop still rests. */
function convergeExit(position: Position, orders: readonly Order[], now: Circumstances): readonly Wish[] {
  const exits = orders.filter((order) => order.role === 'exit');
  const left = remaining(position);
  if (position.phase !== 'exiting' || left === 0n || now.syncing || exits.some(isLive)) return [];
  const refused = exits.filter((order) => order.end?.how === 'rejected');
  return [nextTurn(refused, now) ?? { type: 'place', role: 'exit', qty: left, form: { type: 'market' } }];
}

/** A wish that failed is tried again at a steady pace, not at the speed of the wire; undefined when its turn has come. */
function nextTurn(failures: readonly Order[], now: Circumstances): Extract<Wish, { type: 'wait' }> | undefined {
  const last = failures.reduce((latest, order) => Math.max(latest, order.sentAt), -Infinity);
  return now.at < last + now.protectEveryMs ? { type: 'wait', until: ms(last + now.protectEveryMs) } : undefined;
}

/** Only what the venue has confirmed can be cancelled; what is in flight is looked at again when it lands. */
function cancel(order: Order): readonly Wish[] {
  return order.status === 'open' && order.cancelSentAt === undefined && order.end === undefined
    ? [{ type: 'cancel', order }]
    : [];
}
