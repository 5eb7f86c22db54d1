import { assert } from '../../core/assert.ts';
import type { Event } from '../../core/events.ts';
import { later } from '../../core/units.ts';
import type { ClientOrderId, Ms } from '../../core/units.ts';
import type { Rng, VenueEffect, VenueReport } from '../../runtime/ports.ts';
import type { Exchange } from './api.ts';

export type Say = (report: VenueReport) => void;

/** The seams of the connection between Keel and the venue, each with a plain default. */
export type WireOptions = Readonly<{
  rng: Rng;
  /** Each way, unless `latency` says otherwise. */
  latencyMs: number;
  /** Milliseconds on the way of a request or of a report; default `latencyMs`. */
  latency?: (cargo: VenueEffect | VenueReport, rng: Rng) => number;
  /** The connection to Keel: no event loses it, two duplicate it, a later `at` delays it. */
  deliver?: (event: Event) => readonly Event[];
  /** How long an answer to an order is waited for before it counts as unresolved; default 5,000 ms. */
  patienceMs?: number;
  /** What becomes of a request: lost on the way, or done while only its direct answer is lost. */
  accept?: (effect: VenueEffect) => 'accept' | 'lose-request' | 'lose-reply';
}>;

/** How long the connection waits for the answer to an order. */
const defaultPatience = 5_000;

export type Wire = Readonly<{ request: (effect: VenueEffect, at: Ms) => void; post: Say }>;

/** Where a wire ends: `handle` is called when a request arrives, `deliver` when an event reaches Keel. */
export type WireEnds = Readonly<{
  exchange: Exchange;
  handle: (effect: VenueEffect, say: Say) => void;
  deliver: (event: Event) => void;
}>;

/** The connection between Keel and the venue, with its delays and losses; what is on it waits in the venue's agenda. */
export function createWire(options: WireOptions, { exchange, handle, deliver }: WireEnds): Wire {
  const luck = options.rng.fork('latency');
  const delay = (cargo: VenueEffect | VenueReport): number => options.latency?.(cargo, luck) ?? options.latencyMs;
  const post: Say = (report) => {
    const event = { ...report, at: later(exchange.now(), delay(report)) };
    for (const delivered of options.deliver?.(event) ?? [event]) {
      assert(delivered.at >= exchange.now(), 'a report may be late, never early');
      exchange.schedule(delivered.at, () => deliver(delivered));
    }
  };
  /** Every order has one of three outcomes in bounded time: where no answer comes, that is the answer. */
  const giveUp = (order: ClientOrderId, sentAt: Ms): void => {
    const at = later(sentAt, options.patienceMs ?? defaultPatience);
    exchange.schedule(at, () => deliver({ type: 'order.unresolved', order, cause: 'no answer', at }));
  };
  return {
    post,
    request: (effect, at) => {
      const fate = options.accept?.(effect) ?? 'accept';
      if (fate !== 'accept' && effect.type === 'order.place') giveUp(effect.ticket.id, at);
      if (fate === 'lose-request') return;
      const arrival = later(at, delay(effect));
      assert(arrival >= exchange.now(), 'a request arrives no earlier than what the venue has already done');
      exchange.schedule(arrival, () => handle(effect, fate === 'accept' ? post : silence));
    },
  };
}

function silence(): void {
  // The answer is lost; what the request did is not.
}
