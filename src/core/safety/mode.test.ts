import { describe, expect, it } from 'vitest';
import type { Breach } from '../risk/limits.ts';
import { later, ms } from '../units.ts';
import type { Ms } from '../units.ts';
import { halt, initialSafety, modeOf, observe, pause, reset, resume } from './mode.ts';
import type { Mode, Safety } from './mode.ts';

const settings = { cleanMs: 180_000 };
const minute = (n: number): Ms => ms(Math.round(n * 60_000));
const breach: Breach = { limit: 'margin-use', code: 'MARGIN_INSUFFICIENT', unit: 'ratio', observed: 2n, bound: 1n };
const other: Breach = { ...breach, limit: 'drawdown' };

type Deed = (safety: Safety, at: Ms) => unknown;
const breached: Deed = (safety, at) => observe(safety, [breach], at);
const clean: Deed = (safety, at) => observe(safety, [], at);
const halted: Deed = (safety, at) => halt(safety, { reason: 'margin', at, incarnation: 0 });

/** Deeds at their minutes, and the mode at the last minute. */
const table: readonly (readonly [string, readonly (readonly [number, Deed])[], number, Mode])[] = [
  ['nothing happened', [], 0, 'NORMAL'],
  ['a soft breach', [[0, breached]], 0, 'DEGRADED'],
  ['a breach that lasts, however long ago it was seen', [[0, breached]], 60, 'DEGRADED'],
  [
    'a breach that has gone',
    [
      [0, breached],
      [1, clean],
    ],
    1,
    'DEGRADED',
  ],
  [
    'almost three clean minutes',
    [
      [0, breached],
      [1, clean],
    ],
    2.999,
    'DEGRADED',
  ],
  [
    'three clean minutes since it was last seen',
    [
      [0, breached],
      [1, clean],
    ],
    3,
    'NORMAL',
  ],
  [
    'seen again in between',
    [
      [0, breached],
      [1, clean],
      [2, breached],
      [2.5, clean],
    ],
    4.9,
    'DEGRADED',
  ],
  [
    'three minutes after the second time',
    [
      [0, breached],
      [1, clean],
      [2, breached],
      [2.5, clean],
    ],
    5,
    'NORMAL',
  ],
  ['a pause', [[0, pause]], 60, 'DEGRADED'],
  [
    'a pause and clean minutes',
    [
      [0, pause],
      [0, breached],
      [1, clean],
    ],
    60,
    'DEGRADED',
  ],
  [
    'a pause that was lifted',
    [
      [0, pause],
      [1, resume],
    ],
    1,
    'NORMAL',
  ],
  [
    'a pause that was lifted during a breach',
    [
      [0, pause],
      [0, breached],
      [1, resume],
    ],
    1,
    'DEGRADED',
  ],
  ['a hard breach', [[0, halted]], 0, 'HALTED'],
  [
    'a hard breach and any time',
    [
      [0, halted],
      [1, clean],
    ],
    60 * 24 * 365,
    'HALTED',
  ],
  [
    'a hard breach and a resume',
    [
      [0, halted],
      [1, resume],
    ],
    2,
    'HALTED',
  ],
  [
    'a hard breach that an operator reset',
    [
      [0, halted],
      [1, reset],
    ],
    1,
    'NORMAL',
  ],
  [
    'a reset does not lift a pause',
    [
      [0, halted],
      [0, pause],
      [1, reset],
    ],
    1,
    'DEGRADED',
  ],
  [
    'a reset does not lift a soft breach',
    [
      [0, halted],
      [0, breached],
      [1, reset],
    ],
    1,
    'DEGRADED',
  ],
];

describe('the mode', () => {
  it.each(table)('%s', (_, deeds, after, mode) => {
    const safety = initialSafety();
    for (const [at, deed] of deeds) deed(safety, minute(at));
    expect(modeOf(safety, minute(after), settings)).toBe(mode);
  });
});

describe('the safety epoch', () => {
  it('rises whenever entries stop being allowed, and only then', () => {
    const safety = initialSafety();
    const rises = (deed: Deed, at: number): number => {
      const before = safety.epoch;
      deed(safety, minute(at));
      return safety.epoch - before;
    };
    expect(rises(clean, 0)).toBe(0);
    expect(rises(breached, 0)).toBe(1);
    expect(rises(breached, 1)).toBe(0);
    expect(rises((s, at) => observe(s, [breach, other], at), 1)).toBe(0);
    expect(rises(clean, 2)).toBe(0);
    expect(rises(breached, 2)).toBe(1);
    expect(rises(halted, 2)).toBe(1);
    expect(rises(halted, 3)).toBe(0);
    expect(rises(reset, 4)).toBe(0);
    expect(rises(halted, 4)).toBe(1);
    expect(rises(pause, 4)).toBe(1);
    expect(rises(resume, 4)).toBe(0);
  });
});

it('the first reason of a halt is kept, and a reset says whether there was one', () => {
  const safety = initialSafety();
  expect(reset(safety)).toBe(false);
  expect(halt(safety, { reason: 'first', at: minute(1), incarnation: 3 })).toBe(true);
  expect(halt(safety, { reason: 'second', at: minute(2), incarnation: 3 })).toBe(false);
  expect(safety.latch).toEqual({ reason: 'first', at: minute(1), incarnation: 3 });
  expect(reset(safety)).toBe(true);
  expect('latch' in safety).toBe(false);
});

it('all soft limits that are exceeded now are named, and a repetition is no news', () => {
  const safety = initialSafety();
  expect(observe(safety, [breach], minute(0))).toBe(true);
  expect(observe(safety, [breach, other], later(minute(0), 1))).toBe(false);
  expect(safety.soft).toEqual(['margin-use', 'drawdown']);
});
