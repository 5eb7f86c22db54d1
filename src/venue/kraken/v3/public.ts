import { ok } from '../../../core/result.ts';
import type { InstrumentId } from '../../../core/units.ts';
import type { LiveVenueLinks, MarketData } from '../../../runtime/ports.ts';
import { instrumentOf } from '../decode.ts';
import { createDoor } from '../door.ts';
import { createHttp } from '../http.ts';
import { createSocket } from '../socket.ts';
import type { SocketLink } from '../socket.ts';
import { listContracts, readCandles } from './market-data.ts';
import type { KrakenV3Options } from './options.ts';
import { createRest } from './rest.ts';
import { readSpot } from './spot.ts';
import { tickerFrame } from './wire/feeds.ts';

/** The venue's public side alone: no key, no account, no order. */
export type KrakenPublic = MarketData &
  Readonly<{
    /** Whose marks are heard from now on. */
    watch: (instruments: readonly InstrumentId[]) => void;
    close: () => Promise<void>;
  }>;

/** Without a key nothing is ever signed. */
const noKey = { apiKey: '', apiSecret: '' } as const;

export function createKrakenPublic(
  options: Omit<KrakenV3Options, 'key'>,
  links: Pick<LiveVenueLinks, 'clock' | 'notify'> &
    /** `funding` is relative, for the hour that it is; none is told where it is zero. */
    Readonly<{ marked: (instrument: InstrumentId, mark: number, funding: number) => void }>,
): KrakenPublic {
  const { clock, notify } = links;
  const { urls, timing } = options;
  const door = createDoor(notify);
  const rest = createRest({ ...options, key: noKey }, { clock, notify, hear: () => undefined }, door);
  const spot =
    urls.spot === undefined
      ? undefined
      : createHttp({ origin: urls.spot, clock, connections: 2, timeoutMs: timing.requestMs });
  let watched: readonly InstrumentId[] = [];
  let socket: SocketLink | undefined;
  const subscribe = (event: 'subscribe' | 'unsubscribe', products: readonly InstrumentId[]): void => {
    if (products.length > 0) socket?.send(JSON.stringify({ event, feed: 'ticker', product_ids: products }));
  };
  const heard = (text: string): void => {
    const raw = parsed(text);
    if (typeof raw !== 'object' || raw === null || !('feed' in raw) || raw.feed !== 'ticker') return;
    const frame = door.read('ticker', tickerFrame, raw);
    const instrument = frame === undefined ? undefined : instrumentOf(frame.product_id);
    if (instrument === undefined || frame?.markPrice === undefined) return;
    links.marked(instrument, frame.markPrice, frame.relative_funding_rate ?? 0);
  };
  const connect = (): SocketLink =>
    createSocket({
      url: urls.ws,
      clock,
      rng: options.rng.fork('public'),
      ...timing,
      opened: () => {
        socket?.send(JSON.stringify({ event: 'subscribe', feed: 'heartbeat' }));
        subscribe('subscribe', watched);
      },
      heard,
      lost: (cause) => notify('warning', 'VENUE_CONNECTION_LOST', { cause }),
      notify,
    });
  return {
    listing: () =>
      listContracts(rest, () => (spot === undefined ? Promise.resolve(ok(new Map())) : readSpot(spot, door))),
    candles: (question) => readCandles(rest, clock, question),
    watch: (instruments) => {
      const before = new Set(watched);
      watched = [...new Set(instruments)];
      const now = new Set(watched);
      socket ??= connect();
      subscribe(
        'unsubscribe',
        [...before].filter((id) => !now.has(id)),
      );
      subscribe(
        'subscribe',
        watched.filter((id) => !before.has(id)),
      );
    },
    close: async () => {
      await Promise.all([socket?.close(), rest.close(), spot?.close()]);
    },
  };
}

/** What is no JSON is no ticker. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
