import type { OpenMarket } from '../../src/boot/market.ts';
import type { Config } from '../../src/config/config.ts';
import { formatFixed } from '../../src/core/units.ts';
import type { Ms } from '../../src/core/units.ts';
import type { LiveVenue, LiveVenueLinks } from '../../src/runtime/ports.ts';
import { rng } from '../../src/runtime/rng.ts';
import { unifiedDefaults } from '../../src/venue/dialect/unified-switches.ts';
import type { UnifiedSwitches } from '../../src/venue/dialect/unified-switches.ts';
import { createExchange } from '../../src/venue/emulator/exchange.ts';
import { listedContracts } from '../../src/venue/emulator/listing.ts';
import type { Ground, Link, Service } from '../../src/venue/emulator/standing/service.ts';
import { startEmulator } from '../../src/venue/emulator/standing/start.ts';
import type { Standing } from '../../src/venue/emulator/standing/start.ts';
import { mountUnified } from '../../src/venue/emulator/unified/mount.ts';
import { newestShapes } from '../../src/venue/emulator/v3/desk.ts';
import { createV3Service } from '../../src/venue/emulator/v3/service.ts';
import { cautiousReads, documentedTiming } from '../../src/venue/kraken/unified/options.ts';
import { unifiedOrders } from './budget.ts';
import { createKrakenUnified } from '../../src/venue/kraken/unified/venue.ts';
import { createKrakenV3 } from '../../src/venue/kraken/v3/venue.ts';
import { testOptions } from './v3-client.ts';

/** Stops trigger on the mark in both dialects, and both tell the mark in their tickers. */
const alike: UnifiedSwitches = { ...unifiedDefaults, markReference: 'accepted', tickerExtras: 'snake-case' };

/** The emulator of a paper run, on a port and in lockstep; the exchange is the one that a run in process has. */
export function standForParity({ emulator }: Config, { seed, market, wireFrom }: Stand): Promise<Standing> {
  const { startingEquity, makerFee: maker, takerFee: taker, slippage, participation, latencyMs } = emulator;
  const exchange = createExchange({
    contracts: listedContracts(),
    deposits: { USD: startingEquity },
    fees: { maker, taker },
    slippage,
    participation,
    rng: rng(seed).fork('venue'),
    fundingRate: market.fundingRate,
  });
  return startEmulator({
    port: 0,
    exchange,
    candles: market.source,
    startAt: wireFrom,
    speed: undefined,
    latencyMs,
    luck: rng(seed).fork('standing'),
    faults: [],
    services: [
      (ground) => atPoints(ground, (quiet) => createV3Service(quiet, newestShapes)),
      (ground) => atPoints(ground, mountUnified({ switches: alike, fees: { maker, taker } })),
    ],
  });
}

type Stand = Readonly<{ seed: number; market: Pick<OpenMarket, 'source' | 'fundingRate'>; wireFrom: Ms }>;
export type Connect = (standing: Standing) => (links: LiveVenueLinks) => LiveVenue;

/** Silence and pings are measured by the wall's clock only; here time stands still between two frames. */
const endless = { pingMs: 1e12, silenceMs: 1e13 } as const;

export const overV3: Connect = ({ urls, keys }) => {
  const { futures, spot } = urls;
  const timing = { ...testOptions.timing, ...endless, busyMarkMs: 1, idleMarkMs: 1 };
  const options = { ...testOptions, timing, urls: { ...futures, spot: spot.rest }, key: keys.pairs.full };
  return (links) => createKrakenV3({ ...options, connections: 30 }, links);
};

export const overUnified: Connect = ({ urls, keys }) => {
  const options = {
    urls: { ...urls.unified, rest: urls.spot.rest, charts: urls.futures.charts },
    key: keys.pairs.full,
    switches: alike,
    timing: { ...documentedTiming, ...endless },
    rates: unifiedOrders,
    reads: cautiousReads,
    rng: rng(1),
    permissionWhenUnknown: 'enabled',
    contracts: new Map(),
  } as const;
  return (links) => createKrakenUnified(options, links);
};

/**
 * A service whose tickers tell the mark when a venue in process tells it: at the points of a busy market's path, and not
 * every second while somebody looks. Heartbeats are left out: they would end a turn of lockstep each second.
 */
function atPoints(ground: Ground, mount: (ground: Ground) => Service): Service {
  const exchange = { ...ground.exchange, watch: () => () => undefined };
  const { routes, sockets } = mount({ ...ground, exchange });
  const wrapped = Object.entries(sockets).map(([path, open]): [string, Service['sockets'][string]] => [
    path,
    (link) => {
      const { quiet, end } = tickAtPoints(ground, link);
      const { hear, end: over } = open(quiet);
      return { hear, end: () => (end(), over()) };
    },
  ]);
  return { routes, sockets: Object.fromEntries(wrapped) };
}

type Frame = Record<string, unknown>;

function tickAtPoints({ exchange }: Ground, link: Link): Readonly<{ quiet: Link; end: () => void }> {
  const shown = new Map<string, (mark: number) => Frame>();
  const send: Link['send'] = (text, about) => {
    if (heartbeat.test(text)) return;
    const ticker = tickerIn(text);
    if (ticker === undefined) return link.send(text, about);
    if (!shown.has(ticker.symbol)) link.send(text, about);
    shown.set(ticker.symbol, ticker.frameOf);
  };
  const end = exchange.listen((event) => {
    if (event.type !== 'ticker') return;
    const frameOf = shown.get(event.symbol);
    if (frameOf !== undefined) link.send(JSON.stringify(frameOf(Number(formatFixed(event.mark)))));
  });
  return { quiet: { ...link, send }, end };
}

const heartbeat = /^\{"(feed|channel)":"heartbeat"/;

/** Whose ticker a frame is, and the same with another mark, in either dialect. */
function tickerIn(text: string): Readonly<{ symbol: string; frameOf: (mark: number) => Frame }> | undefined {
  if (!/"(feed|channel)":"ticker"/.test(text)) return undefined;
  const frame = JSON.parse(text) as Frame;
  const { product_id: product, data } = frame;
  if (typeof product === 'string') return { symbol: product, frameOf: (markPrice) => ({ ...frame, markPrice }) };
  if (!Array.isArray(data)) return undefined;
  const [row] = data as readonly Frame[];
  if (row === undefined) return undefined;
  const frameOf = (mark: number): Frame => ({ ...frame, type: 'update', data: [{ ...row, mark_price: mark }] });
  return { symbol: String(row['symbol']), frameOf };
}
