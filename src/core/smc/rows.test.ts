import { expect, test } from 'vitest';
import { columnsOf, rowOf } from './rows.ts';

test('an event is a row in the order of its columns, yes and no as 1 and 0', () => {
  const strong = { strongPrice: 8, strongIdx: 3, origin: null };
  const found = {
    at: 4,
    kind: 'BOS',
    dir: 1,
    level: 12,
    levelIdx: 1,
    levelSrc: 'pivot',
    initial: true,
    ...strong,
  } as const;
  expect(rowOf({ type: 'structure', scale: 'swing', ...found })).toEqual([
    4,
    'swing',
    'BOS',
    1,
    12,
    1,
    'pivot',
    1,
    8,
    3,
  ]);
  expect(columnsOf('breaker')).toEqual(['known_at', 'event', 'ob_id', 'scale', 'dir', 'idx', 'top', 'bottom']);
});
