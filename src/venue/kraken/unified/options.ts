import type { Result } from '../../../core/result.ts';
import type { ListedContract } from '../../../core/market/listing.ts';
import type { InstrumentId, Ms, Ratio } from '../../../core/units.ts';
import type { Rng } from '../../../runtime/ports.ts';
import type { UnifiedSwitches } from '../../dialect/unified-switches.ts';
import type { RatePool } from '../../dialect/costs.ts';
import type { Budget } from '../limiter.ts';
import type { Permission } from './account-rows.ts';

export type UnifiedOptions = Readonly<{
  urls: UnifiedUrls;
  /** A key of the spot kind. @see https://docs.kraken.com/exchange/api-reference/unified-websocket */
  key: Readonly<{ apiKey: string; apiSecret: string }>;
  switches: UnifiedSwitches;
  timing: UnifiedTiming;
  /** Order messages. */
  rates: Budget;
  /** Subscriptions that are made for a moment. */
  reads: Budget;
  rng: Rng;
  /** What the account may do where preferences do not say it in a word that we know. */
  permissionWhenUnknown: Permission;
  /** What instrument rows do not carry, by contract. One that is not here is not listed. */
  contracts: ReadonlyMap<InstrumentId, ContractFacts>;
  /** Lists the contracts instead, while another interface still does it better. */
  listing?: () => Promise<Result<readonly ListedContract[], string>>;
}>;

export type ContractFacts = Readonly<{ maintenanceMargin: Ratio; openedAt: Ms }>;

export type UnifiedUrls = Readonly<{
  public: string;
  private: string;
  /** Scheme, host and port of the spot REST, which issues tokens. */
  rest: string;
  /** Where candles older than the snapshot of `ohlc` come from; without it there are none. Ends before `/v1`. */
  charts?: string;
}>;

export type UnifiedTiming = Readonly<{
  connectMs: number;
  pingMs: number;
  /** No frame of any kind for so long: the line is dead. */
  silenceMs: number;
  backOffMs: number;
  backOffMaxMs: number;
  triesMax: number;
  /** An answer to a request, and a reply of REST. */
  ackMs: number;
  /** The snapshot of a channel after its acknowledgement. */
  snapshotMs: number;
  /** All private feeds, from the call of `open`. */
  openMs: number;
  /** Two snapshots that miss an order lie at least so far apart. */
  apartMs: number;
  /** An order that snapshots miss for so long has ended, whoever knew of it. */
  goneMs: number;
  /** Between two tries of what may be repeated: a cancel, preferences that are not ready. */
  retryMs: number;
  /** How long after sending the venue may match, where the deadline is sent. */
  deadlineMs: number;
  /** The clocks may differ by so much before somebody is told. */
  skewMs: number;
  /** After a key was refused no token is asked for: to try again at once prolongs a lockout. */
  lockoutMs: number;
}>;

/** What the guides of the venue ask for or suggest. @see https://docs.kraken.com/exchange/guides/websockets/reconnection */
export const documentedTiming: UnifiedTiming = {
  connectMs: 10_000,
  pingMs: 2_000,
  silenceMs: 5_000,
  backOffMs: 1_000,
  backOffMaxMs: 30_000,
  triesMax: 10,
  ackMs: 5_000,
  snapshotMs: 5_000,
  openMs: 30_000,
  apartMs: 5_000,
  goneMs: 60_000,
  retryMs: 1_000,
  deadlineMs: 5_000,
  skewMs: 1_000,
  lockoutMs: 300_000,
};

/** Nothing is documented for orders of derivatives; ten a second is below all that is known of either engine. */
export const cautiousOrders: RatePool = { capacity: 20, perSecond: 10 };

/** Half of what WebSocket v1 allows a connection. @see https://docs.kraken.com/exchange/guides/futures/ratelimits */
export const cautiousReads: Budget = { capacity: 50, perSecond: 50, reserve: 0 };
