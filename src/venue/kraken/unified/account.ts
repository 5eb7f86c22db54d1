import type { VenueMoney, VenuePosition } from '../../../core/events.ts';
import { err, ok } from '../../../core/result.ts';
import type { Result } from '../../../core/result.ts';
import type { InstrumentId, Ms } from '../../../core/units.ts';
import type { AccountFacts } from '../../../runtime/ports.ts';
import { readMargin, readPositions, readPreferences } from './account-rows.ts';
import type { MarginSection, Preferences } from './account-rows.ts';
import type { ChannelFrame } from './envelope.ts';
import type { Strange } from './strange.ts';

/** What the private channels have said of the account on this connection. Mutable, with one owner: the session. */
export type AccountState = {
  /** `too-large`: the venue left it out, and nothing is known. */
  positions: 'unknown' | 'too-large' | 'whole';
  readonly open: Map<InstrumentId, VenuePosition>;
  /** Contracts whose position says that its leverage is fixed. */
  readonly fixedLeverage: Set<InstrumentId>;
  /** By the venue's clock. */
  positionsAt?: Ms;
  margin?: MarginSection;
  preferences?: Preferences;
  /** As the connection before this one knew them; they hold until preferences say otherwise. */
  isolatedBefore?: readonly InstrumentId[];
  /** What lay there when `margin` was subscribed to, and when that was by the venue's clock. */
  opening?: Readonly<{ money?: VenueMoney; asOf: Ms }>;
};

export function newAccount(): AccountState {
  return { positions: 'unknown', open: new Map(), fixedLeverage: new Set() };
}

/** Of a new connection nothing is known, but what was isolated is not open to entries because nobody has spoken yet. */
export function accountAfter({ preferences, isolatedBefore }: AccountState): AccountState {
  const isolated = preferences?.isolated ?? isolatedBefore;
  return { ...newAccount(), ...(isolated === undefined ? {} : { isolatedBefore: isolated }) };
}

/** A snapshot is the full set; an update is about the affected ones alone, and nothing before the first snapshot. */
export function hearPositions(account: AccountState, frame: ChannelFrame, strange: Strange): Result<null, string> {
  const said = readPositions(frame.frame, strange);
  if (!said.ok) return said;
  if (said.value.type === 'tooLarge') {
    account.positions = 'too-large';
    return ok(null);
  }
  const { changed, at } = said.value;
  if (frame.kind === 'snapshot') {
    account.open.clear();
    account.fixedLeverage.clear();
    account.positions = 'whole';
  } else if (account.positions !== 'whole') return ok(null);
  if (at !== undefined) account.positionsAt = at;
  for (const { instrument, now, fixedLeverage } of changed) {
    if (now === undefined) account.open.delete(instrument);
    else account.open.set(instrument, now);
    if (fixedLeverage === undefined) account.fixedLeverage.delete(instrument);
    else account.fixedLeverage.add(instrument);
  }
  return ok(null);
}

export function hearMargin(account: AccountState, frame: ChannelFrame, strange: Strange): Result<null, string> {
  const said = readMargin(frame.frame, strange);
  if (!said.ok) return said;
  if (said.value !== undefined) account.margin = said.value;
  return ok(null);
}

export function hearPreferences(account: AccountState, frame: ChannelFrame, strange: Strange): void {
  const said = readPreferences(frame.data, strange);
  const before = account.preferences;
  account.preferences = {
    permission: said.permission ?? before?.permission,
    isolated: said.isolated ?? before?.isolated,
  };
}

/** What is known of the account's worth. An account that has not spoken is not an empty one. */
export function factsOf({
  margin,
  preferences,
  isolatedBefore,
  fixedLeverage,
  opening,
}: AccountState): Result<AccountFacts, string> {
  if (margin === undefined) return err('the margin of the account is not known');
  const isolated = [...new Set([...(preferences?.isolated ?? isolatedBefore ?? []), ...fixedLeverage])];
  return ok({ equity: margin.equity, availableMargin: margin.available, isolated, ...opening });
}
