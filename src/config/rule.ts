import type { Json } from './key.ts';

/** A key, or a number that no key has. */
export type Term = string | number;

/** What must hold between values: the sum of keys and numbers on the left against a key, or a number, on the right. */
export type Rule =
  | Readonly<{
      name: string;
      type: 'order';
      left: readonly Term[];
      is: '<' | '<=';
      right: Term;
      why: string;
    }>
  | Readonly<{ name: string; type: 'among'; key: string; of: readonly Json[]; why: string }>
  /** Lists whose items belong together, and the first of which goes one way. */
  | Readonly<{ name: string; type: 'steps'; bounds: string; points: string; go: 'up' | 'down'; why: string }>;

/** The sum of the terms on the left against the one on the right. */
export function order(
  name: string,
  is: '<' | '<=',
  [left, right, why]: readonly [left: readonly Term[], right: Term, why: string],
): Rule {
  return { name, type: 'order', left, is, right, why };
}
