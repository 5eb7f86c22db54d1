import type { Fill } from '../../../core/order/order.ts';
import { ms, noUsd } from '../../../core/units.ts';
import type { LiveVenueLinks } from '../../../runtime/ports.ts';
import { pause } from '../patience.ts';
import { fillOf } from './history.ts';
import type { HistoryReader } from './history.ts';
import type { Tracks } from './tracks.ts';

export type Fees = Readonly<{
  /** An execution that is known without its fee; resolves when it has been reported, with it if at all possible. */
  expect: (fill: Omit<Fill, 'fee'>) => Promise<void>;
}>;
export type FeesLinks = Readonly<{
  clock: LiveVenueLinks['clock'];
  notify: LiveVenueLinks['notify'];
  tracks: Tracks;
  history: HistoryReader;
  waitMs: number;
  closing: AbortSignal;
}>;

/** How often History is asked for a fee, and from how long before the execution. */
const patience = { asks: 5, beforeMs: 60_000 };

type Waiting = Readonly<{ fill: Omit<Fill, 'fee'>; done: () => void }>;

/**
 * Answers to orders, and the list of fills, know no fees: only the stream and History do. An execution that they tell
 * of waits for the stream; then History is asked. A position must not stay unknown for the want of a fee: after
 * the last question it is reported with none, and a person is told.
 */
export function createFees({ clock, notify, tracks, history, waitMs, closing }: FeesLinks): Fees {
  const waiting = new Map<string, Waiting>();
  let isLooking = false;
  const settle = (): void => {
    for (const [id, { done }] of waiting) {
      if (!tracks.knows(id)) continue;
      waiting.delete(id);
      done();
    }
  };
  const look = async (): Promise<void> => {
    for (let n = 0; waiting.size > 0 && !closing.aborted; n += 1) {
      await pause(clock, waitMs * (n + 1), closing);
      settle();
      if (waiting.size === 0 || closing.aborted) break;
      const from = Math.min(...[...waiting.values()].map(({ fill }) => fill.venueAt)) - patience.beforeMs;
      const tale = await history('executions', ms(Math.max(0, from)));
      for (const told of tale?.told ?? []) {
        const fill = fillOf(told);
        if (fill !== undefined && waiting.has(fill.id)) tracks.filled(fill);
      }
      settle();
      if (n + 1 >= patience.asks) giveUp();
    }
    isLooking = false;
  };
  const giveUp = (): void => {
    for (const { fill } of waiting.values()) {
      notify('critical', 'FILL_WITHOUT_FEE', { order: fill.order, fill: fill.id });
      tracks.filled({ ...fill, fee: noUsd });
    }
    settle();
  };
  const expect = (fill: Omit<Fill, 'fee'>): Promise<void> => {
    if (tracks.knows(fill.id)) return Promise.resolve();
    return new Promise((done) => {
      const before = waiting.get(fill.id);
      const both = (): void => (before?.done(), done());
      waiting.set(fill.id, { fill, done: both });
      closing.addEventListener('abort', both, { once: true });
      if (isLooking) return;
      isLooking = true;
      void look();
    });
  };
  return { expect };
}
