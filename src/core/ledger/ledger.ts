import { assert } from '../assert.ts';
import type { Fill } from '../order/order.ts';
import { add, negate, noUsd, notional } from '../units.ts';
import type { InstrumentId, Usd } from '../units.ts';

/**
 * Double entry: every posting moves money between accounts, so all balances always sum to zero.
 * `contracts:<instrument>` holds what was paid for what is open; when a position is flat it is moved to `realised`.
 */
export type Account = 'capital' | 'cash' | 'fees' | 'realised' | `contracts:${string}`;
export type Posting = Readonly<{ from: Account; to: Account; amount: Usd }>;
export type Ledger = { balances: Map<Account, Usd> };

export function emptyLedger(): Ledger {
  return { balances: new Map() };
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

/** Capital put in; the counter-account of the first cash. */
export function deposit(ledger: Ledger, amount: Usd): void {
  assert(amount >= 0n, 'a deposit is not negative');
  post(ledger, { from: 'capital', to: 'cash', amount });
}
