import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { unknownKeys } from '../../src/venue/kraken/door.ts';
import { envelope, errorAnswer, known } from '../../src/venue/kraken/v3/wire/common.ts';
import * as feeds from '../../src/venue/kraken/v3/wire/feeds.ts';
import * as history from '../../src/venue/kraken/v3/wire/history.ts';
import * as market from '../../src/venue/kraken/v3/wire/market.ts';
import * as orders from '../../src/venue/kraken/v3/wire/orders.ts';
import { reference, referenceSuite } from '../reference.ts';

/** Answers that the client does not ask for, as the documentation has them. */
const answer = (keys: string): z.ZodType<unknown> => z.object({ ...envelope, ...known(keys) });
const names = z.array(z.string());
const level = z.object({ price: z.number(), qty: z.number() });
const trade = z.object(known('feed product_id uid side type seq time qty price'));

/** Which schema a fixture is read by: the first whose pattern its path matches. */
const schemas: readonly (readonly [RegExp, z.ZodType<unknown>])[] = [
  [/^rest\/errors\//, errorAnswer],
  [/^rest\/sendorder\//, orders.sendAnswer],
  [/^rest\/cancelorder\/|^rest\/cancelallorders\//, orders.cancelAnswer],
  [/^rest\/cancelallordersafter\//, orders.deadManAnswer],
  [/^rest\/editorder\//, orders.editAnswer],
  [/^rest\/batchorder\//, orders.batchAnswer],
  [/^rest\/accounts\./, market.accounts],
  [/^rest\/openorders\./, orders.openOrders],
  [/^rest\/openpositions\./, market.openPositions],
  [/^rest\/orders-status/, orders.ordersStatus],
  [/^rest\/fills\./, orders.fills],
  [/^rest\/instruments(\.min)?\.json/, market.instruments],
  [/^rest\/instruments-status/, market.instrumentStatus],
  [/^rest\/instrument-status-single/, market.singleStatus],
  [/^rest\/ticker-single/, market.singleTicker],
  [/^rest\/tickers\./, market.tickers],
  [/^rest\/leveragepreferences\.put|^rest\/transfer/, answer('')],
  [/^rest\/leveragepreferences/, market.leverage],
  [/^rest\/pnlpreferences/, answer('preferences')],
  [/^rest\/orderbook/, answer('orderBook')],
  [/^rest\/trade-history/, answer('history')],
  [/^rest\/historicalfundingrates/, answer('rates')],
  [/^rest\/feeschedules-volumes/, answer('volumesByFeeSchedule')],
  [/^rest\/feeschedules/, answer('feeSchedules')],
  [/^rest\/notifications/, answer('notifications')],
  [/^rest\/self-trade-strategy/, answer('strategy')],
  [/^rest\/subaccounts/, answer('masterAccountUid subaccounts')],
  [/^rest\/unwindqueue/, answer('queue')],
  [/^rest\/api-key-check/, z.object(known('apiKey accountUid iiban createdAt permissions allowedCidrBlock'))],
  [/^history\/account-log/, history.accountLog],
  [/^history\//, history.historyPage],
  [/^charts\/(resolutions|tick-types)/, names],
  [/^charts\//, history.candlePage],
];
/** What is no answer: a table, a comparison of two days, and headers written down. */
const noAnswers = /instruments-table\.csv|instruments-diff-|history-429\.txt|charts-400-invalid-resolution\.txt/;

/** Which schema a frame is read by, by its feed. Those of the market that the client does not hear are here alone. */
const frames: Readonly<Record<string, z.ZodType<unknown>>> = {
  account_log: feeds.logFrame,
  account_log_snapshot: feeds.logFrame,
  balances: feeds.balancesFrame,
  balances_snapshot: feeds.balancesFrame,
  fills: feeds.fillsFrame,
  fills_snapshot: feeds.fillsFrame,
  heartbeat: feeds.heartbeat,
  notifications_auth: feeds.noticesFrame,
  open_orders: feeds.orderFrame,
  open_orders_verbose: feeds.orderFrame,
  open_orders_snapshot: feeds.ordersSnapshot,
  open_positions: feeds.positionsFrame,
  ticker: feeds.tickerFrame,
  ticker_lite: z.object(known('feed product_id bid ask change premium volume tag pair dtm maturityTime volumeQuote')),
  book: z.object(known('feed product_id side seq price qty timestamp')),
  book_snapshot: z.object({
    bids: z.array(level),
    asks: z.array(level),
    ...known('feed product_id timestamp seq tickSize'),
  }),
  trade,
  trade_snapshot: z.object({ trades: z.array(trade), ...known('feed product_id') }),
  candles_trade_1m: z.object(known('feed candle product_id')),
  candles_trade_1m_snapshot: z.object(known('feed candle product_id')),
};

referenceSuite('fixtures of dialect v3', () => {
  const folder = reference('kraken', 'fixtures') ?? '';
  const list = (name: string): readonly string[] =>
    readdirSync(join(folder, name), { recursive: true, encoding: 'utf8' })
      .filter((path) => /\.\w+$/.test(path) && !noAnswers.test(path))
      .map((path) => `${name}/${path}`)
      .toSorted();
  const strange = new Map<string, string>();
  const note = (path: string, schema: z.ZodType<unknown>, raw: unknown): void => {
    const read = schema.safeParse(raw);
    expect([path, read.error?.issues]).toEqual([path, undefined]);
    for (const key of unknownKeys(schema, raw)) strange.set(`${path.replace(/\/.*/, '')} ${key}`, path);
  };
  const rest = ['rest', 'history', 'charts'].flatMap(list);

  test('every answer decodes', () => {
    for (const path of rest) {
      const schema = schemas.find(([pattern]) => pattern.test(path))?.[1];
      expect([path, schema === undefined]).toEqual([path, false]);
      if (schema !== undefined) note(path, schema, JSON.parse(readFileSync(join(folder, path), 'utf8')));
    }
    expect(rest.length).toBeGreaterThanOrEqual(100);
  });

  test('every frame decodes', () => {
    const paths = list('ws');
    for (const path of paths) {
      for (const raw of framesOf(readFileSync(join(folder, path), 'utf8'), path)) {
        const feed = String(raw['feed']);
        const isControl = 'event' in raw;
        const schema = isControl ? feeds.control : frames[feed];
        expect([path, feed, schema === undefined]).toEqual([path, feed, false]);
        if (schema !== undefined) note(path, schema, raw);
      }
    }
    expect(paths.length).toBeGreaterThanOrEqual(25);
  });

  test('keys that no schema knows are these', () => {
    console.log(`keys of the fixtures that the client does not know: ${[...strange.keys()].join(', ') || 'none'}`);
    expect([...strange]).toEqual([]);
  });
});

type Frame = Readonly<Record<string, unknown>>;

/** Frames of the server: what clients say, and the times of a recording, are left out. */
function framesOf(text: string, path: string): readonly Frame[] {
  const parsed = path.endsWith('.ndjson')
    ? text
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as Frame)
    : [JSON.parse(text) as Frame | readonly Frame[]].flat();
  return parsed.flatMap((frame) => {
    const { _dir: from, ...rest } = frame;
    if (from === 'client') return [];
    const inner = rest['f'] ?? rest['frame'] ?? rest['m'] ?? rest['data'];
    return [typeof inner === 'object' && inner !== null ? (inner as Frame) : rest];
  });
}
