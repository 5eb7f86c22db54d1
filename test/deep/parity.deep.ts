import { expect, test } from 'vitest';
import { overUnified, overV3 } from '../support/lockstep-venues.ts';
import { inProcess, overTheWire, parityMarket } from '../support/parity-run.ts';

test.each([2, 5])(
  'the whole paper run of 30 days with seed %i makes the same trades in process, over v3 and over unified, marks at the points of the path',
  async (seed) => {
    const market = parityMarket(seed);
    const local = await inProcess(market);
    expect(local.trades.length).toBeGreaterThanOrEqual(3);
    for (const dialect of [overV3, overUnified]) {
      const { trades, orders } = await overTheWire(market, dialect);
      expect(trades).toEqual(local.trades);
      expect(orders).toEqual(local.orders);
    }
    console.info(`seed ${seed}: ${local.trades.length} trades, ${local.orders.length} orders and cancels`);
  },
);
