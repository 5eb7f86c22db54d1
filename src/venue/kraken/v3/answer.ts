import type { z } from 'zod';
import { err, ok } from '../../../core/result.ts';
import type { Result } from '../../../core/result.ts';
import { errorWords, refusalCodes } from '../../dialect/words.ts';
import type { Door } from '../door.ts';
import type { HttpReply } from '../http.ts';
import { errorAnswer } from './wire/common.ts';

/** `refused`: certainly not done. `limited`: certainly not even looked at. `unsent`: it never left. `unknown`: nobody can say. */
export type Fault = Readonly<{ kind: 'refused' | 'limited' | 'unsent' | 'unknown'; word: string }>;
export type Answer<T> = Result<T, Fault>;

type Heard<T> = Readonly<{ schema: z.ZodType<T>; call: string; reply: HttpReply }>;

/** What a reply says of a request. Gibberish, silence and most of 5xx leave the question open. */
export function judgeReply<T>(door: Door, { schema, call, reply }: Heard<T>): Answer<T> {
  if (reply.type === 'lost') return err({ kind: 'unknown', word: reply.cause });
  const { status, text } = reply;
  // The history services answer so; a front of the venue may, too, and does not say what became of a request.
  if (status === 429) return err({ kind: reply.resetSeconds === undefined ? 'unknown' : 'limited', word: 'http 429' });
  const raw = parse(text);
  if (raw === undefined) return err({ kind: 'unknown', word: `http ${status} without an answer` });
  if (isRefusal(raw)) return judgeError(door, { status, call, raw });
  if (status >= 400) return err({ kind: 'unknown', word: `http ${status}` });
  const read = door.read(call, schema, raw);
  return read === undefined ? err({ kind: 'unknown', word: 'unreadable answer' }) : ok(read);
}

function isRefusal(raw: unknown): boolean {
  return typeof raw === 'object' && raw !== null && ('error' in raw || 'errors' in raw);
}

function judgeError(
  door: Door,
  { status, call, raw }: Readonly<{ status: number; call: string; raw: unknown }>,
): Answer<never> {
  const read = door.read(`${call} error`, errorAnswer, raw);
  const [first] = read?.errors ?? [];
  if (first !== undefined) {
    const word = refusalCodes[first.code];
    if (word !== undefined) return err({ kind: 'refused', word });
    return err({ kind: status >= 500 ? 'unknown' : 'refused', word: `code ${first.code} ${first.message}` });
  }
  const text = (read?.error ?? '').split(':')[0] ?? '';
  const kind = door.word('error', errorWords, text);
  if (kind !== undefined) return err({ kind, word: read?.error ?? text });
  return err({ kind: 'unknown', word: read?.error ?? `http ${status}` });
}

function parse(text: string): unknown {
  try {
    const raw: unknown = JSON.parse(text);
    return raw ?? undefined;
  } catch {
    return undefined;
  }
}
