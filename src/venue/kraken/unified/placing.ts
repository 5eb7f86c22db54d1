import type { OrderTicket } from '../../../core/order/order.ts';
import type { Ms } from '../../../core/units.ts';
import type { Clock, LiveVenueLinks } from '../../../runtime/ports.ts';
import { laneOf } from '../limiter.ts';
import type { Limiter } from '../limiter.ts';
import { withPatience } from '../patience.ts';
import type { Answer } from './calls.ts';
import { idsIn } from './envelope.ts';
import type { Inquiry } from './inquiry.ts';
import type { SystemState } from './market-rows.ts';
import type { UnifiedOptions } from './options.ts';
import type { Said } from './schema.ts';
import type { Session } from './session.ts';
import { addOrder } from './terms.ts';
import { meaningOf, reasonOf } from './words.ts';

export type OrderLinks = Pick<LiveVenueLinks, 'hear' | 'notify'> &
  Readonly<{
    clock: Clock;
    session: Session;
    inquiry: Inquiry;
    limiter: Limiter;
    /** The engine's state; undefined while nobody has said it in a word that we know. */
    system: () => Said<SystemState>;
    closing: AbortSignal;
    /** The venue's clock, as well as we know it. */
    venueNow: () => Ms;
  }>;

/** Sends an order. Each has one outcome in bounded time: accepted, rejected (or denied by us), or unresolved. */
export function createPlacing(options: UnifiedOptions, links: OrderLinks): (ticket: OrderTicket) => Promise<void> {
  const { clock, session, inquiry, limiter, hear, notify, closing } = links;
  const { timing, switches } = options;

  /** It did not leave us. An entry is denied; protection that could not go is in doubt, so that another follows at its pace. */
  const cannot = ({ id, reduceOnly }: OrderTicket, why: string): void => {
    if (!reduceOnly) return hear([{ type: 'order.denied', order: id, reason: why }]);
    inquiry.unsent(id);
    hear([{ type: 'order.unresolved', order: id, cause: why }]);
  };
  /** Protection waits for its turn; an entry does not: what approved it would have grown old. */
  const isMyTurn = (ticket: OrderTicket): Promise<boolean> =>
    withPatience({ clock, forMs: ticket.reduceOnly ? timing.ackMs : 0, signal: closing }, (signal) =>
      limiter.take(1, laneOf(ticket), signal),
    );
  const place = async (ticket: OrderTicket): Promise<void> => {
    const obstacle = gate(options, links, ticket);
    if (obstacle !== undefined) return cannot(ticket, obstacle);
    if (!(await isMyTurn(ticket))) return cannot(ticket, 'the rate is used up');
    // The world may have changed while it waited for its turn.
    const late = gate(options, links, ticket);
    if (late !== undefined) return cannot(ticket, late);
    inquiry.sent(ticket.id);
    const circumstances = {
      switches,
      system: links.system() ?? 'online',
      now: links.venueNow(),
      deadlineMs: timing.deadlineMs,
    };
    conclude(ticket, await session.order('add_order', addOrder(ticket, circumstances)));
  };
  const conclude = (ticket: OrderTicket, answer: Answer): void => {
    const order = ticket.id;
    if (answer.type === 'unsent') return cannot(ticket, 'the connection is gone');
    if (answer.type === 'unanswered') return hear([{ type: 'order.unresolved', order, cause: answer.cause }]);
    if (answer.type === 'refused') return refused(ticket, answer.error);
    const { orderId } = idsIn(answer.reply.result);
    if (orderId === undefined) return hear([{ type: 'order.unresolved', order, cause: 'accepted without an id' }]);
    const { executions } = session.feeds;
    // The stream may have been quicker.
    if (executions.tracks.has(order)) return;
    executions.accepted.add(order);
    hear([{ type: 'order.accepted', order, venueOrderId: orderId }]);
  };
  const refused = (ticket: OrderTicket, error: string): void => {
    const [order, meaning] = [ticket.id, meaningOf(error)];
    if (meaning === 'session') session.renew(error);
    if (meaning === 'rate') limiter.drain();
    if (meaning === 'unknown' || meaning === 'taken') return hear([{ type: 'order.unresolved', order, cause: error }]);
    // Not now is not no: a stop that comes at the wrong moment has not been refused.
    const isNotNow = meaning === 'session' || meaning === 'rate' || meaning === 'closed' || meaning === 'retryable';
    if (ticket.reduceOnly && isNotNow) return cannot(ticket, error);
    notify('info', 'ORDER_REFUSED', { order, text: error });
    hear([{ type: 'order.rejected', order, reason: reasonOf(error) }]);
  };

  return place;
}

/** Why nothing like this can be sent now; undefined where it can. Protection is held back by nothing but the engine's state. */
function gate(
  { permissionWhenUnknown }: UnifiedOptions,
  { session, system }: OrderLinks,
  { reduceOnly, form }: OrderTicket,
): string | undefined {
  const state = system();
  if (!session.isReady()) return `not connected: ${session.fault()}`;
  if (state === 'maintenance' || state === 'cancel_only') return `the venue is in ${state}`;
  if (state === 'post_only' && form.type === 'market') return 'the venue is in post_only';
  if (reduceOnly) return undefined;
  const { account } = session.feeds;
  const permission = account.preferences?.permission ?? permissionWhenUnknown;
  if (state === undefined) return 'the state of the venue is not known';
  if (permission !== 'enabled') return `the account may not: futures are ${permission}`;
  return account.positions === 'whole' ? undefined : 'the positions of the account are not known';
}
