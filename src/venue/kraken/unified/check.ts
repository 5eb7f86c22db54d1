import { z } from 'zod';
import type { Clock } from '../../../runtime/ports.ts';
import { createHttp } from '../http.ts';
import { checkOrders } from './check-orders.ts';
import { checkPrivate } from './check-private.ts';
import { checkPublic, fail, pass, warn } from './check-public.ts';
import type { UnifiedOptions } from './options.ts';
import type { Check } from './probe.ts';
import { createOddities } from './strange.ts';
import { readJson } from './text.ts';
import { createSpotRest } from './token.ts';

export type CheckOptions = UnifiedOptions &
  Readonly<{
    clock: Clock;
    /** How long the book is watched. */
    observeMs: number;
    /** Asks the venue to validate orders that are never placed; needs a key that may trade. */
    validate: 'orders' | 'nothing';
  }>;

/** How far the clocks may differ: the venue's own deadline of an order is half a second at least. In ms. */
const clockBounds = { warn: 500, fail: 5_000 } as const;

/**
 * The checklist of the first connection: everything that the documentation leaves open and a connection can show, without
 * changing anything. What only a real order shows is listed as left to do.
 */
export async function checkUnified(options: CheckOptions): Promise<readonly Check[]> {
  const { clock, switches } = options;
  const oddities = createOddities(() => undefined);
  const links = { clock, strange: oddities.note };
  const rest = createSpotRest(options, clock);
  const time = await checkClock(options);
  const seen = await checkPublic(options, links, options.observeMs);
  const pair = options.validate === 'orders' ? seen.pair : undefined;
  const account = await checkPrivate(options, { ...links, rest }, (looked) =>
    pair === undefined ? Promise.resolve([]) : checkOrders(looked, pair, switches),
  );
  await rest.close();
  const odd = [...oddities.counts()].map(([what, count]) => `${what} (${String(count)})`);
  const words = odd.length === 0 ? pass('words', 'all known') : warn('words', odd.join('; '), 'report them');
  return [time, ...seen.checks, ...account, words, leftToDo];
}

const leftToDo: Check = warn(
  'a real order',
  'not tried',
  'by hand: the smallest order far from the market, amended and cancelled; the smallest round trip; a stop that triggers at once; a funding hour',
);

const timeIn = z.object({ result: z.object({ unixtime: z.number() }) });

/** The venue tells whole seconds. @see https://docs.kraken.com/api/docs/rest-api/get-server-time */
async function checkClock({ urls, timing, clock }: CheckOptions): Promise<Check> {
  const http = createHttp({ origin: new URL(urls.rest).origin, clock, connections: 1, timeoutMs: timing.ackMs });
  const reply = await http.ask({ method: 'GET', path: '/0/public/Time' });
  await http.close();
  if (reply.type === 'lost') return fail('clock', `no answer: ${reply.cause}`, 'check the network');
  const said = timeIn.safeParse(readJson(reply.text));
  if (!said.success) return warn('clock', 'the venue does not tell its time', 'compare the clock by hand');
  const middle = (reply.sentAt + reply.heardAt) / 2;
  // Half a second in the middle of the venue's second.
  const offset = Math.abs(said.data.result.unixtime * 1_000 + 500 - middle);
  const doubt = 500 + (reply.heardAt - reply.sentAt) / 2;
  const seen = `${String(Math.round(offset))} ms apart, give or take ${String(Math.round(doubt))}`;
  if (offset - doubt > clockBounds.fail) return fail('clock', seen, 'set the clock of this machine (NTP)');
  return offset - doubt > clockBounds.warn
    ? warn('clock', seen, 'set the clock of this machine (NTP)')
    : pass('clock', seen);
}
