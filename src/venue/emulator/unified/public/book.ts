import { noQty } from '../../../../core/units.ts';
import type { BookView, Level } from '../../market-view.ts';
import type { Channel } from '../channel.ts';
import { checksumOf } from '../checksum.ts';
import { stamp } from '../frame.ts';
import type { Row } from '../frame.ts';
import type { Hub } from '../hub.ts';
import type { Listed, PublicMarket } from '../market.ts';
import { flagIn, numberIn } from '../params.ts';

export type BookFlavour = Readonly<{
  assetClass: boolean;
  hasChecksum: boolean;
  /** Whether the snapshot says when it was. */
  dates: boolean;
  /** Whether this frame's checksum is to be wrong. */
  spoils: (frame: string) => boolean;
}>;

const depths: readonly number[] = [10, 25, 100, 500, 1000];

/**
 * The book to a depth: a snapshot, then what changed in each moment as absolute sizes, 0 for gone. What is pushed out of
 * the depth is not said to be gone; what comes into it from below is said as if it were new.
 *
 * @see https://docs.kraken.com/exchange/api-reference/unified-ws/book
 */
export function bookChannel(market: PublicMarket, hub: Hub, flavour: BookFlavour): Channel {
  return {
    name: 'book',
    spec: { depth: 'number', snapshot: 'boolean' },
    needs: { symbol: true, token: false, assetClass: flavour.assetClass },
    objection: (params) =>
      depths.includes(depthIn(params)) ? undefined : `'params.depth' must be one of ${depths.join(', ')}`,
    open: ({ params, talk, listed }) => {
      const snapshot = flagIn(params, 'snapshot', true);
      const depth = depthIn(params);
      return {
        result: { depth, snapshot },
        begin: () => {
          if (listed === undefined) return () => undefined;
          const say = (type: 'snapshot' | 'update', now: BookView, sides: Pick<BookView, 'bids' | 'asks'>): void => {
            const row = rowOf(listed, { now, sides, type, flavour });
            talk.say({ channel: 'book', type, data: [row] }, 'book');
          };
          let told = market.book(listed, depth);
          if (snapshot && told !== undefined) say('snapshot', told, told);
          return hub.on(
            `book:${listed.symbol}`,
            hub.gather(() => {
              const now = market.book(listed, depth);
              if (now === undefined) return;
              const bids = changed({ before: told?.bids ?? [], now: now.bids }, 'bids', depth);
              const asks = changed({ before: told?.asks ?? [], now: now.asks }, 'asks', depth);
              told = now;
              if (bids.length + asks.length > 0) say('update', now, { bids, asks });
            }),
          );
        },
      };
    },
  };
}

function depthIn(params: Readonly<Record<string, unknown>>): number {
  return numberIn(params, 'depth') ?? 10;
}

type Said = Readonly<{ now: BookView; sides: Pick<BookView, 'bids' | 'asks'>; type: string; flavour: BookFlavour }>;

function rowOf(listed: Listed, { now, sides, type, flavour }: Said): Row {
  const right = checksumOf(now, listed.decimals);
  const checksum = flavour.spoils(`{"channel":"book","symbol":"${listed.name}"}`) ? right ^ 1 : right;
  return {
    symbol: listed.name,
    bids: sides.bids.map(levelRow),
    asks: sides.asks.map(levelRow),
    checksum: flavour.hasChecksum ? checksum >>> 0 : undefined,
    timestamp: type === 'update' || flavour.dates ? stamp(now.at) : undefined,
  };
}

function levelRow({ price, qty }: Level): Row {
  return { price, qty };
}

type Change = Readonly<{ before: readonly Level[]; now: readonly Level[] }>;

/** What to say of one side so that a client who cuts to the depth after it has what there is now. */
export function changed({ before, now }: Change, side: 'bids' | 'asks', depth: number): readonly Level[] {
  const old = new Map(before.map(({ price, qty }) => [price, qty]));
  const here = new Set(now.map(({ price }) => price));
  const worst = now.length >= depth ? now.at(-1)?.price : undefined;
  const isOut = (price: Level['price']): boolean =>
    worst !== undefined && (side === 'bids' ? price < worst : price > worst);
  const gone = before.filter(({ price }) => !here.has(price) && !isOut(price));
  const fresh = now.filter(({ price, qty }) => old.get(price) !== qty);
  return [...gone.map(({ price }) => ({ price, qty: noQty })), ...fresh];
}
