import { later } from '../../core/units.ts';
import type { Clock } from '../../runtime/ports.ts';

export type Patience = Readonly<{ clock: Clock; forMs: number; signal?: AbortSignal }>;

/** Does something that is given up after a while: the signal it gets is aborted then, or with the caller's. */
export async function withPatience<T>(
  { clock, forMs, signal }: Patience,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const late = new AbortController();
  const rest = new AbortController();
  const given = signal === undefined ? late.signal : AbortSignal.any([late.signal, signal]);
  // The sleeper is always woken, so that no timer outlives the work.
  void clock.wake(later(clock.now(), forMs), rest.signal).then(() => late.abort());
  try {
    return await work(given);
  } finally {
    rest.abort();
  }
}

/** Waits without doing anything; returns early when the signal is aborted. */
export async function pause(clock: Clock, forMs: number, signal: AbortSignal): Promise<void> {
  await clock.wake(later(clock.now(), Math.ceil(forMs)), signal);
}
