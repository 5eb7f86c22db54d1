import type { Event } from '../../src/core/events.ts';
import type { ListedContract } from '../../src/core/market/listing.ts';
import type { Ms } from '../../src/core/units.ts';
import { instrument, t0 } from './keel.ts';

/** `spread` is ask less bid, over a bid of 100. */
type Facts = Partial<ListedContract> & Readonly<{ volumeUsd?: number; spread?: number }>;

/** A contract as the venue lists it, with a spot market of its base. */
export function listed(base: string, { volumeUsd, spread = 0.0001, ...rest }: Facts): ListedContract {
  const liquidity = { bid: 100, ask: 100 + spread * 100, mark: 100, ...(volumeUsd === undefined ? {} : { volumeUsd }) };
  return {
    instrument: instrument(base),
    tradeable: true,
    postOnly: false,
    openedAt: t0,
    liquidity,
    spot: { symbol: `${base}/USD` },
    ...rest,
  };
}

export function listing(at: Ms, contracts: readonly ListedContract[]): Event {
  return { type: 'market.listed', at, contracts, source: 'venue', asOf: at };
}
