import { afterEach, expect, test } from 'vitest';
import type { AccountPosting } from '../../src/core/ledger/posting.ts';
import { formatFixed } from '../../src/core/units.ts';
import type { Clock, LiveVenue, LiveVenueLinks } from '../../src/runtime/ports.ts';
import { rng } from '../../src/runtime/rng.ts';
import { unifiedDefaults } from '../../src/venue/dialect/unified-switches.ts';
import type { Standing } from '../../src/venue/emulator/standing/start.ts';
import { cautiousReads, documentedTiming } from '../../src/venue/kraken/unified/options.ts';
import { unifiedOrders } from '../support/budget.ts';
import { createKrakenUnified } from '../../src/venue/kraken/unified/venue.ts';
import { createKrakenV3 } from '../../src/venue/kraken/v3/venue.ts';
import { control, standVenue, startAt } from '../support/standing-venue.ts';
import { btc, fastClock, testOptions } from '../support/v3-client.ts';

const speed = 20;
const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

type Connect = (standing: Standing, links: LiveVenueLinks) => LiveVenue;
const overV3: Connect = ({ urls: { futures, spot }, keys }, links) =>
  createKrakenV3({ ...testOptions, urls: { ...futures, spot: spot.rest }, key: keys.pairs.full }, links);
const overUnified =
  (ledgerNames: 'as-balances' | 'as-account-log'): Connect =>
  ({ urls, keys }, links) =>
    createKrakenUnified(
      {
        urls: { ...urls.unified, rest: urls.spot.rest, charts: urls.futures.charts },
        key: keys.pairs.full,
        switches: { ...unifiedDefaults, ledgerNames },
        timing: { ...documentedTiming, ackMs: 100_000, snapshotMs: 100_000, silenceMs: 600_000, openMs: 600_000 },
        rates: unifiedOrders,
        reads: cautiousReads,
        rng: rng(1),
        permissionWhenUnknown: 'enabled',
        contracts: new Map(),
      },
      links,
    );

type Client = Readonly<{ venue: LiveVenue; postings: AccountPosting[]; told: string[] }>;

function clientOf(standing: Standing, connect: Connect, clock: Clock): Client {
  const [postings, told]: [AccountPosting[], string[]] = [[], []];
  const venue = connect(standing, {
    clock,
    hear: (reports) => {
      for (const report of reports) if (report.type === 'account.posted') postings.push(report.posting);
    },
    notify: (_, name) => told.push(name),
  });
  closers.push(venue.close);
  return { venue, postings, told };
}

const amounts = (postings: readonly AccountPosting[]): readonly string[] =>
  postings.map(({ kind, amount, currency }) => `${kind} ${formatFixed(amount)} ${currency}`);

test.each([
  ['v3', 'as-balances', overV3],
  ['unified, in the names of balances', 'as-balances', overUnified('as-balances')],
  ['unified, in the names of the account log', 'as-account-log', overUnified('as-account-log')],
] as const)(
  'over %s a movement of money is told once, though the stream was gone when it happened',
  async (_, ledgerNames, connect) => {
    const standing = await standVenue({ speed, switches: { ledgerNames } });
    closers.push(standing.close);
    const clock = fastClock(startAt, speed);
    const put = (amount: string, currency: string = 'USD'): Promise<unknown> =>
      control(standing, 'balance', { currency, amount });
    await put('77');
    const one = clientOf(standing, connect, clock);
    const opened = await one.venue.open([btc]);
    const asOf = opened.ok ? (opened.value.asOf ?? Infinity) : Infinity;
    // What happened before is in the sum that the books begin with: told or not, they pass it over.
    const news = (): readonly AccountPosting[] => one.postings.filter(({ venueAt }) => venueAt > asOf);
    await put('1000');
    await expect.poll(() => amounts(news())).toEqual(['deposit 1000 USD']);

    await control(standing, 'fault', { name: 'disconnect', times: 1 });
    await put('-200');
    await put('0.5', 'BTC');
    const all = ['deposit 1000 USD', 'withdrawal -200 USD', 'deposit 0.5 BTC'];
    await expect.poll(() => amounts(news()), { timeout: 20_000 }).toEqual(all);
    // Asked once more it is told nothing twice.
    one.venue.perform({ type: 'venue.ask', about: 'account', since: startAt }, clock.now());
    await put('3');
    await expect.poll(() => amounts(news())).toEqual([...all, 'deposit 3 USD']);
    expect(new Set(news().map(({ id }) => id)).size).toBe(4);

    // A run that goes on in another process asks from where its own books end: the same names, for the same movements.
    const other = clientOf(standing, connect, clock);
    expect(await other.venue.open([btc])).toMatchObject({ ok: true });
    const first = news()[1];
    if (first === undefined) throw new Error('nothing was told');
    other.venue.perform(
      { type: 'venue.ask', about: 'account', since: startAt, postedSince: first.venueAt },
      clock.now(),
    );
    const later = new Set(
      news()
        .slice(1)
        .map(({ id }) => id),
    );
    await expect.poll(() => other.postings.filter(({ id }) => later.has(id)).length, { timeout: 20_000 }).toBe(3);
    expect(new Set(other.postings.map(({ id }) => id)).size).toBe(other.postings.length);
  },
);
