import { describe, expect, it } from 'vitest';
import { settings } from '../../../test/support/keel.ts';
import { gradeOf, score } from './score.ts';
import type { ScoreInput } from './score.ts';

const points = settings.signal.score;

const input: ScoreInput = {
  orderBlock: true,
  fairValueGap: false,
  structureBreak: true,
  inOte: true,
  nearKeyFib: true,
  bias: 'aligned',
  adx: 31,
  costBps: settings.signal.roundTripCostBps,
  freshness: 0,
  penalty: 0,
};

it('a block, a break, an entry in the OTE with the bias and an ADX of 31 are 79 points (spec 03 section 18.4)', () => {
  expect(score(input, points)).toEqual({ smc: 17, fib: 15, htf: 20, adx: 12, cost: 15, total: 79 });
});

it('the most is 90, and the least is nothing', () => {
  expect(score({ ...input, fairValueGap: true, adx: 40 }, points).total).toBe(90);
  const none = { orderBlock: false, fairValueGap: false, structureBreak: false, inOte: false, nearKeyFib: false };
  expect(
    score({ ...input, ...none, bias: 'counter', adx: 19.9, costBps: 51, freshness: 0, penalty: 0 }, points).total,
  ).toBe(0);
});

describe('each component steps at its bounds', () => {
  it.each([
    [40, 15],
    [39.99, 12],
    [30, 12],
    [29.99, 10],
    [25, 10],
    [24.99, 7],
    [20, 7],
    [19.99, 0],
    [Number.NaN, 0],
  ])('ADX %d: %d', (adx, wanted) => {
    expect(score({ ...input, adx }, points).adx).toBe(wanted);
  });

  it.each([
    [10, 20],
    [10.01, 15],
    [20, 15],
    [20.01, 10],
    [30, 10],
    [30.01, 5],
    [50, 5],
    [50.01, 0],
  ])('cost of %d bps: %d', (costBps, wanted) => {
    expect(score({ ...input, costBps }, points).cost).toBe(wanted);
  });

  it.each([
    [true, true, 15],
    [true, false, 15],
    [false, true, 10],
    [false, false, 0],
  ])('in OTE %s, near a key fib %s: %d', (inOte, nearKeyFib, wanted) => {
    expect(score({ ...input, inOte, nearKeyFib }, points).fib).toBe(wanted);
  });

  it.each([
    [true, false, true, 17],
    [false, true, true, 15],
    [true, true, true, 25],
    [true, false, false, 10],
  ])('block %s, gap %s, break %s: %d', (orderBlock, fairValueGap, structureBreak, wanted) => {
    expect(score({ ...input, orderBlock, fairValueGap, structureBreak }, points).smc).toBe(wanted);
  });
});

it('a neutral bias reaches 72 at best with a block and a break: less than the 75 that it took (section 18.4)', () => {
  expect(score({ ...input, bias: 'neutral', adx: 40 }, points).total).toBe(72);
});

it.each([
  [80, 'A'],
  [79, 'B'],
  [65, 'B'],
  [64.9, 'C'],
  [50, 'C'],
  [35, 'D'],
  [34.9, 'F'],
])('%d points are a %s', (total, grade) => {
  expect(gradeOf(total)).toBe(grade);
});

it('freshness and a penalty are told where they count, and only there', () => {
  const fresh = score({ ...input, freshness: 0.5 }, { ...points, freshness: 10 });
  expect(fresh).toMatchObject({ freshness: 5, total: 84 });
  expect(score({ ...input, freshness: 0.5 }, points)).toEqual(score(input, points));
  expect(score({ ...input, penalty: -5 }, points)).toMatchObject({ penalty: -5, total: 74 });
});
