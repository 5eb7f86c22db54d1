import { expect, test } from 'vitest';
import { later, ms } from '../../src/core/units.ts';
import { connectInLockstep } from '../support/lockstep-line.ts';
import { overUnified, overV3, standForParity } from '../support/lockstep-venues.ts';
import type { Connect } from '../support/lockstep-venues.ts';
import { config, inProcess, overTheWire, parityMarket } from '../support/parity-run.ts';

const dialects: readonly (readonly [string, Connect])[] = [
  ['v3', overV3],
  ['unified', overUnified],
];

// The mark is told as in process, at the points of a busy market's path, and not every second: see lockstep-venues.ts.
test('a month of the paper run makes the same trades in process, over v3 and over unified, marks at the points of the path', async () => {
  const market = parityMarket(2, 31);
  const local = await inProcess(market);
  expect(local.trades.length).toBeGreaterThanOrEqual(13);
  // Funding is on: every trade that saw a full hour has paid or got some, the same everywhere.
  const funded = local.trades.filter(({ funding }) => funding !== 0n);
  expect(funded.length).toBeGreaterThanOrEqual(8);
  expect(new Set(local.trades.map(({ exitReason }) => exitReason)).size).toBeGreaterThanOrEqual(3);
  for (const [, dialect] of dialects) {
    const wire = await overTheWire(market, dialect);
    expect(wire.trades).toEqual(local.trades);
    expect(wire.orders).toEqual(local.orders);
    expect(wire.notes.filter((note) => !/^info|LEVERAGE_MODES_UNKNOWN/.test(note))).toEqual([]);
  }
});

test.each(dialects)('the candles that the runs trade on are those that the venue tells over %s', async (_, dialect) => {
  const { seed, market, wireFrom } = parityMarket(2, 1);
  const { source } = market;
  const standing = await standForParity(config, { seed, market, wireFrom });
  const { latencyMs } = config.emulator;
  const line = await connectInLockstep({ standing, connect: dialect(standing), latencyMs });
  const [from, to] = [later(wireFrom, -2 * 86_400_000), ms(wireFrom - 900_000)];
  const groups = [...source.groups()].filter(({ openAt }) => openAt >= from && openAt <= to);
  for (const { id: instrument } of market.instruments) {
    const told = await line.answer(line.venue.candles({ instrument, timeframe: '15m', from, to }));
    const known = groups.flatMap(({ candles }) => candles.filter((candle) => candle.instrument === instrument));
    expect(known).toHaveLength(192);
    expect(told).toEqual({ ok: true, value: known });
  }
  await line.close();
  await standing.close();
});
