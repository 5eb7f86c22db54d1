import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { referenceSuite } from '../reference.ts';
import { differences } from '../support/shapes.ts';
import { standVenue } from '../support/standing-venue.ts';
import { traderOf } from '../support/unified-talk.ts';
import type { Trader } from '../support/unified-talk.ts';
import type { Frame } from '../support/ws-client.ts';
import { fixture } from './fidelity.ts';

/** What the venue sends in a fixture, in its order. */
function sent(name: string): readonly Frame[] {
  const { frames } = fixture(`unified/${name}`) as { frames: { dir: string; json: Frame }[] };
  return frames.filter(({ dir }) => dir.startsWith('server')).map(({ json }) => json);
}

/** The differences that a section of the documentation gives a reason for. */
function documented(section: string): readonly string[] {
  const text = readFileSync(resolve(import.meta.dirname, '../../docs/reference/fidelity.md'), 'utf8');
  const part = text.split(/^## /m).find((one) => one.startsWith(`${section}\n`)) ?? '';
  return [...part.matchAll(/^\| `([^`]+)` +\| `([^`]+)` +\| ([^|]+) \| ([^|]+) \|$/gm)].map(
    ([, call, field, what = '', reason = '']) => {
      expect(reason.trim().length, `${call} ${field} has a reason`).toBeGreaterThan(8);
      return `${call} | ${field} | ${what.trim()}`;
    },
  );
}

type Pairing = readonly [call: string, answer: unknown, model: unknown];
function differing(pairings: readonly Pairing[]): readonly string[] {
  const found = pairings.flatMap(([call, answer, model]) => {
    expect([call, answer === undefined, model === undefined]).toEqual([call, false, false]);
    return differences(columns(answer), columns(model)).map(({ field, what }) => `${call} | ${field} | ${what}`);
  });
  return [...new Set(found)].toSorted();
}

/** Rows that are lists of several kinds of values become objects, so that each place counts. */
function columns(value: unknown): unknown {
  if (Array.isArray(value)) {
    const isRow = value.length > 2 && new Set(value.map((one) => typeof one)).size > 1;
    return isRow ? Object.fromEntries(value.map((one, place) => [`at${place}`, columns(one)])) : value.map(columns);
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, columns(one)]));
}

let trader: Trader | undefined;
afterEach(() => trader?.lab.standing.close());

const limit = { order_type: 'limit', side: 'buy', symbol: 'PF_XBTUSD', order_qty: 0.02, limit_price: 80_000 };
const market = { order_type: 'market', side: 'buy', symbol: 'PF_XBTUSD', order_qty: 0.02 };
const id = 'e66851e7-8721-40ed-bf43-5e6a2ddff423';
const rows = (frames: readonly Frame[]): readonly Frame[] => frames.filter(({ channel }) => channel === 'executions');

async function publicAnswers({ lab }: Trader): Promise<readonly Pairing[]> {
  const talk = await lab.open('/v2/public');
  const [status] = await talk.news();
  const pong = (await talk.ask({ method: 'ping', req_id: 1 }))[0];
  const answers: Pairing[] = [
    ['status', status, sent('system/status.json')[0]],
    ['ping', pong, sent('system/ping.json')[0]],
  ];
  for (const [channel, more] of [
    ['instrument', { symbol: undefined }],
    ['ticker', {}],
    ['book', {}],
    ['trade', { snapshot: true }],
    ['ohlc', { interval: 5, tick_type: 'mark' }],
  ] as const) {
    const params = { channel, asset_class: 'derivatives', symbol: ['PF_XBTUSD'], ...more };
    const frames = await talk.ask({ method: 'subscribe', params, req_id: 2 });
    const [ack, snapshot] = sent(`public/${channel}.json`);
    answers.push([`${channel} (ack)`, frames[0], ack]);
    answers.push([`${channel} (snapshot)`, frames.find((frame) => frame['channel'] === channel), snapshot]);
  }
  await lab.pass(360_000);
  const later = await talk.news();
  for (const channel of ['book', 'trade', 'ohlc']) {
    const update = later.find((frame) => frame['channel'] === channel);
    answers.push([`${channel} (update)`, update, sent(`public/${channel}.json`)[2]]);
  }
  const plain = await talk.ask({
    method: 'subscribe',
    params: { channel: 'ticker', asset_class: 'derivatives', symbol: ['FOO/BAR'] },
    req_id: 3,
  });
  answers.push(['subscribe (unknown symbol)', plain[0], sent('errors/subscribe-failures.json')[4]]);
  const quiet = await lab.open('/v2/public');
  await quiet.ask({ method: 'subscribe', params: { channel: 'instrument', asset_class: 'derivatives' } });
  await lab.pass(1_000);
  answers.push(['heartbeat', (await quiet.news())[0], sent('system/heartbeat.json')[0]]);
  return answers;
}

async function privateAnswers({ subscribe, call }: Trader): Promise<readonly Pairing[]> {
  const answers: Pairing[] = [];
  await call('add_order', market);
  for (const channel of ['executions', 'balances', 'positions', 'margin', 'ledgers', 'preferences']) {
    const frames = await subscribe(channel, channel === 'executions' ? { snap_trades: true } : {});
    const model = sent(`private/${channel === 'executions' ? 'executions.subscribe' : channel}.json`);
    const [ack, ...snapshots] = channel === 'preferences' ? model.slice(1) : model;
    answers.push([`${channel} (ack)`, frames[0], ack]);
    for (const [i, snapshot] of snapshots.entries()) {
      const isUpdate = snapshot['type'] === 'update';
      if (!isUpdate) answers.push([`${channel} (${String(snapshot['type'])})`, frames[i + 1], snapshot]);
    }
    expect(frames.length).toBeGreaterThanOrEqual(snapshots.filter(({ type }) => type !== 'update').length + 1);
  }
  const failures = sent('errors/subscribe-failures.json');
  for (const [place, frames] of [
    [0, await subscribe('margin', { snapshot: true })],
    [1, await subscribe('margin')],
    [2, await subscribe('positions')],
    [3, await subscribe('ledgers', { asset_class: 'derivatives' })],
    [5, await subscribe('executions', { token: 'x' })],
  ] as const) {
    answers.push([`subscribe (refused, ${place})`, frames[0], failures[place]]);
  }
  return answers;
}

async function orderAnswers({ subscribe, call, lab, talk }: Trader): Promise<readonly Pairing[]> {
  for (const channel of ['executions', 'balances', 'positions', 'ledgers']) await subscribe(channel);
  const trade = await call('add_order', { ...market, cl_ord_id: id });
  const resting = await call('add_order', { ...limit, cl_ord_id: id.replace('e', 'f') });
  const [, partial] = sent('private/executions.limit-partial-filled.synth.json');
  const update = (channel: string): Frame | undefined => trade.find((frame) => frame['channel'] === channel);
  const model = (channel: string): Frame | undefined =>
    sent(`private/${channel}.json`).findLast(({ type }) => type === 'update');
  const answers: Pairing[] = [
    ['add_order (placed)', trade[0], sent('trading/add_order.json')[1]],
    ['executions (new)', rows(resting)[0], sent('private/executions.limit-partial-filled.synth.json')[0]],
    ['executions (trade)', rows(trade)[1], partial],
    ...['balances', 'positions', 'ledgers'].map((channel): Pairing => [
      `${channel} (update)`,
      update(channel),
      model(channel),
    ]),
  ];
  const amended = await call('amend_order', { cl_ord_id: id.replace('e', 'f'), order_qty: 0.03 });
  answers.push(['amend_order', amended[0], sent('trading/amend_order.json')[0]]);
  answers.push(['executions (amended)', rows(amended)[0], sent('private/executions.amended.synth.json')[1]]);
  const cancelled = await call('cancel_order', { cl_ord_id: [id.replace('e', 'f')] });
  answers.push(['cancel_order', cancelled[0], sent('trading/cancel_order.json')[2]]);
  answers.push(['executions (canceled)', rows(cancelled)[0], sent('private/executions.cancelled.synth.json')[1]]);
  answers.push([
    'cancel_order (unknown)',
    (await call('cancel_order', { cl_ord_id: ['gone'] }))[0],
    sent('trading/cancel_order.json')[3],
  ]);
  const triggers = { reference: 'last', price: 83_000, price_type: 'static' };
  const stop = { ...market, order_type: 'stop-loss', side: 'sell', reduce_only: true, triggers, cl_ord_id: 'sl-1' };
  const stopModel = sent('private/executions.stop-loss.synth.json');
  answers.push(['executions (stop placed)', rows(await call('add_order', stop))[0], stopModel[0]]);
  await lab.control('price', { symbol: 'PF_XBTUSD', price: '82900' });
  await lab.pass(2_000);
  const fired = rows(await talk.news());
  answers.push(['executions (stop triggered)', fired[0], stopModel[1]]);
  answers.push(['executions (stop traded)', fired[1], stopModel[2]]);
  return answers;
}

async function otherMethods({ call }: Trader): Promise<readonly Pairing[]> {
  const orders = [
    { ...limit, symbol: undefined, cl_ord_id: 'b-1' },
    { ...limit, symbol: undefined, cl_ord_id: 'b-2', limit_price: 80_000.7 },
  ];
  const symbol = 'PF_XBTUSD';
  const prefer = (max_leverage: number | null): Promise<readonly Frame[]> =>
    call('set_preference', { leverage_mode: { symbol, max_leverage } });
  const failures = sent('trading/add_order.failures.json');
  return [
    [
      'add_order (validate)',
      (await call('add_order', { ...limit, validate: true }))[0],
      sent('trading/add_order.json')[5],
    ],
    ['add_order (refused)', (await call('add_order', { ...limit, limit_price: 0.5 }))[0], failures[2]],
    ['batch_add', (await call('batch_add', { symbol, orders }))[0], sent('trading/batch_add.json')[0]],
    [
      'batch_cancel',
      (await call('batch_cancel', { cl_ord_id: ['b-1', 'b-2'] }))[0],
      sent('trading/batch_cancel.json')[0],
    ],
    ['cancel_all', (await call('cancel_all'))[0], sent('trading/cancel_all.json')[0]],
    [
      'cancel_all_orders_after',
      (await call('cancel_all_orders_after', { timeout: 60 }))[0],
      sent('trading/cancel_all_orders_after.json')[0],
    ],
    [
      'cancel_all_orders_after (off)',
      (await call('cancel_all_orders_after', { timeout: 0 }))[0],
      sent('trading/cancel_all_orders_after.json')[1],
    ],
    ['set_preference', (await prefer(5))[0], sent('trading/set_preference.json')[0]],
    ['set_preference (cross)', (await prefer(null))[0], sent('trading/set_preference.json')[1]],
    ['set_preference (refused)', (await prefer(500))[0], sent('trading/set_preference.json')[2]],
  ];
}

referenceSuite('the unified dialect', () => {
  test('has the fields and types of its fixtures, or a documented difference', async () => {
    trader = await traderOf(await standVenue({ switches: { rateModel: 'none', ackOrder: 'first' } }));
    const token = fixture('unified/auth/get-websockets-token.json') as { success: unknown; failures: unknown[] };
    const { lab, talk, token: own } = trader;
    const pairings = [
      ['GetWebSocketsToken', await lab.signed('/0/private/GetWebSocketsToken'), token.success],
      [
        'GetWebSocketsToken (refused)',
        await lab.signed('/0/private/GetWebSocketsToken', '', { sign: 'x' }),
        token.failures[1],
      ],
      // Private first: a private connection without a subscription is closed while the public ones wait.
      ...(await privateAnswers(trader)),
      ...(await publicAnswers(trader)),
    ] as const;
    for (const channel of ['executions', 'positions']) {
      await talk.ask({ method: 'unsubscribe', params: { channel, asset_class: 'derivatives', token: own } });
    }
    for (const channel of ['balances', 'ledgers'])
      await talk.ask({ method: 'unsubscribe', params: { channel, token: own } });
    const more = [...(await orderAnswers(trader)), ...(await otherMethods(trader))];
    expect(differing([...pairings, ...more])).toEqual(documented('Unified').toSorted());
    expect(pairings.length + more.length).toBeGreaterThanOrEqual(55);
  });

  test('with a switch the other spellings of its fixtures', async () => {
    const faults = [
      { name: 'empty-reply', part: 'positions', probability: 0, on: [1] },
      { name: 'empty-reply', part: 'preferences', probability: 0, on: [1] },
    ] as const;
    trader = await traderOf(await standVenue({ switches: { rateModel: 'none', batchAddReply: 'orders' }, faults }));
    const { subscribe, call } = trader;
    const orders = [
      { ...limit, symbol: undefined, cl_ord_id: 'b-1' },
      { ...limit, symbol: undefined, cl_ord_id: 'b-2', limit_price: 80_000.7 },
    ];
    expect(
      differing([
        [
          'positions (too large)',
          (await subscribe('positions'))[1],
          sent('private/positions.snapshot-too-large.json')[0],
        ],
        ['preferences (not yet)', (await subscribe('preferences'))[0], sent('private/preferences.json')[0]],
        [
          'batch_add (orders)',
          (await call('batch_add', { symbol: 'PF_XBTUSD', orders }))[0],
          sent('trading/batch_add.json')[1],
        ],
      ]),
    ).toEqual([]);
  });
});

/** What stands under the first pair, without its name. */
function first(answer: unknown): unknown {
  const { result } = answer as { result: Record<string, unknown> };
  const [[, row] = []] = Object.entries(result).filter(([key]) => key !== 'last');
  return { row, last: result['last'] ?? null };
}

referenceSuite('the spot services', () => {
  test('have the fields and types of their fixtures, or a documented difference', async () => {
    trader = await traderOf(await standVenue());
    const { lab } = trader;
    await lab.pass(120_000);
    const rest = async (call: string, model: string): Promise<Pairing> => [
      call,
      first(await lab.spot(`/0/public/${call}?pair=XBTUSD`)),
      first(fixture(`spot/${model}`)),
    ];
    const pairings: Pairing[] = [
      ['Time', await lab.spot('/0/public/Time'), fixture('spot/Time.json')],
      ['SystemStatus', await lab.spot('/0/public/SystemStatus'), fixture('spot/SystemStatus.json')],
      ['Assets', first(await lab.spot('/0/public/Assets')), first(fixture('spot/Assets.json'))],
      await rest('AssetPairs', 'AssetPairs.min.json'),
      await rest('Ticker', 'Ticker.json'),
      await rest('OHLC', 'OHLC.real-721rows.json'),
      await rest('Depth', 'Depth.json'),
      await rest('Trades', 'Trades.real.json'),
      [
        'Ticker (refused)',
        await lab.spot('/0/public/Ticker?pair=FOO'),
        (fixture('spot/errors.ndjson') as unknown[])[0],
      ],
    ];
    const talk = await lab.open('/v2');
    const [status] = await talk.news();
    const lines = (name: string): readonly Frame[] => fixture(`spot-ws/${name}.ndjson`) as Frame[];
    pairings.push(['v2 status', status, fixture('spot-ws/status.json')]);
    pairings.push(['v2 ping', (await talk.ask({ method: 'ping', req_id: 1 }))[0], lines('ping-pong')[1]]);
    const subscribe = (channel: string, more: object = {}): Promise<readonly Frame[]> =>
      talk.ask({ method: 'subscribe', params: { channel, symbol: ['BTC/USD'], ...more }, req_id: 1 });
    const ticker = await subscribe('ticker');
    const ohlc = await subscribe('ohlc', { interval: 1 });
    const [tickerAck, ohlcAck, strange] = lines('subscribe-ack');
    pairings.push(['v2 ticker (ack)', ticker[0], tickerAck], ['v2 ticker', ticker[1], fixture('spot-ws/ticker.json')]);
    pairings.push(['v2 ohlc (ack)', ohlc[0], { ...ohlcAck, req_id: 1 }], ['v2 ohlc', ohlc[1], lines('ohlc')[0]]);
    pairings.push([
      'v2 subscribe (refused)',
      (await subscribe('ticker', { symbol: ['XBT/USD'] }))[0],
      { ...strange, req_id: 1 },
    ]);
    const all = { symbol: undefined };
    pairings.push([
      'v2 instrument',
      (await subscribe('instrument', all))[1],
      fixture('spot-ws/instrument.snapshot.json'),
    ]);
    pairings.push(['v2 book', (await subscribe('book'))[1], fixture('spot-ws/book.snapshot.json')]);
    await subscribe('trade');
    await lab.pass(1_000);
    const later = await talk.news();
    pairings.push(['v2 trade', later.find(({ channel }) => channel === 'trade'), fixture('spot-ws/trade.json')]);
    pairings.push(['v2 ohlc (update)', later.find(({ channel }) => channel === 'ohlc'), lines('ohlc')[1]]);
    expect(differing(pairings)).toEqual(documented('Spot').toSorted());
  });
});
