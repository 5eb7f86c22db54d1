import type { InstrumentId, Ms, Qty } from '../../../core/units.ts';
import type { ClientOrderId } from '../../../core/units.ts';
import { instrumentOf } from '../decode.ts';
import { createFillFeed } from './fill-feed.ts';
import type { FillFeed, FillFeedLinks } from './fill-feed.ts';
import type { Marks } from './marks.ts';
import { meet, orderNews } from './order-feed.ts';
import type { OrderFeedLinks } from './order-feed.ts';
import { createSignIn } from './sign-in.ts';
import type { SignIn, SignInLinks } from './sign-in.ts';
import * as wire from './wire/feeds.ts';
import type { LogRow } from './wire/history.ts';

export type FeedsLinks = FillFeedLinks &
  OrderFeedLinks &
  Omit<SignInLinks, 'complete'> &
  Readonly<{
    marks: Marks;
    /** Rows of the account log. */
    logged: (rows: readonly LogRow[], how: 'streamed' | 'snapshot') => void;
    /** All that is needed has spoken since the connection began; `open` is what the venue lists. */
    spoken: (open: ReadonlySet<ClientOrderId>) => void;
  }>;

export type Feeds = Readonly<{
  /** A new connection stands. */
  began: () => void;
  heard: (text: string) => void;
  positions: () => ReadonlyMap<InstrumentId, Qty>;
  newestFillAt: () => Ms | undefined;
  fault: () => string;
}>;

/** The frames of WebSocket v1. @see https://docs.kraken.com/api/docs/guides/futures-websockets */
export function createFeeds(links: FeedsLinks): Feeds {
  const held = new Map<InstrumentId, Qty>();
  const open = new Set<ClientOrderId>();
  const signIn = createSignIn({ ...links, complete: () => links.spoken(new Set(open)) });
  const fillFeed = createFillFeed(links);
  const frames = framesOf(links, { held, open, signIn, fillFeed });
  const heard = (text: string): void => {
    const raw = parse(text);
    const feed = feedOf(raw);
    if (feed !== undefined) return links.door.word('feed', frames, feed)?.(raw, feed);
    const said = links.door.read('control', wire.control, raw);
    if (said !== undefined) signIn.control(said);
  };
  const began = (): void => {
    open.clear();
    signIn.began();
  };
  return { began, heard, positions: () => held, newestFillAt: fillFeed.newestAt, fault: signIn.fault };
}

type Parts = Readonly<{
  held: Map<InstrumentId, Qty>;
  open: Set<ClientOrderId>;
  signIn: SignIn;
  fillFeed: FillFeed;
}>;
type Frames = Readonly<Record<string, (raw: unknown, feed: string) => void>>;

/** What is done with each feed. Some are read for nothing but what is strange about them. */
function framesOf(links: FeedsLinks, { held, open, signIn, fillFeed }: Parts): Frames {
  const { door, tracks, notify } = links;
  return {
    ticker: (raw, feed) => {
      const frame = door.read(feed, wire.tickerFrame, raw);
      if (frame?.markPrice !== undefined) links.marks.heard(frame.product_id, frame.markPrice);
    },
    heartbeat: (raw, feed) => void door.read(feed, wire.heartbeat, raw),
    fills_snapshot: (raw, feed) => {
      fillFeed.heard(door.read(feed, wire.fillsFrame, raw)?.fills ?? [], 'snapshot');
      signIn.spoke('fills');
    },
    fills: (raw, feed) => fillFeed.heard(door.read(feed, wire.fillsFrame, raw)?.fills ?? [], 'streamed'),
    open_orders_snapshot: (raw, feed) => {
      const frame = door.read(feed, wire.ordersSnapshot, raw);
      if (frame === undefined) return links.drop('unreadable orders');
      for (const order of frame.orders) open.add(meet(tracks, order).id);
      signIn.spoke('open_orders');
    },
    open_orders: (raw, feed) => {
      const frame = door.read(feed, wire.orderFrame, raw);
      if (frame !== undefined) orderNews(links, frame);
    },
    open_positions: (raw, feed) => {
      const frame = door.read(feed, wire.positionsFrame, raw);
      if (frame === undefined) return;
      held.clear();
      for (const { instrument, balance } of frame.positions) {
        const id = instrumentOf(instrument);
        if (id !== undefined && balance !== 0n) held.set(id, balance);
      }
      signIn.spoke('open_positions');
    },
    balances_snapshot: (raw, feed) => {
      door.read(feed, wire.balancesFrame, raw);
      signIn.spoke('balances');
    },
    balances: (raw, feed) => void door.read(feed, wire.balancesFrame, raw),
    account_log_snapshot: (raw, feed) => links.logged(door.read(feed, wire.logFrame, raw)?.logs ?? [], 'snapshot'),
    account_log: (raw, feed) => {
      const row = door.read(feed, wire.logFrame, raw)?.new_entry;
      if (row !== undefined) links.logged([row], 'streamed');
    },
    notifications_auth: (raw, feed) => {
      for (const { type, priority, note } of door.read(feed, wire.noticesFrame, raw)?.notifications ?? []) {
        notify('info', 'VENUE_NOTICE', { type, priority, note: note.slice(0, 300) });
      }
    },
  };
}

function feedOf(raw: unknown): string | undefined {
  return typeof raw === 'object' && raw !== null && 'feed' in raw && !('event' in raw) ? String(raw.feed) : undefined;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
