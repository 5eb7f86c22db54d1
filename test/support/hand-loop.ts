import type { Effect } from '../../src/core/effects.ts';
import type { Event, EventOf } from '../../src/core/events.ts';
import type { State } from '../../src/core/state.ts';
import { turn } from '../../src/runtime/loop.ts';
import { noRecorder } from '../../src/runtime/recorder.ts';
import { settings } from './keel.ts';

export type Turned = Readonly<{ performed: readonly Effect[]; denied: readonly EventOf<'order.denied'>[] }>;

/** One batch through the loop, with a journal that can be written or cannot: what went out, and what was not sent. */
export function turnOnce(state: State, batch: readonly Event[], writable: 'writable' | 'not writable'): Turned {
  const performed: Effect[] = [];
  const denied: EventOf<'order.denied'>[] = [];
  turn(
    {
      next: () => undefined,
      recorder: { ...noRecorder, commit: () => writable === 'writable' },
      perform: (effect) => void performed.push(effect),
      deny: (event) => void denied.push(event),
    },
    batch,
    { state, settings },
  );
  return { performed, denied };
}
