import { assert } from '../../core/assert.ts';
import { later } from '../../core/units.ts';
import type { ClientOrderId, Ms } from '../../core/units.ts';
import type { VenueEffect } from '../../runtime/ports.ts';
import type { EmulatorOptions, Report, Say, Task } from './exchange.ts';
import type { Agenda } from './agenda.ts';

/** How long the connection waits for the answer to an order. */
const defaultPatience = 5_000;

/** The connection between Keel and the venue, with its delays and losses. */
export type Wire = Readonly<{ request: (effect: VenueEffect, at: Ms) => void; post: Say }>;

/** @param now The venue's clock. */
export function createWire(options: EmulatorOptions, agenda: Agenda<Task>, now: () => Ms): Wire {
  const luck = options.rng.fork('latency');
  const delay = (cargo: VenueEffect | Report): number => options.latency?.(cargo, luck) ?? options.latencyMs;
  const post: Say = (report) => {
    const event = { ...report, at: later(now(), delay(report)) };
    for (const delivered of options.deliver?.(event) ?? [event]) {
      assert(delivered.at >= now(), 'a report may be late, never early');
      agenda.add(delivered.at, { type: 'deliver', event: delivered });
    }
  };
  /** Every order has one of three outcomes in bounded time: where no answer comes, that is the answer. */
  const giveUp = (order: ClientOrderId, at: Ms): void => {
    const event = {
      type: 'order.unresolved',
      order,
      cause: 'no answer',
      at: later(at, options.patienceMs ?? defaultPatience),
    } as const;
    agenda.add(event.at, { type: 'deliver', event });
  };
  return {
    post,
    request: (effect, at) => {
      const fate = options.accept?.(effect) ?? 'accept';
      if (fate !== 'accept' && effect.type === 'order.place') giveUp(effect.ticket.id, at);
      if (fate === 'lose-request') return;
      const arrival = later(at, delay(effect));
      assert(arrival >= now(), 'a request arrives no earlier than what the venue has already done');
      agenda.add(arrival, { type: 'arrive', effect, say: fate === 'accept' ? post : silence });
    },
  };
}

function silence(): void {
  // The answer is lost; what the request did is not.
}
