import type { Settings } from '../core/settings.ts';
import { universeOf } from '../core/discover.ts';
import { modeOf } from '../core/safety/mode.ts';
import type { State } from '../core/state.ts';

/** A cycle is a minute of the run's own clock; this is the line that operators look for. */
export type CycleSummary = Readonly<{
  cycle: number;
  duration_ms: number;
  positions: number;
  system_state: string;
  universe: number;
  cooldowns_active: number;
}>;

/** @param durationMs Time spent in turns of the loop since the last summary. */
export function cycleSummary(
  state: State,
  settings: Settings,
  { cycle, durationMs }: Readonly<{ cycle: number; durationMs: number }>,
): CycleSummary {
  const mode = modeOf(state.safety, state.at, settings.safety);
  const markets = [...state.markets.values()].filter(({ last }) => last !== undefined);
  const cooling = markets.filter(
    ({ firedAt }) => firedAt !== undefined && state.at < firedAt + settings.signal.cooldownMs,
  );
  return {
    cycle,
    duration_ms: Math.round(durationMs),
    positions: [...state.positions.values()].filter(({ phase }) => phase !== 'closed').length,
    system_state: mode === 'HALTED' ? 'KILL_SWITCH' : mode,
    universe: universeOf(state).size,
    cooldowns_active: cooling.length,
  };
}
