import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { err, ok } from '../core/result.ts';
import type { Result } from '../core/result.ts';
import type { ConfigError, Mode } from './config.ts';
import type { Json } from './key.ts';

export type Env = Readonly<Record<string, string | undefined>>;

/** A variable of the environment; `shipped` is what holds where it is not set, `secret` ones never have a value here. */
export type Variable = Readonly<{
  name: string;
  status: 'read' | 'not-built';
  secret: boolean;
  shipped: string;
  meaning: string;
}>;

/** Every variable that Keel knows; everything else of its configuration is in the file. */
export const variables: readonly Variable[] = [
  plain('KEEL_STATE_DIR', 'read', ['.local', 'Where all state lies: journal, read tables, logs.']),
  plain('KEEL_REFERENCE', 'read', ['../shared', 'Where the reference suites of the tests find their data.']),
  plain('CONFIRM_LIVE', 'read', ['', 'YES, beside mode: live in the file, to trade with real money.']),
  plain('ALERT_CHAT_ID', 'not-built', ['', 'The only Telegram chat that alerts go to and commands come from.']),
  secret('KRAKEN_FUTURES_API_KEY', 'read', 'The public half of the key pair of the account, for dialect v3.'),
  secret('KRAKEN_FUTURES_API_SECRET', 'read', 'The private half of the key pair of the account, for dialect v3.'),
  secret('KRAKEN_API_KEY', 'read', 'The same of the account’s spot key, for dialect unified.'),
  secret('KRAKEN_API_SECRET', 'read', 'Its private half.'),
  secret('DATABASE_URL', 'not-built', 'PostgreSQL for history and for the lease; without it SQLite serves.'),
  secret('ALERT_WEBHOOK_URL', 'not-built', 'Where alerts go; its address holds the token of the bot.'),
];

const secrets: ReadonlySet<string> = new Set(variables.filter((known) => known.secret).map(({ name }) => name));

function plain(name: string, status: Variable['status'], [shipped, meaning]: readonly [string, string]): Variable {
  return { name, status, secret: false, shipped, meaning };
}

function secret(name: string, status: Variable['status'], meaning: string): Variable {
  return { name, status, secret: true, shipped: '', meaning };
}

/**
 * The environment with `.env.local` of `cwd` under it: what is set outside wins, and `process.env` is left alone.
 * In live the file is not looked at.
 */
export function environmentOf(options: Readonly<{ cwd: string; env: Env; mode: Mode }>): Result<Env, ConfigError> {
  const file = join(options.cwd, '.env.local');
  if (options.mode === 'live' || !existsSync(file)) return ok(options.env);
  try {
    return ok({ ...parseEnv(readFileSync(file, 'utf8')), ...options.env });
  } catch (cause) {
    return err({ problems: [`.env.local cannot be read: ${cause instanceof Error ? cause.message : String(cause)}.`] });
  }
}

/**
 * Puts the environment into every `${NAME}` of a text, and of the texts in a list or mapping.
 *
 * @returns what is wrong otherwise: a variable that is not set, or one that holds a secret, which no value may.
 */
export function expand(value: Json, env: Env): Result<Json, string> {
  if (typeof value === 'string') return expandText(value, env);
  if (value === null || typeof value !== 'object') return ok(value);
  const parts = Object.entries(value).map(([key, part]) => [key, expand(part, env)] as const);
  const expanded: [string, Json][] = [];
  for (const [key, part] of parts) {
    if (!part.ok) return part;
    expanded.push([key, part.value]);
  }
  return ok(Array.isArray(value) ? expanded.map(([, part]) => part) : Object.fromEntries(expanded));
}

function expandText(text: string, env: Env): Result<string, string> {
  const names = [...text.matchAll(/\$\{(\w+)\}/g)].map(([, name = '']) => name);
  for (const name of names) {
    if (isSecret(name)) return err(`asks for \${${name}}, which is a secret and belongs in no value`);
    if (env[name] === undefined) return err(`asks for \${${name}}, which is not set in the environment`);
  }
  return ok(text.replace(/\$\{(\w+)\}/g, (_, name: string) => env[name] ?? ''));
}

/** Ours by the table, and strangers by their name: a value has no business with either. */
function isSecret(name: string): boolean {
  return secrets.has(name) || /KEY|SECRET|TOKEN|PASSW|PASSPHRASE|CREDENTIAL/i.test(name);
}

const redactedFrom = 8;

/** Hides the value of every secret variable in a sentence that somebody will read. */
export function redact(sentence: string, env: Env): string {
  return Object.entries(env).reduce((said, [name, value]) => {
    const hides = value !== undefined && value.length >= redactedFrom && isSecret(name);
    return hides ? said.replaceAll(value, `<${name}>`) : said;
  }, sentence);
}
