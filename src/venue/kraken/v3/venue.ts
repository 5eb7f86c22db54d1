import { assertNever } from '../../../core/assert.ts';
import { err, ok } from '../../../core/result.ts';
import type { Result } from '../../../core/result.ts';
import type { AccountFacts, LiveVenue, LiveVenueLinks, VenueEffect } from '../../../runtime/ports.ts';
import { instrumentOf } from '../decode.ts';
import { createDoor } from '../door.ts';
import { createHttp } from '../http.ts';
import { createBooks } from './books.ts';
import { createFees } from './fees.ts';
import { moneyOf } from './money.ts';
import { createHistory } from './history.ts';
import { createInquiry } from './inquiry.ts';
import { listContracts, readCandles } from './market-data.ts';
import type { KrakenV3Options } from './options.ts';
import { createPlacing } from './placing.ts';
import { reckon } from './reckoning.ts';
import { createRest } from './rest.ts';
import type { Rest } from './rest.ts';
import { readSpot } from './spot.ts';
import { createStream } from './stream.ts';
import { createTracks } from './tracks.ts';
import { accounts, leverage } from './wire/market.ts';

/** The spot side is asked twice every few hours. */
const spotConnections = { count: 2 };

/**
 * Kraken Futures over REST v3 and WebSocket v1, which the venue switches off on 2027-03-01.
 *
 * @see https://docs.kraken.com/api/docs/guides/futures-introduction
 */
export function createKrakenV3(options: KrakenV3Options, links: LiveVenueLinks): LiveVenue {
  const { timing, urls } = options;
  const { clock, notify, hear } = links;
  const ending = new AbortController();
  const closing = ending.signal;
  const door = createDoor(notify);
  const rest = createRest(options, links, door);
  const tracks = createTracks(hear);
  const history = createHistory(rest);
  const fees = createFees({ clock, notify, tracks, history, waitMs: timing.feeMs, closing });
  const books = createBooks({ rest, hear, door, history, closing });
  const asking = { books, clock, hear, notify, rest, tracks, fees, history, historyLagMs: timing.historyLagMs, door };
  const inquiry = createInquiry(asking);
  const { place, cancel } = createPlacing(options, { ...asking, closing, inquire: inquiry });
  const background = (what: string, work: Promise<unknown>): void =>
    void work.catch((fault: unknown) =>
      notify('critical', 'VENUE_CLIENT_FAULT', { what, fault: fault instanceof Error ? fault.message : '' }),
    );
  const stream = createStream(options, { ...asking, inquiry, background, closing });
  const spot =
    urls.spot === undefined
      ? undefined
      : createHttp({ origin: urls.spot, clock, connections: spotConnections.count, timeoutMs: timing.requestMs });
  const perform = (effect: VenueEffect): Promise<void> => {
    switch (effect.type) {
      case 'order.place':
        return place(effect.ticket);
      case 'order.cancel':
        return cancel(effect.order, effect.instrument);
      case 'venue.ask':
        return effect.about === 'order' ? inquiry(effect.order, effect.instrument) : reckon(asking, effect);
      default:
        return assertNever(effect);
    }
  };
  return {
    perform: (effect) => background(effect.type, perform(effect)),
    open: async (instruments) => {
      const facts = await accountOf(rest);
      if (!facts.ok) return facts;
      stream.watch(instruments);
      return (await stream.open()) ? facts : err(`the private feeds do not speak: ${stream.fault()}`);
    },
    watch: stream.watch,
    account: () => accountOf(rest),
    listing: () => listContracts(rest, async () => (spot === undefined ? ok(new Map()) : readSpot(spot, door))),
    candles: (question) => readCandles(rest, clock, question),
    close: async () => {
      ending.abort();
      await Promise.all([stream.close(), rest.close(), spot?.close()]);
    },
  };
}

/** Equity with unrealised profit, and the contracts with a leverage preference, which isolates them. */
export async function accountOf(rest: Rest): Promise<Result<AccountFacts, string>> {
  const [wallet, preferences] = await Promise.all([
    rest.get({ base: 'rest', call: 'accounts', schema: accounts }),
    rest.get({ base: 'rest', call: 'leveragepreferences', schema: leverage }),
  ]);
  if (!wallet.ok) return err(`the account is not known: ${wallet.error.word}`);
  if (!preferences.ok) return err(`the leverage preferences are not known: ${preferences.error.word}`);
  const { flex } = wallet.value.accounts;
  const { marginEquity: equity, availableMargin } = flex;
  const money = moneyOf(flex);
  const told = money === undefined ? {} : { money, asOf: wallet.value.serverTime };
  const isolated = preferences.value.leveragePreferences.flatMap(({ symbol }) => instrumentOf(symbol) ?? []);
  return ok({ equity, availableMargin, isolated, ...told });
}
