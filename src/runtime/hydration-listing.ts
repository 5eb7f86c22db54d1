import type { Event } from '../core/events.ts';
import { baseOf } from '../core/market/base.ts';
import type { ListedContract, SpotMarket } from '../core/market/listing.ts';
import { ok } from '../core/result.ts';
import type { Result } from '../core/result.ts';
import type { State } from '../core/state.ts';
import type { CandleStore } from './hydration-store.ts';
import type { Clock, MarketData } from './ports.ts';

export type ListingLinks = Readonly<{
  market: Pick<MarketData, 'listing'>;
  /** The spot markets of the sister exchange, where the listing does not bring them itself. */
  spot?: () => Promise<Result<readonly SpotMarket[], string>>;
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

type Told = Readonly<{ contracts: readonly ListedContract[] }> | Readonly<{ cause: string }>;

/** An empty listing is no listing, and half of one neither: it is not kept and not believed. */
async function listingOf({ market, spot }: ListingLinks): Promise<Told> {
  try {
    const [told, pairs] = await Promise.all([market.listing(), spot?.() ?? ok([])]);
    if (!told.ok) return { cause: told.error };
    if (!pairs.ok) return { cause: `spot: ${pairs.error}` };
    if (told.value.length === 0) return { cause: 'it lists no contract at all' };
    return { contracts: paired(told.value, pairs.value) };
  } catch (cause) {
    return { cause: cause instanceof Error ? cause.message : String(cause) };
  }
}

/** Spot and futures meet on the base; a contract that brings its spot market keeps it. Of two on one base the first counts. */
function paired(contracts: readonly ListedContract[], pairs: readonly SpotMarket[]): readonly ListedContract[] {
  const byBase = new Map(pairs.toReversed().map((pair) => [baseOf(pair.symbol), pair]));
  return contracts.map((contract) => {
    const spot = contract.spot ?? byBase.get(contract.instrument.base);
    return spot === undefined ? contract : { ...contract, spot };
  });
}

/** The copy is a convenience: where the disk fails, the run goes on without it. */
function attempt<T>(act: () => T): T | undefined {
  try {
    return act();
  } catch {
    return undefined;
  }
}
