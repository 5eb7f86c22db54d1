import { later } from '../../../core/units.ts';
import type { Exchange } from '../api.ts';
import type { Meters } from '../standing/meters.ts';
import type { Conversation, Link } from '../standing/service.ts';
import { stamp } from './frame.ts';
import { isParams } from './params.ts';
import { createLeak } from './rate.ts';
import type { Asked, Talk } from './talk.ts';

export type Manner = Readonly<{
  exchange: Exchange;
  link: Link;
  talk: Talk;
  requestsPerSecond: number;
  meters: Meters;
  pongHasSuccess: boolean;
  /** Serves a request; false where there is no such method. */
  serve: (asked: Asked) => boolean;
  /** Nothing is subscribed to. */
  isIdle: () => boolean;
  end: () => void;
}>;

/** A connection that neither asks nor listens is closed. @see https://docs.kraken.com/api/docs/guides/spot-ws-intro */
const patience = { idleMs: 60_000 } as const;

/** One connection of a v2 dialect: requests in, each answered under its method and number; ping is pong everywhere. */
export function converse(manner: Manner): Conversation {
  const { exchange, link, talk } = manner;
  const limit = manner.requestsPerSecond;
  const rate = createLeak(exchange.now, {
    limit,
    decayPerSecond: limit,
    meter: manner.meters.of('messages of a connection', limit),
  });
  let heardAt = exchange.now();
  let isOver = false;
  const watch = (): void => {
    if (isOver) return;
    const isQuiet = exchange.now() - heardAt >= patience.idleMs;
    if (isQuiet && manner.isIdle()) return link.close(1000);
    const from = isQuiet ? exchange.now() : heardAt;
    exchange.schedule(later(from, patience.idleMs), watch);
  };
  exchange.schedule(later(heardAt, patience.idleMs), watch);
  return {
    hear: (text) => {
      heardAt = exchange.now();
      if (!rate.add(1)) return talk.say({ Error: 'Exceeded msg rate' });
      const asked = readAsked(text, heardAt);
      const times = { time_in: stamp(heardAt), time_out: stamp(heardAt) };
      if (asked === undefined) return talk.say({ error: 'EGeneral:Invalid arguments', success: false, ...times });
      if (asked.method === 'ping') {
        return talk.answer({ ...asked, method: 'pong' }, manner.pongHasSuccess ? { success: true } : {});
      }
      if (!manner.serve(asked)) talk.refuse(asked, `Unsupported method: '${asked.method}'`);
    },
    end: () => {
      isOver = true;
      talk.end();
      manner.end();
    },
  };
}

/** A request, where the text is one: an object with a method, parameters that are an object, and a whole number or none. */
function readAsked(text: string, at: Asked['at']): Asked | undefined {
  const request = readJson(text);
  if (!isParams(request)) return undefined;
  const { method, params = {}, req_id: reqId } = request;
  if (typeof method !== 'string' || !isParams(params)) return undefined;
  if (reqId === undefined) return { method, params, at, text };
  return typeof reqId === 'number' && Number.isSafeInteger(reqId) ? { method, params, reqId, at, text } : undefined;
}

export function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
