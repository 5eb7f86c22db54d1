import { err, ok } from '../../../core/result.ts';
import { toNumber } from '../../../core/units.ts';
import type { Ms } from '../../../core/units.ts';
import type { Json, Row } from '../unified/frame.ts';
import type { Level } from '../market-view.ts';
import { assetRow, pairRow } from './facts.ts';
import { ohlc } from './ohlc.ts';
import type { Pair, Pairs } from './pairs.ts';
import { keyOf } from './rest.ts';
import type { Answer, Call, PublicDesk } from './rest.ts';
import { tickerOf } from './ticker.ts';

type PublicCall = (call: Call, desk: PublicDesk) => Answer;

const unknown = 'EQuery:Unknown asset pair';
const invalid = 'EGeneral:Invalid arguments';
const mostOf = { depth: 500, trades: 1_000 } as const;

/** What can be asked without a key. @see https://docs.kraken.com/api/docs/category/rest-api/spot-market-data */
export const publicCalls: Readonly<Record<string, PublicCall>> = {
  Time: (_, { exchange }) => {
    const at = exchange.now();
    return ok({ unixtime: Math.floor(at / 1_000), rfc1123: rfc1123(at) });
  },
  SystemStatus: (_, { exchange, phase }) =>
    ok({ status: phase(), timestamp: `${new Date(exchange.now()).toISOString().slice(0, 19)}Z` }),
  Assets: ({ params }, { pairs }) => {
    const wanted = params['asset']?.split(',');
    const rows = [
      ['ZUSD', assetRow('USD')] as const,
      ...pairs.all().map((pair) => [pair.asset, assetRow(pair.base)] as const),
    ];
    const found = rows.filter(
      ([id, row]) => wanted === undefined || wanted.includes(id) || wanted.includes(row.altname),
    );
    return found.length < (wanted?.length ?? 0) ? err('EQuery:Unknown asset') : ok(Object.fromEntries(found));
  },
  AssetPairs: ({ params }, { pairs }) => {
    const info = params['info'] ?? 'info';
    if (!['info', 'leverage', 'fees', 'margin'].includes(info)) return err(invalid);
    return each(params['pair'], pairs, (pair) => pairRow(pair, info));
  },
  Ticker: ({ params }, { pairs, market, exchange }) =>
    each(params['pair'], pairs, (pair) => tickerOf(pair, market, exchange.now())),
  OHLC: (call, desk) => withPair(call, desk, (pair) => ohlc(call, desk, pair)),
  Depth: (call, desk) => withPair(call, desk, (pair) => depth(call, desk, pair)),
  Trades: (call, desk) => withPair(call, desk, (pair) => trades(call, desk, pair)),
};

/** `Tue, 11 Nov 25 00:17:04 +0000`: the year has two digits. */
function rfc1123(at: Ms): string {
  return new Date(at)
    .toUTCString()
    .replace(/ \d\d(\d\d) /, ' $1 ')
    .replace('GMT', '+0000');
}

function each(asked: string | undefined, pairs: Pairs, row: (pair: Pair) => Row | undefined): Answer {
  const names = asked?.split(',') ?? pairs.all().map(({ key }) => key);
  const rows: Record<string, Json> = {};
  for (const name of names) {
    const pair = pairs.find(name);
    if (pair === undefined) return err(unknown);
    const found = row(pair);
    if (found !== undefined) rows[keyOf(name, pair)] = found;
  }
  return ok(rows);
}

function withPair({ params }: Call, { pairs }: PublicDesk, answer: (pair: Pair) => Answer): Answer {
  const name = params['pair'];
  if (name === undefined) return err(invalid);
  const pair = pairs.find(name);
  return pair === undefined ? err(unknown) : answer(pair);
}

function depth({ params }: Call, { exchange, market }: PublicDesk, pair: Pair): Answer {
  const count = Number(params['count'] ?? 100);
  if (!Number.isSafeInteger(count) || count < 1 || count > mostOf.depth) return err(invalid);
  const book = market.book(pair, count);
  const at = Math.floor(exchange.now() / 1_000);
  const row = ({ price, qty }: Level): Json => [toNumber(price).toFixed(5), toNumber(qty).toFixed(3), at];
  const sides = { asks: (book?.asks ?? []).map(row), bids: (book?.bids ?? []).map(row) };
  return ok({ [keyOf(params['pair'] ?? '', pair)]: sides });
}

/** `since` is in nanoseconds, as `last` of the answer is; in seconds it is taken too. */
function trades({ params }: Call, { market }: PublicDesk, pair: Pair): Answer {
  const count = Math.min(mostOf.trades, Number(params['count'] ?? mostOf.trades));
  const since = params['since'] ?? '0';
  if (!Number.isSafeInteger(count) || count < 1 || !/^\d+(\.\d+)?$/.test(since)) return err(invalid);
  const sinceMs = since.length > 12 ? Number(since.slice(0, -6)) : Number(since) * 1_000;
  const found = market.trades(pair, mostOf.trades).filter(({ at }) => at > sinceMs);
  const page = since === '0' ? found.slice(-count) : found.slice(0, count);
  const rows = page.map(({ price, qty, at, side, seq }): Json => {
    const [priceText, qtyText] = [toNumber(price).toFixed(5), toNumber(qty).toFixed(8)];
    return [priceText, qtyText, at / 1_000, side === 'buy' ? 'b' : 's', 'l', '', seq];
  });
  const last = page.at(-1)?.at ?? sinceMs;
  return ok({ [keyOf(params['pair'] ?? '', pair)]: rows, last: `${last}000000` });
}
