import { expect, test } from 'vitest';
import { fixed, ms } from '../../core/units.ts';
import { virtualClock } from '../../runtime/clock.ts';
import { budgetOf, createLimiter, laneOf } from './limiter.ts';
import type { Lane, Limiter } from './limiter.ts';

const never = new AbortController().signal;
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function setUp(reserve: number): Readonly<{
  limiter: Limiter;
  ask: (name: string, cost: number, lane: Lane, signal?: AbortSignal) => void;
  pass: (at: number) => Promise<readonly string[]>;
}> {
  const { clock, advanceTo } = virtualClock(ms(0));
  const limiter = createLimiter({ clock, capacity: 500, perSecond: 50, reserve });
  const served: string[] = [];
  const ask = (name: string, cost: number, lane: Lane, signal: AbortSignal = never): void =>
    void limiter.take(cost, lane, signal).then((isTurn) => served.push(isTurn ? name : `${name} left`));
  const pass = async (at: number): Promise<readonly string[]> => {
    advanceTo(ms(at));
    await settled();
    return served.splice(0);
  };
  return { limiter, ask, pass };
}

test('the reserve is for protection alone, and the bucket fills evenly', async () => {
  const { limiter, ask, pass } = setUp(100);
  ask('entries', 400, 'entry');
  ask('one more', 10, 'entry');
  ask('stop', 100, 'protective');
  expect(await pass(0)).toEqual(['entries', 'stop']);
  expect(limiter.level()).toBe(0);
  expect(await pass(2_199)).toEqual([]);
  expect(await pass(2_200)).toEqual(['one more']);
});

test('protection goes before entries and entries before questions, whoever came first', async () => {
  const { limiter, ask, pass } = setUp(100);
  limiter.drain();
  ask('read', 2, 'read');
  ask('entry', 10, 'entry');
  ask('stop', 10, 'protective');
  expect(await pass(200)).toEqual(['stop']);
  expect(await pass(2_400)).toEqual(['entry']);
  expect(await pass(2_440)).toEqual(['read']);
});

test('over any stretch no more is asked than the bucket and its refill', async () => {
  const { ask, pass } = setUp(0);
  for (let i = 0; i < 300; i += 1) ask('x', 10, i % 2 === 0 ? 'entry' : 'protective');
  let spent = (await pass(0)).length * 10;
  for (let at = 100; at <= 40_000; at += 100) {
    spent += (await pass(at)).length * 10;
    expect(spent).toBeLessThanOrEqual(500 + at / 20);
  }
  expect(spent).toBe(2_500);
});

test('whoever gives up leaves the queue, and the next one is served', async () => {
  const { limiter, ask, pass } = setUp(0);
  limiter.drain();
  const patience = new AbortController();
  ask('large', 400, 'entry', patience.signal);
  ask('small', 5, 'entry');
  expect(await pass(100)).toEqual([]);
  patience.abort();
  expect(await pass(100)).toEqual(['large left', 'small']);
  ask('late', 5, 'entry', patience.signal);
  expect(await pass(100)).toEqual(['late left']);
});

test('many cancels leave half of the reserve to protection, which goes before them', async () => {
  const { ask, pass } = setUp(100);
  for (let i = 0; i < 60; i += 1) ask('cancel', 10, 'reducing');
  for (let i = 0; i < 7; i += 1) ask('stop', 10, 'protective');
  ask('entry', 10, 'entry');
  expect(await pass(0)).toEqual([...Array<string>(45).fill('cancel'), ...Array<string>(5).fill('stop')]);
  expect(await pass(200)).toEqual(['stop']);
  expect(await pass(400)).toEqual(['stop']);
  expect(await pass(1_599)).toEqual([]);
  expect(await pass(1_600)).toEqual(['cancel']);
});

test('of the venue’s pool a share is used, of its size and its refill', () => {
  expect(budgetOf({ capacity: 500, perSecond: 50 }, { share: 0.8, reserve: 0.2 })).toEqual({
    capacity: 400,
    perSecond: 40,
    reserve: 100,
  });
});

test('stops and exits at once are protection; what waits for a price is not, and adds no risk', () => {
  const price = fixed<never>('1');
  const lanes = [
    { reduceOnly: true, form: { type: 'stop', trigger: price } },
    { reduceOnly: true, form: { type: 'market' } },
    { reduceOnly: true, form: { type: 'limit', price } },
    { reduceOnly: true, form: { type: 'take-profit', trigger: price } },
    { reduceOnly: false, form: { type: 'market' } },
  ] as const;
  expect(lanes.map(laneOf)).toEqual(['protective', 'protective', 'reducing', 'reducing', 'entry']);
});
