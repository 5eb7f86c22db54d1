import type { AccountPosting } from '../../../core/ledger/posting.ts';
import { ms } from '../../../core/units.ts';
import type { Ms } from '../../../core/units.ts';
import type { LiveVenueLinks } from '../../../runtime/ports.ts';
import type { Door } from '../door.ts';
import type { HistoryReader } from './history.ts';
import { fundingOf, mayFund, newestOf, postingsOf } from './log-row.ts';
import type { Rest } from './rest.ts';
import { accountLog } from './wire/history.ts';
import type { LogRow } from './wire/history.ts';

export type BooksLinks = Readonly<{
  rest: Rest;
  hear: LiveVenueLinks['hear'];
  door: Door;
  history: HistoryReader;
  closing: AbortSignal;
}>;

/** What moved the account's money beside its fills, told once each. */
export type Books = Readonly<{
  /** From here on. */
  begin: (at: Ms) => void;
  /** Rows of the feed; of a snapshot all that it holds. Resolves when they have been told. */
  heard: (rows: readonly LogRow[], how: 'streamed' | 'snapshot') => Promise<void>;
  /** Since the last that was told, or since a moment. False where the venue did not tell all of it. */
  catchUp: (since?: Ms) => Promise<boolean>;
}>;

/** Rows of a page, the first of which is cheap and nearly always enough; the snapshot of the feed holds as many as it may. */
const pages = { first: 25, next: 1_000, most: 20, snapshot: 500 } as const;
/** Asked for from a little before, for the clocks may differ; ids that are remembered so that nothing is told twice. */
const margins = { overlapMs: 60_000, before: 1_000, remembered: 2_000 } as const;

/** @see https://docs.kraken.com/api/docs/futures-api/websocket/account_log */
export function createBooks({ rest, hear, door, history, closing }: BooksLinks): Books {
  const told = new Set<string>();
  let newestAt: Ms | undefined;
  /** Rows whose funding was asked after. */
  const seen = new Set<string>();
  let waiting: readonly AccountPosting[] = [];
  /** From when on it is to be asked what was settled. */
  let since: Ms | undefined;
  let asking: Promise<void> | undefined;

  const tell = (postings: readonly AccountPosting[]): void => {
    const news: AccountPosting[] = [];
    for (const posting of postings) {
      if (!told.has(posting.id)) news.push(posting);
      remember(told, posting.id);
    }
    if (news.length > 0) hear(news.map((posting) => ({ type: 'account.posted', posting })));
  };
  /** Rows that come while it is asked share the next question; where exact figures and the log's differ, the first told count. */
  const ask = async (): Promise<void> => {
    while (since !== undefined && !closing.aborted) {
      const [from, rounded] = [since, waiting];
      [since, waiting] = [undefined, []];
      tell([...(await readFunding(history, from)).toReversed(), ...rounded]);
    }
    asking = undefined;
  };
  const take = async (rows: readonly LogRow[]): Promise<void> => {
    const postings = rows.flatMap((row) => postingsOf(door, row)).filter(({ id }) => !told.has(id));
    const newest = newestOf(rows);
    if (newest !== undefined) newestAt = ms(Math.max(newestAt ?? 0, newest));
    tell(postings.filter(({ kind }) => kind !== 'funding'));
    waiting = [...waiting, ...postings.filter(({ kind }) => kind === 'funding')];
    const funded = rows.filter((row) => mayFund(row) && !seen.has(row.booking_uid));
    for (const { date, booking_uid: name } of funded) {
      remember(seen, name);
      since = ms(Math.min(since ?? Infinity, date - margins.before));
    }
    if (since !== undefined) asking ??= ask();
    await asking;
  };
  const reach = (): Ms => ms(Math.max(0, (newestAt ?? 0) - margins.overlapMs));
  const catchUp = async (from: Ms = reach()): Promise<boolean> => {
    const rows = await readLog(rest, from);
    await take(rows.rows);
    return rows.isWhole;
  };
  return {
    begin: (at) => void (newestAt ??= at),
    catchUp,
    heard: async (rows, how) => {
      const from = reach();
      const oldest = Math.min(...rows.map(({ date }) => date));
      const isShort = how === 'snapshot' && rows.length >= pages.snapshot && oldest > from;
      await take(how === 'snapshot' ? rows.filter(({ date }) => date >= from) : rows);
      if (isShort) await catchUp(from);
    },
  };
}

/** The newest are kept. */
function remember(names: Set<string>, name: string): void {
  names.add(name);
  for (const old of names) {
    if (names.size <= margins.remembered) break;
    names.delete(old);
  }
}

type Log = Readonly<{ rows: readonly LogRow[]; isWhole: boolean }>;

/** Oldest first, page by page. */
async function readLog(rest: Rest, since: Ms): Promise<Log> {
  const rows: LogRow[] = [];
  for (let n = 0; n < pages.most; n += 1) {
    const count = n === 0 ? pages.first : pages.next;
    const last = rows.at(-1)?.id;
    const place = last === undefined ? (['since', String(since)] as const) : (['from', String(last + 1)] as const);
    const query = [place, ['sort', 'asc'], ['count', String(count)]] as const;
    const page = await rest.get({ base: 'history', call: 'v3/account-log', query, schema: accountLog });
    if (!page.ok) return { rows, isWhole: false };
    rows.push(...page.value.logs);
    if (page.value.logs.length < count) return { rows, isWhole: true };
  }
  return { rows, isWhole: false };
}

/** What was settled since a moment; nothing where the venue does not answer, and then the log's own figures must do. */
async function readFunding(history: HistoryReader, since: Ms): Promise<readonly AccountPosting[]> {
  const tale = await history('positions', since);
  return (tale?.told ?? []).flatMap(fundingOf);
}
