import { expect, test } from 'vitest';
import { formatFixed } from '../../core/units.ts';
import type { Price, Qty } from '../../core/units.ts';
import { hall, quarter, sol } from '../../../test/support/exchange.ts';
import type { Hall } from '../../../test/support/exchange.ts';
import type { HistoryEntry } from './happening.ts';
import type { Level } from './market-view.ts';

const text = (levels: readonly Level[]): readonly string[] =>
  levels.map(({ price, qty }) => `${formatFixed(qty)} @ ${formatFixed(price)}`);

test('best prices stand off the path by the slippage, the others follow at the same distance', () => {
  const one = hall();
  one.candle(0, 100, 400);
  const book = one.exchange.book(sol, 3);
  expect(text(book?.asks ?? [])).toEqual(['10 @ 100.1', '10 @ 100.2', '10 @ 100.3']);
  expect(text(book?.bids ?? [])).toEqual(['10 @ 99.9', '10 @ 99.8', '10 @ 99.7']);
  expect(one.exchange.book(sol)?.asks).toHaveLength(25);
});

test('our resting orders are in it, triggers are not', () => {
  const one = hall();
  one.candle(0, 100, 400);
  one.order({ limitPrice: '99.9', size: '3' });
  one.order({ limitPrice: '99.95', size: '2' });
  one.order({ kind: 'stp', stopPrice: '99', side: 'sell' });
  expect(text(one.exchange.book(sol, 2)?.bids ?? [])).toEqual(['2 @ 99.95', '13 @ 99.9']);
});

test('in a gap of the data nobody else is there', () => {
  const one = hall();
  one.candle(0, 100);
  one.order({ limitPrice: '90', size: '2' });
  one.until(2 * quarter);
  expect([text(one.exchange.book(sol)?.bids ?? []), one.exchange.book(sol)?.asks]).toEqual([['2 @ 90'], []]);
});

/** The book as somebody keeps it who has a snapshot and every change since. */
function kept(one: Hall): () => Readonly<{ bids: readonly string[]; asks: readonly string[]; seq: number }> {
  const start = one.exchange.book(sol);
  const side = (levels: readonly Level[]): Map<Price, Qty> => new Map(levels.map(({ price, qty }) => [price, qty]));
  const sides = { buy: side(start?.bids ?? []), sell: side(start?.asks ?? []) };
  let seq = start?.seq ?? 0;
  one.exchange.listen((event) => {
    if (event.type !== 'book') return;
    expect(event.seq).toBe(seq + 1);
    seq = event.seq;
    if (event.level.qty === 0n) expect(sides[event.side].delete(event.level.price)).toBe(true);
    else sides[event.side].set(event.level.price, event.level.qty);
  });
  const sorted = (levels: Map<Price, Qty>, sign: 1 | -1): readonly string[] =>
    text([...levels].map(([price, qty]) => ({ price, qty })).sort((a, b) => sign * Number(a.price - b.price)));
  return () => ({ bids: sorted(sides.buy, -1), asks: sorted(sides.sell, 1), seq });
}

test('a snapshot and every change since are the book, without a hole in their numbers', () => {
  const one = hall();
  one.candle(0, [100, 104, 96, 103], 400);
  const keeper = kept(one);
  one.exchange.watch(sol);
  const check = (): void => {
    const { bids, asks, seq } = one.exchange.book(sol) ?? { bids: [], asks: [], seq: 0 };
    expect(keeper()).toEqual({ bids: text(bids), asks: text(asks), seq });
  };
  one.until(1_000);
  check();
  one.order({ limitPrice: '99', size: '7' });
  one.order({ kind: 'mkt', size: '25' });
  one.order({ limitPrice: '103.5', size: '7', side: 'sell' });
  check();
  one.until(301_500);
  check();
  one.until(quarter - 1);
  one.candle(1, [103, 120, 103, 110], 4);
  one.until(2 * quarter - 1);
  check();
  expect(keeper().seq).toBeGreaterThan(1_000);
});

test('without anybody who watches nothing is told of a quiet book', () => {
  const one = hall();
  one.candle(0, [100, 104, 96, 103], 400);
  one.exchange.book(sol);
  one.until(quarter - 1);
  expect(one.events.filter(({ type }) => type === 'book' || type === 'ticker')).toEqual([]);
  expect(one.exchange.nextAt()).toBeUndefined();
});

function lookAt({ exchange }: Hall): void {
  const seen = [
    exchange.ticker(sol),
    exchange.book(sol),
    exchange.trades(sol),
    exchange.wallet(),
    exchange.positions(),
  ];
  expect(seen).toHaveLength(5);
}

test('looking on changes nothing', () => {
  const play = (look: boolean): readonly HistoryEntry[] => {
    const one = hall();
    one.candle(0, [100, 104, 96, 98], 400);
    if (look) one.exchange.watch(sol);
    one.order({ limitPrice: '97', size: '50' });
    one.order({ kind: 'stp', stopPrice: '103', size: '40' });
    for (let second = 0; second < 899; second += 1) {
      one.until(second * 1_000);
      if (look) lookAt(one);
    }
    one.until(quarter - 1);
    return one.exchange.history();
  };
  expect(play(true)).toEqual(play(false));
  expect(play(true).length).toBeGreaterThan(20);
});
