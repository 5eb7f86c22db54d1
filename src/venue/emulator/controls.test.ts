import { expect, test } from 'vitest';
import { fixed, formatFixed, instrumentId } from '../../core/units.ts';
import { hall, newsIn, openIn, opening, quarter, sol } from '../../../test/support/exchange.ts';
import type { Hall } from '../../../test/support/exchange.ts';

function long(): Hall {
  const one = hall({ slippage: fixed('0'), fees: { maker: fixed('0'), taker: fixed('0') } });
  one.candle(0, 100);
  one.order({ kind: 'mkt', size: '10' });
  return one;
}

test('a price that is moved stays moved, and triggers what it passes', () => {
  const one = long();
  one.order({ side: 'sell', size: '4', kind: 'stp', stopPrice: '95', signal: 'index', reduceOnly: true });
  one.until(1_000);
  expect(one.exchange.control.movePrice(sol, fixed('90'))).toBe(true);
  expect(one.deals().slice(1)).toEqual(['sell 4 @ 90 taker']);
  one.until(quarter - 1);
  expect(one.exchange.ticker(sol)).toMatchObject({ last: 90, mark: 90, index: 90 });
  one.candle(1, [100, 110, 100, 110]);
  one.until(2 * quarter - 1);
  expect(one.exchange.ticker(sol)?.last).toBe(99);
  expect(one.exchange.control.movePrice(instrumentId('PF_NONEUSD'), fixed('90'))).toBe(false);
});

test('a contract without a candle can be given a price all the same', () => {
  const one = hall();
  one.exchange.reach(opening);
  one.exchange.control.movePrice(sol, fixed('90'));
  expect(one.exchange.ticker(sol)?.last).toBe(90);
  expect(one.order({ kind: 'mkt' }).status).toBe('marketInactive');
});

test('in maintenance nothing is taken, after it only what rests, and nothing executes before trading is back', () => {
  const one = long();
  one.order({ side: 'sell', size: '10', kind: 'stp', stopPrice: '95', reduceOnly: true });
  one.order({ limitPrice: '97', size: '1' });
  one.exchange.control.phase('maintenance');
  expect(one.order({ limitPrice: '90' }).status).toBe('marketSuspended');
  expect(one.exchange.ticker(sol)).toMatchObject({ suspended: true, postOnly: false });
  one.exchange.control.phase('post_only');
  one.exchange.control.movePrice(sol, fixed('94'));
  expect(one.order({ kind: 'mkt' }).status).toBe('marketIsPostOnly');
  expect(one.order({ side: 'sell', limitPrice: '94' }).status).toBe('marketIsPostOnly');
  expect(one.order({ kind: 'post', limitPrice: '93' }).status).toBe('placed');
  expect(one.order({ limitPrice: '92' }).status).toBe('placed');
  one.until(100_000);
  expect(one.deals()).toHaveLength(1);
  one.exchange.control.phase('online');
  expect(one.deals().slice(1)).toEqual(['buy 1 @ 97 maker', 'sell 10 @ 94 taker']);
  expect(one.events.flatMap((event) => (event.type === 'phase' ? event.phase : []))).toEqual([
    'maintenance',
    'post_only',
    'online',
  ]);
});

test('a delisted contract is gone: its orders vanish, its position is settled at the mark', () => {
  const one = long();
  one.order({ limitPrice: '97' });
  one.exchange.control.movePrice(sol, fixed('103'));
  expect(one.exchange.control.delist(sol)).toBe(true);
  expect([openIn(one), one.exchange.positions(), one.exchange.ticker(sol)]).toEqual([[], [], undefined]);
  expect(formatFixed(one.exchange.wallet().balanceValue)).toBe('10030');
  expect(newsIn(one).at(-1)).toBe('gone lmt contract_expired');
  expect(one.order({ limitPrice: '97' }).status).toBe('contractNotFound');
  one.candle(1, 100);
  expect(one.exchange.control.delist(sol)).toBe(false);
});

test('a suspended contract takes no orders', () => {
  const one = hall({
    contracts: long()
      .exchange.contracts()
      .map((contract) => ({ ...contract, tradeable: false })),
  });
  one.candle(0, 100);
  expect(one.order({ limitPrice: '97' }).status).toBe('marketSuspended');
});
