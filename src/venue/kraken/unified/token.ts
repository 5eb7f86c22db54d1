import { z } from 'zod';
import { err, ok } from '../../../core/result.ts';
import type { Result } from '../../../core/result.ts';
import { later } from '../../../core/units.ts';
import type { Ms } from '../../../core/units.ts';
import type { Clock } from '../../../runtime/ports.ts';
import { signingKey, spotSign } from '../../dialect/sign.ts';
import { createHttp } from '../http.ts';
import type { UnifiedOptions } from './options.ts';
import { readJson } from './text.ts';

/** The private REST of the spot exchange, as far as the unified dialect needs it. */
export type SpotRest = Readonly<{
  /** `path` with its `/0`. @returns the result, or the venue's error, or why there was no answer. */
  ask: (path: string, params: Readonly<Record<string, string>>) => Promise<Result<unknown, string>>;
  close: () => Promise<void>;
}>;

const envelope = z.object({ error: z.array(z.string()), result: z.unknown().optional() });

export function createSpotRest({ urls, key, timing }: UnifiedOptions, clock: Clock): SpotRest {
  const http = createHttp({ origin: new URL(urls.rest).origin, clock, connections: 1, timeoutMs: timing.ackMs });
  const secret = signingKey(key.apiSecret);
  let nonce = 0;
  const ask: SpotRest['ask'] = async (path, params) => {
    // Microseconds, and always more than before: two requests in one moment do not share one.
    nonce = Math.max(nonce + 1, clock.now() * 1_000);
    const body = new URLSearchParams({ nonce: String(nonce), ...params }).toString();
    const headers = {
      'API-Key': key.apiKey,
      'API-Sign': spotSign(secret, { path, nonce: String(nonce), body }),
      'Content-Type': 'application/x-www-form-urlencoded',
      'User-Agent': 'keel',
    };
    const reply = await http.ask({ method: 'POST', path, headers, body });
    if (reply.type === 'lost') return err(`no answer: ${reply.cause}`);
    const answer = envelope.safeParse(readJson(reply.text));
    if (!answer.success) return err(`an answer of status ${String(reply.status)} that is none`);
    const [error] = answer.data.error;
    return error === undefined ? ok(answer.data.result) : err(error);
  };
  return { ask, close: http.close };
}

const tokenIn = z.object({ token: z.string().min(1) });

/** Gives a token for one connection; it is a secret. */
export type TokenSource = () => Promise<Result<string, string>>;

/** What no new try makes better: a key that is wrong, or locked out for having been wrong. */
const hopeless: RegExp = /lockout|invalid key|invalid signature|permission denied/i;

/**
 * Asks for a new token each time. After a refusal of the key it waits before it asks again.
 *
 * @see https://docs.kraken.com/exchange/api-reference/trading/get-websockets-token
 */
export function createTokens(
  rest: SpotRest,
  { clock, lockoutMs }: Readonly<{ clock: Clock; lockoutMs: number }>,
): TokenSource {
  let refusal: Readonly<{ error: string; until: Ms }> | undefined;
  return async () => {
    if (refusal !== undefined && clock.now() < refusal.until)
      return err(`${refusal.error}; waiting before the next try`);
    const answer = await rest.ask('/0/private/GetWebSocketsToken', {});
    refusal =
      !answer.ok && hopeless.test(answer.error)
        ? { error: answer.error, until: later(clock.now(), lockoutMs) }
        : undefined;
    if (!answer.ok) return answer;
    const said = tokenIn.safeParse(answer.value);
    return said.success ? ok(said.data.token) : err('the answer holds no token');
  };
}
