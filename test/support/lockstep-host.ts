import { assert } from '../../src/core/assert.ts';
import type { Event } from '../../src/core/events.ts';
import { closeAt } from '../../src/core/market/candle.ts';
import type { Candle } from '../../src/core/market/candle.ts';
import { ms } from '../../src/core/units.ts';
import type { Ms } from '../../src/core/units.ts';
import type { Host, HostAnswer } from '../../src/runtime/host.ts';
import type { CandleSource } from '../../src/runtime/ports.ts';
import { connectInLockstep } from './lockstep-line.ts';
import type { LineOptions } from './lockstep-line.ts';

/** `source` is what Keel hears of closed candles: those of the emulator, and those before it began. */
export type LockstepOptions = LineOptions & Readonly<{ source: CandleSource }>;

export type LockstepHost = Host & Readonly<{ startAt: Ms; notes: readonly string[]; close: () => Promise<void> }>;

/** A flat account is left alone from this long after the last word on; the emulator catches up before the next order. */
const rest = { afterMs: 60_000 } as const;

/**
 * A host whose venue is over the wire, and whose time is the emulator's: what a local host does with one in process.
 * Answers and streams of one moment come by several connections: they are put in the order of what they are about.
 */
export async function createLockstepHost(options: LockstepOptions): Promise<LockstepHost> {
  const { standing, source } = options;
  const line = await connectInLockstep(options);
  const closes = closesOf(source);
  let close = closes.next();
  let now = close.done === true ? ms(0) : close.value.openAt;
  const startAt = now;
  let busyUntil = -Infinity;
  const openAt = standing.exchange.now();

  const isResting = (): boolean => {
    const { openOrders, positions } = standing.exchange;
    return now >= busyUntil && openOrders().length === 0 && positions().length === 0;
  };
  const heard = (): HostAnswer | undefined => {
    const events = line.reports(now);
    if (events.length === 0) return undefined;
    busyUntil = now + rest.afterMs;
    return { at: now, events, over: false };
  };
  /** Over the wire up to a moment, or to the one in which Keel hears something. */
  const pass = async (to: number): Promise<HostAnswer | undefined> => {
    while (standing.exchange.now() < to) {
      const isOver = await line.turn(to);
      now = ms(Math.max(now, standing.exchange.now()));
      const answer = heard();
      if (answer !== undefined || isOver) return answer;
    }
    return undefined;
  };
  const send = async (effects: Parameters<Host['turn']>[0]['effects']): Promise<void> => {
    if (effects.length === 0) return;
    assert(now >= openAt, 'nothing is sent before the venue stands');
    const missed = await pass(now);
    assert(missed === undefined, 'a venue that rests tells nothing');
    busyUntil = now + rest.afterMs;
    await line.perform(effects);
  };
  const turn: Host['turn'] = async ({ effects, until = Infinity }) => {
    await send(effects);
    // The client may know something without asking.
    const known = heard();
    if (known !== undefined) return known;
    const closing = close.done === true ? Infinity : close.value.at;
    const limit = Math.min(until, closing);
    if (close.done === true) {
      const last = await pass(now + rest.afterMs);
      return last ?? { at: now, events: [], over: true };
    }
    if (!isResting()) {
      const answer = await pass(limit);
      if (answer !== undefined) return answer;
    }
    now = ms(Math.max(now, limit));
    if (until <= closing) return { at: now, events: [], over: false };
    const { candles } = close.value;
    close = closes.next();
    return {
      at: now,
      events: candles.map((candle): Event => ({ type: 'candle.closed', at: now, candle })),
      over: false,
    };
  };
  return { turn, startAt, notes: line.notes, close: line.close };
}

type Close = Readonly<{ openAt: Ms; at: Ms; candles: readonly Candle[] }>;

function* closesOf(source: CandleSource): Generator<Close, undefined> {
  for (const { openAt, candles } of source.groups()) {
    const [first] = candles;
    if (first !== undefined) yield { openAt, at: closeAt(first), candles };
  }
  return undefined;
}
