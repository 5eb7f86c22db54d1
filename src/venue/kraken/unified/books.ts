import { z } from 'zod';
import type { AccountPosting } from '../../../core/ledger/posting.ts';
import { ms } from '../../../core/units.ts';
import type { Ms } from '../../../core/units.ts';
import type { LiveVenueLinks } from '../../../runtime/ports.ts';
import { postingOf } from './ledger-row.ts';
import { inTurn } from './mend.ts';
import type { Strange } from './strange.ts';
import type { SpotRest } from './token.ts';

/** What moved the account's money beside its executions, told once each. */
export type Books = Readonly<{
  /** From here on. */
  begin: (at: Ms) => void;
  /** What `ledgers` says. */
  heard: (data: unknown) => void;
  /** Since the last that was told, or since a moment. False where the venue did not tell all of it. */
  catchUp: (since?: Ms) => Promise<boolean>;
}>;

/** The pages of REST, and how many are read at once. @see https://docs.kraken.com/exchange/api-reference/account-data/get-ledgers-info */
const pages = { rows: 50, most: 20 } as const;
const margins = { overlapMs: 60_000, remembered: 2_000 } as const;
const answer = z.object({ ledger: z.record(z.string(), z.unknown()) });

export function createBooks({
  rest,
  hear,
  notify,
  strange,
}: Pick<LiveVenueLinks, 'hear' | 'notify'> & Readonly<{ rest: SpotRest; strange: Strange }>): Books {
  const told = new Set<string>();
  let newestAt: Ms | undefined;
  let since: Ms | undefined;
  const tell = (postings: readonly AccountPosting[]): void => {
    const news = postings.filter(({ id }) => !told.has(id));
    for (const { id, venueAt } of news) {
      told.add(id);
      newestAt = ms(Math.max(newestAt ?? 0, venueAt));
    }
    for (const id of told) {
      if (told.size <= margins.remembered) break;
      told.delete(id);
    }
    if (news.length > 0) hear(news.map((posting) => ({ type: 'account.posted', posting })));
  };
  /** Newest first, page by page; told oldest first. */
  const ask = async (): Promise<boolean> => {
    const from = ms(Math.max(0, since ?? (newestAt ?? 0) - margins.overlapMs));
    since = undefined;
    const postings: AccountPosting[] = [];
    for (let n = 0; n < pages.most; n += 1) {
      // `start` is exclusive.
      const params = { start: String((from - 1) / 1_000), ofs: String(n * pages.rows) };
      const said = await rest.ask('/0/private/Ledgers', params);
      const page = said.ok ? answer.safeParse(said.value) : undefined;
      if (page?.success !== true) {
        notify('warning', 'LEDGERS_UNKNOWN', { cause: said.ok ? 'an answer that is none' : said.error });
        return false;
      }
      const rows = Object.entries(page.data.ledger);
      postings.push(...rows.flatMap(([id, raw]) => postingOf(raw, strange, id) ?? []));
      if (rows.length < pages.rows) {
        tell(postings.toSorted((a, b) => a.venueAt - b.venueAt));
        return true;
      }
    }
    return false;
  };
  const inOrder = inTurn(ask);
  return {
    begin: (at) => void (newestAt ??= at),
    heard: (data) => {
      const rows: readonly unknown[] = Array.isArray(data) ? data : [data];
      tell(rows.flatMap((raw) => postingOf(raw, strange) ?? []));
    },
    catchUp: (from) => {
      if (from !== undefined) since = ms(Math.min(since ?? from, from));
      return inOrder();
    },
  };
}
