import type { Fixed, InstrumentId, Ms, Usd } from '../units.ts';
import { ms } from '../units.ts';
import { post } from './ledger.ts';
import type { Account, Ledger, Told } from './ledger.ts';

/**
 * Why money moved at the venue without a fill of ours: `settlement` is what a delisting paid, `unknown` a word of the
 * venue's that we do not know.
 */
export type PostingKind = 'funding' | 'deposit' | 'withdrawal' | 'fee' | 'conversion' | 'settlement' | 'unknown';

/** A movement of the account's money, as the venue's own log tells it; however often it is told, it is one. */
export type AccountPosting = Readonly<{
  /** The same from a stream and from a history. */
  id: string;
  kind: PostingKind;
  /** What the venue calls it. */
  word: string;
  /** Positive came to us; in units of `currency`, which for funding and fees of linear contracts is USD. */
  amount: Fixed<string>;
  currency: string;
  /** What it was paid for, where it was paid for one contract. */
  instrument?: InstrumentId;
  /** By the venue's clock. */
  venueAt: Ms;
}>;

/** Where the money comes from, and what is taken from it: the counter-account of each kind. */
const counter: Readonly<Record<PostingKind, Account>> = {
  funding: 'funding',
  deposit: 'capital',
  withdrawal: 'capital',
  fee: 'fees',
  conversion: 'conversions',
  settlement: 'settlements',
  unknown: 'unexplained',
};

/**
 * Posts it, the first time that it is told. Dollars alone are counted here: another currency is worth what the venue says
 * that it is worth.
 *
 * @returns `again` for one that was told before, or that happened before our books began.
 */
export function postOnce(ledger: Ledger, posting: AccountPosting, keptMax: number): 'posted' | 'again' {
  const { kind, word, amount, currency } = posting;
  if (!isFirst(ledger.told, posting, keptMax)) return 'again';
  if (kind === 'unknown') ledger.told.unknown.set(word, (ledger.told.unknown.get(word) ?? 0) + 1);
  if (isDollars(amount, currency)) post(ledger, { from: counter[kind], to: 'cash', amount });
  return 'posted';
}

/** The sum is in dollars. */
export function isDollars(_amount: Fixed<string>, currency: string): _amount is Usd {
  return currency === 'USD';
}

/** The venue values what else there is as collateral; the ledger follows, and shows by how much in an account of its own. */
export function revalue(ledger: Ledger, amount: Usd): void {
  post(ledger, { from: 'revaluation', to: 'collateral', amount });
}

/** What no posting and no fill explains: the ledger follows the venue, and shows it in an account of its own. */
export function correct(ledger: Ledger, amount: Usd): void {
  post(ledger, { from: 'corrections', to: 'cash', amount });
}

/** Notes what was told; of the ids only the newest are kept, and nothing is believed that is older than all of them. */
function isFirst(told: Told, { id, venueAt }: AccountPosting, keptMax: number): boolean {
  if (venueAt <= told.upTo || told.ids.has(id)) return false;
  told.ids.set(id, venueAt);
  told.newestAt = ms(Math.max(told.newestAt, venueAt));
  if (told.ids.size <= keptMax) return true;
  const oldest = Math.min(...told.ids.values());
  for (const [old, at] of told.ids) if (at === oldest) told.ids.delete(old);
  told.upTo = ms(oldest);
  return true;
}
