import { createHash } from 'node:crypto';
import { err, ok } from '../core/result.ts';
import { contradictions, remarks } from './relations.ts';
import { expectation, fits, keys, liveKeys } from './schema.ts';
import { emulatorOf, settingsOf } from './settings-of.ts';
import { decisionsOf, hydrationOf } from './data-of.ts';
import { canonical, deepFreeze, wordAt } from './values.ts';
import type { Result } from '../core/result.ts';
import type { Settings } from '../core/settings.ts';
import type { Json } from './key.ts';
import type { DecisionSettings, HydrationSettings } from './data-of.ts';
import type { EmulatorSettings } from './settings-of.ts';
import type { Values } from './values.ts';
import { wireOf } from './wire-of.ts';
import type { WireSettings } from './wire-of.ts';

export type Mode = 'paper' | 'live';
/** Where an effective value comes from; `journal` where a replay took it from there. */
export type Source = 'shipped' | 'file' | 'command line' | 'journal';

/** Everything that was wrong, one sentence each; never empty, and never with a secret in it. */
export type ConfigError = Readonly<{ problems: readonly string[] }>;

/** Every effective value, checked and frozen, and the slices that the program is handed. No secret is in it. */
export type Config = Readonly<{
  values: Values;
  sources: Readonly<Record<string, Source>>;
  mode: Mode;
  logFormat: 'text' | 'json';
  logLevel: 'DEBUG' | 'INFO' | 'WARNING' | 'ERROR';
  settings: Settings;
  emulator: EmulatorSettings;
  hydration: HydrationSettings;
  decisions: DecisionSettings;
  wire: WireSettings;
  /** SHA-256, in hex, of `canonicalText`. */
  hash: string;
  /** Lines to show at start: nothing is wrong, but something may surprise. */
  remarks: readonly string[];
}>;

/** What somebody set, by full path, every value fitting its key; and the keys whose value was refused already. */
export type Given = Readonly<{
  set: ReadonlyMap<string, Readonly<{ value: Json; source: Source }>>;
  refused: ReadonlySet<string>;
}>;

/** Shipped values with the given ones on top; a contradiction between them is refused. */
export function assemble({ set, refused }: Given): Result<Config, ConfigError> {
  const values = Object.fromEntries(
    [...liveKeys].map(([path, key]) => [path, set.get(path)?.value ?? key.shape.shipped]),
  );
  // A refused value was replaced by the shipped one, and a contradiction with that would mislead.
  const problems = contradictions(values)
    .filter((broken) => !broken.keys.some((key) => refused.has(key)))
    .map((broken) => broken.sentence);
  if (problems.length > 0) return err({ problems });
  const sources = Object.fromEntries([...liveKeys.keys()].map((path) => [path, set.get(path)?.source ?? 'shipped']));
  return ok(deepFreeze({ values, sources, ...facesOf(values), hash: hashOf(values), remarks: remarks(values) }));
}

function facesOf(
  values: Values,
): Pick<Config, 'mode' | 'logFormat' | 'logLevel' | 'settings' | 'emulator' | 'hydration' | 'decisions' | 'wire'> {
  return {
    mode: wordAt(values, 'mode', ['paper', 'live']),
    logFormat: wordAt(values, 'monitoring.log_format', ['text', 'json']),
    logLevel: wordAt(values, 'monitoring.log_level', ['DEBUG', 'INFO', 'WARNING', 'ERROR']),
    settings: settingsOf(values),
    emulator: emulatorOf(values),
    hydration: hydrationOf(values),
    decisions: decisionsOf(values),
    wire: wireOf(values),
  };
}

function hashOf(values: Values): string {
  return createHash('sha256').update(canonical(values)).digest('hex');
}

/** All effective values as one line of JSON, keys in order: what the journal keeps and the hash is of. */
export function canonicalText(config: Config): string {
  return canonical(config.values);
}

/**
 * The configuration that a journal was written under, from its canonical text.
 *
 * @returns an error where the text was written by a version with other keys: nothing is filled in silently.
 */
export function configFromValues(text: string): Result<Config, ConfigError> {
  const parsed = parseObject(text);
  if (parsed === undefined) return err({ problems: ['The configuration in the journal is not a JSON object.'] });
  const problems = [...strangers(parsed), ...misfits(parsed)];
  if (problems.length > 0) return err({ problems });
  const set = [...parsed].map(([path, value]) => [path, { value, source: 'journal' }] as const);
  return assemble({ set: new Map(set), refused: new Set() });
}

function parseObject(text: string): ReadonlyMap<string, Json> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
    return new Map(Object.entries(value));
  } catch {
    return undefined;
  }
}

function strangers(parsed: ReadonlyMap<string, Json>): readonly string[] {
  return [...parsed.keys()]
    .filter((path) => !liveKeys.has(path))
    .map(
      (path) => `The journal has ${path}, which this version of Keel ${keys.has(path) ? 'retired' : 'does not know'}.`,
    );
}

function misfits(parsed: ReadonlyMap<string, Json>): readonly string[] {
  return [...liveKeys].flatMap(([path, { shape }]) => {
    const value = parsed.get(path);
    if (value === undefined) return [`The journal lacks ${path}, which this version of Keel asks for.`];
    return fits(shape, value)
      ? []
      : [`The journal has ${path} as ${canonical(value)}, expected ${expectation(shape)}.`];
  });
}
