import type { Event } from '../core/events.ts';
import type { State } from '../core/state.ts';
import type { CandleStore } from './hydration-store.ts';
import type { Clock, MarketData } from './ports.ts';

export type ListingLinks = Readonly<{
  market: Pick<MarketData, 'listing'>;
  store: Pick<CandleStore, 'keepListing' | 'lastListing'>;
  clock: Clock;
}>;

/**
 * What `listing.ask` comes to, at start and at every refresh: the venue's listing, kept for a start without it. Where the venue does
 * not answer, the last good copy serves a run that knows no market yet; any other goes on with what it knows.
 */
export async function askListing({ registry }: Pick<State, 'registry'>, links: ListingLinks): Promise<Event> {
  const { store, clock } = links;
  const told = await listingOf(links);
  const at = clock.now();
  if (!('cause' in told)) {
    attempt(() => store.keepListing(told.contracts, at));
    return { type: 'market.listed', at, contracts: told.contracts, source: 'venue', asOf: at };
  }
  const kept = registry.byId.size > 0 ? undefined : attempt(() => store.lastListing());
  return kept === undefined
    ? { type: 'market.unlisted', at, cause: told.cause }
    : { type: 'market.listed', at, ...kept, source: 'stored' };
}

type Told =
  Readonly<{ contracts: Extract<Event, { type: 'market.listed' }>['contracts'] }> | Readonly<{ cause: string }>;

/** An empty listing is no listing: it is neither kept nor believed. */
async function listingOf({ market }: ListingLinks): Promise<Told> {
  try {
    const told = await market.listing();
    if (!told.ok) return { cause: told.error };
    return told.value.length > 0 ? { contracts: told.value } : { cause: 'it lists no contract at all' };
  } catch (cause) {
    return { cause: cause instanceof Error ? cause.message : String(cause) };
  }
}

/** The copy is a convenience: where the disk fails, the run goes on without it. */
function attempt<T>(act: () => T): T | undefined {
  try {
    return act();
  } catch {
    return undefined;
  }
}
