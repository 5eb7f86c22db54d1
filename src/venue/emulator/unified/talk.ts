import { later } from '../../../core/units.ts';
import type { Ms } from '../../../core/units.ts';
import type { Exchange } from '../api.ts';
import type { Link } from '../standing/service.ts';
import { encode, stamp } from './frame.ts';
import type { Json, Row } from './frame.ts';
import type { Params } from './params.ts';

/** One request. `text` is what came over the wire, for faults to look at. */
export type Asked = Readonly<{ method: string; params: Params; reqId?: number; at: Ms; text: string }>;

/** Whether an acknowledgement comes before or after the frames of what it acknowledges. */
export type AckOrder = 'first' | 'last';

/** One connection as channels and methods speak into it. */
export type Talk = Readonly<{
  id: string;
  /** Sends a frame of a channel. */
  say: (frame: Row, about?: 'book') => void;
  accept: (asked: Asked, result?: Json) => void;
  refuse: (asked: Asked, error: string, more?: Row) => void;
  /** An answer in its own shape. */
  answer: (asked: Asked, body: Row) => void;
  /** Runs a request, and puts its answers before or after the frames that it led to. */
  inOrder: (order: AckOrder, act: () => void) => void;
  /** From the first subscription on there are heartbeats. */
  live: () => void;
  end: () => void;
}>;

/** Facts of the documentation, in emulated ms. @see https://docs.kraken.com/api/docs/websocket-v2/heartbeat */
const rhythm = { heartbeat: 1_000 } as const;

export function createTalk(exchange: Exchange, link: Link): Talk {
  let saidAt = exchange.now();
  let [isLive, isOver] = [false, false];
  /** While a request is served: what was said, and what was answered. */
  let held: Readonly<{ said: (() => void)[]; answered: (() => void)[] }> | undefined;
  const send = (frame: Row, about?: 'book' | 'reply'): void => {
    if (isOver) return;
    saidAt = exchange.now();
    link.send(encode(frame), about);
  };
  const answer = (asked: Asked, body: Row): void => {
    const times = { time_in: stamp(asked.at), time_out: stamp(exchange.now()) };
    const frame = { method: asked.method, ...body, ...times, req_id: asked.reqId };
    if (held === undefined) send(frame, 'reply');
    else held.answered.push(() => send(frame, 'reply'));
  };
  const beat = (): void => {
    if (isOver) return;
    if (exchange.now() - saidAt >= rhythm.heartbeat) send({ channel: 'heartbeat' });
    exchange.schedule(later(saidAt, rhythm.heartbeat), beat);
  };
  return {
    id: link.id,
    say: (frame, about) => {
      if (held === undefined) send(frame, about);
      else held.said.push(() => send(frame, about));
    },
    accept: (asked, result) => answer(asked, { ...(result === undefined ? {} : { result }), success: true }),
    refuse: (asked, error, more = {}) => answer(asked, { ...more, success: false, error }),
    answer,
    inOrder: (order, act) => {
      const mine = { said: [], answered: [] };
      held = mine;
      act();
      held = undefined;
      const { said, answered }: Readonly<Record<'said' | 'answered', (() => void)[]>> = mine;
      for (const release of order === 'first' ? [...answered, ...said] : [...said, ...answered]) release();
    },
    live: () => {
      if (isLive) return;
      isLive = true;
      exchange.schedule(later(exchange.now(), rhythm.heartbeat), beat);
    },
    end: () => void (isOver = true),
  };
}
