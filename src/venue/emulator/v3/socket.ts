import { z } from 'zod';
import { signedChallenge } from '../../dialect/sign.ts';
import type { InstrumentId } from '../../../core/units.ts';
import { drawUuid } from '../standing/keys.ts';
import type { Conversation, Link } from '../standing/service.ts';
import type { Desk } from './desk.ts';
import { createFeeds } from './feeds.ts';
import type { Feeds } from './feeds.ts';
import { privateFeeds } from './private-frames.ts';
import { publicFeeds } from './public-frames.ts';

const frame = z.object({
  event: z.string(),
  feed: z.string().optional(),
  product_ids: z.array(z.string()).optional(),
  api_key: z.string().optional(),
  original_challenge: z.string().optional(),
  signed_challenge: z.string().optional(),
});
type Frame = z.infer<typeof frame>;

type Talk = Readonly<{
  desk: Desk;
  feeds: Feeds;
  /** Says something of the connection's own. */
  say: (event: object) => void;
  challenge: { text: string | undefined };
}>;

/**
 * One connection to WebSocket v1: public and private feeds side by side; no login, each private subscription proves its
 * key by the connection's challenge. @see https://docs.kraken.com/api/docs/guides/futures-websockets
 */
export function createSocket(desk: Desk): (link: Link) => Conversation {
  const luck = desk.luck.fork('challenges');
  return (link) => {
    if (desk.phase() === 'maintenance') {
      link.close(1013);
      return { hear: () => undefined, end: () => undefined };
    }
    const feeds = createFeeds(desk, link);
    const say = (event: object): void => link.send(JSON.stringify(event), 'reply');
    const talk: Talk = { desk, feeds, say, challenge: { text: undefined } };
    say({ event: 'info', version: 1 });
    const acts: Readonly<Record<string, (said: Frame) => void>> = {
      challenge: ({ api_key: key }) => {
        // For any key: whether it is one shows when it subscribes.
        if (key === undefined) return say({ event: 'error', message: 'Json Error' });
        talk.challenge.text ??= drawUuid(luck);
        say({ event: 'challenge', message: talk.challenge.text });
      },
      subscribe: (said) => subscribe(talk, said),
      unsubscribe: (said) => unsubscribe(talk, said),
    };
    return {
      hear: (text) => {
        const said = read(text);
        const act = said === undefined ? undefined : acts[said.event];
        if (said === undefined || act === undefined) return say({ event: 'error', message: 'Json Error' });
        act(said);
      },
      end: feeds.end,
    };
  };
}

function read(text: string): Frame | undefined {
  try {
    const parsed = frame.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}

const again = { event: 'alert', message: 'Already subscribed to feed, re-requesting' };

function subscribe(talk: Talk, said: Frame): void {
  const { feeds, say } = talk;
  const [open, closed] = [publicFeeds.find((one) => one === said.feed), privateFeeds.find((one) => one === said.feed)];
  if (said.feed === 'heartbeat') {
    say(feeds.beat() === 'again' ? again : { event: 'subscribed', feed: 'heartbeat' });
  } else if (open !== undefined) {
    const symbols = products(talk, said);
    // One acknowledgement a product, all before the first snapshot. Gotcha 82.
    for (const symbol of symbols) {
      const spelled = talk.desk.spell(symbol);
      say(feeds.join(open, symbol) === 'again' ? again : { event: 'subscribed', feed: open, product_ids: [spelled] });
    }
    for (const symbol of symbols) feeds.show(open, symbol);
  } else if (closed !== undefined) {
    if (!isProven(talk, said)) return say({ event: 'alert', message: 'Failed to subscribe to authenticated feed' });
    const { api_key, original_challenge, signed_challenge } = said;
    const proof = closed === 'balances' ? {} : { api_key, original_challenge, signed_challenge };
    const wanted = closed === 'fills' ? products(talk, said) : [];
    say(feeds.joinAccount(closed, wanted) === 'again' ? again : { event: 'subscribed', feed: closed, ...proof });
    feeds.showAccount(closed);
  } else say({ event: 'alert', message: "Couldn't subscribe to invalid feed" });
}

/** Those that are listed; for each other one an error. */
function products({ desk, say }: Talk, { product_ids = [] }: Frame): readonly InstrumentId[] {
  return product_ids.flatMap((name) => {
    const contract = desk.listed(name);
    if (contract === undefined) say({ event: 'error', message: 'Invalid product id' });
    return contract === undefined ? [] : [contract.symbol];
  });
}

function isProven({ desk, challenge }: Talk, { api_key = '', original_challenge, signed_challenge }: Frame): boolean {
  const key = desk.keys.find(api_key);
  if (key === undefined || key.permissions.general === 'none' || original_challenge === undefined) return false;
  return original_challenge === challenge.text && signed_challenge === signedChallenge(key.secret, original_challenge);
}

function unsubscribe(talk: Talk, said: Frame): void {
  const { feeds, say, desk } = talk;
  const { feed = '' } = said;
  const open = publicFeeds.find((one) => one === feed);
  if (open === undefined)
    return say({ event: feeds.leaveAccount(feed) ? 'unsubscribed' : 'unsubscribed_failed', feed });
  for (const symbol of products(talk, said)) {
    if (feeds.leave(open, symbol)) say({ event: 'unsubscribed', feed, product_ids: [desk.spell(symbol)] });
    else say({ event: 'unsubscribed_failed', feed });
  }
}
