import type { AccountPosting, PostingKind } from '../../core/ledger/posting.ts';
import { sub } from '../../core/units.ts';
import type { CashCause, HistoryEntry } from './happening.ts';

type Cash = Extract<HistoryEntry, { type: 'cash' }>;

/** What a movement of cash is to Keel; a trade is told by its fills. */
const kinds: Readonly<Record<Exclude<CashCause, 'trade' | 'transfer'>, PostingKind>> = {
  funding: 'funding',
  'liquidation fee': 'fee',
  conversion: 'conversion',
  settlement: 'settlement',
};

export function postingOf({ uid, at, currency, before, after, cause, symbol }: Cash): AccountPosting | undefined {
  if (cause === 'trade') return undefined;
  const amount = sub(after, before);
  const kind = cause === 'transfer' ? (amount < 0n ? 'withdrawal' : 'deposit') : kinds[cause];
  const of = symbol === undefined ? {} : { instrument: symbol };
  return { id: uid, kind, word: cause, amount, currency, ...of, venueAt: at };
}
