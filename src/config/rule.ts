import type { Json } from './key.ts';

/** What must hold between values: the sum of the keys on the left against a key, or a number, on the right. */
export type Rule =
  | Readonly<{
      name: string;
      type: 'order';
      left: readonly string[];
      is: '<' | '<=';
      right: string | number;
      why: string;
    }>
  | Readonly<{ name: string; type: 'among'; key: string; of: readonly Json[]; why: string }>
  /** Lists whose items belong together, and the first of which goes one way. */
  | Readonly<{ name: string; type: 'steps'; bounds: string; points: string; go: 'up' | 'down'; why: string }>;

/** The sum of the keys on the left against a key, or a number. */
export function order(
  name: string,
  is: '<' | '<=',
  [left, right, why]: readonly [left: readonly string[], right: string | number, why: string],
): Rule {
  return { name, type: 'order', left, is, right, why };
}
