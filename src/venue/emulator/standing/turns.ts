import { z } from 'zod';
import { err, ok } from '../../../core/result.ts';
import type { Result } from '../../../core/result.ts';
import type { Exchange } from '../api.ts';
import type { Driver } from './driver.ts';
import type { Traffic } from './traffic.ts';

/**
 * What the client says when it is quiescent: until when it can be left alone (null: for good), how many requests it has
 * sent so far (calls over HTTP and messages over WebSocket, of all its connections), and how many calls and connections
 * it has given up.
 */
type TurnAsked = Readonly<{ until: number | null; sent: number; gone: number }>;
const schema: z.ZodType<TurnAsked> = z.object({
  until: z.int().nullable().default(null),
  sent: z.int().min(0).default(0),
  gone: z.int().min(0).default(0),
});

/** Where time stands now, and how much has left in all: the client has heard everything when it has as much. */
export type TurnAnswer = Readonly<{
  at: number;
  http: number;
  frames: Readonly<Record<string, number>>;
  over: boolean;
}>;

export type Turns = Readonly<{
  schema: z.ZodType<TurnAsked>;
  take: (asked: TurnAsked) => Promise<Result<TurnAnswer, string>>;
}>;

type Parts = Readonly<{ exchange: Exchange; driver: Driver; traffic: Traffic }>;

/**
 * Lockstep. A request that arrives at t is handled at t + latency, and its answer leaves at t + twice the latency, of
 * emulated time, which passes in turns only. A turn waits until all that the client sent has come, moves on until
 * something reaches the client (then to the end of that moment) or until `until`, and says what has left.
 */
export function createTurns({ exchange, driver, traffic }: Parts): Turns {
  let isTurning = false;
  return {
    schema,
    take: async ({ until, sent, gone }) => {
      if (driver.speed() !== undefined)
        return err('Time passes by itself here; POST /control/pace {"speed":null} first.');
      if (isTurning) return err('A turn is under way already.');
      isTurning = true;
      await traffic.arrived(sent, gone);
      const before = traffic.left();
      await driver.turn(until ?? Infinity, () => traffic.left() > before);
      isTurning = false;
      const { http, frames } = traffic.counts();
      return ok({ at: exchange.now(), http, frames, over: driver.isOver() && traffic.left() === before });
    },
  };
}
