import type { UnifiedSwitches } from '../../dialect/unified-switches.ts';
import type { Rng } from '../../../runtime/ports.ts';
import { err } from '../../../core/result.ts';
import type { Ratio } from '../../../core/units.ts';
import type { MarketPhase } from '../api.ts';
import type { Asked, Ground, Reply, Service } from '../standing/service.ts';
import { readJson } from '../unified/conversation.ts';
import type { Hub } from '../unified/hub.ts';
import { createLeak } from '../unified/rate.ts';
import type { Tokens } from '../unified/tokens.ts';
import { spotMarket } from './market.ts';
import { createPairs } from './pairs.ts';
import { privateCalls } from './private-calls.ts';
import { publicCalls } from './public-calls.ts';
import { envelope, paramsOf } from './rest.ts';
import type { Answer, Call } from './rest.ts';
import { createVerifier } from './signature.ts';
import { openSpotSocket, spotChannels } from './socket.ts';

export type SpotOptions = Readonly<{
  hub: Hub;
  tokens: Tokens;
  phase: () => MarketPhase;
  luck: Rng;
  switches: UnifiedSwitches;
  fees: Readonly<{ maker: Ratio; taker: Ratio }>;
}>;

/** Calls a second that last: per address, and of candles and trades per pair too. @see https://docs.kraken.com/api/docs/guides/spot-rest-ratelimits */
const rates = {
  public: { limit: 15, decayPerSecond: 1 },
  private: { limit: 20, decayPerSecond: 0.5 },
} as const;
const perPair: readonly string[] = ['OHLC', 'Trades'];

/** The parts of Kraken spot that a bot reads, and the tokens of the private sockets. */
export function spotService(ground: Ground, options: SpotOptions): Pick<Service, 'routes' | 'sockets'> {
  const { exchange } = ground;
  const pairs = createPairs(options.hub);
  const market = spotMarket(ground, pairs);
  const rooms = { ground, market, pairs, ...options };
  const channels = spotChannels(rooms);
  const publicDesk = { exchange, market, pairs, phase: options.phase };
  const privateDesk = { exchange, tokens: options.tokens, switches: options.switches, fees: options.fees };
  const verify = createVerifier(ground.keys);
  const leaks = new Map<string, ReturnType<typeof createLeak>>();
  const isAllowed = (who: string, rate: (typeof rates)['public' | 'private']): boolean => {
    const leak = leaks.get(who) ?? createLeak(exchange.now, rate);
    leaks.set(who, leak);
    return leak.add(1);
  };
  const askPublic = (name: string, call: Call): Answer => {
    const own = publicCalls[name];
    const who = perPair.includes(name) ? `public ${call.params['pair'] ?? ''}` : 'public';
    if (own === undefined) return err('EGeneral:Unknown method');
    return isAllowed(who, rates.public) ? own(call, publicDesk) : err('EAPI:Rate limit exceeded');
  };
  const askPrivate = (name: string, asked: Asked, call: Call): Answer => {
    const own = privateCalls[name];
    const key = verify(asked);
    if (!key.ok) return key;
    if (own === undefined) return err('EGeneral:Unknown method');
    if (key.value.permissions.general === 'none') return err('EGeneral:Permission denied');
    const isFine = isAllowed(`private ${key.value.apiKey}`, rates.private);
    return isFine ? own(call, key.value, privateDesk) : err('EAPI:Rate limit exceeded');
  };
  const answer = (asked: Asked): Reply => {
    const [, , kind, name = ''] = asked.path.split('/');
    const call = { params: paramsOf(asked), body: readJson(asked.body) };
    if (options.phase() === 'maintenance' && kind === 'private') return envelope(err('EService:Unavailable'));
    if (kind === 'public')
      return { ...envelope(askPublic(name, call)), ...(name === 'Depth' ? { about: 'book' } : {}) };
    return envelope(
      kind === 'private' && asked.method === 'POST' ? askPrivate(name, asked, call) : err('EGeneral:Unknown method'),
    );
  };
  return { routes: { '/0/': answer }, sockets: { '/v2': (link) => openSpotSocket(rooms, channels, link) } };
}
