import type { Result } from '../../../core/result.ts';
import type { Exchange, MarketPhase } from '../api.ts';
import type { Asked, Reply } from '../standing/service.ts';
import { encode } from '../unified/frame.ts';
import type { Json } from '../unified/frame.ts';
import type { PublicMarket } from '../unified/market.ts';
import type { Pair, Pairs } from './pairs.ts';

/** One call: its parameters are those of the query and of the body. */
export type Call = Readonly<{ params: Readonly<Record<string, string>>; body: unknown }>;
export type Answer = Result<Json, string>;

/** The envelope: status 200 whatever happened, and a list of errors. @see https://docs.kraken.com/api/docs/guides/spot-rest-intro */
export function envelope(answer: Answer): Reply {
  return { status: 200, body: encode(answer.ok ? { error: [], result: answer.value } : { error: [answer.error] }) };
}

export function paramsOf({ query, body, headers }: Asked): Readonly<Record<string, string>> {
  const isForm = !(headers['content-type'] ?? '').includes('json');
  return Object.fromEntries([...new URLSearchParams(query), ...(isForm ? new URLSearchParams(body) : [])]);
}

/** What calls without a key read. */
export type PublicDesk = Readonly<{
  exchange: Exchange;
  market: PublicMarket;
  pairs: Pairs;
  phase: () => MarketPhase;
}>;

/** A pair is answered under its key, or as it was asked for where that had a slash. */
export function keyOf(asked: string, pair: Pair): string {
  return asked.includes('/') ? asked : pair.key;
}
