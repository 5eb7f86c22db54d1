import { z } from 'zod';
import type { VenueOrder, VenuePosition } from '../../../core/events.ts';
import { err, ok } from '../../../core/result.ts';
import type { Result } from '../../../core/result.ts';
import type { AccountFacts, LiveVenueLinks } from '../../../runtime/ports.ts';
import { instrumentOf } from '../decode.ts';
import { createDoor } from '../door.ts';
import type { Answer } from './answer.ts';
import type { KrakenV3Options } from './options.ts';
import { orderOf, positionOf } from './reckoning.ts';
import { createRest } from './rest.ts';
import type { Rest } from './rest.ts';
import { accountOf } from './venue.ts';
import { known } from './wire/common.ts';
import { instrumentStatus, openPositions } from './wire/market.ts';
import { openOrders } from './wire/orders.ts';

/** How far the venue's clock is ahead of ours, give or take `doubtMs`. */
export type ClockTold = Readonly<{ offsetMs: number; doubtMs: number }>;
/** What a key may do, in the venue's words. */
export type KeyTold = Readonly<{ general: string; transfer: string }>;
export type Held = Readonly<{
  /** `signal` is the price that triggers it, in the venue's word; it is not told of every order. */
  orders: readonly (VenueOrder & Readonly<{ signal?: string }>)[];
  positions: readonly VenuePosition[];
  /** Contracts with a position or an order that Keel has no name for. */
  unnamed: readonly string[];
}>;

/** Looks at the venue and at the account, over REST alone, and can change nothing. */
export type KrakenLook = Readonly<{
  /** Public. */
  clock: () => Promise<Answer<ClockTold>>;
  key: () => Promise<Answer<KeyTold>>;
  account: () => Promise<Result<AccountFacts, string>>;
  held: () => Promise<Result<Held, string>>;
  close: () => Promise<void>;
}>;

/** @see https://docs.kraken.com/api/docs/futures-api/trading/get-api-key-info */
const keyAnswer: z.ZodType<Readonly<{ permissions: KeyTold }>> = z.object({
  permissions: z.object({ general: z.string(), transfer: z.string() }),
  ...known('apiKey accountUid iiban createdAt allowedCidrBlock'),
});

/** With an empty key nothing is signed, and the public questions are answered. */
export function createLook(options: KrakenV3Options, links: LiveVenueLinks): KrakenLook {
  const door = createDoor(links.notify);
  const rest = createRest(options, links, door);
  return {
    clock: async () => {
      const sentAt = links.clock.now();
      const answer = await rest.get({ base: 'rest', call: 'instruments/status', schema: instrumentStatus });
      if (!answer.ok) return answer;
      return ok({ offsetMs: rest.skew.offsetMs(), doubtMs: (links.clock.now() - sentAt) / 2 });
    },
    key: async () => {
      const answer = await rest.get({ base: 'auth', call: 'api-keys/v3/check', schema: keyAnswer });
      return answer.ok ? ok(answer.value.permissions) : answer;
    },
    account: () => accountOf(rest),
    held: () => heldAt(rest, door),
    close: rest.close,
  };
}

/** All of it or nothing: half an answer would show a position without its stop. */
async function heldAt(rest: Rest, door: Parameters<typeof orderOf>[0]): Promise<Result<Held, string>> {
  const [orders, positions] = await Promise.all([
    rest.get({ base: 'rest', call: 'openorders', schema: openOrders }),
    rest.get({ base: 'rest', call: 'openpositions', schema: openPositions }),
  ]);
  if (!orders.ok) return err(`the open orders are not known: ${orders.error.word}`);
  if (!positions.ok) return err(`the positions are not known: ${positions.error.word}`);
  const rows = [...orders.value.openOrders, ...positions.value.openPositions];
  const held = positions.value.openPositions.flatMap(positionOf);
  return ok({
    positions: held,
    orders: orders.value.openOrders.flatMap((row) =>
      orderOf(door, row, held).map((order) => ({
        ...order,
        ...(row.triggerSignal === undefined ? {} : { signal: row.triggerSignal }),
      })),
    ),
    unnamed: [...new Set(rows.map(({ symbol }) => symbol).filter((symbol) => instrumentOf(symbol) === undefined))],
  });
}
