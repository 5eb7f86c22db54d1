import fc from 'fast-check';
import { expect, test } from 'vitest';
import { add, fixed, formatFixed, noUsd, notional } from '../../core/units.ts';
import type { Price, Qty, Usd } from '../../core/units.ts';
import { book, createHolding, entryPriceOf, reducible, unrealised } from './holding.ts';
import type { Deal, Holding } from './holding.ts';
import { sol, start } from './scene.ts';

const deal = (side: Deal['side'], qty: string, price: string): Deal => ({
  side,
  qty: fixed(qty),
  price: fixed(price),
  at: start,
});
const fresh = (): Holding => createHolding(sol.id, start);

test('adding averages, reducing realises, turning over opens at the new price', () => {
  const holding = fresh();
  book(holding, deal('buy', '1', '100'));
  book(holding, deal('buy', '3', '104'));
  expect(formatFixed(entryPriceOf(holding))).toBe('103');
  expect(formatFixed(book(holding, deal('sell', '1', '110')))).toBe('7');
  expect(formatFixed(unrealised(holding, fixed('105')))).toBe('6');
  expect(formatFixed(book(holding, deal('sell', '5', '100')))).toBe('-9');
  expect([formatFixed(holding.size), formatFixed(entryPriceOf(holding))]).toEqual(['-2', '100']);
  expect(formatFixed(book(holding, deal('buy', '2', '90')))).toBe('20');
  expect([holding.cost, holding.size, entryPriceOf(holding)]).toEqual([0n, 0n, 0n]);
});

test('only the side against a position reduces it', () => {
  expect(reducible(fixed('3'), 'sell')).toBe(fixed('3'));
  expect(reducible(fixed('3'), 'buy')).toBe(0n);
  expect(reducible(fixed('-3'), 'buy')).toBe(fixed('3'));
  expect(reducible(fixed('0'), 'sell')).toBe(0n);
});

test('what was realised less the cost of what is open is the cash of all deals, exactly, at extreme ticks too', () => {
  const move = fc.record({
    side: fc.constantFrom('buy' as const, 'sell' as const),
    lots: fc.oneof(fc.constant(1n), fc.bigInt(1n, 10n ** 9n)),
    ticks: fc.oneof(fc.constant(1n), fc.bigInt(1n, 10n ** 12n)),
  });
  fc.assert(
    fc.property(fc.array(move, { maxLength: 40 }), fc.boolean(), (moves, dust) => {
      // Kraken's extremes: PEPE in thousands at 1e-10, and something in 1e-4 lots at 1e-6.
      const [lot, tick] = dust ? [fixed<Qty>('1000'), 1n] : [fixed<Qty>('0.0001'), fixed<Price>('0.000001')];
      const holding = fresh();
      let [cash, realised]: [bigint, Usd] = [0n, noUsd];
      for (const { side, lots, ticks } of moves) {
        const [qty, price] = [(lots * lot) as Qty, (ticks * tick) as Price];
        realised = add(realised, book(holding, { side, qty, price, at: start }));
        cash += (side === 'buy' ? -1n : 1n) * notional(price, qty);
        expect(realised - holding.cost).toBe(cash);
        if (holding.size === 0n) expect(holding.cost).toBe(0n);
      }
    }),
    { seed: 4, numRuns: 500 },
  );
});
