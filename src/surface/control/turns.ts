import { later } from '../../core/units.ts';
import type { Clock } from '../../runtime/ports.ts';
import type { ControlDesk } from './desk.ts';

/** `ended`: the run is over, and there will be no more turns. */
export type Waited = 'done' | 'late' | 'ended';
export type Patience = Readonly<{ clock: Clock; withinMs: number; ending: AbortSignal }>;
/** Something to begin, and how to see in the state that it is through. */
export type Undertaking = Readonly<{ begin: () => void; isDone: () => boolean }>;

/** Begins, and looks after every turn of the loop whether it is done. A look that throws ends the wait, not the loop. */
export async function throughTurns(
  desk: ControlDesk,
  { begin, isDone }: Undertaking,
  { clock, withinMs, ending }: Patience,
): Promise<Waited> {
  const { promise, resolve, reject } = Promise.withResolvers<Waited>();
  const over = new AbortController();
  const forget = desk.afterTurn(() => {
    try {
      if (isDone()) resolve('done');
    } catch (cause) {
      reject(cause);
    }
  });
  try {
    begin();
    const signal = AbortSignal.any([ending, over.signal]);
    void clock.wake(later(clock.now(), withinMs), signal).then(() => resolve(ending.aborted ? 'ended' : 'late'));
    return await promise;
  } finally {
    forget();
    over.abort();
  }
}
