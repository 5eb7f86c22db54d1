import { assertNever } from '../../../core/assert.ts';
import { err } from '../../../core/result.ts';
import type { Result } from '../../../core/result.ts';
import type { Ms } from '../../../core/units.ts';
import type { AccountFacts, LiveVenue, LiveVenueLinks, VenueEffect } from '../../../runtime/ports.ts';
import { createLimiter } from '../limiter.ts';
import { createSkew } from '../skew.ts';
import { factsOf } from './account.ts';
import { createBooks } from './books.ts';
import { createCancelling } from './cancelling.ts';
import { createCandles } from './candles.ts';
import { createCharts } from './charts.ts';
import { createExecutions } from './executions.ts';
import { createInquiry } from './inquiry.ts';
import type { Inquiry } from './inquiry.ts';
import { createListing } from './listing.ts';
import type { SystemState } from './market-rows.ts';
import type { UnifiedOptions } from './options.ts';
import { createPlacing } from './placing.ts';
import { createPublicLine } from './public-line.ts';
import type { Said } from './schema.ts';
import { createSession } from './session.ts';
import type { Session } from './session.ts';
import { createOddities } from './strange.ts';
import { createSpotRest, createTokens } from './token.ts';

/** How many ended orders are remembered; each is a few hundred bytes. */
const memory = { endedOrders: 5_000 } as const;

/**
 * Kraken Futures over the Unified WebSocket: public and private connection, each made anew for as long as it is wanted.
 * Both are opened by `open`, which only the private one can hold up; until it has resolved nothing increases risk.
 *
 * @see https://docs.kraken.com/exchange/api-reference/unified-websocket
 */
export function createKrakenUnified(options: UnifiedOptions, links: LiveVenueLinks): LiveVenue {
  const { clock, notify, hear } = links;
  const { timing, switches, rates, urls } = options;
  const closing = new AbortController();
  const oddities = createOddities((where, what) => notify('warning', 'VENUE_WORD_UNKNOWN', { where, what }));
  const strange = oddities.note;
  const limiter = createLimiter({ clock, ...rates });
  const tooFast = limiter.drain;
  const skew = createSkew(timing.skewMs, notify);
  const { observe } = skew;
  const rest = createSpotRest(options, clock);
  const tokens = createTokens(rest, { clock, lockoutMs: timing.lockoutMs });
  const charts = urls.charts === undefined ? undefined : createCharts(urls.charts, { clock, timeoutMs: timing.ackMs });
  let state: Said<SystemState>;
  const system = (next: Said<SystemState>): void => {
    if (next !== state) notify(next === 'online' ? 'info' : 'warning', 'VENUE_STATUS', { state: next ?? 'unknown' });
    state = next;
  };

  const line = createPublicLine(options, { clock, notify, hear, strange, system, tooFast, observe });
  const executions = createExecutions({
    lot: (instrument) => line.pairs.get(instrument)?.qty_increment,
    remembered: memory.endedOrders,
  });
  const books = createBooks({ rest, hear, notify, strange });
  const { catchUp, heard: posted } = books;
  const asking = { clock, timing, hear, notify, closing: closing.signal };
  const inquiry = createInquiry({ ...asking, session: () => session, catchUp });
  const mended: Inquiry['mended'] = (sync) => {
    inquiry.mended(sync);
    void catchUp();
  };
  const feeds = { clock, notify, hear, strange, system, tooFast, observe, tokens, executions, mended, posted };
  const session: Session = createSession(options, feeds);
  const venueNow = (): Ms => skew.venueNow(clock.now());
  const common = { clock, session, inquiry, limiter, hear, notify, venueNow };
  const orders = { ...common, system: () => state, closing: closing.signal };
  const place = createPlacing(options, orders);
  const cancel = createCancelling(options, orders);

  const account = (): Result<AccountFacts, string> =>
    session.isReady() ? factsOf(session.feeds.account) : err(`not connected: ${session.fault()}`);
  return {
    perform: (effect: VenueEffect, _at: Ms) =>
      void dispatch(effect, { place, cancel, inquiry }).catch((fault: unknown) => tellFault(notify, effect, fault)),
    open: async (instruments) => {
      line.watch(instruments);
      if (!(await session.whenReady(timing.openMs))) return err(`the private feeds do not speak: ${session.fault()}`);
      // What is held can be protected without a price: whoever is silent in public holds nobody up for long.
      if (!(await line.whenReady(timing.snapshotMs))) notify('critical', 'PUBLIC_FEEDS_SILENT', { goesOn: 'without' });
      tellUnknown(options, session, notify);
      books.begin(session.feeds.account.opening?.asOf ?? venueNow());
      // Between the one subscription and the other something may have moved.
      void catchUp();
      return account();
    },
    watch: line.watch,
    account: () => Promise.resolve(account()),
    listing: createListing(options, line, strange),
    candles: createCandles({ clock, line, strange, charts, inSnapshot: switches.ohlcSnapshot }),
    close: async () => {
      closing.abort();
      await Promise.all([session.close(), line.close(), rest.close(), charts?.close()]);
    },
  };
}

function tellFault(notify: LiveVenueLinks['notify'], effect: VenueEffect, fault: unknown): void {
  const what = fault instanceof Error ? fault.message : '';
  notify('critical', 'VENUE_CLIENT_FAULT', { effect: effect.type, fault: what });
}

type Ways = Readonly<{
  place: ReturnType<typeof createPlacing>;
  cancel: ReturnType<typeof createCancelling>;
  inquiry: Inquiry;
}>;

function dispatch(effect: VenueEffect, { place, cancel, inquiry }: Ways): Promise<void> {
  switch (effect.type) {
    case 'order.place':
      return place(effect.ticket);
    case 'order.cancel':
      return cancel(effect.order);
    case 'venue.ask':
      return effect.about === 'order' ? inquiry.order(effect.order) : inquiry.account(effect);
    default:
      return assertNever(effect);
  }
}

/** What preferences leave out is said once, for it changes what may be done. */
function tellUnknown(
  { permissionWhenUnknown }: UnifiedOptions,
  { feeds }: Session,
  notify: LiveVenueLinks['notify'],
): void {
  const said = feeds.account.preferences;
  if (said?.permission === undefined)
    notify('warning', 'FUTURES_PERMISSION_UNKNOWN', { assumed: permissionWhenUnknown });
  if (said?.isolated === undefined)
    notify('warning', 'LEVERAGE_MODES_UNKNOWN', { meaning: 'isolated contracts show only once they are held' });
}
