import { expect, test } from 'vitest';
import { hall } from '../../../../test/support/exchange.ts';
import { loggedUpTo, logRows } from './account-log.ts';

test('rows go by their numbers, also when the oldest are forgotten', () => {
  const { exchange, candle, order } = hall({ remembers: 10 });
  const desk = { exchange };
  candle(0, 100);
  for (let n = 0; n < 40; n += 1) order({ kind: 'mkt', side: n % 2 === 0 ? 'buy' : 'sell' });
  const seen = loggedUpTo(desk);
  expect(seen).toBeGreaterThan(exchange.history().length);
  expect(logRows(desk, seen)).toEqual([]);
  order({ kind: 'mkt' });
  // An execution writes two: the position and the money.
  const fresh = logRows(desk, seen);
  expect(fresh.map(({ id }) => id > seen)).toEqual([true, true]);
  expect(fresh.map(({ json }) => json['execution'])).toEqual(Array(2).fill(exchange.executions(1)[0]?.id));
  expect(logRows(desk, 0)[0]?.id).toBeGreaterThan(1);
});
