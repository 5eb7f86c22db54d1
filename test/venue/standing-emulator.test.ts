import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { clientOrderId } from '../../src/core/order/client-order-id.ts';
import type { OrderTicket } from '../../src/core/order/order.ts';
import { later } from '../../src/core/units.ts';
import type { Ms } from '../../src/core/units.ts';
import { createLocalHost } from '../../src/runtime/host.ts';
import type { HostAnswer } from '../../src/runtime/host.ts';
import type { CandleSource, VenueEffect } from '../../src/runtime/ports.ts';
import { rng } from '../../src/runtime/rng.ts';
import { openDiary, relive } from '../../src/venue/emulator/diary.ts';
import { createEmulator } from '../../src/venue/emulator/emulator.ts';
import { lookAtBooks } from '../../src/venue/emulator/look.ts';
import { createPace } from '../../src/venue/emulator/pace.ts';
import { connectHost } from '../../src/venue/emulator/remote.ts';
import type { RemoteHost } from '../../src/venue/emulator/remote.ts';
import { serveEmulator } from '../../src/venue/emulator/server.ts';
import { instrument, qty, shipped, t0 } from '../support/keel.ts';

const btc = instrument('BTC');
const quarter = 900_000;

/** An hour of candles at 100 to 101. */
const source: CandleSource = {
  groups: () =>
    [0, 1, 2, 3].map((n) => {
      const openAt = later(t0, n * quarter);
      const prices = { open: 100, high: 101, low: 100, close: 100.5, volume: 1_000 };
      return { openAt, candles: [{ instrument: btc.id, timeframe: '15m' as const, openAt, ...prices }] };
    }),
};

const venueOf = () => {
  const { startingEquity, makerFee: maker, takerFee: taker, slippage, latencyMs, participation } = shipped.emulator;
  const rest = { startingEquity, slippage, latencyMs, participation, rng: rng(1) };
  return createEmulator({ instruments: [btc], fees: { maker, taker }, ...rest });
};

const buy = (counter: number): VenueEffect => {
  const id = clientOrderId({ run: 1, incarnation: 0, role: 'entry', position: 1, counter });
  const ticket: OrderTicket = {
    id,
    instrument: btc.id,
    side: 'buy',
    qty: qty('1'),
    form: { type: 'market' },
    reduceOnly: false,
  };
  return { type: 'order.place', ticket: { ...ticket, reduceOnly: false as never } };
};

let dir = '';
let ended = 0;

/** Begins a venue in this folder; what it did before is lived again. */
function begin(): void {
  const venue = venueOf();
  const host = createLocalHost(source, venue);
  const diary = join(dir, 'diary');
  relive(diary, host);
  const pace = createPace(() => performance.now(), { now: host.now(), speed: 0.001 });
  const onEnd = (): void => void (ended += 1);
  const path = join(dir, 'venue.sock');
  serveEmulator({
    path,
    host,
    diary: openDiary(diary),
    pace,
    past: () => source,
    books: venue.books,
    lingerMs: 1e9,
    onEnd,
  });
}

async function connected(): Promise<RemoteHost> {
  for (;;) {
    const host = await connectHost(join(dir, 'venue.sock'));
    if (host !== undefined) return host;
  }
}

/** Turns until something happened, or the time is reached. */
async function until(host: RemoteHost, at: Ms, effects: readonly VenueEffect[]): Promise<readonly HostAnswer[]> {
  const answers: HostAnswer[] = [];
  let wanted = effects;
  for (;;) {
    const answer = await host.turn({ effects: wanted, until: at });
    wanted = [];
    answers.push(answer);
    if (answer.over || (answer.events.length === 0 && answer.at >= at)) return answers;
  }
}

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'keel-venue-'));
  ended = 0;
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

describe('an emulator that stands by itself', () => {
  it('is reached by its owner alone, and gives the time and what happens in it', async () => {
    begin();
    const host = await connected();
    expect(statSync(join(dir, 'venue.sock')).mode & 0o777).toBe(0o600);
    expect(await host.hello(t0, 1_000_000)).toBe(t0);
    const types = (await until(host, later(t0, 10_000), [buy(1)])).flatMap(({ events }) =>
      events.map(({ type }) => type),
    );
    expect(types).toContain('order.accepted');
    expect(types.filter((type) => type === 'order.filled').length).toBeGreaterThan(0);
    host.rest();
    await expect.poll(() => ended).toBe(1);
    expect(existsSync(join(dir, 'venue.sock'))).toBe(false);
  });

  it('shows its books to whoever looks, and lets nobody else speak', async () => {
    begin();
    const host = await connected();
    await host.hello(t0, 1_000_000);
    await until(host, later(t0, 10_000), [buy(1)]);
    const books = await lookAtBooks(join(dir, 'venue.sock'));
    expect(books?.positions.map(({ instrument: on, side }) => [on, side])).toEqual([[btc.id, 'long']]);
    const second = await connected();
    // The line is cut before it is answered.
    expect(
      (await Promise.race([second.hello(t0, 1), second.turn({ effects: [buy(2)], until: undefined })])) !== undefined,
    ).toBe(true);
    expect((await lookAtBooks(join(dir, 'venue.sock')))?.positions[0]?.qty).toBe(books?.positions[0]?.qty);
    host.rest();
    await expect.poll(() => ended).toBe(1);
  });

  it('stands where it stood when it is started again', async () => {
    begin();
    const host = await connected();
    await host.hello(t0, 1_000_000);
    await until(host, later(t0, 20_000), [buy(1)]);
    const before = await lookAtBooks(join(dir, 'venue.sock'));
    host.rest();
    await expect.poll(() => ended).toBe(1);
    begin();
    const again = await connected();
    const after = await lookAtBooks(join(dir, 'venue.sock'));
    expect(after).toEqual(before);
    await again.hello(t0, 1_000_000);
    again.rest();
    await expect.poll(() => ended).toBe(2);
  });

  it('answers a turn at once when it is interrupted, and tells who comes late what was missed', async () => {
    begin();
    const host = await connected();
    await host.hello(t0, 0.001);
    const waiting = host.turn({ effects: [], until: later(t0, 3_600_000) });
    host.interrupt();
    expect(await waiting).toEqual({ at: t0, events: [], over: false });
    host.close();
    const late = await connected();
    await late.hello(t0, 1_000_000);
    const closes = (await until(late, later(t0, 4 * quarter), [])).flatMap(({ events }) => events);
    expect(closes.filter(({ type }) => type === 'candle.closed').length).toBe(3);
    late.rest();
    await expect.poll(() => ended).toBe(1);
  });
});
