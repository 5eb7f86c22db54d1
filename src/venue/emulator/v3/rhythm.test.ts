import { expect, test } from 'vitest';
import { ms } from '../../../core/units.ts';
import { fakeExchange } from '../../../../test/support/fake-exchange.ts';
import { createRhythm } from './rhythm.ts';

test('what comes too early is sent when its second is up, once', () => {
  const exchange = fakeExchange(0);
  const rhythm = createRhythm(exchange);
  const sent: number[] = [];
  for (const at of [0, 100, 200, 1_100, 2_500]) {
    exchange.schedule(ms(at), () => rhythm.slowly('ticker', () => sent.push(exchange.now())));
  }
  while (exchange.nextAt() !== undefined) exchange.advance();
  expect(sent).toEqual([0, 1_000, 2_000, 3_000]);
});

test('what happens at one moment is shown together, after it', () => {
  const exchange = fakeExchange(0);
  const rhythm = createRhythm(exchange);
  const told: string[] = [];
  const shown: number[] = [];
  for (const name of ['a', 'b']) {
    told.push(name);
    rhythm.together('positions', () => shown.push(told.length));
  }
  expect(shown).toEqual([]);
  while (exchange.nextAt() !== undefined) exchange.advance();
  expect(shown).toEqual([2]);
});
