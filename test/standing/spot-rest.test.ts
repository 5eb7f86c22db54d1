import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { standVenue } from '../support/standing-venue.ts';
import { labOf } from '../support/unified-talk.ts';
import type { Lab } from '../support/unified-talk.ts';

let lab: Lab;
beforeEach(async () => {
  lab = labOf(await standVenue({ days: 1 }));
  await lab.pass(61_000);
});
afterEach(() => lab.standing.close());
const ask = (call: string): ReturnType<Lab['spot']> => lab.spot(`/0/public/${call}`);

describe('names', () => {
  test('Bitcoin and Dogecoin have their old names in REST; every spelling finds them', async () => {
    const { result } = await ask('AssetPairs');
    expect(Object.keys(result)).toEqual(
      ['XDGUSD', 'XXBTZUSD', 'XETHZUSD'].toSorted(
        (a, b) => Object.keys(result).indexOf(a) - Object.keys(result).indexOf(b),
      ),
    );
    expect(result['XXBTZUSD']).toMatchObject({
      altname: 'XBTUSD',
      wsname: 'XBT/USD',
      base: 'XXBT',
      quote: 'ZUSD',
      pair_decimals: 1,
      tick_size: '0.1',
      status: 'online',
    });
    expect(result['XDGUSD']).toMatchObject({ altname: 'XDGUSD', wsname: 'XDG/USD', base: 'XXDG', pair_decimals: 7 });
    for (const [asked, key] of [
      ['XBTUSD', 'XXBTZUSD'],
      ['XXBTZUSD', 'XXBTZUSD'],
      ['BTC/USD', 'BTC/USD'],
      ['XBT/USD', 'XBT/USD'],
      ['XDGUSD', 'XDGUSD'],
      ['DOGE/USD', 'DOGE/USD'],
    ] as const) {
      expect(Object.keys((await ask(`AssetPairs?pair=${asked}`)).result)).toEqual([key]);
      await lab.pass(1_000);
    }
  });

  test('assets, parts of pairs, and what is unknown', async () => {
    expect((await ask('Assets')).result).toMatchObject({
      ZUSD: { altname: 'USD', decimals: 4 },
      XXBT: { altname: 'XBT' },
      XXDG: { altname: 'XDG' },
    });
    expect(Object.keys((await ask('Assets?asset=XBT,ZUSD')).result).toSorted()).toEqual(['XXBT', 'ZUSD']);
    expect((await ask('AssetPairs?pair=XBTUSD&info=margin')).result).toEqual({
      XXBTZUSD: { margin_call: 80, margin_stop: 40, margin_level: 0 },
    });
    expect(await ask('AssetPairs?pair=FOOBAR')).toEqual({ error: ['EQuery:Unknown asset pair'] });
    expect(await ask('Ticker?pair=XBTUSD,FOOBAR')).toEqual({ error: ['EQuery:Unknown asset pair'] });
    expect(await ask('OHLC')).toEqual({ error: ['EGeneral:Invalid arguments'] });
    expect(await ask('Spread?pair=XBTUSD')).toEqual({ error: ['EGeneral:Unknown method'] });
  });
});

describe('time and status', () => {
  test('are the exchange’s', async () => {
    expect((await ask('Time')).result).toEqual({ unixtime: 1_767_312_061, rfc1123: 'Fri, 02 Jan 26 00:01:01 +0000' });
    expect((await ask('SystemStatus')).result).toEqual({ status: 'online', timestamp: '2026-01-02T00:01:01Z' });
    await lab.control('phase', { phase: 'cancel_only' });
    expect((await ask('SystemStatus')).result).toMatchObject({ status: 'cancel_only' });
  });
});

describe('prices', () => {
  test('OHLC has the forming candle last, its cursor is the committed one before, and since excludes', async () => {
    const { result } = await ask('OHLC?pair=XBTUSD&interval=1');
    const rows = result['XXBTZUSD'] as [number, string, string, string, string, string, string, number][];
    expect(rows.length).toBe(721);
    expect([rows.at(-1)?.[0], rows.at(-2)?.[0], result['last']]).toEqual([1_767_312_060, 1_767_312_000, 1_767_312_000]);
    expect(rows.slice(1).every(([at], i) => at - (rows[i]?.[0] ?? 0) === 60)).toBe(true);
    expect(rows.at(-2)).toEqual([
      1_767_312_000,
      '84000.0',
      '84000.0',
      '84000.0',
      '84000.0',
      '84000.0',
      expect.any(String),
      1,
    ]);
    const fresh = (await ask(`OHLC?pair=BTC/USD&interval=1&since=${rows.at(-3)?.[0]}`)).result;
    expect((fresh['BTC/USD'] as unknown[]).length).toBe(2);
    expect(fresh['last']).toBe(1_767_312_000);
    expect(await ask('OHLC?pair=XBTUSD&interval=720')).toEqual({ error: ['EGeneral:Invalid arguments'] });
  });

  test('Ticker, Depth and Trades stand around the index', async () => {
    const { result } = await ask('Ticker?pair=XBTUSD');
    expect(result['XXBTZUSD']).toMatchObject({
      a: ['84009.00000', '24', '24.000'],
      b: ['83991.00000', '24', '24.000'],
      c: ['84000.00000', expect.any(String)],
      o: '84000.00000',
    });
    const depth = (await ask('Depth?pair=XBTUSD&count=2')).result['XXBTZUSD'];
    expect(depth).toEqual({
      asks: [
        ['84009.00000', '24.000', 1_767_312_061],
        ['84017.00000', '24.000', 1_767_312_061],
      ],
      bids: [
        ['83991.00000', '24.000', 1_767_312_061],
        ['83983.00000', '24.000', 1_767_312_061],
      ],
    });
    expect(await ask('Depth?pair=XBTUSD&count=501')).toEqual({ error: ['EGeneral:Invalid arguments'] });
    const trades = (await ask('Trades?pair=XBTUSD&count=2')).result;
    expect((trades['XXBTZUSD'] as unknown[][])[0]).toEqual([
      '84000.00000',
      expect.any(String),
      expect.any(Number),
      'b',
      'l',
      '',
      expect.any(Number),
    ]);
    expect(String(trades['last'])).toMatch(/^\d{19}$/);
    const rest = await ask(`Trades?pair=XBTUSD&since=${String(trades['last'])}`);
    expect(
      (rest.result['XXBTZUSD'] as unknown[][]).every(([, , at]) => Number(at) * 1e9 > Number(trades['last'])),
    ).toBe(true);
  });

  test('too many questions at once are too many, per pair where they are about candles', async () => {
    const answers = [];
    for (let i = 0; i < 17; i += 1) answers.push((await ask('OHLC?pair=XBTUSD')).error[0]);
    expect(answers.slice(14)).toEqual([undefined, 'EAPI:Rate limit exceeded', 'EAPI:Rate limit exceeded']);
    expect((await ask('OHLC?pair=ETHUSD')).error).toEqual([]);
    await lab.pass(1_000);
    expect((await ask('OHLC?pair=XBTUSD')).error).toEqual([]);
  });
});

describe('with a key', () => {
  test('Balance has the cash, TradeVolume what derivatives cost, in a form and as JSON', async () => {
    expect((await lab.signed('/0/private/Balance')).result).toEqual({ ZUSD: '10000.0000' });
    const json = '"pair":[{"asset":"PF_XBTUSD","aclass":"derivatives"}],"fee_schedule":true';
    const { result } = await lab.signed('/0/private/TradeVolume', json, { json: true });
    expect(result).toMatchObject({
      currency: 'ZUSD',
      volume: '0.0000',
      fees: { PF_XBTUSD: { fee: '0.0500' } },
      fees_maker: { PF_XBTUSD: { fee: '0.0200' } },
    });
    expect((await lab.signed('/0/private/TradeVolume', 'pair=PF_XBTUSD')).result['fees']).toEqual(result['fees']);
    expect(await lab.signed('/0/private/TradeVolume', 'pair=FOO')).toEqual({ error: ['EQuery:Unknown asset pair'] });
    expect(await lab.signed('/0/private/AddOrder')).toEqual({ error: ['EGeneral:Unknown method'] });
  });

  test('has its own limit, and is not served in maintenance', async () => {
    const answers = [];
    for (let i = 0; i < 22; i += 1) answers.push((await lab.signed('/0/private/Balance')).error[0]);
    expect(answers.slice(19)).toEqual([undefined, 'EAPI:Rate limit exceeded', 'EAPI:Rate limit exceeded']);
    await lab.control('phase', { phase: 'maintenance' });
    expect((await lab.signed('/0/private/Balance')).error).toEqual(['EService:Unavailable']);
  });
});
