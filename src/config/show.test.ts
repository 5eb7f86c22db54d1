import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { assemble } from './config.ts';
import { variables } from './environment.ts';
import { rules } from './relations.ts';
import { keys, liveKeys } from './schema.ts';
import { configReference, configRows, environmentTemplate } from './show.ts';

const root = new URL('../../', import.meta.url);

/** Writes what is generated when asked to, and compares otherwise. */
function compare(path: string, generated: string): void {
  const file = fileURLToPath(new URL(path, root));
  if (process.env['KEEL_UPDATE_REFERENCE'] === '1') writeFileSync(file, generated);
  const how = `${path} is not what the schema says; write it with KEEL_UPDATE_REFERENCE=1 npx vitest run src/config`;
  expect(readFileSync(file, 'utf8') === generated, how).toBe(true);
}

describe('the reference', () => {
  it('is docs/reference/config.md', () => {
    compare('docs/reference/config.md', configReference());
  });

  it('has every key and every rule', () => {
    const text = configReference();
    for (const path of keys.keys()) expect(text).toContain(`\`${path.slice(path.lastIndexOf('.') + 1)}\``);
    for (const { name } of rules) expect(text).toContain(`| ${name} |`);
  });
});

describe('the template of the environment', () => {
  it('is .env.example', () => {
    compare('.env.example', environmentTemplate());
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
