import { later, ms } from '../../../core/units.ts';
import type { Ms } from '../../../core/units.ts';
import type { CandleSource, Rng } from '../../../runtime/ports.ts';
import type { Exchange } from '../api.ts';
import { createCandleFeed } from './candle-feed.ts';
import { createCharts } from './charts.ts';
import type { Charts } from './charts.ts';
import { createControl } from './control.ts';
import { createDriver } from './driver.ts';
import { createFaults } from './faults.ts';
import type { FaultRule } from './faults.ts';
import { createKeyRing } from './keys.ts';
import type { KeyRing } from './keys.ts';
import { listen } from './listener.ts';
import { createMeters } from './meters.ts';
import { misreporting } from './misreport.ts';
import type { Ground, Service } from './service.ts';
import { createTraffic } from './traffic.ts';
import { createWay } from './way.ts';

export type EmulatorOptions = Readonly<{
  /** 0 for any free one. */
  port: number;
  exchange: Exchange;
  /** Candles from as far back as charts reach, without end. */
  candles: CandleSource;
  /** Where the exchange's time begins: what opens earlier is its past. */
  startAt: Ms;
  /** Times the pace of the wall clock; undefined is lockstep. */
  speed: number | undefined;
  /** Each way between a client and the exchange, in emulated time. */
  latencyMs: number;
  luck: Rng;
  faults: readonly FaultRule[];
  /** How long a maintenance takes, and the post-only after it, in emulated ms; absent: as Kraken announces them. */
  maintenance?: Readonly<{ downFor: number; postOnlyFor: number }>;
  /** What hangs in the listener: each is given the ground to stand on. */
  services: readonly ((ground: Ground) => Service)[];
}>;

/** An emulator that listens. */
export type Standing = Readonly<{
  port: number;
  /** Base URLs as a client overrides them, and the control's. */
  urls: EmulatorUrls;
  keys: KeyRing;
  exchange: Exchange;
  charts: Charts;
  close: () => Promise<void>;
}>;

export type EmulatorUrls = Readonly<{
  futures: Readonly<Record<'rest' | 'charts' | 'history' | 'ws', string>>;
  unified: Readonly<Record<'public' | 'private', string>>;
  spot: Readonly<Record<'rest' | 'ws', string>>;
  control: string;
}>;

/** Maintenance as the status page announces it: a quarter of an hour down, then a few minutes of post-only. In ms. */
const announced = { downFor: 900_000, postOnlyFor: 180_000 } as const;
/** What the faults do, in emulated ms. */
const faultSpans = { delayMs: 2_000, staleMs: 30_000 } as const;

/** Stands an exchange up on a loopback port. Everything but the wire is the exchange's: time, chance and the books. */
export async function startEmulator(options: EmulatorOptions): Promise<Standing> {
  const { exchange, speed, latencyMs, luck, maintenance = announced } = options;
  const tickOf = new Map(exchange.contracts().map(({ symbol, tick }) => [symbol, tick]));
  const charts = createCharts(exchange.now, (symbol) => tickOf.get(symbol));
  const feed = createCandleFeed({ exchange, charts, candles: options.candles });
  feed.warmUp(options.startAt);
  const keys = createKeyRing(luck.fork('keys'));
  const faults = createFaults(luck.fork('faults'), options.faults);
  const traffic = createTraffic();
  const meters = createMeters();
  const driver = createDriver({ exchange, feed, speed, wall: () => performance.now() });
  let dropAll = (_code: number): void => undefined;
  const maintain = (): void => {
    const at = driver.present();
    exchange.control.phase('maintenance');
    dropAll(1001);
    exchange.schedule(later(at, maintenance.downFor), () => exchange.control.phase('post_only'));
    const end = ms(at + maintenance.downFor + maintenance.postOnlyFor);
    exchange.schedule(end, () => exchange.control.phase('online'));
  };
  const way = createWay({ exchange, driver, faults, latencyMs, maintain, ...faultSpans });
  const control = createControl({
    exchange,
    charts,
    driver,
    traffic,
    faults,
    meters,
    maintain,
    disconnect: () => dropAll(1006),
  });
  const ground = { exchange: misreporting(exchange, faults), charts, keys, faults, meters, luck };
  const services = options.services.map((mount) => mount(ground));
  const listener = await listen({
    port: options.port,
    services,
    way,
    traffic,
    control,
    isPaced: () => driver.speed() !== undefined,
  });
  dropAll = listener.dropAll;
  driver.wake();
  const close = async (): Promise<void> => {
    driver.stop();
    await listener.close();
  };
  return { port: listener.port, urls: urlsOf(listener.port), keys, exchange, charts, close };
}

/** Full base URLs as ccxt overrides them; trailing slashes matter where it appends a version. */
function urlsOf(port: number): EmulatorUrls {
  const [http, ws] = [`http://127.0.0.1:${port}`, `ws://127.0.0.1:${port}`];
  return {
    futures: {
      rest: `${http}/derivatives/api/`,
      charts: `${http}/api/charts/`,
      history: `${http}/api/history/`,
      ws: `${ws}/ws/v1`,
    },
    unified: { public: `${ws}/v2/public`, private: `${ws}/v2/private` },
    spot: { rest: http, ws: `${ws}/v2` },
    control: `${http}/control/`,
  };
}
