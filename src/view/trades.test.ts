import { describe, expect, it } from 'vitest';
import { instrument, price, qty, t0, usd } from '../../test/support/keel.ts';
import type { Trade } from '../core/ledger/trade.ts';
import { initialState } from '../core/state.ts';
import { newMarket } from '../core/market/market.ts';
import { later } from '../core/units.ts';
import { funnelOf, funnelTotal } from './funnel.ts';
import { summarise, summaryLine, tradeHead, tradeJson, tradeRow } from './trades.ts';

const on = instrument('BTC');

function trade(net: string, change: Partial<Trade> = {}): Trade {
  return {
    id: `trade ${net}`,
    instrument: on.id,
    base: on.base,
    side: 'long',
    qty: qty('0.5'),
    entryAt: t0,
    entryPrice: price('40000'),
    exitAt: later(t0, 95_400_000),
    exitPrice: price('40100.5'),
    grossPnl: usd('50.25'),
    fees: usd('1.5'),
    funding: usd('-0.25'),
    netPnl: usd(net),
    r: Number(net) / 10,
    exitReason: 'stop_loss',
    entryReason: 'because',
    ...change,
  };
}

describe('a trade', () => {
  it('is told to programs with its numbers as text', () => {
    expect(tradeJson(trade('48.5'))).toEqual({
      id: 'trade 48.5',
      instrument: 'PF_XBTUSD',
      side: 'long',
      qty: '0.5',
      entryAt: '2024-01-01T00:00:00Z',
      entryPrice: '40000',
      exitAt: '2024-01-02T02:30:00Z',
      exitPrice: '40100.5',
      grossPnl: '50.25',
      fees: '1.5',
      funding: '-0.25',
      netPnl: '48.5',
      r: 4.85,
      exitReason: 'stop_loss',
      entryReason: 'because',
    });
  });

  it('is a row of a table for a person', () => {
    const row = tradeRow(trade('-48.5'));
    const cells = Object.fromEntries(tradeHead.map((name, n) => [name, row[n]]));
    expect(row).toHaveLength(tradeHead.length);
    expect(cells).toEqual({
      entered: '2024-01-01 00:00',
      instrument: 'PF_XBTUSD',
      side: 'long',
      entry: '40000',
      exit: '40100.5',
      held: '1d 2h',
      'net USD': '-48.50',
      R: '-4.85',
      'left by': 'stop_loss',
      because: 'because',
    });
  });
});

describe('a summary', () => {
  it('adds up exactly', () => {
    const trades = [trade('0.1'), trade('0.2'), trade('-0.3'), trade('0.7', { exitReason: 'data_gap' })];
    expect(summarise(trades)).toEqual({
      trades: 4,
      wins: 2,
      winRate: 2 / 3,
      grossPnl: '201',
      fees: '6',
      funding: '-1',
      netPnl: '0.7',
      averageR: expect.closeTo(0, 12),
      byReason: { stop_loss: 3, data_gap: 1 },
      dataGaps: 1,
      dataGapPnl: '0.7',
    });
    expect(summaryLine(summarise(trades))).toBe(
      '4 trades, 66.7 % won, net 0.70 USD after 6.00 USD of fees, 0.00 R on average; 1 ended in a hole of the data, 0.70 USD, and are in the sum alone',
    );
  });

  it('of nothing is nothing, and no division by it', () => {
    expect(summarise([])).toMatchObject({ trades: 0, winRate: 0, averageR: 0, netPnl: '0', byReason: {} });
    expect(summaryLine(summarise([]))).not.toContain('hole');
  });
});

describe('the funnel', () => {
  it('counts by gate and instrument, in the order of the gates, and leaves out what was never asked', () => {
    const state = initialState();
    const eth = instrument('ETH');
    state.markets.set(on.id, { ...newMarket(on, 'A'), funnel: { SIGNAL: 2, DATA_MISSING: 5 } });
    state.markets.set(eth.id, { ...newMarket(eth, 'A'), funnel: { ADX_TOO_LOW: 1, DATA_MISSING: 1 } });
    state.markets.set(instrument('SOL').id, newMarket(instrument('SOL'), 'A'));
    const funnel = funnelOf(state);
    expect([funnel.codes[0], funnel.codes.at(-1)]).toEqual(['NOT_IN_UNIVERSE', 'SIGNAL']);
    expect(funnel.rows.map(({ instrument: id }) => id)).toEqual(['PF_XBTUSD', 'PF_ETHUSD']);
    const total = Object.fromEntries(funnelTotal(funnel).map(({ code, count }) => [code, count]));
    expect(total).toMatchObject({ DATA_MISSING: 6, ADX_TOO_LOW: 1, SIGNAL: 2, RR_TOO_LOW: 0 });
  });
});
