import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createStarts } from '../../src/boot/starts.ts';
import type { Explanation } from '../../src/view/explain.ts';
import { drawCandles, markets, writeCandles } from '../support/candles.ts';
import { keel, replayRun } from '../support/cli.ts';

const cwd = mkdtempSync(join(tmpdir(), 'keel-picture-'));
const starts = createStarts({ cwd, env: {} });
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

type Drawn = Readonly<{ at: string; explanation: Explanation; svg: string }>;
const drawn: Drawn[] = [];

function drawAt(at: string, from: Readonly<{ data?: string }> = {}): Drawn {
  const result = starts.explain({ instrument: 'BTC', at, svg: 'picture.svg', ...from });
  if (!result.ok) throw new Error(result.error);
  return { at, explanation: result.value, svg: readFileSync(join(cwd, 'picture.svg'), 'utf8') };
}

/** Two signals, and closes at which there was none. */
beforeAll(async () => {
  for (const walk of markets) writeCandles(join(cwd, 'candles'), walk.base, drawCandles(walk));
  const { code, err } = await keel(cwd, [...replayRun, '--data', 'candles']);
  if (code !== 0) throw new Error(err);
  const report = starts.decisions({ since: '60d', instrument: 'BTC' });
  if (!report.ok) throw new Error(report.error);
  const signals = report.value.signals.map(({ at }) => at);
  if (signals.length < 2) throw new Error('too few signals to draw');
  const others = ['2024-02-20T00:00:00Z', '2024-03-10T12:00:00Z', '2024-03-27T18:30:00Z'];
  for (const at of [signals[0] ?? '', signals.at(-1) ?? '', ...others]) drawn.push(drawAt(at));
});

type Shape = Readonly<{ name: string; attributes: Readonly<Record<string, string>>; words: string }>;

/** The elements of a picture, in order; enough of a parser for what we write. */
function shapesIn(svg: string): readonly Shape[] {
  return [...svg.matchAll(/<(\w+)((?: [\w-]+="[^"]*")*)\/?>([^<]*)/g)].map(([, name = '', pairs = '', words = '']) => ({
    name,
    attributes: Object.fromEntries(
      [...pairs.matchAll(/([\w-]+)="([^"]*)"/g)].map(([, key = '', value]) => [key, value ?? '']),
    ),
    words,
  }));
}

const number = ({ attributes }: Shape, key: string): number => Number(attributes[key]);
const leftOf = (shape: Shape): number =>
  shape.name === 'circle'
    ? number(shape, 'cx')
    : shape.name === 'line'
      ? Math.min(number(shape, 'x1'), number(shape, 'x2'))
      : number(shape, 'x');

type Panel = Readonly<{ id: string; x: number; width: number; from: number; to: number; shapes: readonly Shape[] }>;

/** Each panel with what is drawn in it. */
function panelsIn(svg: string): readonly Panel[] {
  return [...svg.matchAll(/<g clip-path[^>]*data-panel="(\w+)"[^>]*>\n([\s\S]*?)\n<\/g>\n<rect/g)].map(
    ([whole, id = '', inside = '']) => {
      const [group] = shapesIn(whole);
      if (group === undefined) throw new Error('no panel');
      const [from, to, x, width] = ['from', 'to', 'x', 'width'].map((key) => number(group, `data-${key}`));
      return { id, from: from ?? NaN, to: to ?? NaN, x: x ?? NaN, width: width ?? NaN, shapes: shapesIn(inside) };
    },
  );
}

describe('the picture of a decision', () => {
  it('draws nothing before it was known, and knows nothing of later', () => {
    const kinds = new Set<string>();
    for (const { at, svg } of drawn) {
      const panels = panelsIn(svg);
      expect(panels.map(({ id }) => id)).toEqual(['main', 'near', 'days']);
      for (const { x, width, from, to, shapes } of panels) {
        const place = (time: number): number => x + ((time - from) / (to - from)) * width;
        for (const shape of shapes.filter(({ attributes }) => 'data-known' in attributes)) {
          const knownAt = number(shape, 'data-known');
          const dot = shape.name === 'circle' ? 0.02 : 0.01;
          expect(leftOf(shape), `${shape.attributes['class']} at ${at}`).toBeGreaterThanOrEqual(place(knownAt) - dot);
          expect(knownAt).toBeLessThanOrEqual(Date.parse(at));
          kinds.add(shape.attributes['class'] ?? '');
        }
      }
    }
    const wanted = ['zone', 'level', 'break', 'break-label', 'swing', 'swing-label', 'ote', 'fib', 'trade'];
    expect([...kinds].toSorted()).toEqual(expect.arrayContaining(wanted.map((kind) => `known ${kind}`).toSorted()));
  });

  it('shows where things come from in thin outlines only', () => {
    for (const { svg } of drawn) {
      for (const { name, attributes } of shapesIn(svg).filter((shape) => shape.attributes['class'] === 'origin')) {
        if (name !== 'circle') expect(Number(attributes['stroke-width'])).toBeLessThanOrEqual(1);
        if (name === 'rect') expect(attributes['fill']).toBe('none');
      }
    }
  });

  it('keeps every word on the sheet, and every tick out of the plots', () => {
    for (const { svg } of drawn) {
      const shapes = shapesIn(svg);
      for (const shape of shapes.filter(({ name }) => name === 'text')) {
        const [x, y] = [number(shape, 'x'), number(shape, 'y')];
        const wide = shape.words.length * number(shape, 'font-size') * 0.5;
        const anchor = shape.attributes['text-anchor'];
        const left = anchor === 'end' ? x - wide : anchor === 'middle' ? x - wide / 2 : x;
        expect(left, `${shape.words}`).toBeGreaterThanOrEqual(0);
        expect(left + wide, `${shape.words}`).toBeLessThanOrEqual(1600);
        expect(y).toBeGreaterThan(8);
        expect(y).toBeLessThan(1000);
      }
      const main = panelsIn(svg).find(({ id }) => id === 'main');
      if (main === undefined) throw new Error('no main panel');
      const ticks = shapes.filter(({ attributes }) => attributes['class'] === 'price-tick');
      expect(ticks.length).toBeGreaterThan(8);
      const plots = panelsIn(svg).map(({ x, width }) => x + width);
      for (const tick of ticks) expect(plots.some((end) => Math.abs(number(tick, 'x') - end - 6) < 0.01)).toBe(true);
    }
  });

  it('never puts the name of a price on another one', () => {
    for (const { svg } of drawn) {
      const labels = shapesIn(svg).filter(({ attributes }) => attributes['class'] === 'price-label');
      const heights = labels.map((label) => number(label, 'y')).toSorted((a, b) => a - b);
      for (const [n, y] of heights.entries())
        if (n > 0) expect(y - (heights[n - 1] ?? 0)).toBeGreaterThanOrEqual(14.98);
    }
  });

  it('says the verdict, every gate, and the prices of the trade', () => {
    for (const { explanation, svg } of drawn) {
      const words = shapesIn(svg)
        .filter(({ name }) => name === 'text')
        .map((shape) => shape.words);
      for (const { code } of explanation.gates) expect(words).toContain(code);
      expect(words.join(' ')).toContain(explanation.instrument);
      const isSignal = explanation.verdict === 'SIGNAL';
      expect(words.some((word) => word.startsWith('SIGNAL '))).toBe(isSignal);
      if (!isSignal) continue;
      for (const name of ['entry', 'stop', 'TP1 1R', 'OB · entry zone']) expect(words, `${name}`).toContain(name);
      expect(svg).toContain(`Score ${explanation.setup?.score?.total} · grade ${explanation.setup?.score?.grade}`);
    }
  });

  it('is the same for the same decision, and the same from the candles alone where nothing else speaks', () => {
    for (const { at, svg, explanation } of drawn) {
      expect(drawAt(at).svg).toBe(svg);
      const alone = drawAt(at, { data: 'candles' });
      expect(panelsIn(alone.svg)).toEqual(panelsIn(svg));
      expect(alone.explanation.setup).toEqual(explanation.setup);
    }
    expect(new Set(drawn.map(({ svg }) => svg)).size).toBe(drawn.length);
  });

  it('is written as PNG too, twice as fine', async () => {
    const { at } = drawn[0] ?? { at: '' };
    const spoken = await keel(cwd, ['explain', 'BTC', '--at', at, '--png', 'picture.png', '--json']);
    expect(spoken).toMatchObject({ code: 0, err: 'Drawn: picture.png\n' });
    const bytes = readFileSync(join(cwd, 'picture.png'));
    expect(bytes.subarray(1, 4).toString()).toBe('PNG');
    expect([bytes.readUInt32BE(16), bytes.readUInt32BE(20)]).toEqual([3200, 2000]);
    expect(bytes.length).toBeGreaterThan(100_000);
  });

  it('that cannot be written is said in a sentence', async () => {
    for (const flag of ['--svg', '--png']) {
      const { code, err } = await keel(cwd, ['explain', 'BTC', flag, join('nowhere', 'picture')]);
      expect(code).toBe(2);
      expect(err).toMatch(/^The picture could not be written to .*nowhere.*\.\n$/);
    }
  });
});
