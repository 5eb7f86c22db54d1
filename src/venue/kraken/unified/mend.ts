import { later, ms } from '../../../core/units.ts';
import type { Clock } from '../../../runtime/ports.ts';

/**
 * Does something about what was missed, at most once in a span, however often it is said: the numbers of the stream may
 * not mean what we think, and then every frame looks like a gap.
 */
export function createMender(
  clock: Clock,
  {
    apartMs,
    closing,
    mend,
  }: Readonly<{ apartMs: number; closing: AbortSignal; mend: (cause: string) => Promise<void> }>,
): (cause: string) => void {
  let [isDue, doneAt] = [false, ms(0)];
  return (cause) => {
    if (isDue) return;
    isDue = true;
    const at = ms(Math.max(clock.now(), later(doneAt, apartMs)));
    void clock.wake(at, closing).then(() => {
      [isDue, doneAt] = [false, clock.now()];
      return closing.aborted ? undefined : mend(cause);
    });
  };
}

/** Lets work run one at a time; those who ask before it begins share it, those who ask later get the next. */
export function inTurn<T>(work: () => Promise<T>): () => Promise<T> {
  let next: Promise<T> | undefined;
  let last: Promise<unknown> = Promise.resolve();
  return () => {
    next ??= last.then(() => {
      next = undefined;
      return work();
    });
    last = next;
    return next;
  };
}
