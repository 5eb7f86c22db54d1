import { expect, it } from 'vitest';
import { csvLine, newPages } from './csv.ts';

it('spells numbers as Python does, and nothing for what is not there', () => {
  const cells = [12, 0.97312, 0.0001, 0.000099, -0.00000012, 1.5e-123, Number.NaN, -0, 'HH', ''];
  expect(csvLine(cells)).toBe('12,0.97312,0.0001,9.9e-05,-1.2e-07,1.5e-123,,0,HH,');
});

it('prints pages and not lines, and all of them', () => {
  const printed: string[] = [];
  const pages = newPages((text) => void printed.push(text));
  const line = 'x'.repeat(999);
  for (let n = 0; n < 100; n += 1) pages.add(line);
  expect(printed.length).toBe(1);
  pages.end();
  pages.end();
  expect(printed.join('')).toBe(`${line}\n`.repeat(100));
});
