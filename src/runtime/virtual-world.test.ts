import { describe, expect, it } from 'vitest';
import { instrument, t0 } from '../../test/support/keel.ts';
import type { Effect } from '../core/effects.ts';
import type { Event } from '../core/events.ts';
import type { Candle } from '../core/market/candle.ts';
import { later } from '../core/units.ts';
import type { ClientOrderId, Ms } from '../core/units.ts';
import type { World } from './loop.ts';
import type { VirtualVenue } from './ports.ts';
import { noRecorder } from './recorder.ts';
import { Schedule } from './schedule.ts';
import { createVirtualWorld } from './virtual-world.ts';

const quarter = 900_000;
const [btc, eth] = [instrument('BTC').id, instrument('ETH').id];
const order = 'an-order' as ClientOrderId;

function candle(id: typeof btc, n: number): Candle {
  const prices = { open: 100, high: 101, low: 99, close: 100, volume: 5 };
  return { instrument: id, timeframe: '15m', openAt: later(t0, n * quarter), ...prices };
}

/** A venue that answers every order a while after it was placed, and writes down what it hears. */
function slowVenue(latencyMs: number, heard: string[]): VirtualVenue {
  const due = new Schedule<Event>();
  return {
    perform: (effect, at) => {
      heard.push(`${effect.type} at ${at - t0}`);
      const answerAt = later(at, latencyMs);
      due.add(answerAt, { type: 'order.accepted', at: answerAt, order, venueOrderId: 'v' });
    },
    nextAt: () => due.nextAt(),
    advance: () => {
      const event = due.take();
      return event === undefined ? [] : [event];
    },
    open: ({ instrument: id, openAt }) => {
      heard.push(`open ${id} at ${openAt - t0}`);
      return [];
    },
  };
}

type Options = Readonly<{
  groups?: number;
  latencyMs?: number;
  inbox?: () => readonly Event[];
  stopped?: () => boolean;
}>;
type Told = Readonly<{ world: World; heard: string[]; told: string[]; progress: number[] }>;

function worldOf({ groups = 2, latencyMs = 100, inbox = () => [], stopped = () => false }: Options = {}): Told {
  const [heard, told, progress]: [string[], string[], number[]] = [[], [], []];
  const all = Array.from({ length: groups }, (_, n) => ({
    openAt: later(t0, n * quarter),
    candles: [candle(btc, n), candle(eth, n)],
  }));
  const world = createVirtualWorld({
    source: { groups: () => all },
    venue: slowVenue(latencyMs, heard),
    recorder: noRecorder,
    first: (at) => [{ type: 'instruments.listed', at, instruments: [] }],
    inbox,
    tell: (effect, at) => void told.push(`${effect.type} at ${at - t0}`),
    progress: (at) => void progress.push(at - t0),
    stopped,
  });
  return { world, heard, told, progress };
}

async function batches(world: World): Promise<readonly string[]> {
  const seen: string[] = [];
  for (let batch = await world.next(); batch !== undefined; batch = await world.next()) seen.push(nameOf(batch));
  return seen;
}

function nameOf(batch: readonly Event[]): string {
  return batch.map(({ type, at }) => `${type} ${at - t0}`).join(', ');
}

const cancel: Effect = { type: 'order.cancel', order, instrument: btc };
const timerAt = (at: Ms): Effect => ({ type: 'timer.set', timer: { type: 'auction' }, at });

describe('the virtual world', () => {
  it('begins with the first moment, then closes the candles of a moment together', async () => {
    const { world, heard, progress } = worldOf();
    expect(await batches(world)).toEqual([
      'instruments.listed 0',
      `candle.closed ${quarter}, candle.closed ${quarter}`,
      `candle.closed ${2 * quarter}, candle.closed ${2 * quarter}`,
    ]);
    expect(heard.map((line) => line.replace(/PF_|USD/g, ''))).toEqual([
      'open XBT at 0',
      'open ETH at 0',
      `open XBT at ${quarter}`,
      `open ETH at ${quarter}`,
    ]);
    expect(progress).toEqual([quarter, 2 * quarter]);
  });

  it('lets the venue come before a timer, and a timer before the candles, at the same moment', async () => {
    const { world } = worldOf({ latencyMs: quarter });
    expect(nameOf((await world.next()) ?? [])).toBe('instruments.listed 0');
    world.perform(timerAt(later(t0, quarter)));
    world.perform(cancel);
    expect(await batches(world)).toEqual([
      `order.accepted ${quarter}`,
      `timer.fired ${quarter}`,
      `candle.closed ${quarter}, candle.closed ${quarter}`,
      `candle.closed ${2 * quarter}, candle.closed ${2 * quarter}`,
    ]);
  });

  it('goes by time before anything else', async () => {
    const { world, heard } = worldOf({ latencyMs: 100 });
    await world.next();
    world.perform(timerAt(later(t0, 50)));
    world.perform(timerAt(later(t0, 20)));
    world.perform(cancel);
    expect((await batches(world)).slice(0, 4)).toEqual([
      'timer.fired 20',
      'timer.fired 50',
      'order.accepted 100',
      `candle.closed ${quarter}, candle.closed ${quarter}`,
    ]);
    expect(heard).toContain('order.cancel at 0');
  });

  it('rings a timer that is late at once, and never goes back', async () => {
    const { world } = worldOf();
    await world.next();
    await world.next();
    world.perform(timerAt(later(t0, 5)));
    expect(nameOf((await world.next()) ?? [])).toBe(`timer.fired ${quarter}`);
  });

  it('waits for what the venue still has to say, but not for a clock without a market', async () => {
    const { world } = worldOf({ groups: 1 });
    await world.next();
    await world.next();
    world.perform(cancel);
    world.perform(timerAt(later(t0, quarter + 50)));
    world.perform(timerAt(later(t0, 5 * quarter)));
    expect(await batches(world)).toEqual([`timer.fired ${quarter + 50}`, `order.accepted ${quarter + 100}`]);
  });

  it('hands out what was denied, and then commands, before time goes on', async () => {
    const commands: Event[] = [];
    const { world } = worldOf({ inbox: () => commands.splice(0) });
    await world.next();
    commands.push({ type: 'command.received', at: t0, command: { type: 'entries.pause' }, from: 'test' });
    world.deny({ type: 'order.denied', at: t0, order, reason: 'journal' });
    expect(nameOf((await world.next()) ?? [])).toBe('order.denied 0, command.received 0');
    expect(nameOf((await world.next()) ?? [])).toBe(`candle.closed ${quarter}, candle.closed ${quarter}`);
  });

  it('tells of alerts and trades, and sends the venue the rest', async () => {
    const { world, told, heard } = worldOf();
    await world.next();
    world.perform({ type: 'alert.send', severity: 'info', name: 'X', details: {} });
    world.perform({ type: 'venue.ask', about: 'account', since: t0 });
    await batches(world);
    expect(told).toEqual(['alert.send at 0']);
    expect(heard).toContain('venue.ask at 0');
  });

  it('stops when it is told to', async () => {
    let asked = false;
    const { world } = worldOf({ groups: 50, stopped: () => asked });
    await world.next();
    await world.next();
    asked = true;
    expect(await world.next()).toBeUndefined();
  });

  it('has nothing to say without candles', async () => {
    expect(await batches(worldOf({ groups: 0 }).world)).toHaveLength(1);
  });

  it('gives other work its turn now and then', async () => {
    const { world } = worldOf({ groups: 4_500 });
    let promises = 0;
    for (;;) {
      const next = world.next();
      if (next instanceof Promise) promises += 1;
      if ((await next) === undefined) break;
    }
    expect(promises).toBe(2);
  });
});
