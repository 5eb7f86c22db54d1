import { isExposed } from './account.ts';
import { alert, arm } from './desk.ts';
import type { Desk } from './desk.ts';
import type { EventOf } from './events.ts';
import type { Tier } from './market/instrument.ts';
import type { ListedContract } from './market/listing.ts';
import { newMarket } from './market/market.ts';
import type { Market } from './market/market.ts';
import { list, unlist } from './market/registry.ts';
import { isShrunk, rejectionText, sift } from './market/universe.ts';
import type { Rejection, Sifted } from './market/universe.ts';
import type { State } from './state.ts';
import { setStatus, takeOver } from './take-over.ts';
import { later } from './units.ts';
import type { InstrumentId } from './units.ts';

/** The contracts of a run over given candles: all of them are traded, and of their liquidity nothing is known. */
export function onGivenListing({ state, settings }: Desk, { instruments }: EventOf<'instruments.listed'>): void {
  list(state.registry, instruments);
  for (const instrument of state.registry.byId.values()) {
    const tier: Tier = settings.universe.pinned.includes(instrument.base) ? 'A' : 'C';
    if (!state.markets.has(instrument.id)) state.markets.set(instrument.id, newMarket(instrument, tier));
  }
}

/**
 * The venue's listing: facts of each contract are taken over as they are, and then discovery says who may be traded.
 * A listing that has lost too much is believed in what it says, and not in what it leaves out.
 */
export function onMarketListed(desk: Desk, event: EventOf<'market.listed'>): void {
  const { state, settings } = desk;
  const { contracts, source, asOf } = event;
  if (contracts.length === 0) return onMarketUnlisted(desk, { cause: 'it lists no contract at all' });
  if (source === 'stored')
    alert(desk, 'warning', 'LISTING_FROM_LAST_GOOD', { as_of: asOf, contracts: contracts.length });
  const refused = new Set(
    list(
      state.registry,
      contracts.map(({ instrument }) => instrument),
    ).map(({ id }) => id),
  );
  const taken = contracts.filter(({ instrument }) => !refused.has(instrument.id));
  const isNew = new Set(taken.map(({ instrument }) => instrument.id).filter((id) => !state.markets.has(id)));
  for (const contract of taken) takeOver(desk, contract);
  const sifted = sift(taken, settings.universe);
  if (sifted.eligible.size === 0) return nobody(desk, sifted, isNew);
  if (isShrunk(state.universe, sifted.eligible, settings.universe)) reject(desk, sifted, isNew);
  else accept(desk, { sifted, contracts, refused, isNew });
  delete state.universe.failureToldAt;
  const { refreshMs, retryMs } = settings.universe;
  arm(desk, { type: 'discovery' }, later(desk.at, source === 'venue' ? refreshMs : retryMs));
}

/** Nobody answered: what is known stays, and the venue is asked again soon. */
export function onMarketUnlisted(desk: Desk, { cause }: Readonly<{ cause: string }>): void {
  const { universe } = desk.state;
  const { failureQuietMs, retryMs } = desk.settings.universe;
  arm(desk, { type: 'discovery' }, later(desk.at, retryMs));
  if (universe.failureToldAt !== undefined && desk.at < universe.failureToldAt + failureQuietMs) return;
  universe.failureToldAt = desk.at;
  alert(desk, 'critical', 'MARKET_DISCOVERY_FAILED', { cause, universe: universe.discovered?.count ?? 0 });
}

/** Not one contract passes: more likely a half of the listing is missing than the market. The most common reason is told. */
function nobody(desk: Desk, { rejected }: Sifted, isNew: ReadonlySet<InstrumentId>): void {
  for (const id of isNew) desk.state.universe.rejected.set(id, rejected.get(id) ?? { code: 'NOT_DISCOVERED' });
  const codes = Map.groupBy(rejected.values(), ({ code }) => code);
  const [first] = [...codes].sort(([, a], [, b]) => b.length - a.length);
  onMarketUnlisted(desk, { cause: `none of its contracts passes, most often for ${first?.[0] ?? 'no reason'}` });
}

/** The old universe stays; what is new in such a listing waits for one that is believed. */
function reject(desk: Desk, { eligible, rejected }: Sifted, isNew: ReadonlySet<InstrumentId>): void {
  for (const id of isNew) desk.state.universe.rejected.set(id, rejected.get(id) ?? { code: 'NOT_DISCOVERED' });
  const lastDiscovered = desk.state.universe.discovered?.count ?? 0;
  const dropped = lastDiscovered === 0 ? 0 : (1 - eligible.size / lastDiscovered) * 100;
  alert(desk, 'critical', 'UNIVERSE_SHRINK_REJECTED', {
    last_discovered: lastDiscovered,
    new_count: eligible.size,
    dropped_pct: dropped.toFixed(1),
  });
}

type Listing = Readonly<{
  sifted: Sifted;
  contracts: readonly ListedContract[];
  /** Not linear, or of a base that has its contract already. */
  refused: ReadonlySet<InstrumentId>;
  isNew: ReadonlySet<InstrumentId>;
}>;

/** The new universe takes the place of the old one, and every difference is told. */
function accept(desk: Desk, { sifted, contracts, refused, isNew }: Listing): void {
  const { state, at } = desk;
  const before = members(desk, isNew);
  const rejected = new Map<InstrumentId, Rejection>(sifted.rejected);
  for (const id of refused) rejected.set(id, { code: id.startsWith('PF_') ? 'BASE_TAKEN' : 'NOT_LINEAR_PERPETUAL' });
  const listed = new Set(contracts.map(({ instrument }) => instrument.id));
  for (const market of state.markets.values()) {
    if (listed.has(market.instrument.id)) continue;
    rejected.set(market.instrument.id, { code: 'NOT_LISTED' });
    if (market.status !== 'delisted') setStatus(desk, market, 'delisted');
    if (!isExposed(state, market.instrument.id)) unlist(state.registry, market.instrument);
  }
  for (const [id, tier] of sifted.eligible) {
    const market = state.markets.get(id);
    if (market !== undefined && !isExposed(state, id)) market.tier = tier;
  }
  const tiers = [...sifted.eligible.values()];
  const tierA = tiers.filter((tier) => tier === 'A').length;
  state.universe.rejected = rejected;
  state.universe.discovered = { at, count: tiers.length, tierA };
  tellTrusted(desk, sifted);
  tellDifference(desk, { before, sifted });
}

/** What a major is let off is expected, and told when it changes. */
function tellTrusted(desk: Desk, { trusted }: Sifted): void {
  const { universe } = desk.state;
  const before = universe.trusted;
  universe.trusted = new Map(trusted.map(({ contract, issues }) => [contract.instrument.id, issues.join(', ')]));
  for (const [symbol, issues] of universe.trusted) {
    if (before.get(symbol) === issues) continue;
    alert(desk, 'warning', 'Tier A coin bypassing filters (trusted major)', { symbol, issues });
  }
}

/** Who was in the universe before this listing; nobody before the first. */
function members({ state }: Desk, isNew: ReadonlySet<InstrumentId>): ReadonlySet<InstrumentId> {
  if (state.universe.discovered === undefined) return new Set();
  const { rejected } = state.universe;
  return new Set([...state.markets.keys()].filter((id) => !isNew.has(id) && !rejected.has(id)));
}

function tellDifference(
  desk: Desk,
  { before, sifted: { eligible } }: Readonly<{ before: ReadonlySet<InstrumentId>; sifted: Sifted }>,
): void {
  const { state } = desk;
  const added = [...eligible].filter(([id]) => !before.has(id));
  const removed = [...before].filter((id) => !eligible.has(id));
  for (const [symbol, tier] of added) alert(desk, 'info', 'SYMBOL_ADDED', { symbol, tier });
  for (const symbol of removed) {
    const rejection = state.universe.rejected.get(symbol);
    const reason = rejection === undefined ? '' : rejectionText(rejection);
    const position = isExposed(state, symbol) ? 'held' : 'none';
    alert(desk, 'warning', 'SYMBOL_REMOVED', { symbol, reason, position });
  }
  const count = (tier: Tier): number => [...eligible.values()].filter((one) => one === tier).length;
  const tiers = { A: count('A'), B: count('B'), C: count('C') };
  alert(desk, 'info', 'Filtering complete', {
    eligible: eligible.size,
    rejected: state.universe.rejected.size,
    ...tiers,
  });
  if (added.length + removed.length === 0) return;
  const changes = { added: added.length, removed: removed.length };
  alert(desk, 'info', 'Market universe updated', { count: eligible.size, ...changes, ...tiers });
}

/**
 * Whose candles are wanted: what discovery chose, and whatever is held. Without discovery, what was heard of: a run over
 * given candles lists more contracts than it has candles of.
 */
export function universeOf(state: State): ReadonlySet<InstrumentId> {
  const { discovered, rejected } = state.universe;
  const isIn = (id: InstrumentId, { last }: Market): boolean =>
    discovered === undefined ? last !== undefined : !rejected.has(id) || isExposed(state, id);
  return new Set([...state.markets].filter(([id, market]) => isIn(id, market)).map(([id]) => id));
}
