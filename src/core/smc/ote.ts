import { reachOf } from './bar.ts';
import type { Now } from './bar.ts';
import type { Emit, OteEvent } from './events.ts';
import { fibLevel } from './leg.ts';
import type { Leg } from './leg.ts';

/** What price has done in the leg as it was when it last grew: how many levels it entered, and whether it went beyond the origin. */
export type Ote = { b: number; entered: number; failed: boolean };

/** Retracements of the leg at which a pullback enters, is in the middle of, and deep in the zone: rising. */
export type OteRules = Readonly<{ ote: readonly [number, number, number] }>;

const steps = ['enter', 'mid', 'deep'] as const;

export function newOte(): Ote {
  return { b: 0, entered: 0, failed: false };
}

/** A break anchors a new leg: everything can happen again. */
export function armOte(ote: Ote, { b }: Leg): void {
  ote.b = b;
  ote.entered = 0;
  ote.failed = false;
}

/** Step S1 of SMC definitions C.11, on the leg as it was before this candle; each event once until the leg grows. */
export function advanceOte(
  ote: Ote,
  leg: Leg,
  now: Now,
  { rules, emit }: Readonly<{ rules: OteRules; emit: Emit }>,
): void {
  if (leg.b !== ote.b) armOte(ote, leg);
  if (ote.failed && ote.entered === steps.length) return;
  const { dir } = leg;
  const deepest = dir * reachOf(now, dir === 1 ? -1 : 1);
  for (let n = ote.entered; n < steps.length; n += 1) {
    const price = fibLevel(leg, rules.ote[n] ?? 0);
    if (deepest > dir * price) break;
    ote.entered = n + 1;
    emit(told(steps[n] ?? 'enter', leg, now.t, price));
  }
  if (ote.failed || dir * now.close >= dir * leg.a) return;
  ote.failed = true;
  emit(told('fail', leg, now.t, leg.a));
}

function told(event: OteEvent['event'], { dir, a, b }: Leg, at: number, price: number): OteEvent {
  return { type: 'ote', at, event, dir, a, b, price };
}
