import type { Config } from '../config/config.ts';
import type { OrderTicket } from '../core/order/order.ts';
import { err, ok } from '../core/result.ts';
import type { Result } from '../core/result.ts';
import { later } from '../core/units.ts';
import type { ClientOrderId } from '../core/units.ts';
import type { LiveVenueLinks } from '../runtime/ports.ts';
import type { MissingStop } from '../view/protection.ts';
import { connectVenue } from './kraken.ts';
import type { Chosen } from './kraken.ts';

/** Reduce-only by its type: nothing else can be sent from here. */
type Order = Readonly<{ stop: MissingStop; ticket: OrderTicket & Readonly<{ reduceOnly: true }> }>;
/** An order with what the venue answered; `silent` where the answer leaves the question open. */
export type Ordered = Order & Readonly<{ word: 'accepted' | 'refused' | 'silent'; reason: string }>;
type Answered = Pick<Ordered, 'word' | 'reason'>;

/** Sends each once, and waits for an answer to each as long as an order may take. */
export async function placeStops(
  chosen: Chosen,
  config: Config,
  orders: readonly Order[],
): Promise<Result<readonly Ordered[], string>> {
  const { clock } = chosen;
  const answers = new Map<ClientOrderId, Answered>();
  const done = new AbortController();
  const hear: LiveVenueLinks['hear'] = (reports) => {
    for (const report of reports) {
      const answer = answerOf(report);
      if (answer !== undefined && 'order' in report) answers.set(report.order, answer);
    }
    if (orders.every(({ ticket }) => answers.has(ticket.id))) done.abort();
  };
  const venue = connectVenue(chosen, config, { clock, hear, notify: () => undefined });
  try {
    // REST needs no connection first, and a stop should not wait for feeds that may be down.
    const opened = config.wire.dialect === 'v3' ? ok(undefined) : await venue.open([]);
    if (!opened.ok) return err(`The venue cannot be reached, and nothing was placed: ${opened.error}.`);
    for (const { ticket } of orders) venue.perform({ type: 'order.place', ticket }, clock.now());
    await clock.wake(later(clock.now(), config.wire.orderLifeMs * 2), done.signal);
  } finally {
    await venue.close();
  }
  const silence: Answered = { word: 'silent', reason: 'no answer in time' };
  return ok(orders.map((order) => ({ ...order, ...(answers.get(order.ticket.id) ?? silence) })));
}

function answerOf(report: Parameters<LiveVenueLinks['hear']>[0][number]): Answered | undefined {
  if (report.type === 'order.accepted')
    return { word: 'accepted', reason: 'accepted, and not listed any more: it may have triggered' };
  if (report.type === 'order.rejected' || report.type === 'order.denied')
    return { word: 'refused', reason: report.reason };
  return report.type === 'order.unresolved' ? { word: 'silent', reason: 'the venue did not answer' } : undefined;
}
