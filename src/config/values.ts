import { assert } from '../core/assert.ts';
import type { Json } from './key.ts';

/** The effective value of every key that has one, by its full path. */
export type Values = Readonly<Record<string, Json>>;

/** The readers throw for a key that is not in the table: that is a bug of ours, and a test reads every one. */
export function numberAt(values: Values, key: string): number {
  const value = values[key];
  assert(typeof value === 'number', `${key} is a number`);
  return value;
}

export function flagAt(values: Values, key: string): boolean {
  const value = values[key];
  assert(typeof value === 'boolean', `${key} is true or false`);
  return value;
}

/** One of the words that the caller knows; the schema accepts no other. */
export function wordAt<W extends string>(values: Values, key: string, words: readonly W[]): W {
  const value = values[key];
  const word = words.find((known) => known === value);
  assert(word !== undefined, `${key} is one of ${words.join(', ')}`);
  return word;
}

export function textsAt(values: Values, key: string): readonly string[] {
  return listAt(values, key, (item) => typeof item === 'string');
}

export function numbersAt(values: Values, key: string): readonly number[] {
  return listAt(values, key, (item) => typeof item === 'number');
}

function listAt<T extends Json>(values: Values, key: string, is: (item: Json) => item is Json & T): readonly T[] {
  const value = values[key];
  assert(isList(value) && value.every((item) => is(item)), `${key} is a list`);
  return value.filter((item) => is(item));
}

function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

/** Steps of profit in R and distance in ATR. */
export function levelsAt(values: Values, key: string): readonly Readonly<{ r: number; atrMult: number }>[] {
  const value = values[key];
  assert(isList(value), `${key} is a list`);
  return value.map((item) => {
    const step = typeof item === 'object' && item !== null && !isList(item) ? item : {};
    const [r, atrMult] = [step['r_multiple'], step['atr_mult']];
    assert(typeof r === 'number' && typeof atrMult === 'number', `${key} is a list of r_multiple and atr_mult`);
    return { r, atrMult };
  });
}

/** JSON with the keys of every object in the order of their code units: one text for one meaning. */
export function canonical(value: Json): string {
  if (isList(value)) return `[${value.map((item) => canonical(item)).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const pairs = Object.entries(value)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, item]) => `${JSON.stringify(key)}:${canonical(item)}`);
  return `{${pairs.join(',')}}`;
}

/** Freezes a value and all that it holds. */
export function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  Object.freeze(value);
  for (const part of Object.values(value)) deepFreeze<unknown>(part);
  return value;
}
