import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { assemble } from './config.ts';
import { variables } from './environment.ts';
import { rules } from './relations.ts';
import { keys, liveKeys } from './schema.ts';
import { configReference, configRows, environmentTemplate } from './show.ts';

const root = new URL('../../', import.meta.url);

const howToRegenerate = 'KEEL_UPDATE_REFERENCE=1 npx vitest run src/config';

/** What is on disk, or how to write it where it differs; writes it when asked to. */
function onDisk(path: string, generated: string): string {
  const file = fileURLToPath(new URL(path, root));
  if (process.env['KEEL_UPDATE_REFERENCE'] === '1') writeFileSync(file, generated);
  return existsSync(file) && readFileSync(file, 'utf8') === generated ? 'up to date' : `stale, run ${howToRegenerate}`;
}

describe('the reference', () => {
  it('is docs/reference/config.md', () => {
    expect(onDisk('docs/reference/config.md', configReference())).toBe('up to date');
  });

  it('has every key and every rule', () => {
    const text = configReference();
    const paths = [...keys].map(([path, { status }]) =>
      status === 'retired' ? `| \`${path}\` |` : `| \`${path.slice(path.lastIndexOf('.') + 1)}\` |`,
    );
    const rows = [...paths, ...rules.map(({ name }) => `| ${name} |`)];
    expect(rows.filter((row) => !text.includes(row))).toEqual([]);
  });
});

describe('the template of the environment', () => {
  it('is .env.example', () => {
    expect(onDisk('.env.example', environmentTemplate())).toBe('up to date');
  });

  it('has every variable, and no value of a secret', () => {
    const lines = environmentTemplate().split('\n');
    for (const { name, secret, shipped } of variables) expect(lines).toContain(`#${name}=${secret ? '' : shipped}`);
  });
});

describe('the listing', () => {
  it('has a row for every key, with value, source, range, unit, meaning and status', () => {
    const set = new Map([['risk.target_leverage', { value: 5, source: 'file' as const }]]);
    const config = assemble({ set, refused: new Set() });
    const rows = config.ok ? configRows(config.value) : [];
    expect(rows.map(({ key }) => key)).toEqual([...liveKeys.keys()]);
    expect(rows.find(({ key }) => key === 'risk.target_leverage')).toEqual({
      key: 'risk.target_leverage',
      value: 5,
      source: 'file',
      range: 'from 1 to 10',
      unit: 'times',
      meaning: 'Leverage that sizing assumes, where the tier allows it.',
      status: 'read',
    });
  });
});
