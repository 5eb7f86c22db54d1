import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadConfig } from './load.ts';
import { keys, liveKeys } from './schema.ts';
import type { Config, ConfigError } from './config.ts';
import type { Env } from './environment.ts';
import type { Result } from '../core/result.ts';

let cwd = '';
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'keel-config-'));
});
afterEach(() => {
  rmSync(cwd, { recursive: true });
});

function load(yaml: string, env: Env = {}): Result<Config, ConfigError> {
  writeFileSync(join(cwd, 'keel.yaml'), yaml);
  return loadConfig({ cwd, env });
}

function problems(yaml: string, env: Env = {}): readonly string[] {
  const loaded = load(yaml, env);
  return loaded.ok ? [] : loaded.error.problems;
}

function loaded(result: Result<Config, ConfigError>): Config {
  if (!result.ok) throw new Error(result.error.problems.join('\n'));
  return result.value;
}

/** The YAML that sets one key. */
function setting(path: string, value: string): string {
  const parts = path.split('.');
  return parts.map((part, depth) => `${'  '.repeat(depth)}${part}:`).join('\n') + ` ${value}\n`;
}

describe('loading the file', () => {
  it('ships everything where there is no file, or an empty one', () => {
    const config = loaded(loadConfig({ cwd, env: {} }));
    expect(config.mode).toBe('paper');
    expect(loaded(load('')).hash).toBe(config.hash);
    expect(loaded(load('# nothing\nrisk:\n  # nothing\n')).hash).toBe(config.hash);
  });

  it('takes what the file says, and the rest as shipped', () => {
    const config = loaded(load('risk:\n  target_leverage: 5\nmonitoring:\n  log_format: json\n'));
    expect([config.values['risk.target_leverage'], config.values['risk.max_leverage']]).toEqual([5, 10]);
    expect(config.logFormat).toBe('json');
    expect(config.sources['risk.target_leverage']).toBe('file');
  });

  it('reads the named file instead of keel.yaml, and refuses one that is not there', () => {
    writeFileSync(join(cwd, 'other.yaml'), 'risk: { target_leverage: 3 }');
    writeFileSync(join(cwd, 'keel.yaml'), 'risk: { target_leverage: 4 }');
    expect(loaded(loadConfig({ cwd, env: {}, file: 'other.yaml' })).values['risk.target_leverage']).toBe(3);
    expect(loaded(loadConfig({ cwd, env: {}, file: join(cwd, 'keel.yaml') })).values['risk.target_leverage']).toBe(4);
    expect(loadConfig({ cwd, env: {}, file: 'absent.yaml' })).toEqual({
      ok: false,
      error: { problems: ['There is no configuration file absent.yaml.'] },
    });
  });

  it('refuses a directory in the place of a file', () => {
    const refused = loadConfig({ cwd, env: {}, file: '.' });
    expect(refused.ok ? '' : refused.error.problems.join()).toMatch(
      /^The configuration file \. cannot be read: EISDIR/,
    );
  });

  it('lets the command line choose the mode', () => {
    writeFileSync(join(cwd, 'keel.yaml'), 'mode: paper');
    const config = loaded(loadConfig({ cwd, env: {}, mode: 'live' }));
    expect([config.mode, config.sources['mode']]).toEqual(['live', 'command line']);
  });

  it('accepts every shipped value when the file repeats it', () => {
    const refused = [...liveKeys].flatMap(([path, { shape }]) =>
      problems(setting(path, JSON.stringify(shape.shipped))),
    );
    expect(refused).toEqual([]);
  });
});

describe('refusing a file', () => {
  it('names an unknown key and the nearest known one', () => {
    expect(problems('risk:\n  target_levrage: 5\n')).toEqual([
      'keel.yaml:2: risk.target_levrage is not a key of Keel; the nearest is risk.target_leverage.',
    ]);
    expect(problems('riks:\n  target_leverage: 5\n')).toEqual([
      'keel.yaml:1: riks is not a key of Keel; the nearest is risk.',
    ]);
    expect(problems('adx_period: 14\n')).toEqual([
      'keel.yaml:1: adx_period is not a key of Keel; the nearest is strategy.adx_period.',
    ]);
  });

  it('does not take a dotted name for a nested one', () => {
    expect(problems('risk.target_leverage: 5\n')).toEqual([
      'keel.yaml:1: risk.target_leverage must be nested: a section per dot.',
    ]);
  });

  it('tells the migration of a retired key', () => {
    expect(problems('coin_universe:\n  liquidity_tiers:\n    A: [BTC/USD]\n')).toEqual([
      'keel.yaml:2: coin_universe.liquidity_tiers is retired: list the symbols in coin_universe.candidate_symbols; ' +
        'the registry assigns the tiers.',
    ]);
    expect(problems('risk: { max_concurrent_positions: 25 }')).toEqual([
      'keel.yaml:1: risk.max_concurrent_positions is retired: use safety.invariants.max_concurrent_positions.',
    ]);
  });

  it('refuses every retired key, and says nothing else', () => {
    const gone = [...keys].filter(([, { status }]) => status === 'retired').map(([path]) => path);
    const said = gone.map((path) => problems(setting(path, '1')));
    expect(said.filter((sentences) => sentences.length !== 1)).toEqual([]);
    expect(said.flat().map((sentence) => sentence.split(' ').slice(1, 4).join(' '))).toEqual(
      gone.map((path) => `${path} is retired:`),
    );
  });

  it('says of a key that is not built that it would have no effect', () => {
    expect(problems('risk:\n  kelly_win_prob: 0.6\n')).toEqual([
      'keel.yaml:2: risk.kelly_win_prob is not built yet: 0.6 would have no effect; leave it out, or at 0.55.',
    ]);
    expect(problems('safety: { invariants: { min_equity_floor_usd: 100 } }')).toHaveLength(1);
  });

  it.each([
    [
      'risk:\n  target_leverage: 12',
      'risk.target_leverage is 12, expected a number of at most ten decimals from 1 to 10 (times)',
    ],
    [
      'risk:\n  target_leverage: "5"',
      'risk.target_leverage is "5", expected a number of at most ten decimals from 1 to 10 (times)',
    ],
    [
      'risk:\n  target_leverage:',
      'risk.target_leverage is empty, expected a number of at most ten decimals from 1 to 10 (times)',
    ],
    ['risk:\n  target_leverage: .nan', 'risk.target_leverage is NaN, expected a number'],
    [
      'risk:\n  target_leverage: 1.00000000001',
      'risk.target_leverage is 1.00000000001, expected a number of at most ten',
    ],
    [
      'risk:\n  auction_max_positions: 2.5',
      'risk.auction_max_positions is 2.5, expected a whole number from 1 to 100 (positions)',
    ],
    ['multi_tp:\n  move_sl_to_be_after_tp1: yes', 'multi_tp.move_sl_to_be_after_tp1 is "yes", expected true or false'],
    ['monitoring:\n  log_format: xml', 'monitoring.log_format is "xml", expected one of text, json'],
    [
      'liquidity_filters:\n  pinned_bases: [XBT]',
      'liquidity_filters.pinned_bases is ["XBT"], expected a list of assets',
    ],
    [
      'strategy:\n  key_fibs: [0.5, 2]',
      'strategy.key_fibs is [0.5,2], expected a list of numbers, each from 0 to 1 (retracement)',
    ],
    ['risk:\n  target_leverage: { a: 1 }', 'risk.target_leverage is {"a":1}, expected a number'],
  ])('says what %j should have been', (yaml, sentence) => {
    const [problem, ...more] = problems(yaml);
    expect(problem?.slice(0, 13 + sentence.length)).toBe(`keel.yaml:2: ${sentence}`);
    expect(more).toEqual([]);
  });

  it('says that a section holds keys, and that a file is a mapping', () => {
    expect(problems('mode: paper\nrisk: 5\n')).toEqual(['keel.yaml:2: risk is a section and must hold keys.']);
    expect(problems('- risk\n')).toEqual(['keel.yaml:1: The file must be a mapping of sections to keys.']);
  });

  it.each([
    ['risk:\n  target_leverage: 5\n  target_leverage: 6\n', 3],
    ['mode: paper\nrisk: [1, 2\n', 3],
    ['mode: paper\n---\nmode: live\n', 2],
  ])('says the file and line of bad YAML: %j', (yaml, line) => {
    const [problem] = problems(yaml);
    expect(problem).toMatch(new RegExp(`^keel\\.yaml:${line}: This is not YAML: [^\\n]+\\.$`));
  });

  it.each([
    'mode: paper\nrisk: *nobody\n',
    'mode: paper\nexchange: { spot_markets: &a [*a] }\n',
    'paper: &p {}\nbacktest: *p\n',
  ])('refuses aliases, which may lead nowhere or in a circle: %j', (yaml) => {
    expect(problems(yaml)).toEqual(['keel.yaml:2: An alias is not understood here; write the value out.']);
  });

  it('lists every problem, one a line, contradictions last', () => {
    const said = problems(
      'risk:\n  colour: 1\n  target_leverage: 12\n  auction_max_positions: 9\nsystem:\n  dry_run: true\n',
    );
    expect(said).toHaveLength(4);
    expect(said.at(-1)).toBe(
      'keel.yaml: risk.auction_max_positions (9) must be at most safety.invariants.degraded_concurrent_positions (8): ' +
        'full use is normal (positions-gate-within-degraded).',
    );
    for (const sentence of said) expect(sentence).not.toContain('\n');
  });
});
