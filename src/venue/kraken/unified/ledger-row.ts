import { z } from 'zod';
import type { AccountPosting, PostingKind } from '../../../core/ledger/posting.ts';
import { abs, ms, noUsd, sub } from '../../../core/units.ts';
import type { Fixed, Ms, Usd } from '../../../core/units.ts';
import { ledgerTypes } from '../../dialect/words.ts';
import { instrumentOf, momentOf } from '../decode.ts';
import { decimal, maybe, text } from './schema.ts';
import type { Said } from './schema.ts';
import type { Strange } from './strange.ts';

/** An entry of a ledger under either of the names that it may have: those of `balances`, those of the account log, those of REST. */
type Raw = Readonly<
  Record<
    'ledger_id' | 'booking_uid' | 'timestamp' | 'date' | 'time' | 'type' | 'info' | 'subtype' | 'asset',
    Said<string>
  > &
    Record<'amount' | 'old_balance' | 'new_balance' | 'fee', Said<Fixed<string>>> & { realized_funding: Said<Usd> }
>;
const exact = maybe(decimal<Fixed<string>>());
const fields: { readonly [Name in keyof Raw]: z.ZodType<Raw[Name]> } = {
  ledger_id: text,
  booking_uid: text,
  timestamp: text,
  date: text,
  time: text,
  type: text,
  info: text,
  subtype: text,
  asset: text,
  amount: exact,
  old_balance: exact,
  new_balance: exact,
  fee: exact,
  realized_funding: maybe(decimal<Usd>()),
};
const row = z.object(fields);

/** Numbers as the text that they were, or that they are shortest as: answers of REST come as plain JSON. */
function asText(raw: unknown): unknown {
  if (typeof raw !== 'object' || raw === null) return raw;
  return Object.fromEntries(
    Object.entries(raw).map(([name, value]: [string, unknown]) => [
      name,
      typeof value === 'number' ? String(value) : value,
    ]),
  );
}

/** What an entry tells that no execution does; what cannot be read tells nothing, and is noted. `id` is the key that REST has beside it. */
export function postingOf(raw: unknown, strange: Strange, id?: string): AccountPosting | undefined {
  const read = row.safeParse(asText(raw));
  if (!read.success) {
    strange('ledgers', `an entry that cannot be read at ${read.error.issues[0]?.path.join('.') ?? ''}`);
    return undefined;
  }
  const { asset = '', type, info, realized_funding: funding = noUsd } = read.data;
  const name = id ?? read.data.ledger_id ?? read.data.booking_uid;
  const venueAt = timeOf(read.data);
  const word = type ?? info;
  if (name === undefined || venueAt === undefined || word === undefined) {
    strange('ledgers', 'an entry without a name, a time or a type');
    return undefined;
  }
  const common = { id: name, word, venueAt };
  const instrument = instrumentOf(asset);
  if (instrument !== undefined || /^[pf][if]_/i.test(asset)) {
    // The entry of a position: its price, profit and fee are told by the execution.
    const of = instrument === undefined ? {} : { instrument };
    return funding === 0n ? undefined : { ...common, ...of, kind: 'funding', amount: funding, currency: 'USD' };
  }
  const amount = amountOf(read.data);
  const kind = kindOf(read.data, word, { amount, strange });
  return kind === undefined || amount === 0n ? undefined : { ...common, kind, amount, currency: currencyOf(asset) };
}

type Sum = Readonly<{ amount: Fixed<string>; strange: Strange }>;

function kindOf({ subtype = '' }: Raw, word: string, { amount, strange }: Sum): PostingKind | undefined {
  const meaning = ledgerTypes[word];
  if (meaning === undefined) strange('ledgers', `unknown word ${word}`);
  if (meaning === 'transfer') return amount < 0n ? 'withdrawal' : 'deposit';
  if (meaning === 'trade') return subtype.startsWith('liquidation') ? 'fee' : undefined;
  // The entry of the position says what it was paid for.
  return meaning === 'funding' ? undefined : (meaning ?? 'unknown');
}

function amountOf({ amount, fee, old_balance: before, new_balance: after }: Raw): Fixed<string> {
  if (amount !== undefined) return sub(amount, abs(fee ?? noUsd));
  return after === undefined || before === undefined ? noUsd : sub(after, before);
}

/** ISO, or seconds with decimals. */
function timeOf({ timestamp, date, time }: Raw): Ms | undefined {
  const said = timestamp ?? date;
  if (said !== undefined) return momentOf(said);
  const seconds = Number(time);
  return Number.isFinite(seconds) ? ms(Math.floor(seconds * 1_000 + 1e-3)) : undefined;
}

/** The names of Spot REST have a letter before those of the first currencies. */
function currencyOf(asset: string): string {
  const name = /^[XZ][A-Z]{3}$/.test(asset) ? asset.slice(1) : asset;
  return name === 'XBT' ? 'BTC' : name;
}
