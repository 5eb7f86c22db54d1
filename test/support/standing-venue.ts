import { createHash, createHmac, createSecretKey } from 'node:crypto';
import type { Candle } from '../../src/core/market/candle.ts';
import { fixed, instrumentId, ms } from '../../src/core/units.ts';
import type { Ms } from '../../src/core/units.ts';
import type { CandleSource } from '../../src/runtime/ports.ts';
import { rng } from '../../src/runtime/rng.ts';
import { createExchange } from '../../src/venue/emulator/exchange.ts';
import { listedContracts } from '../../src/venue/emulator/listing.ts';
import type { Service } from '../../src/venue/emulator/standing/service.ts';
import type { FaultRule } from '../../src/venue/emulator/standing/faults.ts';
import type { KeyPair } from '../../src/venue/emulator/standing/keys.ts';
import { startEmulator } from '../../src/venue/emulator/standing/start.ts';
import type { Standing } from '../../src/venue/emulator/standing/start.ts';
import { unifiedDefaults } from '../../src/venue/dialect/unified-switches.ts';
import type { UnifiedSwitches } from '../../src/venue/dialect/unified-switches.ts';
import { mountUnified } from '../../src/venue/emulator/unified/mount.ts';
import { newestShapes } from '../../src/venue/emulator/v3/desk.ts';
import type { Shapes } from '../../src/venue/emulator/v3/desk.ts';
import { createV3Service } from '../../src/venue/emulator/v3/service.ts';

/** When the venue of these tests begins, after a day of candles. */
export const startAt: Ms = ms(Date.UTC(2026, 0, 2));
const symbols = [
  ['PF_XBTUSD', 84_000],
  ['PF_ETHUSD', 3_000],
  ['PF_DOGEUSD', 0.1],
] as const;

/** A market that goes up and down by half a percent, on ticks. */
export function steadyCandles(days: number, volume: number = 960): CandleSource {
  const candle = (n: number, symbol: string, price: number): Candle => {
    const [low, high] = [price, price * 1.005];
    const [open, close] = n % 2 === 0 ? [low, high] : [high, low];
    const openAt = ms(startAt - 86_400_000 + n * 900_000);
    return { instrument: instrumentId(symbol), timeframe: '15m', openAt, open, high, low, close, volume };
  };
  return {
    groups: function* () {
      for (let n = 0; n < (days + 1) * 96; n += 1) {
        const candles = symbols.map(([symbol, price]) => candle(n, symbol, price));
        yield { openAt: ms(startAt - 86_400_000 + n * 900_000), candles };
      }
    },
  };
}

export type VenueWishes = Readonly<{
  speed?: number | undefined;
  latencyMs?: number;
  faults?: readonly FaultRule[];
  maintenance?: Readonly<{ downFor: number; postOnlyFor: number }>;
  shapes?: Partial<Shapes>;
  switches?: Partial<UnifiedSwitches>;
  days?: number;
  /** Of each candle, in the base: how much there is to be had. */
  volume?: number;
  /** Beside the usual ones. */
  services?: readonly Service[];
}>;

/** A venue of this dialect on a free port; in lockstep unless a speed is wished for. */
export async function standVenue(wishes: VenueWishes = {}): Promise<Standing> {
  const luck = rng(1);
  const exchange = createExchange({
    contracts: listedContracts().filter(({ symbol }) => symbols.some(([name]) => name === symbol)),
    deposits: { USD: fixed('10000') },
    fees: { maker: fixed('0.0002'), taker: fixed('0.0005') },
    slippage: fixed('0.0001'),
    participation: 0.1,
    rng: luck.fork('exchange'),
  });
  return startEmulator({
    port: 0,
    exchange,
    candles: steadyCandles(wishes.days ?? 2, wishes.volume),
    startAt,
    speed: wishes.speed,
    latencyMs: wishes.latencyMs ?? 0,
    luck,
    faults: wishes.faults ?? [],
    ...(wishes.maintenance === undefined ? {} : { maintenance: wishes.maintenance }),
    services: [
      (ground) => createV3Service(ground, { ...newestShapes, ...wishes.shapes }),
      mountUnified(wishes.switches === undefined ? {} : { switches: { ...unifiedDefaults, ...wishes.switches } }),
      ...(wishes.services ?? []).map((service) => () => service),
    ],
  });
}

export type Answer = Readonly<{
  status: number;
  type: string;
  text: string;
  json: Readonly<Record<string, unknown>>;
  headers: Headers;
}>;
export type Client = Readonly<{
  get: (path: string, query?: string) => Promise<Answer>;
  post: (path: string, body?: string) => Promise<Answer>;
  put: (path: string, query: string) => Promise<Answer>;
}>;

/** A client that signs as the documentation says, written independently of ours. With a key, everything is signed. */
export function clientOf({ port }: Standing, key?: KeyPair, nonce?: () => string): Client {
  const ask = async (
    method: string,
    path: string,
    sent: Readonly<{ query: string; body: string }>,
  ): Promise<Answer> => {
    const headers: Record<string, string> = { 'Content-Type': 'application/x-www-form-urlencoded' };
    if (key !== undefined) {
      const count = nonce?.();
      if (count !== undefined) headers['Nonce'] = count;
      headers['APIKey'] = key.apiKey;
      const message = `${sent.query}${sent.body}${count ?? ''}${path.replace('/derivatives', '')}`;
      const secret = createSecretKey(Buffer.from(key.apiSecret, 'base64'));
      const digest = createHash('sha256').update(message).digest();
      headers['Authent'] = createHmac('sha512', secret).update(digest).digest('base64');
    }
    const url = `http://127.0.0.1:${port}${path}${sent.query === '' ? '' : `?${sent.query}`}`;
    const answer = await fetch(url, { method, headers, ...(sent.body === '' ? {} : { body: sent.body }) });
    const text = await answer.text();
    const json = text.startsWith('{') || text.startsWith('[') ? (JSON.parse(text) as Record<string, unknown>) : {};
    return {
      status: answer.status,
      type: answer.headers.get('content-type') ?? '',
      text,
      json,
      headers: answer.headers,
    };
  };
  return {
    get: (path, query = '') => ask('GET', path, { query, body: '' }),
    post: (path, body = '') => ask('POST', path, { query: '', body }),
    put: (path, query) => ask('PUT', path, { query, body: '' }),
  };
}

/** The practice controls. */
export async function control({ urls }: Standing, what: string, body: unknown = {}): Promise<Record<string, unknown>> {
  const answer = await fetch(`${urls.control}${what}`, { method: 'POST', body: JSON.stringify(body) });
  return (await answer.json()) as Record<string, unknown>;
}
