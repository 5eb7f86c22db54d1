import type { Dir, Scale } from './bar.ts';
import type { Displacement } from './displacement.ts';
import type { Emit, MssEvent } from './events.ts';
import type { FairValueGaps } from './fair-value-gap.ts';
import type { Break } from './structure.ts';

/** Of one scale: a change of character that the gap of the next candle may still confirm. */
export type MarketStructureShift = { chochAt: number; dir: Dir; level: number };

/** What shows displacement. */
type Shown = Readonly<{ displacement: Displacement; gaps: FairValueGaps }>;
type Reading = { readonly scale: Scale; waiting: MarketStructureShift | null };

/** First of step S4: the gap in whose middle the waiting change of character stands has just been found, or there is none (C.5). */
export function confirmShift(reading: Reading, { gaps }: Shown, t: number, emit: Emit): void {
  const { waiting } = reading;
  if (waiting === null) return;
  reading.waiting = null;
  if ((waiting.dir === 1 ? gaps.lastUp : gaps.lastDown) === waiting.chochAt) {
    emit(told(reading, waiting, { at: t, via: 'fvg' }));
  }
}

/** Last of step S4 for a break: a change of character is a shift if its leg shows displacement, or may yet become one. */
export function readShift(reading: Reading, { displacement, gaps }: Shown, found: Break, emit: Emit): void {
  reading.waiting = null;
  const { at, kind, dir, level, strongIdx } = found;
  if (kind !== 'CHoCH') return;
  const shift = { chochAt: at, dir, level };
  const [body, middle] = dir === 1 ? [displacement.lastUp, gaps.lastUp] : [displacement.lastDown, gaps.lastDown];
  if (body >= strongIdx) emit(told(reading, shift, { at, via: 'body' }));
  else if (middle >= strongIdx) emit(told(reading, shift, { at, via: 'fvg' }));
  else reading.waiting = shift;
}

function told(
  { scale }: Reading,
  { chochAt, dir, level }: MarketStructureShift,
  { at, via }: Pick<MssEvent, 'at' | 'via'>,
): MssEvent {
  return { type: 'mss', at, scale, dir, chochAt, level, via };
}
