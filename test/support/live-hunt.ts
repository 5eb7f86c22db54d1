import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { isLive } from '../../src/core/order/order.ts';
import type { InstrumentId, Price } from '../../src/core/units.ts';
import { decodeEffects } from '../../src/runtime/codec.ts';
import type { Rng } from '../../src/runtime/ports.ts';
import { openJournal } from '../../src/store/sqlite/journal.ts';
import { ask } from '../../src/surface/control/client.ts';
import type { PositionsJson } from '../../src/view/positions.ts';
import { differences, naked, stateAt, wrongs } from './judge.ts';
import { roleOf, speed, witness } from './live-prey.ts';
import type { Scene, Witnessed } from './live-prey.ts';
import { endOf, until } from './processes.ts';
import type { Folder, Folders, Keel } from './processes.ts';
import { control } from './standing-venue.ts';

/**
 * When Keel dies. `taken`: the exchange has just handled such an order, and nobody has been answered. `lost`: it was sent and
 * will never arrive. `late`: it was sent, and arrives when its sender is dead. `filled`: such an order has just executed.
 */
export type Moment =
  | Readonly<{ when: 'taken' | 'lost' | 'late'; prey: 'entry' | 'stop' }>
  | Readonly<{ when: 'filled'; prey: 'take-profit' }>
  | Readonly<{ when: 'drawn' }>;

export type Dialect = 'v3' | 'unified';

/** One exchange, one folder, one Keel after the other. */
export type Hunt = Readonly<{
  venue: Witnessed;
  folder: Folder;
  dialect: Dialect;
  luck: Rng;
  journal: string;
  tally: Tally;
}>;

export type Tally = {
  kills: Record<string, number>;
  /** Of each restart, from the start of the process until both sides agree and everything is protected, in wall ms. */
  recoveredMs: number[];
  /** The longest from the start of a process until it asks for the account, in wall ms: how fast this machine is now. */
  startMs: number;
  /** The worst over all exchanges, in ms of their time. */
  nakedMs: number;
};

export function emptyTally(): Tally {
  return { kills: {}, recoveredMs: [], startMs: 0, nakedMs: 0 };
}

/** The exchange's time is faster than ours: what is long for a connection there is little on a machine that is busy. */
const slowMachine = '  open_timeout_ms: 300000\n  connect_timeout_ms: 60000\n  silence_ms: 60000\n';
/** How orders are named on the wire. */
const sending = { v3: 'sendorder', unified: 'add_order' } as const;
/** A Keel that is started has asked for everything by then, and placed what it wants. Of the wall. */
const drawn = { withinMs: 2_500 } as const;
/** Beyond these a test has failed for good; they are no measure of Keel. */
const patience = { huntMs: 180_000, recoverMs: 60_000, endMs: 20_000 } as const;
/** Of the exchange's time: the venue is given so long to say what is held, and a stop in doubt is followed by another. */
const protectedWithinMs = 10_000;

/** Stands a market up, and everything that a Keel needs to trade there. */
export async function openHunt(
  scene: Scene,
  { dialect, folders, luck, tally }: Readonly<{ dialect: Dialect; folders: Folders; luck: Rng; tally: Tally }>,
): Promise<Hunt> {
  const venue = await witness(scene);
  const folder = folders.open(
    `data:\n  min_healthy_coins: 1\n  ohlcv_min_delay_ms: 0\nexchange:\n  dialect: ${dialect}\n${slowMachine}`,
  );
  // However slow the machine is, the candle of the scene is news when it is read.
  const path = join(folder.dir, 'keel.yaml');
  const config = readFileSync(path, 'utf8');
  const patient = config.replace('safety:\n', 'safety:\n  cycle_guard:\n    max_candle_age_seconds: 900\n');
  writeFileSync(path, patient);
  const { urls, keys } = venue.standing;
  writeFileSync(join(folder.dir, 'venue.json'), JSON.stringify({ ...urls, ...keys.pairs.full }));
  const journal = join(folder.dir, '.local', 'practice', 'journal.sqlite');
  return { venue, folder, dialect, luck, journal, tally };
}

/** Kills a Keel that lives, or else one that is started for it, at the given moment; resolves when it is dead and judged. */
export async function killAt(hunt: Hunt, moment: Moment, living?: Keel): Promise<void> {
  const { venue, folder, tally } = hunt;
  const doom = await arm(hunt, moment);
  const keel = living ?? begin(hunt);
  doom.take(keel);
  try {
    await until(
      async () => {
        await doom.look();
        return keel.hasEnded() ? true : undefined;
      },
      {
        withinMs: patience.huntMs,
        everyMs: 1,
        what: () => `${JSON.stringify(moment)} in ${folder.dir}: ${venue.told().join()} ${keel.err()}`,
      },
    );
  } finally {
    doom.over();
    keel.kill('SIGKILL');
  }
  expect([await endOf(keel, patience.endMs), keel.err()]).toEqual([{ code: null, signal: 'SIGKILL' }, keel.err()]);
  venue.ended();
  const name = moment.when === 'drawn' ? 'drawn' : `${moment.prey} ${moment.when}`;
  tally.kills[name] = (tally.kills[name] ?? 0) + 1;
  await control(venue.standing, 'clear');
  judgeJournal(hunt);
  judgeBooks(hunt);
  if (moment.when !== 'drawn') expect([name, ...inDoubt(hunt)]).toContain(moment.when === 'filled' ? 'fill' : 'order');
}

/** What Keel did not know when it died, by its own journal: what became of an order, or that one had executed. */
function inDoubt({ journal, venue }: Hunt): readonly ('order' | 'fill')[] {
  const { orders } = stateAt(journal, Number.MAX_SAFE_INTEGER);
  const executed = new Map<string, bigint>();
  for (const { order, qty } of venue.books().fills) executed.set(order, (executed.get(order) ?? 0n) + qty);
  return [...orders.values()].flatMap((order) => [
    ...(isLive(order) && order.status !== 'open' ? (['order'] as const) : []),
    ...((executed.get(order.ticket.id) ?? 0n) > order.filled ? (['fill'] as const) : []),
  ]);
}

function begin({ venue, folder, tally }: Hunt): Keel {
  const keel = folder.start(['run', '--mode', 'live', '--venue', 'venue.json'], { env: { RUN_SECONDS: '300' } });
  venue.begun(() => void (tally.startMs = Math.max(tally.startMs, keel.age())));
  return keel;
}

type Doom = Readonly<{ take: (keel: Keel) => void; look: () => Promise<void>; over: () => void }>;

/** Sets the trap: what kills must be in place before there is somebody to kill. */
async function arm({ venue, dialect, luck }: Hunt, moment: Moment): Promise<Doom> {
  let keel: Keel | undefined;
  let isOver = false;
  const strike = (): void => {
    if (!isOver) keel?.kill('SIGKILL');
  };
  const common = { take: (one: Keel): void => void (keel = one), over: (): void => void (isOver = true) };
  const idle = async (): Promise<void> => undefined;
  if (moment.when === 'taken') {
    venue.onHandled((role) => (role === moment.prey ? strike() : undefined));
    return { ...common, look: idle };
  }
  if (moment.when === 'lost' || moment.when === 'late') {
    const name = moment.when === 'lost' ? 'drop' : 'delay';
    await control(venue.standing, 'fault', { name, part: sending[dialect], times: 1 });
    const before = await struck(venue, name);
    const look = async (): Promise<void> => ((await struck(venue, name)) > before ? strike() : undefined);
    return { ...common, look };
  }
  if (moment.when === 'drawn') {
    const until = performance.now() + luck.next() * drawn.withinMs;
    return { ...common, look: async () => (performance.now() >= until ? strike() : undefined) };
  }
  venue.onExecuted((role) => (role?.startsWith('tp') === true ? strike() : undefined));
  let isMoved = false;
  const look = async (): Promise<void> => {
    const target = isMoved ? undefined : restingTarget(venue);
    if (target === undefined) return;
    isMoved = true;
    venue.exchange.control.movePrice(target.symbol, target.price);
  };
  return { ...common, look };
}

async function struck({ standing }: Witnessed, name: 'drop' | 'delay'): Promise<number> {
  const { counts } = (await control(standing, 'faults')) as Readonly<{ counts: Readonly<Record<string, number>> }>;
  return counts[name] ?? 0;
}

type Target = Readonly<{ symbol: InstrumentId; price: Price }>;

/** A take-profit that rests on a position whose stop rests too. */
function restingTarget({ exchange }: Witnessed): Target | undefined {
  const orders = exchange.openOrders();
  const target = orders.find(
    ({ cliOrdId, symbol }) =>
      roleOf(cliOrdId) === 'tp1' &&
      orders.some((order) => order.symbol === symbol && roleOf(order.cliOrdId) === 'stop'),
  );
  return target?.limitPrice === undefined ? undefined : { symbol: target.symbol, price: target.limitPrice };
}

/** Every order that reached the exchange is in the journal as one that was to be sent; entries in particular. */
function judgeJournal({ journal, venue }: Hunt): void {
  const opened = openJournal(journal, { readOnly: true });
  if (!opened.ok) throw new Error(opened.error.message);
  const records = [...opened.value.mentioning('"order.place"')];
  opened.value.close();
  const sent = records.flatMap(({ effects }) => decodeEffects(effects));
  const known = new Set<string>(sent.flatMap((effect) => (effect.type === 'order.place' ? [effect.ticket.id] : [])));
  expect(venue.placed.map(({ id }) => id).filter((id) => !known.has(id))).toEqual([]);
}

/** Starts a Keel and waits until both sides agree and everything is protected; then what may never happen has not. */
export async function recover(hunt: Hunt): Promise<Keel> {
  const { folder, tally } = hunt;
  const keel = begin(hunt);
  let trouble: readonly string[] = ['no answer'];
  const agreed = async (): Promise<true | undefined> => {
    trouble = keel.hasEnded() ? ['it ended'] : await troubles(hunt);
    return trouble.length === 0 ? true : undefined;
  };
  const what = (): string => `${trouble.join('; ')} in ${folder.dir} ${keel.err()}`;
  await until(agreed, { withinMs: patience.recoverMs, everyMs: 10, what });
  tally.recoveredMs.push(Math.round(keel.age()));
  judgeBooks(hunt);
  return keel;
}

/** What may never happen, by the exchange's own side. */
export function judgeBooks({ venue, tally }: Hunt): void {
  expect(wrongs(venue.books(), venue.placed)).toEqual([]);
  tally.nakedMs = Math.max(tally.nakedMs, venue.nakedMs());
  // A machine on which a start takes long is slow in everything else, and the exchange's time goes on.
  expect(tally.nakedMs).toBeLessThanOrEqual(protectedWithinMs + speed * tally.startMs);
}

async function troubles({ folder, venue }: Hunt): Promise<readonly string[]> {
  const dir = join(folder.dir, '.local');
  const status = await ask(dir, { type: 'status' }, { timeoutMs: 5_000 });
  if (!status.ok || status.value.syncing) return ['no answer, or the venue has not told its side'];
  const before = venue.books().fills.length;
  const known = await ask(dir, { type: 'positions' }, { timeoutMs: 5_000 });
  const books = venue.books();
  if (!known.ok || books.fills.length !== before) return ['no answer, or it trades'];
  const { latch } = status.value;
  return [
    ...(latch === null ? [] : [`latched: ${latch.reason}`]),
    ...naked(books),
    ...differences(books, known.value),
    ...undecided(known.value),
  ];
}

/** An entry whose fate is not known for good. */
function undecided({ positions }: PositionsJson): readonly string[] {
  return positions.flatMap(({ instrument, workingQty }) =>
    workingQty === '0' ? [] : [`${instrument} is still being entered`],
  );
}
