import { createHash, createHmac } from 'node:crypto';
import type { KeyPair } from '../../src/venue/emulator/standing/keys.ts';
import type { Standing } from '../../src/venue/emulator/standing/start.ts';
import { control } from './standing-venue.ts';
import { wsClient } from './ws-client.ts';
import type { Frame } from './ws-client.ts';

/** What a spot-style request over HTTP is answered with. */
export type SpotAnswer = Readonly<{ error: readonly string[]; result: Readonly<Record<string, unknown>> }>;

/** The header API-Sign, written from the documentation and not from our code. */
export function apiSign(secret: string, path: string, sent: Readonly<{ nonce: string; body: string }>): string {
  const digest = createHash('sha256')
    .update(sent.nonce + sent.body)
    .digest();
  const message = Buffer.concat([Buffer.from(path), digest]);
  return createHmac('sha512', Buffer.from(secret, 'base64')).update(message).digest('base64');
}

/** A venue whose time stands still but for what is needed to answer: every request advances it to its answer. */
export type Lab = Readonly<{
  standing: Standing;
  spot: (path: string) => Promise<SpotAnswer>;
  signed: (
    path: string,
    body?: string,
    wish?: Readonly<{ key?: KeyPair; json?: boolean; nonce?: number | string; sign?: string }>,
  ) => Promise<SpotAnswer>;
  token: (key?: KeyPair) => Promise<string>;
  open: (path: '/v2/public' | '/v2/private' | '/v2') => Promise<Talker>;
  /** Lets so many emulated milliseconds pass, frame by frame. */
  pass: (spanMs: number) => Promise<void>;
  control: (what: string, body?: unknown) => Promise<Record<string, unknown>>;
}>;

/** One connection. */
export type Talker = Readonly<{
  heard: readonly Frame[];
  id: string;
  /** Sends, lets the moment pass, and gives everything that came by then since the last look. */
  ask: (frame: unknown) => Promise<readonly Frame[]>;
  /** What came since the last look. */
  news: () => Promise<readonly Frame[]>;
  closed: Promise<number>;
  close: () => void;
}>;

export function labOf(standing: Standing): Lab {
  let [sent, nonce] = [0, 1_000];
  const talkers: { id: string; heard: readonly Frame[]; wait: (count: number) => Promise<void> }[] = [];
  const settle = async (until: number): Promise<void> => {
    const answer = await control(standing, 'turn', { sent, until });
    const frames = (answer['frames'] ?? {}) as Readonly<Record<string, number>>;
    await Promise.all(talkers.map(({ id, wait }) => wait(frames[id] ?? 0)));
  };
  const now = (): number => standing.exchange.now();
  const fetched = async (path: string, init?: RequestInit): Promise<SpotAnswer> => {
    sent += 1;
    const answer = fetch(`${standing.urls.spot.rest}${path}`, init);
    await settle(now());
    return (await (await answer).json()) as SpotAnswer;
  };
  const signed: Lab['signed'] = (path, body = '', wish = {}) => {
    const { key = standing.keys.pairs.full, json = false } = wish;
    nonce += 1;
    const number = String(wish.nonce ?? nonce);
    const parts = json
      ? `{"nonce":${number}${body === '' ? '' : `,${body}`}}`
      : `nonce=${number}${body === '' ? '' : `&${body}`}`;
    const headers = {
      'API-Key': key.apiKey,
      'API-Sign': wish.sign ?? apiSign(key.apiSecret, path, { nonce: number, body: parts }),
      'Content-Type': json ? 'application/json' : 'application/x-www-form-urlencoded',
    };
    return fetched(path, { method: 'POST', headers, body: parts });
  };
  return {
    standing,
    signed,
    spot: (path) => fetched(path),
    token: async (key) => {
      const answer = await signed('/0/private/GetWebSocketsToken', '', key === undefined ? {} : { key });
      return String(answer.result['token']);
    },
    open: async (path) => {
      const client = await wsClient(`ws://127.0.0.1:${standing.port}${path}`);
      const wait = async (count: number): Promise<void> => {
        while (client.heard.length < count) await client.ping();
      };
      talkers.push({ id: client.id(), heard: client.heard, wait });
      await settle(now());
      let looked = 0;
      const news = (): readonly Frame[] => {
        const fresh = client.heard.slice(looked);
        looked = client.heard.length;
        return fresh;
      };
      return {
        heard: client.heard,
        id: client.id(),
        closed: client.closed,
        close: client.close,
        news: async () => {
          await settle(now());
          return news();
        },
        ask: async (frame) => {
          news();
          sent += 1;
          client.say(frame);
          await settle(now());
          return news();
        },
      };
    },
    pass: async (spanMs) => {
      const end = now() + spanMs;
      while (now() < end) await settle(end);
    },
    control: (what, body) => control(standing, what, body),
  };
}

/** A venue whose first candle has opened, with a private connection that has a token. */
export type Trader = Readonly<{
  lab: Lab;
  talk: Talker;
  token: string;
  /** Calls a method with what every method takes. */
  call: (method: string, params?: object) => Promise<readonly Frame[]>;
  subscribe: (channel: string, params?: object) => Promise<readonly Frame[]>;
}>;

export async function traderOf(standing: Standing): Promise<Trader> {
  const lab = labOf(standing);
  await lab.pass(1_000);
  const token = await lab.token();
  const talk = await lab.open('/v2/private');
  const hasClass = (channel: string): boolean => !['balances', 'ledgers', 'preferences'].includes(channel);
  const derivatives = { asset_class: 'derivatives' };
  return {
    lab,
    talk,
    token,
    call: (method, params = {}) => talk.ask({ method, params: { ...derivatives, token, ...params }, req_id: 7 }),
    subscribe: (channel, params = {}) =>
      talk.ask({
        method: 'subscribe',
        params: { channel, token, ...(hasClass(channel) ? derivatives : {}), ...params },
        req_id: 8,
      }),
  };
}

/** The rows of all frames of one channel. */
export function rowsOf(frames: readonly Frame[], channel: string): readonly Readonly<Record<string, never>>[] {
  return frames
    .filter((frame) => frame['channel'] === channel)
    .flatMap((frame) => frame['data'] as readonly Readonly<Record<string, never>>[]);
}
