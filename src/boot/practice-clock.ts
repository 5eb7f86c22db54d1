import { err, ok } from '../core/result.ts';
import type { Result } from '../core/result.ts';
import { ms } from '../core/units.ts';
import type { Ms } from '../core/units.ts';
import { wallClock } from '../runtime/clock.ts';
import type { Clock } from '../runtime/ports.ts';

/** The time of an emulator, for a Keel that practises there: it is not the machine's, and passes at its own pace. */
export type PracticeClock = Clock & Readonly<{ close: () => void }>;

type Told = Readonly<{ at: number; speed: number | null }>;

/** How often it is compared with the emulator's own, and the longest nap without another look; wall milliseconds. */
const rhythm = { every: 500, nap: 100 } as const;

/** @param control The emulator's control address. An emulator in lockstep has no time that passes by itself. */
export async function practiceClock(control: string): Promise<Result<PracticeClock, string>> {
  const first = await ask(control);
  if (first === undefined) return err(`No emulator answers at ${control}; keel emulator starts one.`);
  if (first.speed === null) return err('The emulator is in lockstep: its time passes in turns only, start it without.');
  let origin = { at: first.at, wall: performance.now(), speed: first.speed };
  let latest = 0;
  const now = (): Ms => {
    const at = origin.at + (performance.now() - origin.wall) * origin.speed;
    // It never goes back: where the emulator is behind, it waits for it.
    latest = Math.max(latest, Math.floor(at));
    return ms(latest);
  };
  const compare = async (): Promise<void> => {
    const told = await ask(control);
    if (told !== undefined) origin = { at: told.at, wall: performance.now(), speed: told.speed ?? origin.speed };
  };
  const timer = setInterval(() => void compare(), rhythm.every).unref();
  const machine = wallClock();
  const wake = async (at: Ms, signal: AbortSignal): Promise<void> => {
    for (let left = at - now(); left > 0 && !signal.aborted; left = at - now()) {
      const nap = Math.min(rhythm.nap, Math.max(1, Math.ceil(left / origin.speed)));
      await machine.wake(ms(machine.now() + nap), signal);
    }
  };
  return ok({ now, wake, close: () => clearInterval(timer) });
}

async function ask(control: string): Promise<Told | undefined> {
  try {
    const answer = await fetch(`${control}/time`, { method: 'POST', body: '{}', signal: AbortSignal.timeout(5_000) });
    const told: unknown = await answer.json();
    return isTold(told) ? told : undefined;
  } catch {
    return undefined;
  }
}

function isTold(told: unknown): told is Told {
  if (typeof told !== 'object' || told === null || !('at' in told && 'speed' in told)) return false;
  return typeof told.at === 'number' && (told.speed === null || typeof told.speed === 'number');
}
