import type { Ms } from '../units.ts';
import type { Instrument } from './instrument.ts';

/** What tells how liquid a market is and whether its data can be believed; absent where the venue does not say. */
export type Liquidity = Readonly<{
  /** USD traded in the last 24 hours. */
  volumeUsd?: number;
  bid?: number;
  ask?: number;
  mark?: number;
  index?: number;
  /** In units of the base. */
  openInterest?: number;
  /** Relative, per hour. */
  fundingRate?: number;
}>;

export type SpotMarket = Readonly<{ symbol: string; volumeUsd?: number; bid?: number; ask?: number; last?: number }>;

/** One contract as the venue lists it now. */
export type ListedContract = Readonly<{
  instrument: Instrument;
  tradeable: boolean;
  /** The market takes only orders that rest; nothing executes, stops included. */
  postOnly: boolean;
  openedAt: Ms;
  liquidity: Liquidity;
  /** The spot market of the same base, where the venue's sister exchange has one. */
  spot?: SpotMarket;
}>;
