import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { err, ok } from '../core/result.ts';
import { assemble } from './config.ts';
import { environmentOf, expand, redact } from './environment.ts';
import { expectation, fits, keys } from './schema.ts';
import { canonical } from './values.ts';
import { readYaml } from './yaml.ts';
import type { Result } from '../core/result.ts';
import type { Config, ConfigError, Mode, Source } from './config.ts';
import type { Env } from './environment.ts';
import type { Json, LiveKey } from './key.ts';
import type { Entry } from './yaml.ts';

const usualFile = 'keel.yaml';

/** `file` is what `--config` names; `mode` is what `--mode` says, and wins over the file. */
export type LoadOptions = Readonly<{ file?: string; cwd: string; env: Env; mode?: Mode }>;

type Taken = Readonly<{
  set: Map<string, Readonly<{ value: Json; source: Source }>>;
  refused: Set<string>;
  problems: string[];
}>;

/**
 * The one reader of the configuration file: shipped values with the file on top, checked as a whole.
 *
 * @returns every problem at once, one sentence each with file and line. Secrets are in neither.
 */
export function loadConfig(options: LoadOptions): Result<Config, ConfigError> {
  const text = textOf(options);
  if (!text.ok) return text;
  const { entries, troubles } = readYaml(text.value);
  const env = environmentOf({ ...options, mode: options.mode ?? modeOf(entries) });
  if (!env.ok) return env;
  const name = options.file ?? usualFile;
  const problems = troubles.map((trouble) => `${name}:${trouble.line}: ${trouble.sentence}`);
  const taken: Taken = { set: new Map(), refused: new Set(), problems };
  for (const entry of entries) take(entry, { name, env: env.value, taken });
  if (options.mode !== undefined) taken.set.set('mode', { value: options.mode, source: 'command line' });
  return checkedAsWhole(taken, { name, env: env.value });
}

function checkedAsWhole(taken: Taken, { name, env }: Omit<Context, 'taken'>): Result<Config, ConfigError> {
  const assembled = assemble(taken);
  if (assembled.ok && taken.problems.length === 0) return assembled;
  const between = assembled.ok ? [] : assembled.error.problems.map((said) => `${name}: ${said}`);
  return err({ problems: [...taken.problems, ...between].map((said) => redact(said, env)) });
}

function textOf({ file, cwd }: LoadOptions): Result<string, ConfigError> {
  const path = resolve(cwd, file ?? usualFile);
  if (!existsSync(path)) {
    return file === undefined ? ok('') : err({ problems: [`There is no configuration file ${file}.`] });
  }
  try {
    return ok(readFileSync(path, 'utf8'));
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    return err({ problems: [`The configuration file ${file ?? usualFile} cannot be read: ${why}.`] });
  }
}

/** Anything but a plain `paper` counts as live here: in doubt `.env.local` stays closed. */
function modeOf(entries: readonly Entry[]): Mode {
  const entry = entries.find(({ path }) => path === 'mode');
  return entry === undefined || entry.value === 'paper' ? 'paper' : 'live';
}

type Context = Readonly<{ name: string; env: Env; taken: Taken }>;

function take({ path, value, line }: Entry, { name, env, taken }: Context): void {
  const checked = check(path, value, env);
  if (checked.ok) {
    taken.set.set(path, { value: checked.value, source: 'file' });
  } else {
    taken.refused.add(path);
    taken.problems.push(`${name}:${line}: ${path} ${checked.error}.`);
  }
}

/** The value to use, or what is wrong with it; the sentence shows what was written, never what it expanded to. */
function check(path: string, written: unknown, env: Env): Result<Json, string> {
  const key = keys.get(path);
  if (key === undefined) return err('is not a key of Keel');
  if (key.status === 'retired') return err(`is retired: ${key.instead}`);
  if (!isJson(written)) return err(`is a kind of value that no key has, expected ${expectation(key.shape)}`);
  const expanded = expand(written, env);
  return expanded.ok ? checkLive(key, { written, value: expanded.value }) : expanded;
}

function checkLive(key: LiveKey, { written, value }: Readonly<{ written: Json; value: Json }>): Result<Json, string> {
  const shipped = canonical(key.shape.shipped);
  if (key.status === 'not-built' && canonical(value) !== shipped) {
    return err(`is not built yet: ${shown(written)} would have no effect; leave it out, or at ${brief(shipped)}`);
  }
  return fits(key.shape, value) ? ok(value) : err(`is ${shown(written)}, expected ${expectation(key.shape)}`);
}

function isJson(value: unknown): value is Json {
  if (Array.isArray(value)) return value.every((item) => isJson(item));
  if (typeof value === 'object' && value !== null) return Object.values(value).every((item) => isJson(item));
  return value === null || ['string', 'number', 'boolean'].includes(typeof value);
}

function shown(value: Json): string {
  if (value === null) return 'empty';
  // JSON has no word for NaN.
  return typeof value === 'number' ? String(value) : brief(canonical(value));
}

const briefMax = 80;

function brief(text: string): string {
  return text.length <= briefMax ? text : `${text.slice(0, briefMax)}…`;
}
