import { afterEach, describe, expect, test } from 'vitest';
import type { UnifiedSwitches } from '../../src/venue/dialect/unified-switches.ts';
import { standVenue } from '../support/standing-venue.ts';
import { rowsOf, traderOf } from '../support/unified-talk.ts';
import type { Trader } from '../support/unified-talk.ts';
import type { Frame } from '../support/ws-client.ts';

let trader: Trader | undefined;
afterEach(() => trader?.lab.standing.close());
async function lay(switches: Partial<UnifiedSwitches> = {}): Promise<Trader> {
  trader = await traderOf(await standVenue({ switches: { rateModel: 'none', ackOrder: 'first', ...switches } }));
  return trader;
}

const bid = { order_type: 'limit', side: 'buy', symbol: 'PF_XBTUSD', order_qty: 0.02, limit_price: 80_000 };
const market = { order_type: 'market', side: 'buy', symbol: 'PF_XBTUSD', order_qty: 0.02 };
const idOf = (frames: readonly Frame[]): string =>
  String((frames[0]?.['result'] as Record<string, unknown>)?.['order_id']);
const kinds = (frames: readonly Frame[]): readonly string[] =>
  rowsOf(frames, 'executions').map((row) => `${String(row['exec_type'])}/${String(row['order_status'])}`);

describe('add_order', () => {
  test('acknowledges with an id of this dialect and the client’s own, then reports it as new', async () => {
    const { call, subscribe } = await lay();
    await subscribe('executions');
    const [ack, report, ...rest] = await call('add_order', { ...bid, cl_ord_id: 'first-1' });
    const id = idOf([ack ?? {}]);
    expect(ack).toMatchObject({ method: 'add_order', req_id: 7, success: true, result: { cl_ord_id: 'first-1' } });
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5/);
    expect(report).toMatchObject({ channel: 'executions', type: 'update', sequence: 2 });
    expect(rowsOf([report ?? {}], 'executions')[0]).toMatchObject({
      order_id: id,
      cl_ord_id: 'first-1',
      symbol: 'PF_XBTUSD',
      side: 'buy',
      order_type: 'limit',
      order_qty: 0.02,
      limit_price: 80_000,
      time_in_force: 'GTC',
      exec_type: 'new',
      order_status: 'new',
      cum_qty: 0,
    });
    expect(rest).toEqual([]);
  });

  test('acknowledges before or after its report as the switch says', async () => {
    const { call, subscribe } = await lay({ ackOrder: 'last' });
    await subscribe('executions');
    expect((await call('add_order', bid)).map((frame) => frame['method'] ?? frame['channel'])).toEqual([
      'executions',
      'add_order',
    ]);
  });

  test.each([
    ['an unknown field', { leverage: 5 }, "Unsupported field: 'leverage'"],
    ['asset_class spot', { asset_class: 'spot' }, "'params.asset_class' spot is not available"],
    ['a strange symbol', { symbol: 'BTC/USD' }, 'Currency pair not supported BTC/USD'],
    ['a strange type', { order_type: 'iceberg' }, 'EGeneral:Invalid arguments:order_type'],
    ['a strange side', { side: 'long' }, 'EGeneral:Invalid arguments:side'],
    ['a size as text', { order_qty: '0.02' }, "'params.order_qty' must be a number"],
    ['a size off the grid', { order_qty: 0.00025 }, 'EGeneral:Invalid arguments:order_qty'],
    ['too small a size', { order_qty: 0.00005 }, 'EOrder:Order minimum not met'],
    ['a price off the tick', { limit_price: 80_000.5 }, 'EOrder:Invalid price'],
    ['no price', { limit_price: undefined }, 'EGeneral:Invalid arguments:limit_price'],
    ['a market order with a price', { order_type: 'market' }, 'EGeneral:Invalid arguments:limit_price'],
    ['a client id that is too long', { cl_ord_id: 'x'.repeat(19) }, 'EGeneral:Invalid arguments:cl_ord_id'],
    ['a time in force in capitals', { time_in_force: 'IOC' }, 'EGeneral:Invalid arguments:time_in_force'],
    ['fill or kill', { time_in_force: 'fok' }, 'EGeneral:Invalid arguments:time_in_force'],
    ['an expiry without gtd', { expire_time: '2027-01-01T00:00:00Z' }, 'EGeneral:Invalid arguments:expire_time'],
    ['a conditional close', { conditional: {} }, "Unsupported field: 'conditional'"],
    ['a stp_type', { stp_type: 'cancel_both' }, "Unsupported field: 'stp_type'"],
    ['a deadline that has passed', { deadline: '2026-01-01T00:00:00Z' }, 'EService:Deadline elapsed'],
    ['a deadline too far away', { deadline: '2026-01-02T00:02:00Z' }, 'EGeneral:Invalid arguments:deadline'],
    ['triggers on a limit order', { triggers: { price: 1 } }, 'EGeneral:Invalid arguments:triggers'],
    ['post-only that takes', { limit_price: 84_100, post_only: true }, 'EOrder:Post only order'],
    ['post-only with ioc', { post_only: true, time_in_force: 'ioc' }, 'EGeneral:Invalid arguments:time_in_force'],
    ['reduce-only without a position', { reduce_only: true }, 'EOrder:Reduce only:No position exists'],
    ['more than the margin carries', { order_qty: 50 }, 'EOrder:Insufficient margin'],
  ])('refuses %s', async (_, more, error) => {
    const { call, lab } = await lay();
    const frames = await call('add_order', { ...bid, ...more });
    expect(frames).toMatchObject([{ method: 'add_order', success: false, error, req_id: 7 }]);
    expect(lab.standing.exchange.openOrders()).toEqual([]);
  });

  test('only checks with validate, and then has no id', async () => {
    const { call, lab } = await lay();
    expect(await call('add_order', { ...bid, validate: true })).toMatchObject([
      { success: true, result: { order_id: '' } },
    ]);
    expect(await call('add_order', { ...bid, limit_price: 0.5, validate: true })).toMatchObject([{ success: true }]);
    expect(lab.standing.exchange.openOrders()).toEqual([]);
  });

  test('an order that executes at once is new, traded and filled, with its fee', async () => {
    const { call, subscribe } = await lay();
    await subscribe('executions');
    const frames = await call('add_order', market);
    expect(kinds(frames)).toEqual(['new/new', 'trade/filled']);
    expect(rowsOf(frames, 'executions')[1]).toMatchObject({
      order_type: 'market',
      order_qty: 0.02,
      last_qty: 0.02,
      last_price: 84_009,
      cost: 1_680.18,
      cum_qty: 0.02,
      avg_price: 84_009,
      liquidity_ind: 't',
      fees: [{ asset: 'USD', qty: 0.84009 }],
      fee_usd_equiv: 0.84009,
    });
  });

  test('by the switches it is not reported as new, and filled comes as a frame of its own', async () => {
    const { call, subscribe } = await lay({ newForImmediate: 'absent', executionsEnd: 'filled-after-trade' });
    await subscribe('executions');
    expect(kinds(await call('add_order', market))).toEqual(['trade/partially_filled', 'filled/filled']);
  });

  test('an immediate order that finds nothing is acknowledged and cancelled; so is a post-only one by the switch', async () => {
    const { call, subscribe } = await lay({ postOnlyRefusal: 'cancel' });
    await subscribe('executions');
    const ioc = await call('add_order', { ...bid, time_in_force: 'ioc' });
    expect([ioc[0]?.['success'], kinds(ioc)]).toEqual([true, ['new/new', 'canceled/canceled']]);
    const post = await call('add_order', { ...bid, limit_price: 84_100, post_only: true });
    expect([post[0]?.['success'], kinds(post)]).toEqual([true, ['new/new', 'canceled/canceled']]);
    expect(rowsOf(post, 'executions')[1]).toMatchObject({ order_id: idOf(post), reason: 'Post only order' });
  });

  test('a dated order expires at its time', async () => {
    const { call, subscribe, lab, talk } = await lay();
    await subscribe('executions');
    const gtd = { ...bid, time_in_force: 'gtd', expire_time: '2026-01-02T00:00:10Z' };
    expect(rowsOf(await call('add_order', gtd), 'executions')[0]).toMatchObject({ time_in_force: 'GTD' });
    await lab.pass(8_999);
    expect(kinds(await talk.news())).toEqual([]);
    await lab.pass(1);
    expect(kinds(await talk.news())).toEqual(['expired/expired']);
  });

  test('gives the deadline to the engine', async () => {
    const { call } = await lay();
    expect(await call('add_order', { ...bid, deadline: '2026-01-02T00:00:05.000Z' })).toMatchObject([
      { success: true },
    ]);
  });
});

describe('triggers', () => {
  const stop = { order_type: 'stop-loss', side: 'sell', symbol: 'PF_XBTUSD', order_qty: 0.02, reduce_only: true };

  test('a stop waits, is triggered, and executes under its id', async () => {
    const { call, subscribe, lab, talk } = await lay();
    await call('add_order', market);
    await subscribe('executions');
    const triggers = { reference: 'index', price: 83_000, price_type: 'static' };
    const placed = await call('add_order', { ...stop, triggers, cl_ord_id: 'sl-1' });
    expect(rowsOf(placed, 'executions')[0]).toMatchObject({
      order_type: 'stop-loss',
      reduce_only: true,
      triggers: { ...triggers, status: 'untriggered' },
    });
    await lab.control('price', { symbol: 'PF_XBTUSD', price: '82900' });
    await lab.pass(2_000);
    const frames = await talk.news();
    expect(kinds(frames)).toEqual(['status/new', 'trade/filled']);
    const [status, trade] = rowsOf(frames, 'executions');
    expect(status).toMatchObject({ order_id: idOf(placed), order_type: 'market', triggers: { status: 'triggered' } });
    expect(trade).toMatchObject({ order_id: idOf(placed), cl_ord_id: 'sl-1', order_status: 'filled', cum_qty: 0.02 });
  });

  test('by the switch it gets another id when it is triggered, and is cancelled under that one', async () => {
    const { call, subscribe, lab, talk } = await lay({ idAfterTrigger: 'new' });
    await call('add_order', market);
    await subscribe('executions');
    const limit = { ...stop, order_type: 'stop-loss-limit', limit_price: 84_500, triggers: { price: 83_000 } };
    const placed = await call('add_order', limit);
    await lab.control('price', { symbol: 'PF_XBTUSD', price: '82900' });
    await lab.pass(2_000);
    const frames = await talk.news();
    expect(kinds(frames)).toEqual(['status/new', 'new/new']);
    const [status, fresh] = rowsOf(frames, 'executions');
    expect([status?.['order_id'], fresh?.['order_type']]).toEqual([idOf(placed), 'limit']);
    expect(fresh?.['order_id']).not.toBe(idOf(placed));
    expect(await call('cancel_order', { order_id: [idOf(placed)] })).toMatchObject([{ error: 'EOrder:Unknown order' }]);
    expect((await call('cancel_order', { order_id: [fresh?.['order_id']] }))[0]).toMatchObject({ success: true });
  });

  test('the mark is refused as a reference unless the switch takes it, and so are distances', async () => {
    const mark = { ...stop, reduce_only: false, triggers: { reference: 'mark', price: 83_000 } };
    const refusing = await lay({ relativeTriggers: 'refused' });
    expect(await refusing.call('add_order', mark)).toMatchObject([
      { error: 'EGeneral:Invalid arguments:triggers.reference' },
    ]);
    const away = { ...mark, triggers: { price: -1, price_type: 'pct' } };
    expect(await refusing.call('add_order', away)).toMatchObject([
      { error: 'EGeneral:Invalid arguments:triggers.price_type' },
    ]);
    await refusing.lab.standing.close();
    const taking = await lay({ markReference: 'accepted' });
    expect(await taking.call('add_order', mark)).toMatchObject([{ success: true }]);
    expect(await taking.call('add_order', away)).toMatchObject([{ success: true }]);
    const [first, second] = taking.lab.standing.exchange.openOrders();
    expect([first?.signal, second?.stopPrice]).toEqual(['mark', 831_600_000_000_000n]);
  });

  test('every type of the documentation becomes the order that it means', async () => {
    const { call, lab } = await lay();
    const away = { triggers: { price: 1.5, price_type: 'pct' } };
    const at = { triggers: { price: 90_000 } };
    const sell = { side: 'sell', symbol: 'PF_XBTUSD', order_qty: 0.02 };
    for (const order of [
      { order_type: 'take-profit', ...at },
      { order_type: 'take-profit-limit', limit_price: 90_010, ...at },
      { order_type: 'trailing-stop', ...away },
      { order_type: 'trailing-stop-limit', limit_price: 0, ...away },
      { order_type: 'trailing-stop', triggers: { price: 300, price_type: 'quote' } },
    ]) {
      expect((await call('add_order', { ...sell, ...order }))[0]).toMatchObject({ success: true });
    }
    const kept = lab.standing.exchange.openOrders();
    expect(kept.map(({ kind, limitPrice, trailing }) => [kind, limitPrice, trailing?.unit])).toEqual([
      ['take_profit', undefined, undefined],
      ['take_profit', 900_100_000_000_000n, undefined],
      ['trailing_stop', undefined, 'PERCENT'],
      ['trailing_stop', undefined, 'PERCENT'],
      ['trailing_stop', undefined, 'QUOTE_CURRENCY'],
    ]);
  });
});

describe('what a switch lets in', () => {
  test('a conditional close: one order on the other side for each fill', async () => {
    const { call, subscribe, lab, talk } = await lay({ conditional: 'accepted' });
    await subscribe('executions');
    const conditional = { order_type: 'stop-loss-limit', trigger_price: 83_000, limit_price: 82_900 };
    const frames = await call('add_order', { ...market, conditional });
    expect(kinds(frames)).toEqual(['new/new', 'trade/filled', 'new/new']);
    const close = { kind: 'stp', side: 'sell', quantity: 200_000_000n, stopPrice: 830_000_000_000_000n };
    expect(lab.standing.exchange.openOrders()).toMatchObject([close]);
    await call('add_order', { ...bid, limit_price: 83_980, conditional: { order_type: 'market' } });
    await lab.control('price', { symbol: 'PF_XBTUSD', price: '83500' });
    await lab.pass(2_000);
    expect(kinds(await talk.news())).toEqual(['trade/filled', 'new/new', 'trade/filled']);
    expect((await call('add_order', { ...bid, conditional: { order_type: 'iceberg' } }))[0]).toMatchObject({
      success: false,
    });
    expect((await call('add_order', { ...bid, conditional: { side: 'buy' } }))[0]).toMatchObject({
      error: "Unsupported field: 'side'",
    });
  });

  test('the one way to prevent self-trades that there is', async () => {
    const { call } = await lay({ selfTradeType: 'accepted' });
    expect((await call('add_order', { ...bid, stp_type: 'cancel_newest' }))[0]).toMatchObject({ success: true });
    expect((await call('add_order', { ...bid, stp_type: 'cancel_both' }))[0]).toMatchObject({ success: false });
  });

  test('fill or kill, and any case of a time in force', async () => {
    const { call, subscribe } = await lay({ timeInForce: 'with-fok', timeInForceCase: 'any-in-upper-out' });
    await subscribe('executions');
    const frames = await call('add_order', { ...bid, limit_price: 84_100, time_in_force: 'Fok' });
    expect(kinds(frames)).toEqual(['new/new', 'trade/filled']);
    expect(rowsOf(frames, 'executions')[0]).toMatchObject({ time_in_force: 'FOK', order_type: 'limit' });
  });
});

describe('amend_order', () => {
  test('changes what is open under both ids, and says so', async () => {
    const { call, subscribe } = await lay();
    await subscribe('executions');
    const order_id = idOf(await call('add_order', { ...bid, cl_ord_id: 'a' }));
    const [ack, report] = await call('amend_order', { cl_ord_id: 'a', order_qty: 0.03, limit_price: 79_950 });
    expect(ack).toMatchObject({ success: true, result: { amend_id: '', cl_ord_id: 'a' } });
    expect(rowsOf([report ?? {}], 'executions')[0]).toMatchObject({
      order_id,
      exec_type: 'amended',
      order_status: 'new',
      order_qty: 0.03,
      limit_price: 79_950,
      amended: true,
      reason: 'User requested',
    });
    expect((await call('amend_order', { order_id, order_qty: 0.03 }))[0]).toMatchObject({
      error: 'EOrder:No amendable parameters',
    });
    expect((await call('amend_order', { order_id, limit_price: 90_000, post_only: true }))[0]).toMatchObject({
      error: 'EOrder:Post only order',
    });
    expect((await call('amend_order', { order_id, limit_price: 0.5 }))[0]).toMatchObject({
      error: 'EOrder:Invalid price',
    });
    expect((await call('amend_order', { order_id, cl_ord_id: 'a', order_qty: 1 }))[0]).toMatchObject({
      success: false,
    });
    expect((await call('amend_order', { cl_ord_id: 'b', order_qty: 1 }))[0]).toMatchObject({
      error: 'EOrder:Unknown order',
    });
  });

  test('moves a stop, and is refused altogether by the switch', async () => {
    const { call, lab } = await lay();
    const stop = {
      order_type: 'stop-loss',
      side: 'sell',
      symbol: 'PF_XBTUSD',
      order_qty: 0.02,
      triggers: { price: 83_000 },
    };
    const order_id = idOf(await call('add_order', stop));
    expect((await call('amend_order', { order_id, trigger_price: 83_200 }))[0]).toMatchObject({ success: true });
    expect(lab.standing.exchange.openOrders()[0]?.stopPrice).toBe(832_000_000_000_000n);
    await lab.standing.close();
    const other = await lay({ amend: 'refused' });
    expect((await other.call('amend_order', { order_id, order_qty: 1 }))[0]).toMatchObject({ success: false });
  });
});

describe('cancelling', () => {
  test('answers once for each order, and a stranger is unknown', async () => {
    const { call, subscribe } = await lay();
    const ids = [idOf(await call('add_order', bid)), idOf(await call('add_order', { ...bid, cl_ord_id: 'b' }))];
    await subscribe('executions');
    const frames = await call('cancel_order', { order_id: [...ids, ids[0]] });
    expect(frames.filter(({ method }) => method === 'cancel_order')).toMatchObject([
      { success: true, req_id: 7, result: { order_id: ids[0] } },
      { success: true, req_id: 7, result: { order_id: ids[1], cl_ord_id: 'b' } },
      { success: false, req_id: 7, error: 'EOrder:Unknown order' },
    ]);
    expect(rowsOf(frames, 'executions')).toMatchObject([
      { order_id: ids[0], exec_type: 'canceled', order_status: 'canceled', reason: 'User requested' },
      { order_id: ids[1], exec_type: 'canceled' },
    ]);
    expect(await call('cancel_order', { order_id: ids, cl_ord_id: ['b'] })).toMatchObject([{ success: false }]);
  });

  test('all at once counts them, stops too; a batch takes both kinds of ids, between two and fifty', async () => {
    const { call } = await lay();
    const one = idOf(await call('add_order', bid));
    for (const cl_ord_id of ['b', 'c', 'd']) await call('add_order', { ...bid, cl_ord_id });
    expect(await call('batch_cancel', { orders: [one], cl_ord_id: ['b', 'nobody'] })).toMatchObject([
      { success: true, result: { count: 2, warnings: [] } },
    ]);
    expect((await call('batch_cancel', { orders: [one] }))[0]).toMatchObject({ success: false });
    expect(await call('cancel_all')).toMatchObject([{ success: true, result: { count: 2 } }]);
    expect(await call('cancel_all')).toMatchObject([{ success: true, result: { count: 0 } }]);
  });

  test('the dead man’s switch cancels everything when its time is up, and 0 turns it off', async () => {
    const { call, lab, subscribe, talk } = await lay();
    await call('add_order', bid);
    await subscribe('executions');
    const times = { currentTime: '2026-01-02T00:00:01Z', triggerTime: '2026-01-02T00:01:01Z' };
    expect((await call('cancel_all_orders_after', { timeout: 60 }))[0]).toMatchObject({ success: true, result: times });
    expect((await call('cancel_all_orders_after', { timeout: 0 }))[0]).toMatchObject({ result: { triggerTime: '0' } });
    await call('cancel_all_orders_after', { timeout: 60, asset_class: undefined });
    await lab.pass(60_000);
    expect(kinds(await talk.news())).toEqual(['canceled/canceled']);
    expect((await call('cancel_all_orders_after', { timeout: -1 }))[0]).toMatchObject({
      error: 'EGeneral:Invalid arguments:timeout',
    });
  });
});

describe('batch_add', () => {
  const [one, two] = [
    { ...bid, symbol: undefined, cl_ord_id: 'b-1' },
    { ...bid, symbol: undefined, cl_ord_id: 'b-2' },
  ];
  test('answers in the order of the request; what the engine refuses it refuses alone', async () => {
    const { call } = await lay();
    const orders = [one, { ...two, limit_price: 80_000.5 }];
    expect(await call('batch_add', { symbol: 'PF_XBTUSD', orders })).toMatchObject([
      {
        success: true,
        result: [
          { order_id: expect.any(String), cl_ord_id: 'b-1' },
          { cl_ord_id: 'b-2', error: 'EOrder:Invalid price' },
        ],
      },
    ]);
  });

  test('one that is malformed refuses all, and so do one or sixteen', async () => {
    const { call, lab } = await lay();
    const bad = [one, { ...two, order_type: 'iceberg' }];
    for (const orders of [bad, [one], Array.from({ length: 16 }, () => ({ ...one, cl_ord_id: undefined }))]) {
      expect((await call('batch_add', { symbol: 'PF_XBTUSD', orders }))[0]).toMatchObject({ success: false });
    }
    expect(lab.standing.exchange.openOrders()).toEqual([]);
  });

  test('by the switch its rows stand under orders', async () => {
    const { call } = await lay({ batchAddReply: 'orders' });
    expect((await call('batch_add', { symbol: 'PF_XBTUSD', orders: [one, two] }))[0]).toMatchObject({
      result: {
        orders: [
          { cl_ord_id: 'b-1', success: true },
          { cl_ord_id: 'b-2', success: true },
        ],
      },
    });
  });
});

describe('the phases of the market', () => {
  test('maintenance takes no orders and no cancels, cancel-only takes cancels, post-only takes what rests', async () => {
    const { call, lab, talk } = await lay();
    const id = idOf(await call('add_order', bid));
    const enter = async (phase: string): Promise<void> => {
      await lab.control('phase', { phase });
      await talk.news();
    };
    const act = async (): Promise<readonly unknown[]> => [
      (await call('add_order', bid))[0]?.['error'],
      (await call('add_order', market))[0]?.['error'],
      (await call('cancel_order', { order_id: [id] }))[0]?.['error'],
    ];
    await enter('maintenance');
    expect(await act()).toEqual(['EService:Unavailable', 'EService:Unavailable', 'EService:Unavailable']);
    await enter('cancel_only');
    const only = 'EService:Market in cancel_only mode';
    expect(await act()).toEqual([only, only, undefined]);
    await enter('post_only');
    expect((await call('add_order', market))[0]?.['error']).toBe('EService:Market in post_only mode');
    expect((await call('add_order', { ...bid, post_only: true }))[0]?.['success']).toBe(true);
  });

  test('orders are rated as the switch says', async () => {
    const { call } = await lay({ rateModel: 'bucket' });
    const answers = [];
    for (let i = 0; i < 22; i += 1) answers.push((await call('cancel_all'))[0]?.['error']);
    expect(answers.slice(19)).toEqual([undefined, 'EOrder:Rate limit exceeded', 'EOrder:Rate limit exceeded']);
  });
});
