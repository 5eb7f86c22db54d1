import { fixed } from '../../../core/units.ts';
import { unifiedDefaults } from '../../dialect/unified-switches.ts';
import type { UnifiedSwitches } from '../../dialect/unified-switches.ts';
import { spotService } from '../spot/service.ts';
import type { SpotOptions } from '../spot/service.ts';
import type { Ground, Service } from '../standing/service.ts';
import type { Channel } from './channel.ts';
import { createHub } from './hub.ts';
import type { Hub } from './hub.ts';
import { futuresMarket } from './market.ts';
import type { PublicMarket } from './market.ts';
import { createOrders } from './orders.ts';
import type { Account } from './private/account.ts';
import { balancesChannel } from './private/balances.ts';
import { executionsChannel } from './private/executions.ts';
import { ledgersChannel } from './private/ledgers.ts';
import { marginChannel } from './private/margin.ts';
import { positionsChannel } from './private/positions.ts';
import { createPreferences } from './private/preferences.ts';
import { bookChannel } from './public/book.ts';
import { instrumentChannel } from './public/instrument.ts';
import { ohlcChannel } from './public/ohlc.ts';
import { tickerChannel } from './public/ticker.ts';
import { tradeChannel } from './public/trade.ts';
import { createOrderRate } from './rate.ts';
import { openSocket } from './sockets.ts';
import type { Rooms } from './sockets.ts';
import { followPhase } from './status.ts';
import { createTokens } from './tokens.ts';
import { createTrading } from './trading/methods.ts';

export type UnifiedOptions = Readonly<{
  switches?: UnifiedSwitches;
  /** What the account pays at the lowest tier; TradeVolume tells it. Shares of the notional. */
  fees?: SpotOptions['fees'];
}>;

/** The published rates of perpetuals. @see https://www.kraken.com/features/fee-schedule#kraken-futures */
const published: SpotOptions['fees'] = { maker: fixed('0.0002'), taker: fixed('0.0005') };

/** Kraken's Unified WebSocket and the parts of Kraken spot that a bot reads, on one listener: they share keys and tokens. */
export function mountUnified(options: UnifiedOptions = {}): (ground: Ground) => Service {
  const { switches = unifiedDefaults, fees = published } = options;
  return (ground) => {
    const hub = createHub(ground.exchange);
    const luck = ground.luck.fork('unified');
    const tokens = createTokens(ground.exchange.now, luck.fork('tokens'));
    const phase = followPhase(hub);
    const rooms = furnish(ground, { hub, switches, phase, tokens, luck });
    const spot = spotService(ground, { hub, tokens, phase, luck: luck.fork('spot'), switches, fees });
    return {
      routes: spot.routes,
      sockets: {
        ...spot.sockets,
        '/v2/public': (link) => openSocket(rooms, 'public', link),
        '/v2/private': (link) => openSocket(rooms, 'private', link),
      },
    };
  };
}

type Shared = Pick<Rooms, 'hub' | 'switches' | 'phase' | 'tokens' | 'luck'>;

function furnish(ground: Ground, shared: Shared): Rooms {
  const { exchange, faults } = ground;
  const { hub, switches, phase } = shared;
  const market = futuresMarket(ground, hub, switches);
  const account: Account = {
    exchange,
    hub,
    switches,
    orders: createOrders(exchange, hub, switches),
    empties: (channel) => faults.strikes('empty-reply', `{"channel":"${channel}"}`),
    loses: (channel) => faults.strikes('drop', `{"channel":"${channel}"}`),
  };
  const preferences = createPreferences(account);
  const rate = createOrderRate(exchange.now, switches.rateModel, ground.meters);
  const { orders } = account;
  return {
    ...shared,
    ground,
    market,
    publicChannels: publicChannels(ground, market, { hub, switches, phase }),
    privateChannels: [
      executionsChannel(account),
      balancesChannel(account),
      positionsChannel(account),
      marginChannel(account),
      ledgersChannel(account),
      preferences.channel,
    ],
    trading: createTrading({ exchange, hub, orders, switches, rate, phase, preferred: preferences.changed }),
    open: { connections: 0 },
  };
}

type Reading = Readonly<{ hub: Hub; switches: UnifiedSwitches; phase: Rooms['phase'] }>;

function publicChannels(
  { exchange, faults }: Ground,
  market: PublicMarket,
  { hub, switches, phase }: Reading,
): readonly Channel[] {
  const assetClass = true;
  const spoils = (frame: string): boolean => faults.strikes('bad-checksum', frame);
  return [
    instrumentChannel(exchange, hub, { switches, phase }),
    tickerChannel(market, hub, {
      assetClass,
      extras: switches.tickerExtras,
      hasTrigger: switches.tickerTrigger === 'accepted',
    }),
    bookChannel(market, hub, { assetClass, hasChecksum: switches.bookChecksum !== 'off', dates: false, spoils }),
    tradeChannel(market, hub, { assetClass, hasType: switches.tradeType === 'present' }),
    ohlcChannel(market, hub, {
      assetClass,
      hasTickType: true,
      echoesTickType: switches.ohlcTickType === 'echoed',

      snapshot: switches.ohlcSnapshot,
      now: exchange.now,
    }),
  ];
}
