import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { liveKeys, rangeOf, unitOf } from '../../src/config/schema.ts';
import { gates } from '../../src/core/signal/gates.ts';

const docs = resolve(import.meta.dirname, '../../docs');
const page = readFileSync(resolve(docs, 'strategy.md'), 'utf8');
const rows = page.split('\n').filter((line) => line.startsWith('| `'));
const cellsOf = (row: string): readonly string[] =>
  row
    .slice(1, -1)
    .split('|')
    .map((cell) => cell.trim());

describe('docs/strategy.md', () => {
  it('has every key of the strategy once, as the configuration has it, with what turning it does', () => {
    const keys = [...liveKeys].filter(([path]) => path.startsWith('strategy.'));
    const wanted = keys.map(([path, { shape }]) => [
      `\`${path.slice('strategy.'.length)}\``,
      `\`${JSON.stringify(shape.shipped)}\``,
      rangeOf(shape),
      unitOf(shape),
    ]);
    const told = rows.map(cellsOf).filter((cells) => cells.length === 6);
    const inOrder = (a: readonly string[], b: readonly string[]): number => ((a[0] ?? '') < (b[0] ?? '') ? -1 : 1);
    expect(told.map((cells) => cells.slice(0, 4)).toSorted(inOrder)).toEqual(wanted.toSorted(inOrder));
    expect(told.filter((cells) => cells[4] === '' || cells[5] === '')).toEqual([]);
  });

  it('has every reason for no signal, in the order in which they are asked', () => {
    const told = rows.map(cellsOf).filter((cells) => cells.length === 4);
    expect(told.map(([code]) => code)).toEqual(gates.map(({ code }) => `\`${code}\``));
  });

  it('names no file that is not there', () => {
    const named = [...page.matchAll(/\]\(([^)#]+)\)/g)].map(([, file = '']) => file);
    expect(named.length).toBeGreaterThan(4);
    expect(named.filter((file) => !existsSync(resolve(docs, file)))).toEqual([]);
  });
});
