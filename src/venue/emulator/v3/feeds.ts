import { later } from '../../../core/units.ts';
import type { InstrumentId } from '../../../core/units.ts';
import type { Link } from '../standing/service.ts';
import { loggedUpTo } from './account-log.ts';
import type { Desk } from './desk.ts';
import { hear } from './hearing.ts';
import type { Subscriber } from './hearing.ts';
import { accountSnapshot } from './private-frames.ts';
import type { PrivateFeed } from './private-frames.ts';
import { snapshotOf } from './public-frames.ts';
import type { PublicFeed } from './public-frames.ts';
import { createRhythm } from './rhythm.ts';

type Joined = 'new' | 'again';

/** What one connection has subscribed to, and what of the exchange's events it therefore hears. */
export type Feeds = Readonly<{
  join: (feed: PublicFeed, symbol: InstrumentId) => Joined;
  /** Sends the snapshot of a feed. */
  show: (feed: PublicFeed, symbol: InstrumentId) => void;
  leave: (feed: PublicFeed, symbol: InstrumentId) => boolean;
  /** Of fills, only those of some contracts where any are named. */
  joinAccount: (feed: PrivateFeed, symbols: readonly InstrumentId[]) => Joined;
  showAccount: (feed: PrivateFeed) => void;
  leaveAccount: (feed: string) => boolean;
  beat: () => Joined;
  end: () => void;
}>;

export function createFeeds(desk: Desk, link: Link): Feeds {
  const { exchange } = desk;
  const joined = new Set<string>();
  const live = new Set<string>();
  const watched = new Map<string, () => void>();
  const subscriber = createSubscriber(desk, link, live);
  const stop = exchange.listen((event) => hear(desk, subscriber, event));
  const enter = (name: string): Joined => {
    if (joined.has(name)) return 'again';
    joined.add(name);
    return 'new';
  };
  const leave = (name: string): boolean => {
    watched.get(name)?.();
    watched.delete(name);
    live.delete(name);
    return joined.delete(name);
  };
  return {
    join: (feed, symbol) => {
      const name = `${feed} ${symbol}`;
      if (enter(name) === 'again') return 'again';
      watched.set(name, exchange.watch(symbol));
      return 'new';
    },
    show: (feed, symbol) => {
      // Taking a snapshot of a book tells its changes: they are in this one already.
      subscriber.send(snapshotOf(desk, feed, symbol), feed === 'book' ? 'book' : undefined);
      live.add(`${feed} ${symbol}`);
    },
    leave: (feed, symbol) => leave(`${feed} ${symbol}`),
    joinAccount: (feed, symbols) => {
      if (feed === 'account_log') subscriber.logged = loggedUpTo(desk);
      for (const symbol of symbols) subscriber.filter.add(symbol);
      return enter(feed);
    },
    showAccount: (feed) => {
      subscriber.send(accountSnapshot(desk, feed, subscriber.count));
      live.add(feed);
    },
    leaveAccount: leave,
    beat: () => {
      if (enter('heartbeat') === 'again') return 'again';
      live.add('heartbeat');
      beat(desk, subscriber);
      return 'new';
    },
    end: () => {
      stop();
      for (const name of joined) leave(name);
    },
  };
}

function createSubscriber({ exchange }: Desk, link: Link, live: ReadonlySet<string>): Subscriber {
  const counts = new Map<string, number>();
  return {
    link,
    has: (feed, symbol) => live.has(symbol === undefined ? feed : `${feed} ${symbol}`),
    send: (frame, about) => {
      if (frame !== undefined) link.send(frame, about);
    },
    count: (name) => {
      const next = counts.get(name) ?? 0;
      counts.set(name, next + 1);
      return next;
    },
    rhythm: createRhythm(exchange),
    filter: new Set(),
    logged: loggedUpTo({ exchange }),
  };
}

/** Once a second, from its acknowledgement on. */
function beat(desk: Desk, subscriber: Subscriber): void {
  const { exchange } = desk;
  exchange.schedule(later(exchange.now(), 1_000), () => {
    if (!subscriber.has('heartbeat')) return;
    subscriber.send(JSON.stringify({ feed: 'heartbeat', time: exchange.now() }));
    beat(desk, subscriber);
  });
}
