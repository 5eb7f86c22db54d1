import { expect, test } from 'vitest';
import { advanceDisplacement, newDisplacement } from './displacement.ts';

const rules = { dispAtr: 1.5, dispBody: 0.6 };

function told(candle: readonly [open: number, high: number, low: number, close: number], atrBefore: number): string[] {
  const [open, high, low, close] = candle;
  const displacement = newDisplacement();
  const lines: string[] = [];
  advanceDisplacement({ displacement }, { t: 7, open, high, low, close, atr: 0, atrBefore }, rules, (event) => {
    if (event.type === 'displacement') lines.push(`${event.dir} ${event.bodyAtr}`);
  });
  expect([displacement.lastUp, displacement.lastDown].filter((idx) => idx === 7)).toHaveLength(lines.length);
  return lines;
}

test('a body of so many average ranges, and the better part of its candle', () => {
  expect(told([10, 14, 9, 13], 2)).toEqual(['1 1.5']);
  expect(told([13, 14, 9, 10], 2)).toEqual(['-1 1.5']);
  expect(told([10, 14, 9, 13], 2.1)).toEqual([]);
  expect(told([10, 14.1, 9, 13], 2)).toEqual([]);
});

test('none before there is an average range, and none without a body', () => {
  expect(told([10, 14, 9, 13], -1)).toEqual([]);
  expect(told([10, 10, 10, 10], 0)).toEqual([]);
});
