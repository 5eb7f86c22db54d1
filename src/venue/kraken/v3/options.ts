import type { Rng } from '../../../runtime/ports.ts';
import type { RateShares } from '../limiter.ts';

/** Everything that a person or the wiring decides. Times are milliseconds. */
export type KrakenV3Options = Readonly<{
  urls: Readonly<{
    /** They end before their versions: `/derivatives/api`, `/api/history`, `/api/charts`; the WebSocket's in `/ws/v1`. */
    rest: string;
    history: string;
    charts: string;
    ws: string;
    /** Scheme, host and port of the sister exchange; without it no contract has a spot market. */
    spot?: string;
  }>;
  key: Readonly<{ apiKey: string; apiSecret: string }>;
  rng: Rng;
  /** Keep-alive connections to one host; never more than 30. */
  connections: number;
  timing: KrakenV3Timing;
  /** What is used of the venue's pools. */
  rates: RateShares;
  breaker: Readonly<{ failuresMax: number; restMs: number }>;
  /** A person hears of clocks that differ by more. */
  skewMaxMs: number;
  retry: Readonly<{ times: number; firstMs: number }>;
}>;

export type KrakenV3Timing = Readonly<{
  requestMs: number;
  /** How long an order may take from the effect to its outcome; the venue is told not to process it later. */
  orderLifeMs: number;
  /** How long all private feeds may take to speak. */
  openMs: number;
  connectMs: number;
  pingMs: number;
  silenceMs: number;
  backOffMs: number;
  backOffMaxMs: number;
  triesMax: number;
  /** How long the stream may take to bring a fill that an answer told of, before History is asked for its fee. */
  feeMs: number;
  /** Marks of contracts with a position or a working order, and of the others. */
  busyMarkMs: number;
  idleMarkMs: number;
  /** History may lag: until an order is so old, a position on its contract forbids to call it absent. */
  historyLagMs: number;
}>;
