import type { z } from 'zod';
import { err } from '../../../core/result.ts';
import { authent, signingKey } from '../../dialect/sign.ts';
import { derivativesCost, historyCost, ratePools } from '../../dialect/costs.ts';
import type { LiveVenueLinks } from '../../../runtime/ports.ts';
import { createBreaker } from '../breaker.ts';
import type { Breaker } from '../breaker.ts';
import { momentOf } from '../decode.ts';
import type { Door } from '../door.ts';
import { createHttp } from '../http.ts';
import type { Http, HttpReply } from '../http.ts';
import { budgetOf, createLimiter } from '../limiter.ts';
import type { Lane, Limiter } from '../limiter.ts';
import { pause } from '../patience.ts';
import { createSkew } from '../skew.ts';
import type { Skew } from '../skew.ts';
import type { KrakenV3Options } from './options.ts';
import { judgeReply } from './answer.ts';
import type { Answer } from './answer.ts';

export type Query = readonly (readonly [string, string])[];
export type Question<T> = Readonly<{
  base: 'rest' | 'history' | 'charts' | 'auth';
  /** Below the base. */
  call: string;
  query?: Query;
  schema: z.ZodType<T>;
  lane?: Lane;
}>;

export type Rest = Readonly<{
  /** Asked again where nothing or nonsense came back: a question changes nothing. */
  get: <T>(question: Question<T>) => Promise<Answer<T>>;
  /** Sent once; again only where the venue says that the limit kept it from looking. */
  post: <T>(question: Question<T>, form: () => Query, signal: AbortSignal) => Promise<Answer<T>>;
  skew: Skew;
  close: () => Promise<void>;
}>;

/** History is asked in its second version, which names itself in the call. */
const versions = { rest: 'v3/', history: '', charts: 'v1/', auth: 'v1/' } as const;

export function createRest(options: KrakenV3Options, links: LiveVenueLinks, door: Door): Rest {
  const { clock } = links;
  const closing = new AbortController();
  const skew = createSkew(options.skewMaxMs, links.notify);
  const { send, close } = createSender(options, { ...links, door, skew });
  const get = async <T>(question: Question<T>): Promise<Answer<T>> => {
    const { times, firstMs } = options.retry;
    const form = (): Query => question.query ?? [];
    for (let n = 0; ; n += 1) {
      const answer = await send({ question, method: 'GET', form, signal: closing.signal });
      if (answer.ok || answer.error.kind === 'refused' || n >= times || closing.signal.aborted) return answer;
      await pause(clock, firstMs * 2 ** n * (0.5 + options.rng.next() / 2), closing.signal);
    }
  };
  const post = async <T>(question: Question<T>, form: () => Query, signal: AbortSignal): Promise<Answer<T>> => {
    for (;;) {
      const answer = await send({ question, method: 'POST', form, signal });
      if (answer.ok || answer.error.kind !== 'limited' || signal.aborted) return answer;
    }
  };
  return {
    get,
    post,
    skew,
    close: () => {
      closing.abort();
      return close();
    },
  };
}

type Sent<T> = Readonly<{ question: Question<T>; method: 'GET' | 'POST'; form: () => Query; signal: AbortSignal }>;
type Sender = Readonly<{ send: <T>(sent: Sent<T>) => Promise<Answer<T>>; close: () => Promise<void> }>;
type SenderLinks = LiveVenueLinks & Readonly<{ door: Door; skew: Skew }>;

/** One request, once: its turn at the limiter, its signature, and what its reply means. */
function createSender(options: KrakenV3Options, { clock, notify, door, skew }: SenderLinks): Sender {
  const { urls, timing, connections } = options;
  const key = signingKey(options.key.apiSecret);
  const pools = new Map<string, Http>();
  const httpOf = (origin: string): Http => {
    const pool = pools.get(origin) ?? createHttp({ origin, clock, connections, timeoutMs: timing.requestMs });
    pools.set(origin, pool);
    return pool;
  };
  const limiters: Readonly<Record<'rest' | 'history', Limiter>> = {
    rest: createLimiter({ clock, ...budgetOf(ratePools.derivatives, options.rates) }),
    history: createLimiter({ clock, ...budgetOf(ratePools.history, { ...options.rates, reserve: 0 }) }),
  };
  const changed =
    (what: 'charts' | 'trading') =>
    (state: 'open' | 'closed', failures: number): void =>
      notify(state === 'open' ? 'critical' : 'info', 'VENUE_CIRCUIT', { what, state, failures });
  // Candles that do not come say nothing of whether orders are heard.
  const breakers = {
    charts: createBreaker({ clock, ...options.breaker, changed: changed('charts') }),
    trading: createBreaker({ clock, ...options.breaker, changed: changed('trading') }),
  };
  const breakerOf = (base: Question<unknown>['base']): Breaker => breakers[base === 'charts' ? 'charts' : 'trading'];
  const judge = <T>({ base, schema, call }: Question<T>, reply: HttpReply): Answer<T> => {
    const judged = judgeReply(door, { schema, call, reply });
    const breaker = breakerOf(base);
    if (!judged.ok && judged.error.kind === 'unknown') breaker.failed();
    else breaker.succeeded();
    if (reply.type === 'reply') observe(skew, reply);
    return judged;
  };
  const send = async <T>({ question, method, form, signal }: Sent<T>): Promise<Answer<T>> => {
    const { base, call, lane = 'read' } = question;
    if (!breakerOf(base).allows(lane)) return err({ kind: 'unsent', word: 'circuit open' });
    const limiter = base === 'charts' || base === 'auth' ? undefined : limiters[base];
    const isTurn = await (limiter?.take(costOf(question, method), lane, signal) ?? true);
    if (!isTurn) return err({ kind: 'unsent', word: 'no turn in time' });
    const { origin, pathname } = new URL(`${baseOf(urls, base).replace(/\/$/, '')}/${versions[base]}${call}`);
    const data = encode(form());
    const signed = { APIKey: options.key.apiKey, Authent: authent(key, { data, path: pathname }) };
    const inBody = { headers: { ...signed, 'content-type': 'application/x-www-form-urlencoded' }, body: data };
    const inQuery = { headers: base === 'charts' || options.key.apiKey === '' ? {} : signed };
    const path = method === 'POST' || data === '' ? pathname : `${pathname}?${data}`;
    const reply = await httpOf(origin).ask({ method, path, signal, ...(method === 'POST' ? inBody : inQuery) });
    const answer = judge(question, reply);
    if (answer.ok || answer.error.kind !== 'limited') return answer;
    notify('warning', 'RATE_LIMITED', { call: question.call });
    limiter?.drain();
    await pause(clock, reply.type === 'reply' ? (reply.resetSeconds ?? 0) * 1_000 : 0, signal);
    return answer;
  };
  return { send, close: async () => void (await Promise.all([...pools.values()].map((pool) => pool.close()))) };
}

/** Keys are looked after beside the trading API, at the same host. */
function baseOf(urls: KrakenV3Options['urls'], base: Question<unknown>['base']): string {
  return base === 'auth' ? `${new URL(urls.rest).origin}/api/auth` : urls[base];
}

function costOf({ base, call, query = [] }: Question<unknown>, method: string): number {
  if (base === 'history') {
    const count = query.find(([name]) => name === 'count')?.[1];
    return historyCost(call.replace(/^v\d\//, ''), count === undefined ? undefined : Number(count));
  }
  return derivativesCost(`${method} ${call}`, { hasLastFillTime: query.some(([name]) => name === 'lastFillTime') });
}

/** As it is signed and sent: percent-encoded, a space as %20. */
function encode(query: Query): string {
  return query.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&');
}

function observe(skew: Skew, { text, sentAt, heardAt }: Extract<HttpReply, { type: 'reply' }>): void {
  const serverTime = momentOf(/"serverTime"\s*:\s*"([^"]+)"/.exec(text)?.[1] ?? '');
  if (serverTime !== undefined) skew.observe({ sentAt, heardAt, serverTime });
}
