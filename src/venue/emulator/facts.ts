import { fixed } from '../../core/units.ts';
import type { Fixed, Ratio, Usd } from '../../core/units.ts';

type Facts = Readonly<{
  /** A market order reaches at most this far beyond the best opposite price. */
  protection: Ratio;
  /** A limit that crosses may be this far from the mark. Not published. */
  collar: Ratio;
  /** The premium of the mark over the index is at most this. */
  premium: number;
  /** The largest order. */
  value: Usd;
  /** Length of a client order id. */
  clientIdLength: number;
  /** An ended order is known to a status question for so long. */
  memory: Readonly<{ statusMs: number }>;
  /** Prices are told once a second; a trigger that holds when it is placed waits for the next of them. */
  update: Readonly<{ everyMs: number }>;
  /** Open orders of one contract, and how many of them may be small. Not published. */
  orders: Readonly<{ open: number; small: number; smallValue: Usd }>;
  /** A trailing stop's deviation in percent. */
  trailing: Readonly<{ least: Fixed<string>; most: Fixed<string> }>;
  /** Charged on what a liquidation closes; that there is one is documented, its size is not. */
  liquidationFee: Ratio;
  /** Levels of the book on each side. */
  levels: number;
  /** Public trades that are kept of one contract. */
  trades: number;
}>;

/**
 * What the venue's documentation says of its own numbers, and, where it says nothing, what the emulator takes them to be.
 * Nobody sets these: a market order's protection is what it is.
 *
 * @see https://docs.kraken.com/api/docs/futures-api/trading/send-order
 */
export const facts: Facts = {
  protection: fixed('0.01'),
  collar: fixed('0.1'),
  premium: 0.01,
  value: fixed('20000000'),
  clientIdLength: 100,
  memory: { statusMs: 5_000 },
  update: { everyMs: 1_000 },
  orders: { open: 500, small: 250, smallValue: fixed('10') },
  trailing: { least: fixed('0.1'), most: fixed('50') },
  liquidationFee: fixed('0.005'),
  levels: 25,
  trades: 1_000,
};

/** Fees from so much USD traded in 30 days on; below the first, the account's own. */
export const feeTiers: readonly Readonly<{ from: Usd; maker: Ratio; taker: Ratio }>[] = [
  { from: fixed('5000000'), maker: fixed('0.000175'), taker: fixed('0.00045') },
  { from: fixed('10000000'), maker: fixed('0.00015'), taker: fixed('0.0004') },
];

/** What may be collateral: its haircut, what a missing dollar costs to be bought with it, and its price. */
export type Collateral = Readonly<{
  haircut: Ratio;
  conversion: Ratio;
  /** USD; for a coin with a contract, where that has no price yet. */
  price: Fixed<string>;
  contract?: string;
}>;

/** Haircuts as two captures had them; prices of currencies stand still. */
export const collaterals: Readonly<Record<string, Collateral>> = {
  USD: { haircut: fixed('0'), conversion: fixed('0'), price: fixed('1') },
  USDT: { haircut: fixed('0.01'), conversion: fixed('0.0005'), price: fixed('1') },
  USDC: { haircut: fixed('0.01'), conversion: fixed('0.0005'), price: fixed('1') },
  EUR: { haircut: fixed('0.02245'), conversion: fixed('0.0005'), price: fixed('1.1') },
  GBP: { haircut: fixed('0.02245'), conversion: fixed('0.0005'), price: fixed('1.3') },
  BTC: { haircut: fixed('0.02245'), conversion: fixed('0.005'), price: fixed('80000'), contract: 'PF_XBTUSD' },
  ETH: { haircut: fixed('0.02245'), conversion: fixed('0.005'), price: fixed('3000'), contract: 'PF_ETHUSD' },
  SOL: { haircut: fixed('0.05'), conversion: fixed('0.005'), price: fixed('150'), contract: 'PF_SOLUSD' },
  XRP: { haircut: fixed('0.05'), conversion: fixed('0.005'), price: fixed('2'), contract: 'PF_XRPUSD' },
};
