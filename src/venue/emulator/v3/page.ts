import type { Params } from './params.ts';
import { readTime } from './params.ts';

/** One element of a history, before it is worded. */
export type Element = Readonly<{ uid: string; timestamp: number; tradeable: string; event: unknown }>;
export type Page = Readonly<{ elements: readonly Omit<Element, 'tradeable'>[]; continuationToken?: string }>;

/** Elements a page, unless fewer are asked for. */
const pageSize = 1_000;

/**
 * What a page of history shows: `since` and `before` in ms, `tradeable`, `sort` (newest first unless asc), `count`, and the
 * token of the page before. `from` is no parameter here and is ignored. Gotcha 55.
 *
 * @param rows Oldest first.
 */
export function pageOf(rows: readonly Element[], params: Params): Page {
  const [since, before] = [readTime(params.get('since')) ?? -Infinity, readTime(params.get('before')) ?? Infinity];
  const tradeable = params.get('tradeable')?.toUpperCase();
  const chosen = rows.filter(
    ({ timestamp, tradeable: of }) =>
      timestamp >= since && timestamp <= before && (tradeable === undefined || of === tradeable),
  );
  const sorted = params.get('sort') === 'asc' ? chosen : chosen.toReversed();
  const count = Math.max(1, Math.min(pageSize, Math.floor(Number(params.get('count') ?? pageSize)) || pageSize));
  const start = tokenOffset(params.get('continuation_token') ?? params.get('continuationToken'));
  const elements = sorted.slice(start, start + count).map(({ uid, timestamp, event }) => ({ uid, timestamp, event }));
  const next = start + count;
  if (next >= sorted.length) return { elements };
  return { elements, continuationToken: Buffer.from(String(next)).toString('base64') };
}

function tokenOffset(token: string | undefined): number {
  if (token === undefined) return 0;
  const offset = Number(Buffer.from(token, 'base64').toString('utf8'));
  return Number.isSafeInteger(offset) && offset > 0 ? offset : 0;
}
