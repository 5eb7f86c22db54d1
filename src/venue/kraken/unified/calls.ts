import type { Clock } from '../../../runtime/ports.ts';
import { withPatience } from '../patience.ts';
import type { ClockSample } from '../skew.ts';
import type { Reply } from './envelope.ts';
import { writeFrame } from './text.ts';
import type { Cargo } from './text.ts';

/** What becomes of a request. `unanswered`: nobody knows whether the venue has seen it. */
export type Answer =
  | Readonly<{ type: 'done'; reply: Reply }>
  | Readonly<{ type: 'refused'; error: string; reply: Reply }>
  | Readonly<{ type: 'unsent' }>
  | Readonly<{ type: 'unanswered'; cause: string }>;

export type Params = Readonly<Record<string, Cargo>>;
export type Calls = Readonly<{
  /** One answer each of `count` frames (one per symbol, one per cancelled order); fewer where time ran out. */
  ask: (method: string, params: Params | undefined, count: number) => Promise<readonly Answer[]>;
  take: (reply: Reply) => void;
  /** The connection is gone: what was asked on it stays without an answer. */
  fail: (cause: string) => void;
}>;

type Pending = Readonly<{ take: (answer: Answer) => void }>;

export type CallLinks = Readonly<{
  clock: Clock;
  ackMs: number;
  send: (text: string) => boolean;
  /** An answer with the venue's time in it. */
  observe: (sample: ClockSample) => void;
}>;

/** Requests and their answers on one connection after another; ids are never used twice. */
export function createCalls({ clock, ackMs, send, observe }: CallLinks): Calls {
  const pending = new Map<string, Pending>();
  let ids = 0;
  const ask = async (method: string, params: Params | undefined, count: number): Promise<readonly Answer[]> => {
    ids += 1;
    const id = ids;
    const sentAt = clock.now();
    const answers: Answer[] = [];
    const all = Promise.withResolvers<void>();
    let isOver = false;
    const take = (answer: Answer): void => {
      // What comes when nobody waits any more, the alarm of the patience included, is no answer.
      if (isOver) return;
      answers.push(answer);
      const serverTime = answer.type === 'done' ? answer.reply.at : undefined;
      if (serverTime !== undefined) observe({ sentAt, heardAt: clock.now(), serverTime });
      isOver = answers.length >= count || answer.type === 'unanswered';
      if (isOver) all.resolve();
    };
    pending.set(String(id), { take });
    const isSent = send(writeFrame(params === undefined ? { method, req_id: id } : { method, params, req_id: id }));
    if (!isSent) {
      pending.delete(String(id));
      return [{ type: 'unsent' }];
    }
    await withPatience({ clock, forMs: ackMs }, (signal) => {
      signal.addEventListener('abort', () => take({ type: 'unanswered', cause: 'no answer in time' }), { once: true });
      return all.promise;
    });
    pending.delete(String(id));
    return answers;
  };
  return {
    ask,
    take: (reply) => {
      const error = reply.success ? undefined : (reply.error ?? 'refused without a reason');
      const answer: Answer = error === undefined ? { type: 'done', reply } : { type: 'refused', error, reply };
      pending.get(reply.reqId ?? '')?.take(answer);
    },
    fail: (cause) => {
      for (const { take } of pending.values()) take({ type: 'unanswered', cause });
    },
  };
}
