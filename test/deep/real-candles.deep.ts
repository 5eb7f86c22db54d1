import { expect, it } from 'vitest';
import { referenceSuite } from '../reference.ts';
import { realRun } from '../support/real-run.ts';

referenceSuite('all real candles', () => {
  it('are traded alike by run and backtest, and replayed without a difference', async () => {
    const { backtest, run, replay, seconds } = await realRun();
    console.log(JSON.stringify({ ...run.summary, ...replay, seconds }));
    expect(run.trades.length).toBeGreaterThanOrEqual(100);
    expect(run.trades).toEqual(backtest.trades);
    expect(run.summary).toEqual(backtest.summary);
    expect(replay).toMatchObject({ code: 0, differences: [] });
  });
});
