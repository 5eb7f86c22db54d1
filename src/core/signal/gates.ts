import type { Gate } from './question.ts';
import { strategies } from './strategies.ts';

const asked = Object.values(strategies).flatMap((strategy) => strategy.gates);

/** Every gate that any strategy asks, once: those of the definitions in their order, then what only others ask. */
export const gates: readonly Gate[] = asked.filter(
  (gate, n) => asked.findIndex(({ code }) => code === gate.code) === n,
);

/** The codes that a run as shipped can count. */
export const usualCodes: ReadonlySet<string> = new Set(
  strategies.definitions.gates.filter(({ when }) => when === undefined).map(({ code }) => code),
);
