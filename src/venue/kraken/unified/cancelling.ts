import type { ClientOrderId } from '../../../core/units.ts';
import { pause, withPatience } from '../patience.ts';
import type { Answer } from './calls.ts';
import type { UnifiedOptions } from './options.ts';
import type { OrderLinks } from './placing.ts';
import { standing, tell } from './recall.ts';
import { derivatives } from './terms.ts';
import { meaningOf } from './words.ts';

/** Tries of one cancel that nobody answers. */
const patience = { tries: 6 } as const;

/** Cancels an order: said again until it is answered, for that does no harm, and until the order is known to be over. */
export function createCancelling(options: UnifiedOptions, links: OrderLinks): (order: ClientOrderId) => Promise<void> {
  const { clock, session, inquiry, limiter, system, hear, notify, closing } = links;
  const { timing } = options;
  const cancelling = new Set<ClientOrderId>();
  const isOver = (order: ClientOrderId): boolean => standing(session.feeds.executions, order) === 'ended';

  /** In maintenance it waits, for as long as that takes. Undefined where it could not be sent. */
  const say = async (order: ClientOrderId): Promise<Answer | undefined> => {
    if (!session.isReady() || system() === 'maintenance') return undefined;
    const turn = { clock, forMs: timing.ackMs, signal: closing };
    const isMyTurn = await withPatience(turn, (signal) => limiter.take(1, 'reducing', signal));
    return isMyTurn ? session.order('cancel_order', { ...derivatives, cl_ord_id: [order] }) : undefined;
  };
  const insist = async (order: ClientOrderId): Promise<'sent' | 'over' | 'gone' | 'unanswered'> => {
    for (let tries = 0; tries < patience.tries && !closing.aborted;) {
      if (isOver(order)) return 'over';
      const answer = await say(order);
      if (answer?.type === 'done') return 'sent';
      const meaning = answer?.type === 'refused' ? meaningOf(answer.error) : undefined;
      if (meaning === 'gone') return 'gone';
      if (meaning === 'session') session.renew('the token is no longer good');
      if (answer !== undefined) tries += 1;
      await pause(clock, timing.retryMs, closing);
    }
    return 'unanswered';
  };
  /** The venue has heard it; that the order is over is said by its executions. */
  const isConfirmed = async (order: ClientOrderId): Promise<boolean> => {
    for (let waited = 0; waited < timing.snapshotMs && !isOver(order) && !closing.aborted; waited += timing.retryMs)
      await pause(clock, timing.retryMs, closing);
    return isOver(order);
  };
  return async (order) => {
    if (cancelling.has(order)) return;
    cancelling.add(order);
    session.feeds.executions.cancelling.add(order);
    const outcome = await insist(order);
    const isDone = outcome === 'over' || (outcome === 'sent' && (await isConfirmed(order)));
    cancelling.delete(order);
    if (closing.aborted) return;
    if (outcome === 'over') return hear(tell(session.feeds.executions, order));
    if (outcome === 'unanswered') notify('warning', 'CANCEL_UNANSWERED', { order });
    if (!isDone) await inquiry.order(order);
  };
}
