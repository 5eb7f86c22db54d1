import { expect, it } from 'vitest';
import { referenceSuite } from '../reference.ts';
import { realRun } from '../support/real-run.ts';

referenceSuite('a year of real candles', () => {
  it('is traded alike by run and backtest, and replayed without a difference', async () => {
    const year = ['--instruments', 'BTC,ETH', '--from', '2022-08-01', '--to', '2023-07-01'];
    const { backtest, run, replay } = await realRun(...year);
    expect(run.trades.length).toBeGreaterThan(5);
    expect(run.trades).toEqual(backtest.trades);
    expect(run.summary).toEqual(backtest.summary);
    expect(run.summary).toMatchObject({ candles: 64_116 });
    expect(replay).toMatchObject({ code: 0, differences: [] });
    expect(replay.records).toBeGreaterThan(64_116);
  });
});
