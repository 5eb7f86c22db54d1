import { z } from 'zod';
import { baseOf } from '../../../core/market/base.ts';
import type { ListedContract } from '../../../core/market/listing.ts';
import { err, ok } from '../../../core/result.ts';
import type { Result } from '../../../core/result.ts';
import type { Base } from '../../../core/units.ts';
import type { Door } from '../door.ts';
import type { Http } from '../http.ts';

export type SpotMarkets = ReadonlyMap<Base, NonNullable<ListedContract['spot']>>;

const pairs = z.object({
  error: z.array(z.string()),
  result: z
    .record(z.string(), z.looseObject({ wsname: z.string().optional(), status: z.string().optional() }))
    .optional(),
});
const texts = z.array(z.string());
const prices = z.object({
  error: z.array(z.string()),
  result: z.record(z.string(), z.looseObject({ a: texts, b: texts, c: texts, v: texts })).optional(),
});

/**
 * Spot markets in USD by base, with what they traded in 24 hours. Keys of the answers are not derivable from names:
 * a pair is looked up under its own.
 *
 * @see https://docs.kraken.com/api/docs/rest-api/get-tradable-asset-pairs
 */
export async function readSpot(http: Http, door: Door): Promise<Result<SpotMarkets, string>> {
  const [listed, priced] = await Promise.all([
    ask(http, door, { path: '/0/public/AssetPairs', schema: pairs }),
    ask(http, door, { path: '/0/public/Ticker', schema: prices }),
  ]);
  if (listed?.result === undefined) return err('the spot pairs are not known');
  const markets = new Map<Base, NonNullable<ListedContract['spot']>>();
  for (const [key, { wsname = '' }] of Object.entries(listed.result)) {
    const [asset = '', quote] = wsname.split('/');
    if (quote !== 'USD') continue;
    const base = baseOf(asset);
    const ticker = priced?.result?.[key];
    markets.set(base, { symbol: `${base}/USD`, ...(ticker === undefined ? {} : figures(ticker)) });
  }
  return ok(markets);
}

type Figures = Readonly<Record<'a' | 'b' | 'c' | 'v', readonly string[]>>;

function figures({ a, b, c, v }: Figures): Readonly<Record<'ask' | 'bid' | 'last' | 'volumeUsd', number>> {
  const last = Number(c[0]);
  return { ask: Number(a[0]), bid: Number(b[0]), last, volumeUsd: Number(v[1]) * last };
}

async function ask<T>(
  http: Http,
  door: Door,
  { path, schema }: Readonly<{ path: string; schema: z.ZodType<T> }>,
): Promise<T | undefined> {
  const reply = await http.ask({ method: 'GET', path });
  if (reply.type === 'lost' || reply.status !== 200) return undefined;
  try {
    return door.read(path, schema, JSON.parse(reply.text));
  } catch {
    return undefined;
  }
}
