import { ms } from '../../../core/units.ts';
import type { ClientOrderId, InstrumentId, Ms } from '../../../core/units.ts';
import { signingKey } from '../../dialect/sign.ts';
import { pause } from '../patience.ts';
import { createSocket } from '../socket.ts';
import type { SocketLink } from '../socket.ts';
import { createFeeds } from './feeds.ts';
import type { Inquiry } from './inquiry.ts';
import { createMarks } from './marks.ts';
import type { KrakenV3Options } from './options.ts';
import { catchUp } from './reckoning.ts';
import type { ReckoningLinks } from './reckoning.ts';

/** Fills are looked for from a little before the last one that we know. */
const overlap = { ms: 60_000 };

export type StreamLinks = ReckoningLinks &
  Readonly<{
    inquiry: Inquiry;
    background: (what: string, work: Promise<unknown>) => void;
    closing: AbortSignal;
  }>;
export type Stream = Readonly<{
  /** Connects, where it has not; whether the private feeds have spoken in time. */
  open: () => Promise<boolean>;
  watch: (instruments: readonly InstrumentId[]) => void;
  fault: () => string;
  close: () => Promise<void>;
}>;

/** The one connection with everything on it. After each that was lost, what was missed is asked for. */
export function createStream(options: KrakenV3Options, links: StreamLinks): Stream {
  const { timing, urls, key } = options;
  const { clock, notify, hear, door, tracks, rest, inquiry, background, closing, books } = links;
  let baseline: Ms | undefined;
  let socket: SocketLink | undefined;
  let waiting: readonly (() => void)[] = [];
  let isReady = false;
  let hasSpoken = false;

  const isBusy = (instrument: InstrumentId): boolean =>
    feeds.positions().has(instrument) || tracks.working().some((track) => track.instrument === instrument);
  const marks = createMarks({ clock, hear, busyMs: timing.busyMarkMs, idleMs: timing.idleMarkMs, isBusy });
  const recover = async (since: Ms, open?: ReadonlySet<ClientOrderId>): Promise<void> => {
    const from = ms(Math.max(since - overlap.ms, baseline ?? 0));
    const isTold = await catchUp(links, from, { rows: [], isForeign: true });
    if (!isTold) notify('warning', 'VENUE_CATCH_UP_INCOMPLETE', { since: from });
    const lost = open === undefined ? [] : tracks.working().filter(({ id }) => !open.has(id));
    for (const { id, instrument } of lost) if (instrument !== undefined) await inquiry(id, instrument);
  };
  const send = (frame: Readonly<Record<string, unknown>>): void => void socket?.send(JSON.stringify(frame));
  const spoken = (open: ReadonlySet<ClientOrderId>): void => {
    isReady = true;
    for (const done of waiting) done();
    waiting = [];
    if (hasSpoken) background('recover', recover(feeds.newestFillAt() ?? baseline ?? ms(0), open));
    hasSpoken = true;
  };
  const feeds = createFeeds({
    apiKey: key.apiKey,
    key: signingKey(key.apiSecret),
    notify,
    send,
    drop: (cause) => socket?.drop(cause),
    door,
    tracks,
    marks,
    spoken,
    missed: (since) => background('fills', recover(since)),
    logged: (rows, how) => background('books', books.heard(rows, how)),
    inquire: (id, instrument) => background('inquiry', inquiry(id, instrument)),
    baseline: () => baseline ?? ms(0),
  });
  const { watch, again } = createWatch(send);
  const opened = (): void => {
    // Private feeds first: they are what is at stake.
    feeds.began();
    send({ event: 'subscribe', feed: 'heartbeat' });
    again();
  };
  const lost = (cause: string): void => {
    isReady = false;
    notify('warning', 'VENUE_CONNECTION_LOST', { cause });
  };
  const open = async (): Promise<boolean> => {
    baseline ??= rest.skew.venueNow(clock.now());
    books.begin(baseline);
    const wire = { url: urls.ws, clock, rng: options.rng.fork('socket'), opened, heard: feeds.heard, lost };
    socket ??= createSocket({ ...timing, ...wire, notify });
    if (isReady) return true;
    const over = new AbortController();
    const ready = new Promise<void>((resolve) => (waiting = [...waiting, resolve]));
    await Promise.race([ready, pause(clock, timing.openMs, AbortSignal.any([over.signal, closing]))]);
    over.abort();
    return isReady;
  };
  return { open, watch, fault: feeds.fault, close: async () => socket?.close() };
}

type Send = (frame: Readonly<Record<string, unknown>>) => void;

/** Whose tickers are heard; `again` says it to a new connection. */
function createWatch(send: Send): Readonly<{ watch: Stream['watch']; again: () => void }> {
  let watched: readonly InstrumentId[] = [];
  const say = (event: 'subscribe' | 'unsubscribe', products: readonly InstrumentId[]): void => {
    if (products.length > 0) send({ event, feed: 'ticker', product_ids: products });
  };
  const watch = (instruments: readonly InstrumentId[]): void => {
    const before = watched;
    watched = [...new Set(instruments)];
    const [old, now] = [new Set(before), new Set(watched)];
    say(
      'unsubscribe',
      before.filter((id) => !now.has(id)),
    );
    say(
      'subscribe',
      watched.filter((id) => !old.has(id)),
    );
  };
  return { watch, again: () => say('subscribe', watched) };
}
