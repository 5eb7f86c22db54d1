import { assert } from '../core/assert.ts';
import { ms } from '../core/units.ts';
import type { Ms } from '../core/units.ts';
import type { Clock } from './ports.ts';
import { Schedule } from './schedule.ts';

/**
 * The machine's clock, which never goes backwards. When the machine's time is set back, it goes on at half speed until
 * the time has caught up: a clock that stood still would hold up every deadline, and protection has deadlines.
 * `wake` returns early when its signal is aborted, and does not throw; the caller looks at the signal.
 */
export function wallClock(): Clock {
  let latest = Date.now();
  let measuredAt = performance.now();
  const now = (): Ms => {
    const elapsed = performance.now() - measuredAt;
    measuredAt += elapsed;
    latest = Math.max(Date.now(), latest + elapsed / 2);
    return ms(Math.floor(latest));
  };
  const wake = async (at: Ms, signal: AbortSignal): Promise<void> => {
    // More than once where the time was set back, or where the wait is longer than a timer can count.
    for (let left = at - now(); left > 0 && !signal.aborted; left = at - now()) await sleep(left, signal);
  };
  return { now, wake };
}

/** Time that moves only when it is told to. Sleepers wake in the order of their moments, then of their coming. */
export function virtualClock(start: Ms): Readonly<{ clock: Clock; advanceTo: (at: Ms) => void }> {
  let current = start;
  const sleepers = new Schedule<() => void>();
  const wake = (at: Ms, signal: AbortSignal): Promise<void> =>
    new Promise((resolve) => {
      const done = (): void => {
        signal.removeEventListener('abort', done);
        resolve();
      };
      if (at <= current || signal.aborted) return done();
      sleepers.add(at, done);
      signal.addEventListener('abort', done);
    });
  const advanceTo = (at: Ms): void => {
    assert(at >= current, 'time does not go backwards');
    current = at;
    for (let due = sleepers.nextAt(); due !== undefined && due <= at; due = sleepers.nextAt()) sleepers.take()?.();
  };
  return { clock: { now: () => current, wake }, advanceTo };
}

function sleep(forMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, Math.min(Math.ceil(forMs), 2 ** 31 - 1));
    signal.addEventListener('abort', done);
  });
}
