import { Pool } from 'undici';
import type { Ms } from '../../core/units.ts';
import type { Clock } from '../../runtime/ports.ts';
import { withPatience } from './patience.ts';

export type HttpOptions = Readonly<{
  /** Scheme, host and port. */
  origin: string;
  clock: Clock;
  /** At most this many keep-alive connections; never above 30. */
  connections: number;
  timeoutMs: number;
}>;

export type HttpRequest = Readonly<{
  method: 'GET' | 'POST' | 'PUT';
  /** With its query, exactly as it is signed. */
  path: string;
  headers?: Readonly<Record<string, string>>;
  body?: string;
  signal?: AbortSignal;
}>;

/** `lost`: nobody knows whether the venue has seen it. `cause` never holds a header or a body. */
export type HttpReply =
  | Readonly<{ type: 'reply'; status: number; text: string; resetSeconds?: number; sentAt: Ms; heardAt: Ms }>
  | Readonly<{ type: 'lost'; cause: string }>;

export type Http = Readonly<{ ask: (request: HttpRequest) => Promise<HttpReply>; close: () => Promise<void> }>;

/** The venue's front refuses more connections than this from one client in a hurry; ours are few and kept. */
const connectionLimit = 30;
const largestReplyBytes = 2 ** 25;

/** Asks a server and never throws; nothing is ever sent twice here. */
export function createHttp({ origin, clock, connections, timeoutMs }: HttpOptions): Http {
  const pool = new Pool(origin, {
    connections: Math.min(connections, connectionLimit),
    pipelining: 1,
    maxResponseSize: largestReplyBytes,
    // Ours is the only clock that counts.
    headersTimeout: 0,
    bodyTimeout: 0,
    connect: { timeout: 0 },
  });
  const ask = async ({ method, path, headers = {}, body, signal: outer }: HttpRequest): Promise<HttpReply> => {
    const sentAt = clock.now();
    const patience = { clock, forMs: timeoutMs, ...(outer === undefined ? {} : { signal: outer }) };
    try {
      return await withPatience(patience, async (signal): Promise<HttpReply> => {
        const answer = await pool.request({ method, path, headers, body: body ?? null, signal });
        const text = await answer.body.text();
        const reset = Number(answer.headers['rate-limit-reset'] ?? NaN);
        const resetSeconds = Number.isFinite(reset) && reset >= 0 ? { resetSeconds: reset } : {};
        return { type: 'reply', status: answer.statusCode, text, ...resetSeconds, sentAt, heardAt: clock.now() };
      });
    } catch (cause) {
      return { type: 'lost', cause: causeOf(cause) };
    }
  };
  return { ask, close: () => pool.destroy() };
}

function causeOf(cause: unknown): string {
  if (!(cause instanceof Error)) return 'connection failed';
  if (cause.name === 'AbortError') return 'timeout';
  return 'code' in cause && typeof cause.code === 'string' ? cause.code : cause.name;
}
