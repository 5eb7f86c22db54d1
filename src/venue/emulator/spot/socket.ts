import type { UnifiedSwitches } from '../../dialect/unified-switches.ts';
import type { Rng } from '../../../runtime/ports.ts';
import type { MarketPhase } from '../api.ts';
import type { Conversation, Ground, Link } from '../standing/service.ts';
import type { Channel } from '../unified/channel.ts';
import { converse } from '../unified/conversation.ts';
import type { Hub } from '../unified/hub.ts';
import type { PublicMarket } from '../unified/market.ts';
import { flagIn } from '../unified/params.ts';
import { bookChannel } from '../unified/public/book.ts';
import { ohlcChannel } from '../unified/public/ohlc.ts';
import { tickerChannel } from '../unified/public/ticker.ts';
import { tradeChannel } from '../unified/public/trade.ts';
import { connectionNumber, statusFrame } from '../unified/status.ts';
import { createSubscriptions } from '../unified/subscriptions.ts';
import { createTalk } from '../unified/talk.ts';
import { instrumentAsset, instrumentRow } from './facts.ts';
import type { Pairs } from './pairs.ts';

export type SpotRooms = Readonly<{
  ground: Ground;
  hub: Hub;
  market: PublicMarket;
  pairs: Pairs;
  phase: () => MarketPhase;
  luck: Rng;
  switches: UnifiedSwitches;
}>;

/** What is elsewhere; the sentence is the venue's. */
const elsewhere = 'Private data and trading are unavailable on this endpoint. Try ws-auth.kraken.com';
const privates: readonly string[] = ['executions', 'balances', 'level3'];
const orders: readonly string[] = [
  'add_order',
  'amend_order',
  'edit_order',
  'cancel_order',
  'cancel_all',
  'batch_add',
  'batch_cancel',
  'cancel_all_orders_after',
];
const limits = { requestsPerSecond: 100, candles: 720 } as const;

export function spotChannels({ ground, hub, market, pairs }: SpotRooms): readonly Channel[] {
  const { exchange, faults } = ground;
  const assetClass = false;
  const spoils = (frame: string): boolean => faults.strikes('bad-checksum', frame);
  return [
    instrumentChannel(pairs),
    tickerChannel(market, hub, { assetClass, extras: 'none', hasTrigger: true }),
    bookChannel(market, hub, { assetClass, hasChecksum: true, dates: true, spoils }),
    tradeChannel(market, hub, { assetClass, hasType: false }),
    ohlcChannel(market, hub, {
      assetClass,
      hasTickType: false,
      echoesTickType: false,
      snapshot: limits.candles,
      now: exchange.now,
    }),
  ];
}

function instrumentChannel(pairs: Pairs): Channel {
  return {
    name: 'instrument',
    spec: { snapshot: 'boolean' },
    needs: { symbol: false, token: false, assetClass: false },
    open: ({ params, talk }) => {
      const snapshot = flagIn(params, 'snapshot', true);
      return {
        result: { snapshot, warnings: [] },
        begin: () => {
          const all = pairs.all();
          const data = {
            assets: ['USD', ...all.map(({ base }) => base)].map(instrumentAsset),
            pairs: all.map(instrumentRow),
          };
          if (snapshot) talk.say({ channel: 'instrument', type: 'snapshot', data });
          return () => undefined;
        },
      };
    },
  };
}

/** The public socket of Spot WebSocket v2. @see https://docs.kraken.com/api/docs/guides/spot-ws-intro */
export function openSpotSocket(rooms: SpotRooms, channels: readonly Channel[], link: Link): Conversation {
  const { ground, hub, phase, market, switches } = rooms;
  const talk = createTalk(ground.exchange, link);
  const number = connectionNumber(rooms.luck);
  const greet = (): void => talk.say(statusFrame(phase(), number));
  greet();
  const stopStatus = hub.on('phase', greet);
  const subscriptions = createSubscriptions({
    talk,
    channels,
    switches,
    find: market.find,
    barred: (_, channel) => (privates.includes(channel) ? elsewhere : undefined),
    hold: () => () => undefined,
  });
  return converse({
    exchange: ground.exchange,
    link,
    talk,
    meters: ground.meters,
    requestsPerSecond: limits.requestsPerSecond,
    pongHasSuccess: false,
    isIdle: () => subscriptions.count() === 0,
    serve: (asked) => {
      if (asked.method === 'subscribe') subscriptions.subscribe(asked);
      else if (asked.method === 'unsubscribe') subscriptions.unsubscribe(asked);
      else if (orders.includes(asked.method)) talk.refuse(asked, elsewhere);
      else return false;
      return true;
    },
    end: () => {
      stopStatus();
      subscriptions.end();
    },
  });
}
