import type { Fixed } from '../../../core/units.ts';
import type { Rng } from '../../../runtime/ports.ts';
import type { UnifiedSwitches } from '../../dialect/unified-switches.ts';
import type { MarketPhase } from '../api.ts';
import type { Conversation, Ground, Link } from '../standing/service.ts';
import type { Channel } from './channel.ts';
import { converse } from './conversation.ts';
import type { Hub } from './hub.ts';
import type { PublicMarket } from './market.ts';
import { textIn } from './params.ts';
import { connectionNumber, statusFrame } from './status.ts';
import { createSubscriptions } from './subscriptions.ts';
import { createTalk } from './talk.ts';
import type { AckOrder, Asked, Talk } from './talk.ts';
import type { Tokens } from './tokens.ts';
import type { Trading } from './trading/methods.ts';

/** What both sockets stand on. */
export type Rooms = Readonly<{
  ground: Ground;
  switches: UnifiedSwitches;
  hub: Hub;
  market: PublicMarket;
  tokens: Tokens;
  phase: () => MarketPhase;
  publicChannels: readonly Channel[];
  privateChannels: readonly Channel[];
  trading: Trading;
  luck: Rng;
  open: { connections: number };
}>;

export type Side = 'public' | 'private';

const sentences = {
  private: 'Private data and trading are unavailable on this endpoint. Try uws.kraken.com/v2/private',
  public: 'Public market data is unavailable on this endpoint. Try uws.kraken.com/v2/public',
  session: 'ESession:Invalid session',
  permission: 'EAccount:Invalid permissions',
  unavailable: 'EService:Unavailable',
} as const;

/** `/v2/public` or `/v2/private`. @see https://docs.kraken.com/exchange/api-reference/unified-websocket */
export function openSocket(rooms: Rooms, side: Side, link: Link): Conversation {
  const { ground, switches, open } = rooms;
  const talk = createTalk(ground.exchange, link);
  open.connections += 1;
  if (open.connections > switches.connections) link.close(1013);
  const stopStatus = greet(rooms, side, { talk, number: connectionNumber(rooms.luck) });
  const subscriptions = createSubscriptions({
    talk,
    switches,
    channels: [...rooms.publicChannels, ...rooms.privateChannels],
    find: rooms.market.find,
    barred: (asked, channel) => barredChannel(rooms, { side, asked, channel, connection: link.id }),
    hold: ({ params }) => rooms.tokens.hold(textIn(params, 'token') ?? '', link.id),
  });
  return converse({
    exchange: ground.exchange,
    link,
    talk,
    meters: ground.meters,
    requestsPerSecond: switches.requestsPerSecond,
    pongHasSuccess: switches.pongSuccess === 'present',
    isIdle: () => subscriptions.count() === 0,
    serve: (asked) => {
      if (asked.method === 'subscribe') subscriptions.subscribe(asked);
      else if (asked.method === 'unsubscribe') subscriptions.unsubscribe(asked);
      else return serveTrading(rooms, { side, asked, talk });
      return true;
    },
    end: () => {
      open.connections -= 1;
      stopStatus();
      subscriptions.end();
    },
  });
}

type Greeting = Readonly<{ talk: Talk; number: Fixed<string> }>;

/** The status comes by itself: at once, and whenever the phase of the engine changes. */
function greet({ hub, phase, switches }: Rooms, side: Side, { talk, number }: Greeting): () => void {
  if (side === 'private' && switches.statusOnPrivate === 'absent') return () => undefined;
  const say = (): void => talk.say(statusFrame(phase(), number));
  say();
  return hub.on('phase', say);
}

type Visit = Readonly<{ side: Side; asked: Asked; channel: string; connection: string }>;

/** Why a channel is not served on this connection, before its parameters are looked at. */
function barredChannel(rooms: Rooms, { side, asked, channel, connection }: Visit): string | undefined {
  const isPrivate = rooms.privateChannels.some(({ name }) => name === channel);
  const isPublic = rooms.publicChannels.some(({ name }) => name === channel);
  if (isPublic && side === 'private' && rooms.switches.publicOnPrivate === 'refused') return sentences.public;
  if (!isPrivate) return undefined;
  if (side === 'public') return sentences.private;
  return asked.params['token'] === undefined ? undefined : tokenFault(rooms, asked, connection);
}

/** Why the token is not good; a key without permissions has no session. */
function tokenFault({ tokens, ground }: Rooms, asked: Asked, connection: string): string | undefined {
  const token = textIn(asked.params, 'token') ?? '';
  if (ground.faults.strikes('stale-token', asked.text)) tokens.revoke(token);
  const key = tokens.find(token, connection);
  if (key === undefined) return sentences.session;
  return key.permissions.general === 'none' ? sentences.permission : undefined;
}

type Request = Readonly<{ side: Side; asked: Asked; talk: Talk }>;

/** Orders and preferences. False where there is no such method. */
function serveTrading(rooms: Rooms, { side, asked, talk }: Request): boolean {
  const { trading, ground, tokens } = rooms;
  const method = trading.find(asked.method);
  if (method === undefined) return false;
  const token = textIn(asked.params, 'token');
  const fault =
    side === 'public' ? sentences.private : token === undefined ? undefined : tokenFault(rooms, asked, talk.id);
  if (fault !== undefined) talk.refuse(asked, fault);
  else if (token !== undefined && tokens.find(token, talk.id)?.permissions.general !== 'full') {
    talk.refuse(asked, sentences.permission);
  } else if (ground.faults.strikes('5xx', asked.text)) {
    // It is done, and the answer says that nobody knows.
    const mute: Talk = { ...talk, accept: () => undefined, refuse: () => undefined };
    trading.serve(method, { asked, talk: mute, order: ackOrder(rooms) });
    talk.refuse(asked, sentences.unavailable);
  } else trading.serve(method, { asked, talk, order: ackOrder(rooms) });
  return true;
}

function ackOrder({ switches, luck }: Rooms): AckOrder {
  if (switches.ackOrder !== 'random') return switches.ackOrder;
  return luck.next() < 0.5 ? 'first' : 'last';
}
