import { modeOf } from '../core/safety/mode.ts';
import type { Latch, Mode, Safety } from '../core/safety/mode.ts';
import type { SafetySettings, Settings } from '../core/settings.ts';
import type { State } from '../core/state.ts';
import { later } from '../core/units.ts';
import { isoTime } from './format.ts';

/** As in the core, and SAFE_HOLD: HALTED by an earlier life of this run, and carried over its restart. */
export type ShownMode = Mode | 'SAFE_HOLD';
/** The word of `system_state`: the modes, with KILL_SWITCH for everything that is latched. */
export type SystemState = 'NORMAL' | 'DEGRADED' | 'KILL_SWITCH';
export type LatchJson = Readonly<{ reason: string; since: string }>;

/** What may be done now, and why not more; `reason` is null while all is well. */
export type ModeJson = Readonly<{
  system_state: SystemState;
  mode: ShownMode;
  reason: string | null;
  latch: LatchJson | null;
  paused: boolean;
}>;

export function modeJson(state: State, settings: Settings): ModeJson {
  const { safety } = state;
  const mode = modeOf(safety, state.at, settings.safety);
  return {
    system_state: mode === 'HALTED' ? 'KILL_SWITCH' : mode,
    mode: mode === 'HALTED' && isInherited(safety.latch, state.run.incarnation) ? 'SAFE_HOLD' : mode,
    reason: mode === 'NORMAL' ? null : (safety.latch?.reason ?? whyDegraded(safety, settings.safety)),
    latch: safety.latch === undefined ? null : latchJson(safety.latch),
    paused: safety.paused,
  };
}

export function latchJson({ reason, at }: Latch): LatchJson {
  return { reason, since: isoTime(at) };
}

/** Latched in an earlier life. */
function isInherited(latch: Latch | undefined, incarnation: number): boolean {
  return latch !== undefined && latch.incarnation < incarnation;
}

function whyDegraded({ paused, soft, softAt }: Safety, { cleanMs }: SafetySettings): string {
  const causes = [
    ...(paused ? ['paused by an operator'] : []),
    ...(soft.length > 0 ? [`limit ${soft.join(', ')}`] : []),
  ];
  if (causes.length > 0) return causes.join('; ');
  return softAt === undefined ? 'not known' : `every limit is kept again; clears at ${isoTime(later(softAt, cleanMs))}`;
}
