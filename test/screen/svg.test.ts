import { describe, expect, it } from 'vitest';
import { svg } from '../../src/surface/screen/svg.ts';
import type { Line } from '../../src/view/screen-text.ts';
import { bold, dim, plain } from '../../src/view/screen-text.ts';
import { frame, textOf } from './frames.ts';

const picture = { width: 80, title: 'keel run', description: 'a frame' };

describe('the picture of a frame', () => {
  it('has every word where the terminal has it', () => {
    const line: Line = [plain(' a  b<c'), bold(' d')];
    const texts = [...svg({ ...picture, lines: [line] }).matchAll(/<text x="([\d.]+)" y="48.25"[^>]*>([^<]*)</g)];
    expect(texts.map(([, x, text]) => [x, text])).toEqual([
      ['26.4', 'a'],
      ['51.6', 'b&lt;c'],
      ['85.2', 'd'],
    ]);
  });

  it('draws lines and bars rather than letters', () => {
    expect(svg({ ...picture, lines: [[dim('──'), plain('██'), dim('░░')]] }).match(/<rect x=/g)).toHaveLength(3);
  });

  it('is the same for the same frame, and loses no word of it', () => {
    const lines = frame();
    const drawn = svg({ ...picture, lines });
    expect(svg({ ...picture, lines: frame() })).toBe(drawn);
    for (const word of lines
      .map(textOf)
      .join(' ')
      .split(/[\s─█░]+/))
      expect(drawn).toContain(word);
  });
});
