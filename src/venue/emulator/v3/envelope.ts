import { formatFixed } from '../../../core/units.ts';
import type { Fixed } from '../../../core/units.ts';
import type { Reply } from '../standing/service.ts';

/** Kraken's time on REST: ISO-8601 in UTC with milliseconds. */
export function iso(at: number): string {
  if (at !== latest.at) latest = { at, text: new Date(at).toISOString() };
  return latest.text;
}
/** Most times in one answer are the same moment. */
let latest = { at: 0, text: '1970-01-01T00:00:00.000Z' };

/** An exact number as the JSON number nearest to it. */
export function num(value: Fixed<string>): number {
  const count: bigint = value;
  return -9_007_199_254_740_991n < count && count < 9_007_199_254_740_991n
    ? Number(count) / 1e10
    : Number(formatFixed(value));
}

/** The request was understood. Nearly every refusal of an order is one of these. Gotcha 17. */
export function success(at: number, fields: object, about?: 'book'): Reply {
  const body = JSON.stringify({ result: 'success', ...fields, serverTime: iso(at) });
  return about === undefined ? { status: 200, body } : { status: 200, body, about };
}

/** Error shape A: HTTP 200 and a code word. */
export function failure(at: number, error: string): Reply {
  return { status: 200, body: JSON.stringify({ result: 'error', error, serverTime: iso(at) }) };
}

const statusWords: Readonly<Record<number, string>> = {
  400: 'BAD_REQUEST',
  404: 'NOT_FOUND',
  500: 'INTERNAL_SERVER_ERROR',
};

/** Error shape B of the newer services: an HTTP status, numbered errors, and `status` as a word. */
export function refusal(at: number, http: 400 | 404 | 500, error: Readonly<{ code: number; message: string }>): Reply {
  const body = { status: statusWords[http], result: 'error', errors: [error], serverTime: iso(at) };
  return { status: http, body: JSON.stringify(body) };
}
