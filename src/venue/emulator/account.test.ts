import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fixed, formatFixed, notional } from '../../core/units.ts';
import type { Price, Qty, Usd } from '../../core/units.ts';
import type { Fill } from '../../core/order/order.ts';
import { balanceOf, book, createAccount, createHolding, positionOf, reducible, unrealised } from './account.ts';
import { orderId, sol, start } from './scene.ts';

const common = { id: 'fill-1', order: orderId('a'), instrument: sol.id, liquidity: 'taker', venueAt: start } as const;
const fill = (side: Fill['side'], qty: Qty, price: Price): Fill => ({ ...common, fee: fixed('0.1'), side, qty, price });
const deal = (side: Fill['side'], qty: string, price: string): Fill => fill(side, fixed(qty), fixed(price));

test('adding averages, reducing realises, turning over opens at the new price', () => {
  const [account, holding] = [createAccount(fixed('1000')), createHolding(sol.id)];
  book(account, holding, deal('buy', '1', '100'));
  book(account, holding, deal('buy', '3', '104'));
  expect(positionOf(holding)).toMatchObject({ side: 'long', qty: fixed('4'), entryPrice: fixed('103') });
  book(account, holding, deal('sell', '1', '110'));
  expect(formatFixed(account.realised)).toBe('7');
  expect(formatFixed(unrealised(holding, fixed('105')))).toBe('6');
  book(account, holding, deal('sell', '5', '100'));
  expect(positionOf(holding)).toMatchObject({ side: 'short', qty: fixed('2'), entryPrice: fixed('100') });
  expect(formatFixed(balanceOf(account))).toBe('997.6');
  book(account, holding, deal('buy', '2', '90'));
  expect(positionOf(holding)).toBeUndefined();
  expect([holding.cost, holding.size, account.realised]).toEqual([fixed('0'), fixed('0'), fixed('18')]);
});

test('only the side against a position reduces it', () => {
  expect(reducible(fixed('3'), 'sell')).toBe(fixed('3'));
  expect(reducible(fixed('3'), 'buy')).toBe(0n);
  expect(reducible(fixed('-3'), 'buy')).toBe(fixed('3'));
  expect(reducible(fixed('0'), 'sell')).toBe(0n);
});

test('balance plus open positions is start plus the cash of all fills, exactly, in any order and at extreme ticks', () => {
  const move = fc.record({
    side: fc.constantFrom('buy' as const, 'sell' as const),
    lots: fc.oneof(fc.constant(1n), fc.bigInt(1n, 10n ** 9n)),
    ticks: fc.oneof(fc.constant(1n), fc.bigInt(1n, 10n ** 12n)),
  });
  fc.assert(
    fc.property(fc.array(move, { maxLength: 40 }), fc.boolean(), (moves, dust) => {
      // Kraken's extremes: PEPE in thousands at 1e-10, and something in 1e-4 lots at 1e-6.
      const [lot, tick] = dust ? [fixed<Qty>('1000'), 1n] : [fixed<Qty>('0.0001'), fixed<Price>('0.000001')];
      const [account, holding] = [createAccount(fixed('1000')), createHolding(sol.id)];
      let cash: bigint = fixed<Usd>('1000');
      for (const { side, lots, ticks } of moves) {
        const one = fill(side, (lots * lot) as Qty, (ticks * tick) as Price);
        book(account, holding, one);
        cash += (side === 'buy' ? -1n : 1n) * notional(one.price, one.qty) - one.fee;
        expect(balanceOf(account) - holding.cost).toBe(cash);
        if (holding.size === 0n) expect(holding.cost).toBe(0n);
      }
    }),
    { seed: 4, numRuns: 500 },
  );
});
