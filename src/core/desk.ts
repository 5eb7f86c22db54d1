import type { Effect, Severity } from './effects.ts';
import type { Timer } from './events.ts';
import { modeOf } from './safety/mode.ts';
import type { Mode } from './safety/mode.ts';
import type { Settings } from './settings.ts';
import type { State } from './state.ts';
import type { Ms } from './units.ts';

/**
 * What one step works at: the state that it changes, the settings that it obeys, and the effects that it collects.
 * `moreToCome`: the next event goes on with what this one says, and a stop waits for it rather than be sized twice.
 */
export type Desk = Readonly<{ state: State; settings: Settings; at: Ms; effects: Effect[]; moreToCome?: true }>;

export function modeNow({ state, settings, at }: Desk): Mode {
  return modeOf(state.safety, at, settings.safety);
}

/** Tells the operator; the name is one that people grep for. */
export function alert(
  desk: Desk,
  severity: Severity,
  name: string,
  details: Readonly<Record<string, string | number>>,
): void {
  desk.effects.push({ type: 'alert.send', severity, name, details });
}

/** Arms a timer, or moves it: there is one of each kind and subject, and only its newest setting counts. */
export function arm(desk: Desk, timer: Timer, at: Ms): void {
  const key = timerKey(timer);
  if (desk.state.timers.get(key)?.at === at) return;
  desk.state.timers.set(key, { at, timer });
  desk.effects.push({ type: 'timer.set', timer, at });
}

/** True when this firing is the one that was asked for; a timer that was moved or dropped rings for nobody. */
export function due({ state, at }: Desk, timer: Timer): boolean {
  const key = timerKey(timer);
  const armed = state.timers.get(key);
  if (armed === undefined || armed.at > at) return false;
  state.timers.delete(key);
  return true;
}

function timerKey(timer: Timer): string {
  if ('order' in timer) return `${timer.type}:${timer.order}`;
  return 'instrument' in timer ? `${timer.type}:${timer.instrument}` : timer.type;
}
