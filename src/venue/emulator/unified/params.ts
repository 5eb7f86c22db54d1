import { parseFixed } from '../../../core/units.ts';
import type { Fixed } from '../../../core/units.ts';

export type Params = Readonly<Record<string, unknown>>;

/** What a parameter must be; with an exclamation mark it must also be there. */
type Kind = 'text' | 'texts' | 'number' | 'boolean' | 'object' | 'objects' | 'any';
export type Spec = Readonly<Record<string, Kind | `${Kind}!`>>;

const tests: Readonly<Record<Kind, readonly [what: string, test: (value: unknown) => boolean]>> = {
  text: ['a string', (value) => typeof value === 'string'],
  texts: ['a list of strings', (value) => Array.isArray(value) && value.every((one) => typeof one === 'string')],
  number: ['a number', (value) => typeof value === 'number'],
  boolean: ['a boolean', (value) => typeof value === 'boolean'],
  object: ['an object', isParams],
  objects: ['a list of objects', (value) => Array.isArray(value) && value.every(isParams)],
  any: ['anything', () => true],
};

/** The first thing that is wrong with parameters, as the gateway words it; undefined where nothing is. */
export function faultOf(params: Params, spec: Spec, path: string = 'params'): string | undefined {
  for (const name of Object.keys(params)) if (spec[name] === undefined) return `Unsupported field: '${name}'`;
  for (const [name, rule] of Object.entries(spec)) {
    const [kind, isRequired] = rule.endsWith('!') ? [rule.slice(0, -1), true] : [rule, false];
    const value = params[name];
    if (value === undefined && isRequired) return `'${path}.${name}' is required`;
    const [what, test] = tests[isKind(kind) ? kind : 'any'];
    if (value !== undefined && !test(value)) return `'${path}.${name}' must be ${what}`;
  }
  return undefined;
}

function isKind(name: string): name is Kind {
  return Object.hasOwn(tests, name);
}

export function isParams(value: unknown): value is Params {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function textIn(params: Params, name: string): string | undefined {
  const value = params[name];
  return typeof value === 'string' ? value : undefined;
}

export function textsIn(params: Params, name: string): readonly string[] {
  const value: unknown = params[name];
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}

export function numberIn(params: Params, name: string): number | undefined {
  const value = params[name];
  return typeof value === 'number' ? value : undefined;
}

export function flagIn(params: Params, name: string, absent: boolean): boolean {
  const value = params[name];
  return typeof value === 'boolean' ? value : absent;
}

export function objectIn(params: Params, name: string): Params | undefined {
  const value = params[name];
  return isParams(value) ? value : undefined;
}

export function objectsIn(params: Params, name: string): readonly Params[] {
  const value: unknown = params[name];
  return Array.isArray(value) ? value.filter(isParams) : [];
}

/**
 * The exact decimal that a JSON number was written as; undefined where there is none or it needs more than ten places.
 * What a client prints in up to 15 digits is the shortest text of the double that it becomes.
 */
export function exactIn<F extends Fixed<string>>(params: Params, name: string): F | undefined {
  const value = numberIn(params, name);
  if (value === undefined || !Number.isFinite(value) || Math.abs(value) >= 1e15) return undefined;
  const shortest = String(value);
  const text = shortest.includes('e') ? value.toFixed(20).replace(/0+$/, '').replace(/\.$/, '') : shortest;
  const parsed = parseFixed<F>(text);
  return parsed.ok ? parsed.value : undefined;
}
