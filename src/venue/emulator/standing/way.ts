import { later } from '../../../core/units.ts';
import type { Exchange } from '../api.ts';
import type { Coming, Driver } from './driver.ts';
import type { Faults } from './faults.ts';
import type { Asked, Conversation, Link, Reply } from './service.ts';

/** The way between the wire and the exchange: how long it takes each way, on the exchange's clock. */
export type WayOptions = Readonly<{
  exchange: Exchange;
  driver: Driver;
  faults: Faults;
  latencyMs: number;
  /** How much longer a delayed request takes. */
  delayMs: number;
  /** How long a book stays stale. */
  staleMs: number;
  /** What a maintenance does to everybody. */
  maintain: () => void;
}>;

/** How frames leave: `write` is the socket. */
export type Outlet = Readonly<{ id: string; write: (frame: string) => void; drop: (code: number) => void }>;

export type Way = Readonly<{
  ask: (asked: Asked, handle: (asked: Asked) => Reply, respond: (reply: Reply) => void) => void;
  /** What a connection says goes in by `hear`; `end` when it is over. */
  connect: (outlet: Outlet, open: (link: Link) => Conversation) => Conversation;
}>;

export function createWay(options: WayOptions): Way {
  const stale = createStaleness(options);
  return {
    ask: (asked, handle, respond) => carry(options, stale, { asked, handle, respond }),
    connect: (outlet, open) => connect(options, stale, { outlet, open }),
  };
}

type Errand = Readonly<{ asked: Asked; handle: (asked: Asked) => Reply; respond: (reply: Reply) => void }>;

function carry(options: WayOptions, stale: Staleness, errand: Errand): void {
  const { method, path, query, body } = errand.asked;
  options.driver.arrive(`${method} ${path} ${query} ${body}`, () => dispatch(options, stale, errand));
}

function dispatch(options: WayOptions, stale: Staleness, { asked, handle, respond }: Errand): ReturnType<Coming> {
  const { exchange, faults, latencyMs, delayMs } = options;
  const what = `${asked.method} ${asked.path}`;
  if (faults.strikes('maintenance', what)) options.maintain();
  if (faults.strikes('drop', what)) return undefined;
  const extra = faults.strikes('delay', what) ? delayMs : 0;
  const broken = faults.strikes('5xx', what) ? gatewayError(faults) : undefined;
  const isSilent = faults.strikes('accepted-but-no-reply', what);
  const isEmptied = faults.strikes('empty-reply', what);
  const task = (): void => {
    const answered = broken?.isLost === true ? broken.reply : handle(asked);
    if (isSilent) return;
    const fresh = broken?.reply ?? (isEmptied ? emptied(asked, answered) : answered);
    const reply = fresh.about === 'book' ? stale.reply(`${asked.path}?${asked.query}`, fresh) : fresh;
    if (latencyMs === 0) respond(reply);
    else exchange.schedule(later(exchange.now(), latencyMs), () => respond(reply));
  };
  return { afterMs: latencyMs + extra, task };
}

/** A page of the gateway; whether the request was executed before, nobody can tell from it. */
function gatewayError({ luck }: Faults): Readonly<{ reply: Reply; isLost: boolean }> {
  const status = [502, 503, 520][Math.floor(luck.next() * 3)] ?? 503;
  const body = `<html><head><title>${status}</title></head><body>cloudflare</body></html>`;
  return { reply: { status, body, type: 'text/html' }, isLost: luck.next() < 0.5 };
}

/** A reading answer with its lists empty, or no body at all: neither is the truth. */
function emptied({ method }: Asked, reply: Reply): Reply {
  if (method !== 'GET' || !reply.body.startsWith('{')) return { ...reply, body: '' };
  const body = JSON.stringify(JSON.parse(reply.body), (key, value: unknown) =>
    key !== '' && Array.isArray(value) ? [] : value,
  );
  return { ...reply, body };
}

type Staleness = Readonly<{ reply: (key: string, fresh: Reply) => Reply; withholds: (frame: string) => boolean }>;

/** While it lasts, frames about books are withheld and answers about them are the old ones. */
function createStaleness({ exchange, faults, staleMs }: WayOptions): Staleness {
  const last = new Map<string, Reply>();
  let until = -Infinity;
  const isStale = (text: string): boolean => {
    if (faults.strikes('stale-book', text)) until = exchange.now() + staleMs;
    return exchange.now() < until;
  };
  return {
    withholds: isStale,
    reply: (key, fresh) => {
      const old = last.get(key);
      if (isStale(key) && old !== undefined) return old;
      last.set(key, fresh);
      return fresh;
    },
  };
}

type Opening = Readonly<{ outlet: Outlet; open: (link: Link) => Conversation }>;

function connect(options: WayOptions, stale: Staleness, { outlet, open }: Opening): Conversation {
  const { exchange, driver, faults, latencyMs, delayMs } = options;
  let conversation: Conversation | undefined;
  let isOver = false;
  let isSilent = false;
  const leave = createExit(options, outlet);
  const link: Link = {
    id: outlet.id,
    close: (code) => exchange.schedule(later(exchange.now(), latencyMs), () => outlet.drop(code)),
    send: (frame, about) => {
      if (isOver || (isSilent && about === 'reply') || (about === 'book' && stale.withholds(frame))) return;
      leave(frame);
    },
  };
  let heard = 0;
  // Its own messages stay in order, after whatever was asked over HTTP.
  const name = (): string => `~ ${outlet.id.padStart(8)} ${String((heard += 1)).padStart(12)}`;
  const begin = (): void => void (isOver ? undefined : (conversation = open(link)));
  driver.arrive(name(), () => ({ afterMs: latencyMs, task: begin }));
  return {
    hear: (text) =>
      driver.arrive(name(), () => {
        if (faults.strikes('maintenance', text)) options.maintain();
        if (faults.strikes('drop', text)) return undefined;
        const extra = faults.strikes('delay', text) ? delayMs : 0;
        const silent = faults.strikes('accepted-but-no-reply', text);
        const task = (): void => {
          isSilent = silent;
          if (!isOver) conversation?.hear(text);
          isSilent = false;
        };
        return { afterMs: latencyMs + extra, task };
      }),
    end: () => {
      isOver = true;
      conversation?.end();
    },
  };
}

/** Frames of one moment leave together, in order: unless they are struck. */
function createExit({ exchange, faults, latencyMs }: WayOptions, outlet: Outlet): (frame: string) => void {
  let held: string | undefined;
  let batch: { at: number; frames: string[] } | undefined;
  const write = (frame: string): void => {
    if (faults.strikes('disconnect', frame)) return outlet.drop(1006);
    if (held === undefined && faults.strikes('reorder', frame)) return void (held = frame);
    outlet.write(frame);
    if (faults.strikes('duplicate', frame)) outlet.write(frame);
    if (held === undefined) return;
    outlet.write(held);
    held = undefined;
  };
  return (frame) => {
    const at = later(exchange.now(), latencyMs);
    if (batch?.at === at) return void batch.frames.push(frame);
    const mine = { at, frames: [frame] };
    batch = mine;
    exchange.schedule(at, () => {
      if (batch === mine) batch = undefined;
      for (const one of mine.frames) write(one);
    });
  };
}
