import { expect } from 'vitest';
import { loadCcxt, pointAtFutures } from './client.ts';
import type { Answer, Client } from './client.ts';
import { startEmulator } from './emulator.ts';
import type { Emulator } from './emulator.ts';

/** The contract that is traded, in the client's word. */
export const btc = 'BTC/USD:USD';

/** One emulator and one client, and what the calls of the table need of both. */
export type Bench = Readonly<{
  emulator: Emulator;
  client: Client;
  ccxt: Answer;
  /** A price so many times the last one, on the tick. */
  near: (factor: number) => Promise<number>;
  /** An order that rests far below the market. */
  rest: (params?: Readonly<Record<string, unknown>>) => Promise<Answer>;
  /** A long position of a thousandth. */
  long: () => Promise<Answer>;
  /** The emulator's own time; its market has a past of its own. */
  now: () => Promise<number>;
}>;

export async function createBench(flags: readonly string[]): Promise<Bench> {
  const emulator = await startEmulator(flags);
  const ccxt = await loadCcxt();
  const client = pointAtFutures(new ccxt.krakenfutures(), emulator);
  await client.loadMarkets();
  const near = async (factor: number): Promise<number> => Math.round((await client.fetchTicker(btc)).last * factor);
  return {
    emulator,
    client,
    ccxt,
    near,
    rest: async (params = {}) => client.createOrder(btc, 'limit', 'buy', 0.01, await near(0.8), params),
    long: async () => client.createOrder(btc, 'market', 'buy', 0.001),
    now: async () => (await client.fetchOrderBook(btc)).timestamp,
  };
}

/** A call of the client, the request that it must lead to, and what must be in its answer. */
export type Call = Readonly<{
  name: string;
  /** Method, path and query of the last request, as `client-expectations` 1.4 writes them. */
  request?: RegExp;
  ask: (bench: Bench) => Promise<Answer>;
  wanted?: unknown;
  /** Instead of an answer: the client's error of this class. */
  fails?: string;
}>;

/** Asks, and judges: the request on the wire, what was read, or which error came of it. */
export async function judge(bench: Bench, { request, ask, wanted, fails }: Call): Promise<void> {
  const outcome = await ask(bench).then(
    (answer: unknown) => ({ answer }),
    (error: unknown) => ({ error }),
  );
  if (fails === undefined && 'error' in outcome) throw outcome.error;
  if (request !== undefined) expect(requested(bench.client)).toMatch(request);
  if (fails !== undefined) expect('error' in outcome ? nameOf(outcome.error) : outcome).toBe(fails);
  else if (wanted !== undefined) expect('answer' in outcome ? outcome.answer : outcome).toMatchObject(wanted as object);
}

export const requested = ({ last_request_url: url = '' }: Client): string =>
  String(url).replace(/^https?:\/\/[^/]+/, '');
export const nameOf = (error: unknown): string => (error instanceof Error ? error.constructor.name : typeof error);
