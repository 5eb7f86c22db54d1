import type { Gate } from './question.ts';
import { strategies } from './strategies.ts';

/** Every gate of every strategy by its code, in the order in which they are asked: for those who count or list them. */
export const gates: readonly Gate[] = [
  ...new Map(
    Object.values(strategies)
      .toReversed()
      .flatMap((strategy) => strategy.gates)
      .map((gate) => [gate.code, gate]),
  ).values(),
];
