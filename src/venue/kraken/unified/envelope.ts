import { z } from 'zod';
import { err, ok } from '../../../core/result.ts';
import type { Result } from '../../../core/result.ts';
import type { Ms } from '../../../core/units.ts';
import { momentOf } from '../decode.ts';
import type { Said } from './schema.ts';
import { flag, maybe, text, whatever } from './schema.ts';
import { readFrame } from './text.ts';

/** An answer to a request. `at` is when the venue sent it. */
export type Reply = Readonly<{
  type: 'reply';
  method: string;
  reqId: Said<string>;
  /** A pong may lack it. */
  success: boolean;
  result: unknown;
  error: Said<string>;
  symbol: Said<string>;
  at: Said<Ms>;
}>;
/** Data of a channel; `frame` is all of it, for what stands beside the data. */
export type ChannelFrame = Readonly<{
  type: 'channel';
  channel: string;
  kind: Said<string>;
  data: unknown;
  sequence: Said<number>;
  frame: Readonly<Record<string, unknown>>;
}>;
/** A sentence of the gateway that belongs to no request, such as `Exceeded msg rate`. */
export type Complaint = Readonly<{ type: 'complaint'; text: string }>;
export type Frame = Reply | ChannelFrame | Complaint;

const object = z.looseObject({});
const reply = z.looseObject({
  method: z.string(),
  req_id: text,
  success: flag,
  result: whatever,
  error: text,
  symbol: text,
  time_out: text,
});
const channel = z.looseObject({ channel: z.string(), type: text, data: whatever, sequence: text });
const complaint = z.looseObject({ Error: text, error: text });

/** One frame of either direction's grammar. @returns why it is none; the text itself is never repeated, it may hold a token. */
export function readEnvelope(raw: string): Result<Frame, string> {
  const json = readFrame(raw);
  if (!json.ok) return err('a frame is not JSON');
  const frame = object.safeParse(json.value);
  if (!frame.success) return err('a frame is not an object');
  const data = channel.safeParse(frame.data);
  if (data.success) {
    const { channel: name, type: kind, sequence } = data.data;
    const count = sequence === undefined ? undefined : Number(sequence);
    return ok({ type: 'channel', channel: name, kind, data: data.data.data, sequence: count, frame: frame.data });
  }
  const answer = reply.safeParse(frame.data);
  if (answer.success) return ok(replyOf(answer.data));
  const said = complaint.safeParse(frame.data);
  const words = said.success ? (said.data.Error ?? said.data.error) : undefined;
  return words === undefined
    ? err('a frame is neither an answer nor of a channel')
    : ok({ type: 'complaint', text: words });
}

function replyOf(answer: z.infer<typeof reply>): Reply {
  const { method, result, error } = answer;
  const success = answer.success ?? error === undefined;
  const told = { method, success, result, error, symbol: answer.symbol ?? symbolOf(result) };
  return {
    type: 'reply',
    reqId: answer.req_id,
    ...told,
    at: answer.time_out === undefined ? undefined : momentOf(answer.time_out),
  };
}

const withSymbol = z.looseObject({ symbol: text });
function symbolOf(result: unknown): Said<string> {
  return withSymbol.safeParse(result).data?.symbol;
}

/** The ids in the result of an order's request; an empty string is none. */
export function idsIn(result: unknown): Readonly<{ orderId: Said<string>; clientId: Said<string> }> {
  const ids = z.looseObject({ order_id: maybe(z.string()), cl_ord_id: maybe(z.string()) }).safeParse(result).data;
  return { orderId: ids?.order_id === '' ? undefined : ids?.order_id, clientId: ids?.cl_ord_id };
}
