import { afterEach, describe, expect, test } from 'vitest';
import type { UnifiedSwitches } from '../../src/venue/dialect/unified-switches.ts';
import type { FaultRule } from '../../src/venue/emulator/standing/faults.ts';
import { standVenue } from '../support/standing-venue.ts';
import { rowsOf, traderOf } from '../support/unified-talk.ts';
import type { Trader } from '../support/unified-talk.ts';
import type { Frame } from '../support/ws-client.ts';

let trader: Trader | undefined;
afterEach(() => trader?.lab.standing.close());
async function lay(switches: Partial<UnifiedSwitches> = {}, faults: readonly FaultRule[] = []): Promise<Trader> {
  const calm = { rateModel: 'none', ackOrder: 'first' } as const;
  trader = await traderOf(await standVenue({ switches: { ...calm, ...switches }, faults }));
  return trader;
}
const of = (frames: readonly Frame[], channel: string): readonly Frame[] =>
  frames.filter((frame) => frame['channel'] === channel);
const buy = { order_type: 'market', side: 'buy', symbol: 'PF_XBTUSD', order_qty: 0.02 };
const sell = { ...buy, side: 'sell' };

describe('executions', () => {
  const limit = { order_type: 'limit', side: 'buy', symbol: 'PF_XBTUSD', order_qty: 0.02, limit_price: 80_000 };

  test('a snapshot has what is open, and the last fifty fills where they are asked for', async () => {
    const { call, subscribe, talk, token } = await lay();
    await call('add_order', { ...limit, cl_ord_id: 'open' });
    for (let i = 0; i < 52; i += 1) await call('add_order', { ...(i % 2 === 0 ? buy : sell), order_qty: 0.0001 });
    const [ack, snapshot] = await subscribe('executions', { snap_trades: true });
    expect(ack).toMatchObject({
      result: { channel: 'executions', snap_orders: true, snap_trades: true, warnings: [] },
    });
    expect(snapshot).toMatchObject({ type: 'snapshot', sequence: 1 });
    const rows = rowsOf([snapshot ?? {}], 'executions');
    expect(rows.map((row) => row['exec_type'])).toEqual(['new', ...Array.from({ length: 50 }, () => 'trade')]);
    expect(rows[0]).toMatchObject({ cl_ord_id: 'open', order_status: 'new', cum_qty: 0 });
    expect(new Set(rows.slice(1).map((row) => row['exec_id'])).size).toBe(50);
    const params = { channel: 'executions', asset_class: 'derivatives', token };
    await talk.ask({ method: 'unsubscribe', params });
    expect(rowsOf(await subscribe('executions', { snap_orders: false }), 'executions')).toEqual([]);
    await talk.ask({ method: 'unsubscribe', params });
    expect((await subscribe('executions', { ratecounter: true }))[0]).toMatchObject({ result: { maxratecount: 125 } });
  });

  test('without order_status only the opening and the end of an order are told', async () => {
    const { call, subscribe } = await lay();
    await subscribe('executions', { order_status: false });
    await call('add_order', { ...limit, cl_ord_id: 'a' });
    expect(of(await call('amend_order', { cl_ord_id: 'a', order_qty: 0.03 }), 'executions')).toEqual([]);
    expect(of(await call('cancel_order', { cl_ord_id: ['a'] }), 'executions').length).toBe(1);
  });

  test('a maker that fills in parts is told fill by fill, with sums that fit', async () => {
    const { call, subscribe, lab, talk } = await lay();
    await subscribe('executions');
    await call('add_order', { ...limit, order_qty: 0.5, limit_price: 83_990 });
    await lab.control('balance', { currency: 'USD', amount: '1000000' });
    await call('add_order', { ...limit, order_qty: 100, limit_price: 83_980 });
    await lab.control('price', { symbol: 'PF_XBTUSD', price: '83500' });
    await lab.pass(3_600_000);
    const trades = rowsOf(await talk.news(), 'executions').filter((row) => String(row['exec_type']) === 'trade');
    const byOrder = Map.groupBy(trades, (row) => String(row['order_id']));
    expect(byOrder.size).toBe(2);
    for (const fills of byOrder.values()) {
      let sum = 0;
      for (const fill of fills) {
        sum += Number(fill['last_qty']);
        expect(Number(fill['cum_qty'])).toBeCloseTo(sum, 10);
        expect(fill['order_status']).toBe(sum < Number(fill['order_qty']) - 1e-9 ? 'partially_filled' : 'filled');
        expect(fill['liquidity_ind']).toBe('m');
      }
    }
    expect(Math.max(...[...byOrder.values()].map(({ length }) => length))).toBeGreaterThan(1);
  });

  test('an order that came in over v3 is told like any other', async () => {
    const { subscribe, lab, talk } = await lay();
    await subscribe('executions');
    const { exchange } = lab.standing;
    const [contract] = exchange.contracts().filter(({ symbol }) => symbol === 'PF_XBTUSD');
    if (contract === undefined) throw new Error('not listed');
    exchange.send({ symbol: contract.symbol, side: 'buy', size: contract.lot, kind: 'mkt', cliOrdId: 'over-v3' });
    const rows = rowsOf(await talk.news(), 'executions');
    expect(rows).toMatchObject([
      { exec_type: 'new', cl_ord_id: 'over-v3', order_qty: 0.0001 },
      { exec_type: 'trade', cl_ord_id: 'over-v3', order_status: 'filled' },
    ]);
  });
});

describe('positions', () => {
  test('one snapshot, then only what changes, signed, and size 0 once at the end', async () => {
    const { call, subscribe } = await lay();
    await call('add_order', { ...buy, symbol: 'PF_ETHUSD', order_qty: 0.5 });
    const [ack, snapshot] = await subscribe('positions');
    expect(ack).toMatchObject({ result: { channel: 'positions', asset_class: 'derivatives', snapshot: true } });
    expect(snapshot).toMatchObject({
      type: 'snapshot',
      data: { futures: [{ symbol: 'PF_ETHUSD', size: 0.5, entry_price: 3_000.3 }], options: [] },
    });
    const opened = of(await call('add_order', sell), 'positions');
    expect(opened).toMatchObject([
      { type: 'update', data: { futures: [{ symbol: 'PF_XBTUSD', size: -0.02, entry_price: 83_991 }] } },
    ]);
    const closed = of(await call('add_order', buy), 'positions');
    expect(closed).toMatchObject([{ data: { futures: [{ symbol: 'PF_XBTUSD', size: 0, entry_price: 0 }] } }]);
    // Opened and closed within one moment, there is nothing to tell.
    const orders = [buy, sell].map((order) => ({ ...order, symbol: undefined }));
    expect(of(await call('batch_add', { symbol: 'PF_XBTUSD', orders }), 'positions')).toEqual([]);
    expect(await subscribe('positions')).toMatchObject([{ error: 'Already subscribed to positions channel' }]);
  });

  test('with_margin adds risk and follows the price, and excludes snapshot', async () => {
    const { call, subscribe, lab, talk } = await lay();
    expect(await subscribe('positions', { with_margin: true, snapshot: true })).toMatchObject([
      { success: false, error: "'params.snapshot' is not valid with 'params.with_margin'" },
    ]);
    await call('add_order', buy);
    const [, snapshot] = await subscribe('positions', { with_margin: true });
    const { futures } = (snapshot?.['data'] ?? { futures: [] }) as { futures: Frame[] };
    expect(futures[0]).toMatchObject({
      symbol: 'PF_XBTUSD',
      mark_price: 84_000,
      index_price: 84_000,
      pnl: -0.18,
      pnl_currency: 'USD',
    });
    expect(Object.keys(futures[0] ?? {})).toEqual(
      expect.arrayContaining([
        'liquidation_threshold',
        'effective_leverage',
        'return_on_equity',
        'initial_margin',
        'maintenance_margin',
      ]),
    );
    await lab.control('price', { symbol: 'PF_XBTUSD', price: '85000' });
    await lab.pass(1_500);
    expect(of(await talk.news(), 'positions').at(-1)).toMatchObject({ data: { futures: [{ mark_price: 85_000 }] } });
  });

  test('the switches spell a position otherwise', async () => {
    const { call, subscribe } = await lay({
      ...({ positionSymbol: 'instrument', positionSign: 'side', positionsTime: 'beside' } as const),
    });
    await call('add_order', sell);
    const [, snapshot] = await subscribe('positions');
    expect(snapshot).toMatchObject({
      time: '2026-01-02T00:00:01.000000Z',
      data: { futures: [{ instrument: 'PF_XBTUSD', side: 'short', size: 0.02 }] },
    });
  });

  test('a snapshot that is too large is empty, says so, and is no news of a flat account', async () => {
    const rule = { name: 'empty-reply', part: 'positions', probability: 0, on: [1] } as const;
    const { call, subscribe, talk, token } = await lay({}, [rule]);
    await call('add_order', buy);
    const [, snapshot] = await subscribe('positions');
    expect(snapshot).toEqual({
      channel: 'positions',
      type: 'snapshot',
      data: { futures: [], options: [] },
      error: 'snapshot_too_large',
    });
    await talk.ask({ method: 'unsubscribe', params: { channel: 'positions', asset_class: 'derivatives', token } });
    expect((await subscribe('positions'))[1]).toMatchObject({ data: { futures: [{ size: 0.02 }] } });
  });
});

describe('money', () => {
  test('margin sends both sections, then the whole wallet with each change, at most once a second', async () => {
    const { call, subscribe, lab, talk } = await lay();
    const [ack, multi, single] = await subscribe('margin');
    expect(ack).toMatchObject({ success: true, result: { channel: 'margin', asset_class: 'derivatives' } });
    expect(multi).toMatchObject({
      type: 'multi_collateral',
      data: { balance_value: 10_000, margin_equity: 10_000, available_margin: 10_000 },
    });
    expect(single).toMatchObject({ type: 'single_collateral', data: [] });
    await call('add_order', buy);
    await call('add_order', { ...buy, symbol: 'PF_ETHUSD', order_qty: 0.1 });
    await lab.pass(5_000);
    const frames = of(await talk.news(), 'margin');
    expect(frames.length).toBe(1);
    const data = (frames[0]?.['data'] ?? {}) as Readonly<Record<string, number>>;
    const sum = Number(data['collateral_value']) + Number(data['total_unrealized_as_margin']);
    expect(data['margin_equity']).toBeCloseTo(sum, 8);
    expect(data['available_margin']).toBeCloseTo(Number(data['margin_equity']) - Number(data['initial_margin']), 8);
    await lab.control('price', { symbol: 'PF_XBTUSD', price: '85000' });
    await lab.pass(5_000);
    expect(of(await talk.news(), 'margin').length).toBe(1);
    expect(await subscribe('margin')).toMatchObject([{ error: 'Already subscribed to margin channel' }]);
    expect(await subscribe('margin', { snapshot: true })).toMatchObject([
      { error: "'params.snapshot' is not valid for the margin channel" },
    ]);
  });

  test('balances have a snapshot and every change of cash', async () => {
    const { call, subscribe } = await lay();
    const [, snapshot] = await subscribe('balances');
    expect(snapshot).toMatchObject({
      type: 'snapshot',
      sequence: 1,
      data: [
        {
          asset: 'USD',
          asset_class: 'currency',
          balance: 10_000,
          wallets: [{ type: 'spot', id: 'main', balance: 10_000 }],
        },
      ],
    });
    const [update] = of(await call('add_order', buy), 'balances');
    expect(update).toMatchObject({
      type: 'update',
      sequence: 2,
      data: [{ asset: 'USD', amount: -0.84009, balance: 9_999.15991, type: 'trade' }],
    });
    expect(await subscribe('balances', { asset_class: 'derivatives' })).toMatchObject([
      { error: "'params.asset_class' is not valid for the balances channel" },
    ]);
  });

  test('ledgers count from one, tell positions and cash, and refuse asset_class', async () => {
    const { call, subscribe } = await lay();
    expect(await subscribe('ledgers')).toMatchObject([{ success: true, result: { channel: 'ledgers' } }]);
    const frames = of(await call('add_order', buy), 'ledgers');
    expect(frames.map((frame) => frame['sequence'])).toEqual([1, 2]);
    expect(rowsOf(frames, 'ledgers')).toMatchObject([
      {
        type: 'trade',
        asset_class: 'derivatives',
        asset: 'PF_XBTUSD',
        amount: 0.02,
        balance: 0.02,
        trade_price: 84_009,
        fee: 0.84009,
      },
      { type: 'trade', asset_class: 'currency', asset: 'USD', amount: -0.84009 },
    ]);
    expect(await subscribe('ledgers', { asset_class: 'derivatives' })).toMatchObject([
      { error: "'params.asset_class' is not valid for the ledgers channel." },
    ]);
  });

  test('a lost ledger frame leaves a hole in the numbers', async () => {
    const rule = { name: 'drop', part: '{"channel":"ledgers"}', probability: 0, on: [1] } as const;
    const { call, subscribe } = await lay({ ledgerNames: 'as-account-log' }, [rule]);
    await subscribe('ledgers');
    expect(of(await call('add_order', buy), 'ledgers')).toMatchObject([
      { sequence: 2, data: [{ info: 'futures trade', asset: 'USD', old_balance: 10_000 }] },
    ]);
  });
});

describe('preferences', () => {
  test('say what the account may do, and by a switch which contracts are isolated; null is cross again', async () => {
    const { call, subscribe, lab } = await lay({ preferencesLeverage: 'leverage_modes' });
    const [, snapshot] = await subscribe('preferences');
    expect(snapshot).toEqual({
      channel: 'preferences',
      type: 'snapshot',
      data: { futures: 'enabled', leverage_modes: [] },
    });
    const isolate = { leverage_mode: { symbol: 'PF_XBTUSD', max_leverage: 5 } };
    const frames = await call('set_preference', isolate);
    expect(frames[0]).toEqual({
      method: 'set_preference',
      success: true,
      req_id: 7,
      time_in: '2026-01-02T00:00:01.000000Z',
      time_out: '2026-01-02T00:00:01.000000Z',
    });
    expect(frames[1]).toMatchObject({
      type: 'update',
      data: { leverage_modes: [{ symbol: 'PF_XBTUSD', max_leverage: 5 }] },
    });
    await call('set_preference', { leverage_mode: { symbol: 'PF_XBTUSD', max_leverage: null } });
    expect(lab.standing.exchange.preferences().size).toBe(0);
  });

  test.each([
    ['no leverage', { symbol: 'PF_XBTUSD' }, "'params.leverage_mode.max_leverage' is required"],
    [
      'leverage as text',
      { symbol: 'PF_XBTUSD', max_leverage: '5' },
      "'params.leverage_mode.max_leverage' must be a number",
    ],
    ['a strange contract', { symbol: 'PF_FOOUSD', max_leverage: 5 }, "Unknown 'params.leverage_mode.symbol'"],
    ['too much', { symbol: 'PF_XBTUSD', max_leverage: 500 }, "Leverage exceeds the market's margin schedule"],
    [
      'too little',
      { symbol: 'PF_XBTUSD', max_leverage: 0.5 },
      'Leverage is outside the permitted range for this market',
    ],
  ])('refuse %s', async (_, leverage_mode, error) => {
    const { call } = await lay();
    expect(await call('set_preference', { leverage_mode })).toMatchObject([{ success: false, error }]);
  });

  test('may not be available yet', async () => {
    const { subscribe } = await lay({}, [{ name: 'empty-reply', part: 'preferences', probability: 0, on: [1] }]);
    expect(await subscribe('preferences')).toMatchObject([
      { error: 'Preferences are not available yet, try again later' },
    ]);
    expect((await subscribe('preferences'))[0]).toMatchObject({ success: true });
  });
});

describe('faults', () => {
  const at = (name: FaultRule['name'], part: string): FaultRule => ({ name, part, probability: 0, on: [1] });

  test('an answer that nobody has: the order is live, and the answer says EService:Unavailable', async () => {
    const { call, lab } = await lay({}, [at('5xx', 'add_order')]);
    const frames = await call('add_order', { ...buy, order_type: 'limit', limit_price: 80_000, cl_ord_id: 'live' });
    expect(frames).toMatchObject([{ method: 'add_order', success: false, error: 'EService:Unavailable' }]);
    expect(lab.standing.exchange.openOrders().map(({ cliOrdId }) => cliOrdId)).toEqual(['live']);
  });

  test('a lost acknowledgement: the execution is told all the same', async () => {
    const { call, subscribe } = await lay({}, [at('accepted-but-no-reply', 'add_order')]);
    await subscribe('executions');
    const frames = await call('add_order', buy);
    expect(frames.map((frame) => frame['channel'])).toEqual(['executions', 'executions']);
  });

  test('an execution frame comes twice, with the same number and the same execution', async () => {
    const { call, subscribe } = await lay({}, [at('duplicate', '"exec_type":"trade"')]);
    await subscribe('executions');
    const frames = of(await call('add_order', buy), 'executions');
    expect(frames.length).toBe(3);
    expect(frames[2]).toEqual(frames[1]);
  });

  test('the acknowledgement comes after the execution that it is about', async () => {
    const { call, subscribe } = await lay({}, [at('reorder', '"method":"add_order"')]);
    await subscribe('executions');
    const frames = await call('add_order', buy);
    expect(frames.map((frame) => frame['channel'] ?? 'ack').slice(0, 2)).toEqual(['executions', 'ack']);
  });
});

describe('the sides of the dialect', () => {
  test('public channels are refused on the private socket unless the switch serves them there', async () => {
    const ask = ({ talk }: Trader): Promise<readonly Frame[]> =>
      talk.ask({ method: 'subscribe', params: { channel: 'instrument', asset_class: 'derivatives' } });
    const strict = await lay();
    expect(await ask(strict)).toMatchObject([
      { error: 'Public market data is unavailable on this endpoint. Try uws.kraken.com/v2/public' },
    ]);
    await strict.lab.standing.close();
    expect((await ask(await lay({ publicOnPrivate: 'served' })))[0]).toMatchObject({ success: true });
  });

  test('a private socket is greeted unless the switch says otherwise, and pong may lack its success', async () => {
    const { talk } = await lay({ statusOnPrivate: 'absent', pongSuccess: 'absent' });
    const [pong, ...rest] = await talk.ask({ method: 'ping', req_id: 1 });
    expect([pong?.['method'], 'success' in (pong ?? {}), rest, talk.heard.length]).toEqual(['pong', false, [], 1]);
  });

  test('there are only so many connections', async () => {
    const { lab } = await lay({ connections: 2 });
    await lab.open('/v2/public');
    const third = await lab.open('/v2/public');
    expect(await third.closed).toBe(1013);
  });
});
