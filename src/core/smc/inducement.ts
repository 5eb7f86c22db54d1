import { reachOf } from './bar.ts';
import type { Now } from './bar.ts';
import type { Emit } from './events.ts';
import type { Pivot } from './pivot.ts';
import type { Break } from './structure.ts';

/** The search that the newest break opened: the first pullback of its leg, whose taking shows that the weak hands are out. */
export type Inducement = { breakAt: number; dir: 1 | -1; level: number; levelIdx: number; isOpen: boolean };

export function newInducement(): Inducement {
  return { breakAt: -1, dir: 1, level: 0, levelIdx: -1, isOpen: false };
}

/** A break replaces the search that was open (SMC definitions C.12). */
export function searchInducement(inducement: Inducement, { at, dir }: Break): void {
  inducement.breakAt = at;
  inducement.dir = dir;
  inducement.levelIdx = -1;
  inducement.isOpen = true;
}

/** Step S5: the newest pullback after the break is the level. */
export function offerInducement(inducement: Inducement, { side, idx, price }: Pivot): void {
  if (!inducement.isOpen || side === inducement.dir || idx <= inducement.breakAt) return;
  inducement.level = price;
  inducement.levelIdx = idx;
}

/** Step S1: taken by the first wick beyond it. */
export function advanceInducement(
  { inducement }: Readonly<{ inducement: Inducement }>,
  now: Now,
  _rules: unknown,
  emit: Emit,
): void {
  const { breakAt, dir, level, levelIdx, isOpen } = inducement;
  if (!isOpen || levelIdx < 0 || dir * reachOf(now, dir === 1 ? -1 : 1) >= dir * level) return;
  inducement.isOpen = false;
  emit({ type: 'idm', at: now.t, dir, level, levelIdx, breakAt });
}
