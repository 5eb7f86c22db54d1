import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { fixed, formatFixed } from '../../core/units.ts';
import { hall } from '../../../test/support/exchange.ts';
import type { Hall } from '../../../test/support/exchange.ts';
import { linesPerOrder } from './remembering.ts';

const most = 1_000;

/** Buys and sells in turn until so many orders have been filled; what was told of them is not kept. */
function trade(one: Hall, from: number, to: number): void {
  const answers = new Set<string>();
  for (let n = from; n < to; n += 1) {
    answers.add(one.order({ kind: 'mkt', side: n % 2 === 0 ? 'buy' : 'sell', cliOrdId: `c${n}` }).status);
    one.events.length = 0;
  }
  expect([...answers]).toEqual(['placed']);
}

function opened(): Hall {
  const one = hall({ remembers: most, deposits: { USD: fixed('1000000') }, slippage: fixed('0') });
  one.candle(0, 100, 1e12);
  return one;
}

/** Bytes of the heap that something still holds. */
function held(): number {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')();
  return process.memoryUsage().heapUsed;
}

test('100,000 orders take no more memory than the few that are remembered', () => {
  const one = opened();
  trade(one, 0, 5_000);
  const before = held();
  trade(one, 5_000, 100_000);
  // Kept for good they would be 2 KB each: 190 MB.
  expect((held() - before) / 1e6).toBeLessThan(10);
  expect(formatFixed(one.exchange.volume())).toBe('10000000');
});

test('the newest are known, the others are counted, and numbers go on', () => {
  const one = opened();
  trade(one, 0, 2_000);
  const { exchange } = one;
  const [executions, history] = [exchange.executions(10_000), exchange.history()];
  const { forgotten } = exchange;
  for (const [kept, gone, limit] of [
    [executions.length, forgotten().executions, most],
    [history.length, forgotten().history, most * linesPerOrder],
  ] as const) {
    expect(kept).toBeGreaterThanOrEqual(limit);
    expect(kept).toBeLessThanOrEqual(limit * 1.25);
    expect(gone).toBeGreaterThan(0);
  }
  expect(executions[0]?.seq).toBe(2_000);
  expect(executions.at(-1)?.seq).toBe(forgotten().executions + 1);
  expect(history[0]?.seq).toBe(forgotten().history + 1);
  expect(history.map(({ seq }) => seq - (history[0]?.seq ?? 0))).toEqual(history.map((_, place) => place));
  expect(exchange.cancel({ cliOrdId: 'c1999' }).status).toBe('filled');
  expect(exchange.cancel({ cliOrdId: 'c0' }).status).toBe('notFound');
  expect(forgotten().orders).toBe(2_000 - executions.length);
});

test('an open order is never forgotten, however many have ended since', () => {
  const one = opened();
  const resting = one.order({ kind: 'lmt', limitPrice: '50', cliOrdId: 'rests' });
  trade(one, 0, 3_000);
  expect(one.exchange.openOrders().map(({ orderId }) => orderId)).toEqual([resting.orderId]);
  expect(one.exchange.cancel({ cliOrdId: 'rests' }).status).toBe('cancelled');
});
