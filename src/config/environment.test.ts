import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { canonicalText } from './config.ts';
import { environmentOf } from './environment.ts';
import { loadConfig } from './load.ts';
import { configRows } from './show.ts';
import type { Config, ConfigError } from './config.ts';
import type { Env } from './environment.ts';
import type { Result } from '../core/result.ts';

let cwd = '';
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'keel-environment-'));
});
afterEach(() => {
  rmSync(cwd, { recursive: true });
});

function load(yaml: string, env: Env = {}): Result<Config, ConfigError> {
  writeFileSync(join(cwd, 'keel.yaml'), yaml);
  return loadConfig({ cwd, env });
}

function problems(yaml: string, env: Env = {}): readonly string[] {
  const result = load(yaml, env);
  return result.ok ? [] : result.error.problems;
}

function loaded(result: Result<Config, ConfigError>): Config {
  if (!result.ok) throw new Error(result.error.problems.join('\n'));
  return result.value;
}

describe('the environment', () => {
  it('is put into texts', () => {
    expect(loaded(load('monitoring:\n  log_format: ${FORMAT}\n', { FORMAT: 'json' })).logFormat).toBe('json');
    expect(
      loaded(load('liquidity_filters:\n  pinned_bases: ["${ONE}", ETH]\n', { ONE: 'SOL' })).settings.universe.pinned,
    ).toEqual(['SOL', 'ETH']);
  });

  it('must have what the file asks for', () => {
    expect(problems('monitoring:\n  log_format: ${FORMAT}\n')).toEqual([
      'keel.yaml:2: monitoring.log_format asks for ${FORMAT}, which is not set in the environment.',
    ]);
  });

  it('reads .env.local outside live, and what is set outside wins', () => {
    writeFileSync(join(cwd, '.env.local'), 'FORMAT=json\nLEVEL=DEBUG\n');
    const yaml = 'monitoring:\n  log_format: ${FORMAT}\n  log_level: ${LEVEL}\n';
    const before = { ...process.env };
    const config = loaded(load(yaml, { LEVEL: 'ERROR' }));
    expect([config.logFormat, config.logLevel]).toEqual(['json', 'ERROR']);
    expect(process.env).toEqual(before);
  });

  it.each(['mode: live\n', 'mode: ${MODE}\n'])('leaves .env.local closed with %j', (mode) => {
    writeFileSync(join(cwd, '.env.local'), 'FORMAT=json\n');
    const said = problems(`${mode}monitoring:\n  log_format: \${FORMAT}\n`, { MODE: 'live' });
    expect(said.join()).toContain('asks for ${FORMAT}, which is not set');
  });

  it('leaves .env.local closed when the command line says live', () => {
    writeFileSync(join(cwd, '.env.local'), 'FORMAT=json\n');
    writeFileSync(join(cwd, 'keel.yaml'), 'monitoring:\n  log_format: ${FORMAT}\n');
    expect(loadConfig({ cwd, env: {}, mode: 'live' }).ok).toBe(false);
    expect(environmentOf({ cwd, env: { A: '1' }, mode: 'live' })).toEqual({ ok: true, value: { A: '1' } });
    expect(environmentOf({ cwd, env: { A: '1' }, mode: 'paper' })).toEqual({
      ok: true,
      value: { A: '1', FORMAT: 'json' },
    });
  });
});

describe('secrets', () => {
  const secret = 'c2VjcmV0LW9mLXRoZS1hY2NvdW50';
  const env = { KRAKEN_FUTURES_API_SECRET: secret, DATABASE_URL: 'postgres://keel:password@host/db', MY_TOKEN: secret };

  it('are in no configuration, hash or listing', () => {
    const config = loaded(load('risk:\n  target_leverage: 5\n', env));
    expect(canonicalText(config) + JSON.stringify(configRows(config))).not.toContain(secret);
    expect(config.hash).toBe(loaded(load('risk:\n  target_leverage: 5\n')).hash);
  });

  it.each(['KRAKEN_FUTURES_API_SECRET', 'MY_TOKEN', 'DATABASE_URL'])('cannot be asked for: %s', (name) => {
    expect(problems(`exchange:\n  spot_markets: ["\${${name}}"]\n`, env)).toEqual([
      `keel.yaml:2: exchange.spot_markets asks for \${${name}}, which is a secret and belongs in no value.`,
    ]);
  });

  it('are in no error, even where a file holds one', () => {
    const said = problems(
      `exchange:\n  futures_api_secret: ${secret}\nmonitoring:\n  log_format: ${secret}\n`,
      env,
    ).join('\n');
    expect(said).toContain('set KRAKEN_FUTURES_API_SECRET in the environment');
    expect(said).toContain('monitoring.log_format is "<KRAKEN_FUTURES_API_SECRET>"');
    expect(said).not.toContain(secret);
  });
});
