import { expect, test } from 'vitest';
import { fixed, formatFixed } from '../../core/units.ts';
import { hall, opening, quarter, sol } from '../../../test/support/exchange.ts';
import type { Hall } from '../../../test/support/exchange.ts';

const hour = 3_600_000;

/** A position in a contract that stands still at 100, for two hours. */
function held(size: string, side: 'buy' | 'sell', options: Parameters<typeof hall>[0]): Hall {
  const one = hall({ slippage: fixed('0'), fees: { maker: fixed('0'), taker: fixed('0') }, ...options });
  one.candle(0, 100);
  one.order({ kind: 'mkt', size, side });
  for (let n = 1; n < 9; n += 1) one.candle(n, 100);
  return one;
}

const settled = ({ exchange }: Hall): readonly string[] =>
  exchange
    .history()
    .flatMap((entry) =>
      entry.type === 'position' && entry.funding !== 0n
        ? [`${entry.at - opening} ${entry.cause} ${formatFixed(entry.funding)}`]
        : [],
    );

test('longs pay a positive rate and shorts get it, at the top of each hour', () => {
  const rate = { fundingRate: () => 0.0003 };
  expect(settled(held('10', 'buy', rate))).toEqual([`${hour} funding -0.3`, `${2 * hour} funding -0.3`]);
  expect(settled(held('10', 'sell', rate))).toEqual([`${hour} funding 0.3`, `${2 * hour} funding 0.3`]);
});

test('it accrues continuously and is settled when the position changes', () => {
  const one = hall({ slippage: fixed('0'), fundingRate: () => 0.0003 });
  one.candle(0, 100);
  one.order({ kind: 'mkt', size: '10' });
  one.until(quarter - 1);
  one.candle(1, 100);
  expect(formatFixed(one.exchange.positions()[0]?.unrealisedFunding ?? fixed('0'))).toBe('-0.075');
  expect(formatFixed(one.exchange.wallet().unrealisedFunding)).toBe('-0.075');
  one.order({ kind: 'mkt', size: '4', side: 'sell' });
  expect(settled(one)).toEqual([`${quarter} trade -0.075`]);
  expect(formatFixed(one.exchange.wallet().unrealisedFunding)).toBe('0');
});

test('the rate is the middle of the premiums of the hour before, over eight hours, and bounded', () => {
  // The documentation's example: an index of 37,000 and a contract at 37,100 all hour.
  const one = held('1', 'buy', { basis: () => 100 / 37_000 });
  expect(one.exchange.ticker(sol)?.fundingRate).toBeCloseTo(0.0003378, 7);
  const spike = held('1', 'buy', { basis: (_, at) => (at % hour < 60_000 ? 0.5 : 0.0008) });
  expect(spike.exchange.ticker(sol)?.fundingRate).toBeCloseTo(0.0001, 9);
  const wild = held('1', 'buy', { basis: () => 0.5 });
  expect(wild.exchange.ticker(sol)?.fundingRate).toBe(0.005);
});

test('rates of the past are told hour by hour, absolute at the index of that hour', () => {
  const one = held('1', 'buy', { fundingRate: (_, at) => (at - opening) / hour / 1e5 });
  expect(one.exchange.fundingRates(sol)).toEqual([
    { at: opening, relative: 0, absolute: 0 },
    { at: opening + hour, relative: 1e-5, absolute: 1e-3 },
    { at: opening + 2 * hour, relative: 2e-5, absolute: 2e-3 },
  ]);
});

test('without a premium and without a rate nothing is paid', () => {
  expect(settled(held('10', 'buy', {}))).toEqual([]);
});
