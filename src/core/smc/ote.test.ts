import { expect, test } from 'vitest';
import type { Leg } from './leg.ts';
import { advanceOte, armOte, newOte } from './ote.ts';

const rules = { ote: [0.5, 0.6, 0.75] as const };

/** The events of candles given by high, low and close, the leg trailing after each. */
function told(leg: Leg, candles: readonly (readonly [number, number, number])[]): string[] {
  const ote = newOte();
  armOte(ote, leg);
  const lines: string[] = [];
  for (const [t, [high, low, close]] of candles.entries()) {
    advanceOte(
      ote,
      leg,
      { t, open: close, high, low, close, atr: -1, atrBefore: -1 },
      {
        rules,
        emit: (event) => {
          if (event.type === 'ote') lines.push(`${t} ${event.event} ${event.price}`);
        },
      },
    );
    const end = leg.dir === 1 ? high : low;
    if (leg.dir * end > leg.dir * leg.b) leg.b = end;
  }
  return lines;
}

test('enters at the level, goes deeper, and fails by a close beyond the origin; each once', () => {
  const candles = [
    [190, 151, 160],
    [180, 150, 160],
    [170, 140, 160],
    [170, 95, 100],
    [120, 90, 99],
    [120, 90, 99],
  ] as const;
  expect(told({ dir: 1, a: 100, b: 200 }, candles)).toEqual(['1 enter 150', '2 mid 140', '3 deep 125', '4 fail 100']);
});

test('a leg that has grown begins anew, with the levels of its new end', () => {
  const candles = [
    [180, 150, 160],
    [220, 160, 210],
    [215, 160, 170],
    [215, 159, 170],
  ] as const;
  expect(told({ dir: 1, a: 100, b: 200 }, candles)).toEqual(['0 enter 150', '2 enter 160']);
});

test('mirrored, and all at once in one candle, fail last', () => {
  const lines = told({ dir: -1, a: 200, b: 100 }, [[205, 150, 201]]);
  expect(lines).toEqual(['0 enter 150', '0 mid 160', '0 deep 175', '0 fail 200']);
});
