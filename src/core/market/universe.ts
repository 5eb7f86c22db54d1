import type { UniverseSettings } from '../settings.ts';
import type { Base, InstrumentId, Ms } from '../units.ts';
import type { Tier } from './instrument.ts';
import type { ListedContract, Liquidity } from './listing.ts';

/** Why a contract is not in the universe. Words without numbers, so that they can be counted. */
export type RejectionCode =
  | 'NOT_LINEAR_PERPETUAL'
  | 'BASE_TAKEN'
  | 'NOT_LISTED'
  | 'NOT_DISCOVERED'
  | 'BASE_DISALLOWED'
  | 'BLOCKLISTED'
  | 'NOT_A_CANDIDATE'
  | 'NO_SPOT_MARKET'
  | 'NO_TICKER'
  | 'VOLUME_TOO_LOW'
  | 'SPREAD_TOO_WIDE'
  | 'SPOT_VOLUME_TOO_LOW'
  | 'SPOT_SPREAD_TOO_WIDE'
  | 'SPOT_PRICE_TOO_LOW';

/** With what was measured and what was asked for, where there is a number. */
export type Rejection = Readonly<{ code: RejectionCode; value?: number; bound?: number }>;

/** What discovery last came to. Who is in the universe follows from it: what is listed and not rejected. */
export type Universe = {
  /** Of the last discovery that was believed; absent while nobody has asked the venue. Shrinking is measured from it. */
  discovered?: Readonly<{ at: Ms; count: number; tierA: number }>;
  rejected: Map<InstrumentId, Rejection>;
  /** What pinned contracts were let off when it was last told. */
  trusted: Map<InstrumentId, string>;
  /** The quarter of an hour up to which every member has been examined, and whether too few were healthy then. */
  examinedTo?: number;
  paused?: boolean;
  /** When a failing lookup was last told: it is not told every time. */
  failureToldAt?: Ms;
};

export function emptyUniverse(): Universe {
  return { rejected: new Map(), trusted: new Map() };
}

/** A rejection for a person: `VOLUME_TOO_LOW 120000 of 250000`. */
export function rejectionText({ code, value, bound }: Rejection): string {
  return value === undefined || bound === undefined ? code : `${code} ${value} of ${bound}`;
}

export type Sifted = Readonly<{
  eligible: ReadonlyMap<InstrumentId, Tier>;
  rejected: ReadonlyMap<InstrumentId, Rejection>;
  /** Pinned contracts that the filters would have refused, and why. */
  trusted: readonly Readonly<{ contract: ListedContract; issues: readonly string[] }>[];
}>;

/** Judges every contract by itself; what the others are like changes nothing, but that somewhere a spot market is listed. */
export function sift(contracts: readonly ListedContract[], settings: UniverseSettings): Sifted {
  const eligible = new Map<InstrumentId, Tier>();
  const rejected = new Map<InstrumentId, Rejection>();
  const trusted: { contract: ListedContract; issues: readonly string[] }[] = [];
  const spotKnown = contracts.some(({ spot }) => spot !== undefined);
  for (const contract of contracts) {
    const { id, base } = contract.instrument;
    const rejection = rejectionOf(contract, settings, spotKnown);
    if (rejection !== undefined) {
      rejected.set(id, rejection);
      continue;
    }
    eligible.set(id, tierOf(base, contract.liquidity, settings));
    const issues = settings.pinned.includes(base) ? issuesOf(contract, settings) : [];
    if (issues.length > 0) trusted.push({ contract, issues });
  }
  return { eligible, rejected, trusted };
}

function rejectionOf(
  { instrument: { id, base }, liquidity, spot }: ListedContract,
  settings: UniverseSettings,
  spotKnown: boolean,
): Rejection | undefined {
  if (!id.startsWith('PF_')) return { code: 'NOT_LINEAR_PERPETUAL' };
  if (settings.disallowed.includes(base)) return { code: 'BASE_DISALLOWED' };
  if (settings.blocked.includes(base)) return { code: 'BLOCKLISTED' };
  if (settings.candidates !== 'all' && !settings.candidates.includes(base)) return { code: 'NOT_A_CANDIDATE' };
  const needsSpot = settings.spotNeeded === 'always' || (settings.spotNeeded === 'where-any' && spotKnown);
  if (needsSpot && spot === undefined) return { code: 'NO_SPOT_MARKET' };
  if (!settings.filters) return undefined;
  if (!isQuoted(liquidity)) return { code: 'NO_TICKER' };
  const gates = settings.pinned.includes(base) ? undefined : gateOf(liquidity, settings);
  return gates ?? spotGateOf(spot, settings);
}

/** The liquidity of the futures market, which decides; pinned bases are not asked. */
function gateOf(liquidity: Liquidity, { volumeUsdMin, spreadMax }: UniverseSettings): Rejection | undefined {
  const [volume, spread] = [liquidity.volumeUsd ?? 0, spreadOf(liquidity)];
  if (!(volume >= volumeUsdMin)) return { code: 'VOLUME_TOO_LOW', value: volume, bound: volumeUsdMin };
  return spread <= spreadMax ? undefined : { code: 'SPREAD_TOO_WIDE', value: spread, bound: spreadMax };
}

function spotGateOf(spot: ListedContract['spot'], { spotGates }: UniverseSettings): Rejection | undefined {
  if (spotGates === undefined) return undefined;
  const [volume, spread, last] = [spot?.volumeUsd ?? 0, spreadOf(spot ?? {}), spot?.last ?? 0];
  const { volumeUsdMin, spreadMax, priceMin } = spotGates;
  if (!(volume >= volumeUsdMin)) return { code: 'SPOT_VOLUME_TOO_LOW', value: volume, bound: volumeUsdMin };
  if (!(spread <= spreadMax)) return { code: 'SPOT_SPREAD_TOO_WIDE', value: spread, bound: spreadMax };
  return last >= priceMin ? undefined : { code: 'SPOT_PRICE_TOO_LOW', value: last, bound: priceMin };
}

/**
 * How liquid a contract is: pinned bases are A whatever their day; else volume and spread decide, and what is not known
 * counts as the worst. The only place where a tier is given.
 */
export function tierOf(base: Base, liquidity: Liquidity, { pinned, tiers }: Tiering): Tier {
  if (pinned.includes(base)) return 'A';
  const [volume, spread] = [liquidity.volumeUsd ?? 0, spreadOf(liquidity)];
  const reaches = (tier: 'A' | 'B'): boolean => volume >= tiers[tier].volumeUsdMin && spread <= tiers[tier].spreadMax;
  return reaches('A') ? 'A' : reaches('B') ? 'B' : 'C';
}
type Tiering = Pick<UniverseSettings, 'pinned' | 'tiers'>;

/** Ask less bid, over the bid, without binary dust at a threshold; all of the price where one of them is missing. */
export function spreadOf({ bid = 0, ask = 0 }: Pick<Liquidity, 'bid' | 'ask'>): number {
  return bid > 0 && ask > 0 ? Number(((ask - bid) / bid).toFixed(10)) : 1;
}

function isQuoted({ volumeUsd, bid, ask, mark }: Liquidity): boolean {
  return volumeUsd !== undefined || bid !== undefined || ask !== undefined || mark !== undefined;
}

/** What a pinned contract is let off, and what is never a gate because the venue misreports it. */
function issuesOf({ liquidity }: ListedContract, settings: UniverseSettings): readonly string[] {
  const gate = gateOf(liquidity, settings);
  const { openInterest = Infinity, mark = Infinity, fundingRate = 0 } = liquidity;
  return [
    ...(gate === undefined ? [] : [gate.code]),
    ...(openInterest * mark < settings.openInterestMin ? ['LOW_OPEN_INTEREST'] : []),
    ...(Math.abs(fundingRate) > settings.fundingMax ? ['STRONG_FUNDING'] : []),
  ];
}

/** Whether a discovery lost too much of the last one that was believed: then the venue's word is more likely wrong than the market gone. */
export function isShrunk(
  { discovered }: Universe,
  eligible: ReadonlyMap<InstrumentId, Tier>,
  { shrinkFrom, shrinkMax }: UniverseSettings,
): boolean {
  if (discovered === undefined || shrinkMax >= 1) return false;
  if (discovered.tierA > 0 && ![...eligible.values()].includes('A')) return true;
  return discovered.count > shrinkFrom && eligible.size < discovered.count * (1 - shrinkMax);
}
