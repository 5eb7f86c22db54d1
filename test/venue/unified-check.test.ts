import { crc32 } from 'node:zlib';
import { afterEach, expect, test } from 'vitest';
import { ms } from '../../src/core/units.ts';
import type { Clock } from '../../src/runtime/ports.ts';
import { rng } from '../../src/runtime/rng.ts';
import { unifiedDefaults } from '../../src/venue/dialect/unified-switches.ts';
import { checkUnified } from '../../src/venue/kraken/unified/check.ts';
import type { CheckOptions } from '../../src/venue/kraken/unified/check.ts';
import { cautiousReads, documentedTiming } from '../../src/venue/kraken/unified/options.ts';
import { unifiedOrders } from '../support/budget.ts';
import { nameOf, refused, startStub } from '../support/unified-stub.ts';
import type { Stub } from '../support/unified-stub.ts';

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

const start = ms(Date.UTC(2026, 10, 20, 12));
/** Time stands still; whoever waits is woken as soon as nothing moves any more. */
const patient: Clock = {
  now: () => start,
  wake: async (_, signal) => {
    for (let turns = 0; turns < 300 && !signal.aborted; turns += 1)
      await new Promise((resolve) => setImmediate(resolve));
  },
};
const apiSecret = Buffer.from('a secret that nobody may ever read').toString('base64');

type Verdicts = Readonly<Record<string, string>>;
async function check(
  prepare: (stub: Stub) => void,
  changes: Partial<CheckOptions> = {},
): Promise<readonly [Verdicts, Stub]> {
  const stub = await startStub();
  closers.push(stub.close);
  prepare(stub);
  const checks = await checkUnified({
    urls: stub.urls,
    key: { apiKey: 'practice', apiSecret },
    switches: unifiedDefaults,
    timing: { ...documentedTiming, silenceMs: 10_000_000 },
    rates: unifiedOrders,
    reads: cautiousReads,
    rng: rng(1),
    permissionWhenUnknown: 'reduce_only',
    contracts: new Map(),
    clock: patient,
    observeMs: 1,
    validate: 'nothing',
    ...changes,
  });
  expect(JSON.stringify(checks)).not.toContain(apiSecret);
  expect(checks.filter(({ verdict, fix }) => verdict !== 'pass' && fix === '')).toEqual([]);
  return [Object.fromEntries(checks.map(({ name, verdict, seen }) => [name, `${verdict}: ${seen}`])), stub];
}

const book = { symbol: 'PF_SOLUSD', bids: [{ price: 99, qty: 1 }], asks: [], checksum: 1 };
const healthy = (stub: Stub): void => {
  stub.account.preferences = { futures: 'enabled', leverage_modes: [] };
  const row = { symbol: 'PF_SOLUSD', open: 1, high: 1, low: 1, close: 1, vwap: 0, trades: 0, volume: 0, interval: 1 };
  stub.market.candles = [{ ...row, interval_begin: '2026-11-20T12:00:00.000000000Z' }];
  const snapshot = { channel: 'book', type: 'snapshot', data: [{ ...book, checksum: crc32('9900' + '100') }] };
  stub.scripts.set('subscribe book', () => [{ success: true, result: { channel: 'book' } }, snapshot]);
};

test('a healthy venue passes, and nothing is ordered', async () => {
  const [verdicts, stub] = await check(healthy);
  expect(verdicts).toMatchObject({
    clock: expect.stringMatching(/^pass/) as string,
    status: 'pass: online',
    ticker: 'pass: without the mark',
    marks: 'pass: 1 candles of the mark, tick_type not echoed',
    book: 'pass: 1 checksums agree, 0 differ, 0 updates have none',
    key: 'pass: a token was issued',
    executions: 'pass: 0 rows, numbered',
    margin: 'pass: equity 10000.5 USD',
    permission: 'pass: enabled',
    leverage: 'pass: cross',
    words: 'pass: all known',
    'a real order': 'warn: not tried',
  });
  expect(stub.requests.map(nameOf).filter((name) => name.includes('order'))).toEqual([]);
});

test('what is wrong is said, each with its fix', async () => {
  const [verdicts] = await check((stub) => {
    healthy(stub);
    stub.market.unixtime += 60;
    stub.account.preferences = {
      futures: 'disabled',
      novelty: 1,
      leverage_modes: [{ symbol: 'PF_SOLUSD', max_leverage: 5 }],
    };
    stub.account.positions = { futures: [{ symbol: 'PF_SOLUSD', size: 1, entry_price: 5, max_fixed_leverage: 3 }] };
    stub.scripts.set('subscribe ledgers', refused('EGeneral:Permission denied'));
    const snapshot = { channel: 'book', type: 'snapshot', data: [book] };
    stub.scripts.set('subscribe book', () => [{ success: true, result: {} }, snapshot]);
  });
  expect(verdicts).toMatchObject({
    clock: expect.stringMatching(/^fail/) as string,
    book: 'warn: 0 checksums agree, 1 differ, 0 updates have none',
    positions: 'fail: isolated: PF_SOLUSD',
    ledgers: 'warn: EGeneral:Permission denied',
    permission: 'fail: disabled',
    leverage: 'fail: isolated: PF_SOLUSD',
    words: 'warn: preferences unknown key novelty (1)',
  });
});

test.each([
  ['EAPI:Invalid key', 'fail: EAPI:Invalid key'],
  ['EGeneral:Temporary lockout', 'fail: EGeneral:Temporary lockout'],
])('a key that is refused with %s ends the private part', async (error, seen) => {
  const [verdicts] = await check((stub) => {
    healthy(stub);
    stub.scripts.set('token', () => [{ error: [error] }]);
  });
  expect([verdicts['key'], verdicts['executions']]).toEqual([seen, undefined]);
});

test('without a network each side says so', async () => {
  const [verdicts] = await check(healthy, {
    urls: { public: 'ws://127.0.0.1:9', private: 'ws://127.0.0.1:9', rest: 'http://127.0.0.1:9' },
  });
  expect(Object.keys(verdicts)).toEqual(['clock', 'public line', 'key', 'words', 'a real order']);
  expect(Object.values(verdicts).filter((verdict) => verdict.startsWith('fail'))).toHaveLength(3);
});

test('trials are validated, never placed, and say which switch to set', async () => {
  const [verdicts, stub] = await check(
    (it) => {
      healthy(it);
      it.scripts.set('add_order', ({ params, text }) => {
        expect(params['validate']).toBe(true);
        return text.includes('"fok"') || text.includes('conditional')
          ? [{ success: false, error: 'EGeneral:Invalid arguments' }]
          : [{ success: true, result: { order_id: '' } }];
      });
    },
    { validate: 'orders' },
  );
  expect(verdicts).toMatchObject({
    'validate limit': 'pass: accepted',
    'validate stop on mark': 'warn: accepted',
    'validate fok': 'pass: EGeneral:Invalid arguments',
    'validate conditional': 'pass: EGeneral:Invalid arguments',
    'validate stp_type': 'warn: accepted',
  });
  expect(stub.requests.filter(({ method }) => method === 'add_order')).toHaveLength(12);
});
