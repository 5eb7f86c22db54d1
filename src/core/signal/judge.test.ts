import { expect, it } from 'vitest';
import { t0 } from '../../../test/support/keel.ts';
import { question } from '../../../test/support/questions.ts';
import type { Scene } from '../../../test/support/questions.ts';
import { judge, lookAtAll } from './judge.ts';
import type { Judgement } from './judge.ts';

const fired = (scene: Scene): Extract<Judgement, { fired: true }>['signal'] => {
  const verdict = judge(question(scene));
  if (!verdict.fired) throw new Error(verdict.code);
  return verdict.signal;
};

it('a signal says what, which way, where it would be wrong, what it may earn and how good it is', () => {
  const signal = fired({});
  expect(signal).toMatchObject({
    instrument: 'PF_XBTUSD',
    base: 'BTC',
    side: 'long',
    entry: 96,
    objective: 110,
    setup: 'ob',
  });
  expect(signal).toMatchObject({ at: t0, structureAt: t0, score: { total: 79 } });
  expect(signal.stop).toBeCloseTo(95.5 - 0.225 * 2, 12);
  expect(signal.reason).toBe('long at ob after BOS, adx 31.0, rr 14.74, score 79 B');
});

it('mirrored, it is the same the other way round', () => {
  const signal = fired({ dir: -1 });
  expect(signal).toMatchObject({ side: 'short', entry: 104, objective: 90, score: { total: 79 } });
  expect(signal.stop).toBeCloseTo(104.5 + 0.225 * 2, 12);
});

it('a gap is entered where there is no block, for fewer points', () => {
  expect(fired({ zone: ['fvg', 95.5, 97.5, 10] })).toMatchObject({ setup: 'fvg', score: { smc: 15, total: 77 } });
});

it('looking at all gates comes to the same verdict as stopping at the first no', () => {
  const scenes: readonly Scene[] = [
    {},
    { adx: 10 },
    { price: 98.5 },
    { occupied: true, blocked: 'HALTED' },
    { zone: 'none' },
  ];
  for (const scene of scenes) {
    const first = lookAtAll(question(scene)).find(({ pass }) => !pass);
    const verdict = judge(question(scene));
    expect(verdict.fired ? undefined : verdict.code).toBe(first?.code);
  }
});

it('asking changes nothing: the same question has the same answer', () => {
  const asked = question({});
  const before = structuredClone(asked);
  expect(judge(asked)).toEqual(judge(asked));
  expect(asked).toEqual(before);
});

it('an entry that passes the second look off its zone costs five points, and one in it none', () => {
  const settings = { reconfirmation: { quarters: 10, penalty: -5 } };
  expect(fired({ price: 96, recent: [106], settings }).score).toMatchObject({ total: 79 });
  expect(fired({ price: 95.4, recent: [106], settings }).score).toMatchObject({ penalty: -5, total: 74 });
});

it('costs are what the venue tells, where it tells them', () => {
  const fee = { takerFeeBps: 5 };
  expect(fired({ spread: [100, 100.01], settings: fee }).score.cost).toBe(15);
  expect(fired({ spread: [100, 100.15], settings: { ...fee, minScoreTightAligned: 0 } }).score.cost).toBe(10);
});
