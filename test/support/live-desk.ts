import { expect } from 'vitest';
import { connectVenue } from '../../src/boot/kraken.ts';
import { guarded, openVenue } from '../../src/boot/live-opening.ts';
import { compareEvery } from '../../src/boot/live-upkeep.ts';
import type { Config } from '../../src/config/config.ts';
import type { Event } from '../../src/core/events.ts';
import type { Instrument } from '../../src/core/market/instrument.ts';
import { initialState } from '../../src/core/state.ts';
import type { State } from '../../src/core/state.ts';
import type { Qty } from '../../src/core/units.ts';
import { createLiveWorld, hearInto } from '../../src/runtime/live-world.ts';
import { run } from '../../src/runtime/loop.ts';
import { createMailbox } from '../../src/runtime/mailbox.ts';
import { createRecorder } from '../../src/runtime/recorder.ts';
import { memoryJournal } from '../../src/store/memory/journal.ts';
import { readAddresses } from '../../src/venue/kraken/addresses.ts';
import { parseFault } from '../../src/venue/emulator/standing/faults.ts';
import type { Standing } from '../../src/venue/emulator/standing/start.ts';
import { memoryStore } from './candle-store.ts';
import { configText, enter, instrument, price, qty, shipped } from './keel.ts';
import { control, standVenue, startAt } from './standing-venue.ts';
import { fastClock } from './v3-client.ts';

export type Dialect = Config['wire']['dialect'];
export type LiveDesk = Readonly<{
  state: State;
  standing: Standing;
  /** Names of everything that was told, in order. */
  told: readonly string[];
  /** What reached the engine, in order. */
  heard: readonly Event[];
  enter: (side: 'long' | 'short') => void;
  /** The next so many occasions of a fault. */
  fault: (name: string, part: string, times: number) => Promise<unknown>;
  until: (isSo: () => boolean) => Promise<void>;
  /** Lets the venue be asked for everything until nothing is in doubt any more and two of its answers agree. */
  settled: () => Promise<void>;
  /** How often each fault has struck. */
  struck: () => Promise<Readonly<Record<string, number>>>;
  close: () => Promise<void>;
}>;

/** Times the wall's pace. */
const speed = 20;
export const bitcoin: Instrument = instrument('BTC', { tick: price('1'), lot: qty('0.0001'), minQty: qty('0.0001') });
export const size: Qty = qty('0.01');

/** A busy machine keeps the wall's pace: what times out is meant to. */
function configOf(dialect: Dialect): Config {
  const patient = {
    connectMs: 200_000,
    openMs: 600_000,
    silenceMs: 60_000,
    skewMaxMs: 600_000,
    breakerFailuresMax: 100,
  };
  const quick = { requestMs: 8_000, orderLifeMs: 8_000, backOffMs: 500, backOffMaxMs: 4_000, historyLagMs: 2_000 };
  const execution = { ...shipped.settings.execution, requestLifeMs: 8_000 };
  return {
    ...shipped,
    wire: { ...shipped.wire, dialect, ...patient, ...quick, reconcileMs: 15_000 },
    settings: { ...shipped.settings, execution },
  };
}

/** The live composition, from the client of a dialect to the loop, in front of an exchange at which things go wrong. */
export async function liveDesk(dialect: Dialect, faults: readonly string[]): Promise<LiveDesk> {
  const rules = faults.flatMap((text) => {
    const rule = parseFault(text);
    return rule.ok ? [rule.value] : [];
  });
  expect(rules).toHaveLength(faults.length);
  const standing = await standVenue({ speed, faults: rules });
  const clock = fastClock(startAt, speed);
  const config = configOf(dialect);
  const { urls, keys } = standing;
  const addresses = readAddresses(JSON.stringify({ ...urls, ...keys.pairs.full }));
  if (!addresses.ok) throw new Error(addresses.error);
  const mailbox = createMailbox<Event>();
  const told: string[] = [];
  const chosen = { addresses: addresses.value, isPractice: true, key: keys.pairs.full, clock, close: () => undefined };
  const notify = (_: unknown, name: string): void => void told.push(name);
  const client = connectVenue(chosen, config, { hear: hearInto(mailbox, clock), notify, clock });
  const state = initialState();
  const stopped = { is: false };
  const facts = await openVenue({ venue: client, state, resumed: false, clock, notify, stopped: () => stopped.is });
  if (!facts.ok) throw new Error(facts.error);
  const { isolated, equity } = facts.value;
  const venue = guarded(client, isolated, notify);
  venue.watch([bitcoin.id]);
  const waiting = new Set<() => void>();
  const heard: Event[] = [];
  const recorder = createRecorder({
    decisionsKeptMs: Infinity,
    journal: memoryJournal(),
    head: '',
    snapshotEvery: 10_000,
    onTrouble: (trouble) => expect.fail(trouble),
  });
  const ending = new AbortController();
  const world = createLiveWorld({
    clock,
    mailbox,
    recorder,
    first: (at) => [
      { type: 'run.started', at, run: 7, equity, config: configText },
      { type: 'instruments.listed', at, instruments: [bitcoin] },
      { type: 'mark.observed', at, instrument: bitcoin.id, price: price('84000') },
    ],
    venue: venue.perform,
    askListing: () => undefined,
    tell: (effect) => void told.push(effect.type === 'alert.send' ? effect.name : effect.type),
    stopped: () => stopped.is,
  });
  const next = async (): Promise<readonly Event[] | undefined> => {
    for (const look of waiting) look();
    const batch = await world.next();
    heard.push(...(batch ?? []));
    return batch;
  };
  const running = run({ ...world, next }, state, config.settings);
  const comparing = compareEvery({
    config,
    clock,
    state,
    mailbox,
    store: memoryStore(),
    venue,
    isolated,
    signal: ending.signal,
  });
  const until = (isSo: () => boolean): Promise<void> =>
    new Promise((resolve) => {
      const look = (): void => {
        if (!isSo()) return;
        waiting.delete(look);
        resolve();
      };
      waiting.add(look);
      look();
    });
  await until(() => state.markets.has(bitcoin.id));
  const snapshots = (): number => heard.filter(({ type }) => type === 'venue.snapshot').length;
  return {
    state,
    standing,
    told,
    heard,
    until,
    enter: (side) => {
      const stop = price(side === 'long' ? '82000' : '86000');
      const effects = enter(state, { instrument: bitcoin, side, qty: size, mark: price('84000'), stop });
      expect(effects).toBeDefined();
      for (const effect of effects ?? []) world.perform(effect);
      world.wake();
    },
    fault: (name, part, times) => control(standing, 'fault', { name, part, times }),
    settled: async () => {
      const seen = snapshots();
      const isClear = (): boolean =>
        [...state.orders.values()].every(({ status }) => status === 'open' || status === 'done');
      await until(() => snapshots() >= seen + 2 && isClear());
    },
    struck: async () => (await control(standing, 'faults'))['counts'] as Readonly<Record<string, number>>,
    close: async () => {
      stopped.is = true;
      ending.abort();
      world.wake();
      await running;
      await comparing;
      await venue.close();
      await standing.close();
    },
  };
}
