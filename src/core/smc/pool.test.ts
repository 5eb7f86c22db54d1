import { expect, test } from 'vitest';
import type { Dir, Now } from './bar.ts';
import { addToPools, advancePools, newPools } from './pool.ts';
import type { Pools } from './pool.ts';

const rules = { poolAtr: 0.1, reclaimBars: 2, liveMax: 512 };
const now = (t: number, high: number, low: number, close: number, atr = 10): Now => ({
  t,
  open: close,
  high,
  low,
  close,
  atr,
  atrBefore: atr,
});

function add(pools: Pools, side: Dir, price: number, { idx = 1, atr = 10, liveMax = 512 } = {}): string[] {
  const lines: string[] = [];
  addToPools(pools, { side, idx, price, label: '' }, now(9, 0, 0, 0, atr), {
    rules: { ...rules, liveMax },
    emit: (event) => {
      if (event.type === 'pool')
        lines.push(`${event.id} ${event.event} ${event.level} x${event.count} ${event.lastIdx}`);
    },
  });
  return lines;
}

function happened(pools: Pools, candle: Now): string[] {
  const lines: string[] = [];
  advancePools({ pools }, candle, rules, (event) => {
    if (event.type === 'pool') lines.push(`${event.id} ${event.event}`);
  });
  return lines;
}

test('a pivot within a tenth of an average range of the newest pool joins it: equal highs; the level stays the first', () => {
  const pools = newPools();
  expect(add(pools, 1, 100)).toEqual(['0 new 100 x1 1']);
  expect(add(pools, 1, 99, { idx: 8 })).toEqual(['0 join 100 x2 8']);
  expect(add(pools, 1, 98.9)).toEqual(['1 new 98.9 x1 1']);
  expect(add(pools, 1, 98.8, { atr: -1 })).toEqual(['2 new 98.8 x1 1']);
  expect(add(pools, -1, 98.8)).toEqual(['3 new 98.8 x1 1']);
});

test('a wick that is rejected sweeps, a close at the level or beyond runs; oldest first', () => {
  const pools = newPools();
  for (const price of [120, 110, 105]) add(pools, 1, price);
  expect(happened(pools, now(10, 105, 90, 100))).toEqual([]);
  expect(happened(pools, now(11, 115, 90, 105))).toEqual(['1 sweep', '2 run']);
  expect(happened(pools, now(12, 115, 90, 112))).toEqual([]);
});

test('a close back within is a reclaim for so many candles after the run', () => {
  const ran = (): Pools => {
    const pools = newPools();
    add(pools, -1, 100);
    expect(happened(pools, now(10, 110, 99, 100))).toEqual(['0 run']);
    return pools;
  };
  expect(happened(ran(), now(11, 110, 99, 100.1))).toEqual(['0 reclaim']);
  const late = ran();
  expect(happened(late, now(11, 110, 99, 99))).toEqual([]);
  expect(happened(late, now(12, 110, 99, 101))).toEqual(['0 reclaim']);
  const later = ran();
  expect(happened(later, now(11, 110, 99, 100))).toEqual([]);
  expect(happened(later, now(12, 110, 99, 99))).toEqual([]);
  expect(happened(later, now(13, 110, 99, 101))).toEqual([]);
  expect(later.low.run).toEqual([]);
});

test('a side holds its many and gives up the oldest', () => {
  const pools = newPools();
  for (const price of [120, 110]) add(pools, 1, price, { liveMax: 2 });
  expect(add(pools, 1, 100, { liveMax: 2 })).toEqual(['0 evict 120 x1 1', '2 new 100 x1 1']);
});
