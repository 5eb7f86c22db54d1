import { assert } from '../../core/assert.ts';
import type { Rng } from '../../runtime/ports.ts';
import { regimes } from './character.ts';
import type { Regime } from './character.ts';
import { candlesADay } from './span.ts';

/** Which regime the coming candle belongs to, how likely it is the regime's last, and whether it is. */
export type Course = { regime: Regime; endChance: number; ends: boolean; age: number };

/** The chain begins in the middle of nothing: ranging. */
export function createCourse(): Course {
  return { regime: 'ranging', endChance: 0, ends: false, age: 0 };
}

/** On to the next candle. */
export function advanceCourse(course: Course, luck: Rng): void {
  if (course.ends) {
    course.regime = follower(course.regime, luck.next());
    course.age = 0;
  }
  const { atLeast, thenMean } = regimes[course.regime];
  course.endChance = course.age < atLeast * candlesADay ? 0 : 1 / (thenMean * candlesADay);
  course.ends = luck.next() < course.endChance;
  course.age += 1;
}

function follower(regime: Regime, luck: number): Regime {
  const { rising = 0, falling = 0, ranging = 0, volatile = 0 } = regimes[regime].next;
  assert(Math.abs(rising + falling + ranging + volatile - 1) < 1e-9, `what follows ${regime} is certain`);
  if (luck < rising) return 'rising';
  if (luck < rising + falling) return 'falling';
  return luck < rising + falling + ranging ? 'ranging' : 'volatile';
}
