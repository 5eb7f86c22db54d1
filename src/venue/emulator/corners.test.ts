import { expect, test } from 'vitest';
import { hall, openIn, quarter, sol } from '../../../test/support/exchange.ts';
import type { Hall } from '../../../test/support/exchange.ts';
import { fixed } from '../../core/units.ts';

/** A market at 100 with a depth of 2.5 at each of its prices, a tenth apart. */
function shallow(): Hall {
  const one = hall();
  one.candle(0, 100, 100);
  return one;
}

test('what an order that waits beyond the market has not got, a later one does not get either: the book shows what there is', () => {
  const one = shallow();
  one.order({ size: '100', limitPrice: '105' });
  expect(openIn(one)).toEqual(['buy 100/62.5 @ 105 lmt']);
  one.until(5_000);
  const before = one.deals().length;
  expect(one.exchange.book(sol)?.asks).toEqual([]);
  expect(one.order({ kind: 'mkt' }).status).toBe('iocWouldNotExecute');
  expect(one.deals()).toHaveLength(before);
});

test('the book of a market that nobody follows is whole again by the next look, as its takers find it', () => {
  const one = shallow();
  one.order({ kind: 'mkt', size: '4' });
  one.order({ kind: 'mkt', size: '4', side: 'sell' });
  expect(one.exchange.book(sol)?.asks[0]?.qty).toBe(fixed('1'));
  one.until(60_000);
  const asks = one.exchange.book(sol)?.asks ?? [];
  expect(asks[0]?.qty).toBe(fixed('2.5'));
  one.order({ kind: 'mkt', size: '10' });
  expect(one.deals().slice(-4)).toEqual(asks.slice(0, 4).map(({ price }) => `buy 2.5 @ ${Number(price) / 1e10} taker`));
});

test('a trigger that held in a gap does not fire at an open where it holds no more', () => {
  const one = shallow();
  one.order({ kind: 'mkt', size: '2' });
  one.until(quarter + 60_000);
  one.order({ kind: 'stp', side: 'sell', size: '2', stopPrice: '101', reduceOnly: true });
  one.candle(2, [110, 111, 109, 110]);
  one.until(2 * quarter + 10_000);
  expect(one.size()).toBe('2');
  one.exchange.control.movePrice(sol, fixed('100.5'));
  expect(one.size()).toBe('0');
});

test('a position that its own margin would not carry is not isolated', () => {
  const one = shallow();
  one.order({ kind: 'mkt', size: '2' });
  one.exchange.control.movePrice(sol, fixed('95'));
  expect(one.exchange.prefer(sol, 30)).toBe('would-liquidate');
  expect(one.exchange.preferences().size).toBe(0);
  expect(one.exchange.prefer(sol, 5)).toBe('done');
  one.until(60_000);
  expect(one.size()).toBe('2');
});

test('an order that only reduces is refused where its price would bring liquidation', () => {
  const one = hall({ deposits: { USD: fixed('1000') }, slippage: fixed('0.01') });
  one.candle(0, 100);
  one.order({ kind: 'mkt', size: '100' });
  one.exchange.control.deposit('USD', fixed('-793'));
  expect(one.order({ kind: 'mkt', side: 'sell', size: '50' }).status).toBe('wouldCauseLiquidation');
  expect(one.order({ kind: 'mkt', side: 'sell', size: '50', reduceOnly: true }).status).toBe('placed');
});

test('an hour that no candle opened has the index of the last that did, and one rate', () => {
  const one = hall({ fundingRate: () => 0.001 });
  one.candle(0, 100, 100);
  one.order({ kind: 'mkt', size: '2' });
  one.candle(5, 120, 100);
  one.until(6 * quarter);
  expect(one.exchange.fundingRates(sol).map(({ absolute }) => absolute)).toEqual([0.1, 0.1]);
  expect(one.exchange.positions()[0]?.unrealisedFunding).toBe(fixed('-0.1'));
});
