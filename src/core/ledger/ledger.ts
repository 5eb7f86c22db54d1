import type { Fill } from '../order/order.ts';
import { add, ms, negate, noUsd, notional, sub } from '../units.ts';
import type { InstrumentId, Ms, Usd } from '../units.ts';

/**
 * Double entry: every posting moves money between accounts, so all balances always sum to zero.
 * `contracts:<instrument>` holds what was paid for what is open; when a position is flat it is moved to `realised`.
 * `cash` is dollars, `collateral` what else lies at the venue, at its own valuation; the others say where it came from.
 */
export type Account =
  | 'capital'
  | 'cash'
  | 'collateral'
  | 'fees'
  | 'realised'
  | 'funding'
  | 'conversions'
  | 'settlements'
  | 'revaluation'
  | 'unexplained'
  | 'corrections'
  | `contracts:${string}`;
export type Posting = Readonly<{ from: Account; to: Account; amount: Usd }>;
export type Ledger = { balances: Map<Account, Usd>; told: Told };
/** What the venue has told of movements of money; by the venue's clock. */
export type Told = {
  /** Those of which it is known that they were told. */
  ids: Map<string, Ms>;
  /** What happened until then is in the books already. */
  upTo: Ms;
  newestAt: Ms;
  /** Words of the venue's that we do not know, and how often each was told. */
  unknown: Map<string, number>;
};

export function emptyLedger(): Ledger {
  return { balances: new Map(), told: { ids: new Map(), upTo: ms(0), newestAt: ms(0), unknown: new Map() } };
}

export function balance(ledger: Ledger, account: Account): Usd {
  return ledger.balances.get(account) ?? noUsd;
}

export function contracts(instrument: InstrumentId): Account {
  return `contracts:${instrument}`;
}

/** Moves money; the only function that changes a balance. */
export function post(ledger: Ledger, { from, to, amount }: Posting): void {
  ledger.balances.set(from, add(balance(ledger, from), negate(amount)));
  ledger.balances.set(to, add(balance(ledger, to), amount));
}

/** A fill buys contracts with cash, or cash with contracts, and pays its fee. */
export function postFill(ledger: Ledger, fill: Fill): void {
  const value = notional(fill.price, fill.qty);
  const account = contracts(fill.instrument);
  post(
    ledger,
    fill.side === 'buy' ? { from: 'cash', to: account, amount: value } : { from: account, to: 'cash', amount: value },
  );
  post(ledger, { from: 'cash', to: 'fees', amount: fill.fee });
}

/** A flat instrument holds nothing: what its account still shows is the result, before fees. */
export function realise(ledger: Ledger, instrument: InstrumentId): Usd {
  const gain = negate(balance(ledger, contracts(instrument)));
  post(ledger, { from: 'realised', to: contracts(instrument), amount: gain });
  return gain;
}

/** The sum of all accounts; anything but zero is a bug of ours. */
export function total(ledger: Ledger): Usd {
  let sum = noUsd;
  for (const amount of ledger.balances.values()) sum = add(sum, amount);
  return sum;
}

/** What the account is worth when our books begin, at the venue's time `asOf`: `collateral` of it is not dollars. */
export function beginBooks(
  ledger: Ledger,
  { equity, collateral, asOf }: Readonly<{ equity: Usd; collateral: Usd; asOf: Ms }>,
): void {
  post(ledger, { from: 'capital', to: 'cash', amount: sub(equity, collateral) });
  if (collateral !== 0n) post(ledger, { from: 'capital', to: 'collateral', amount: collateral });
  ledger.told.upTo = asOf;
  ledger.told.newestAt = asOf;
}
