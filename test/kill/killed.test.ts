import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, describe, expect, it } from 'vitest';
import { settingsOf } from '../../src/boot/look-back.ts';
import { identityOf } from '../../src/core/order/client-order-id.ts';
import type { OrderRole } from '../../src/core/order/order.ts';
import type { State } from '../../src/core/state.ts';
import { decodeEffects, decodeEvent } from '../../src/runtime/codec.ts';
import type { Rng } from '../../src/runtime/ports.ts';
import { recover } from '../../src/runtime/recover.ts';
import { rng } from '../../src/runtime/rng.ts';
import { openJournal } from '../../src/store/sqlite/journal.ts';
import { lookAtBooks } from '../../src/venue/emulator/look.ts';
import type { Books } from '../../src/venue/emulator/exchange.ts';
import type { PositionsJson } from '../../src/view/positions.ts';
import type { StatusJson } from '../../src/view/status.ts';
import { keel } from '../support/cli.ts';
import { differences, hitsOf, naked, placedIn, wrongs } from '../support/judge.ts';
import type { Hit } from '../support/judge.ts';
import { busyConfig, clear, endOf, startKeel, until, venuesIn } from '../support/processes.ts';
import type { Keel } from '../support/processes.ts';

/** How many kills count; each of them found something under way. test/deep/kill.deep.ts asks for more. */
const wanted = Number(process.env['KEEL_KILLS'] ?? '15');
/** Seeds in whose markets there is much to do; so many kills in one folder, beside one venue. */
const seeds = [9, 13, 3, 22, 17, 4, 26, 19];
const perFolder = 25;
/** At this pace a day passes in two seconds; in the wall's own, a request takes as long as it does in earnest. */
const speeds = { hunt: '40000', earnest: '1' } as const;
/** From the start of the process until everything is known and protected. */
const withinMs = 5_000;

type Folder = Readonly<{
  dir: string;
  seed: number;
  luck: Rng;
  journal: string;
  socket: string;
  diary: string;
  keels: Keel[];
}>;

const folders: Folder[] = [];
afterEach(async () => {
  for (const { dir, keels } of folders.splice(0)) {
    await clear(dir, keels);
    rmSync(dir, { recursive: true, force: true });
  }
});

function openFolder(seed: number): Folder {
  const dir = mkdtempSync(join(tmpdir(), 'keel-kill-'));
  writeFileSync(join(dir, 'keel.yaml'), busyConfig);
  const at = (name: string): string => join(dir, '.local', 'paper', name);
  const folder = {
    dir,
    seed,
    luck: rng(seed, 'kills'),
    journal: at('journal.sqlite'),
    socket: at('venue.sock'),
    diary: at('venue.diary'),
    keels: [],
  };
  folders.push(folder);
  return folder;
}

function begin({ dir, seed, keels }: Folder, speed: string): Keel {
  const keel = startKeel(['run', '--seed', String(seed), '--speed', speed], { cwd: dir });
  keels.push(keel);
  return keel;
}

const preys = ['entry', 'stop', 'take-profit'] as const;
type Prey = (typeof preys)[number];

/** Does this record of the journal begin what is waited for? */
function isPrey(prey: Prey, event: string, effects: string): boolean {
  if (prey === 'take-profit') {
    if (!event.includes('"order.filled"')) return false;
    const filled = decodeEvent(event);
    return filled.type === 'order.filled' && identityOf(filled.fill.order)?.role.startsWith('tp') === true;
  }
  if (!effects.includes('"order.place"')) return false;
  const wantedRole: OrderRole = prey;
  return decodeEffects(effects).some(
    (effect) => effect.type === 'order.place' && identityOf(effect.ticket.id)?.role === wantedRole,
  );
}

/** The journal that Keel is writing, to be read only; it may not be there yet. */
function sideDoor({ journal }: Folder): Promise<DatabaseSync> {
  const open = (): DatabaseSync | undefined => {
    if (!existsSync(`${journal}-wal`)) return undefined;
    const db = new DatabaseSync(journal, { readOnly: true, timeout: 1_000 });
    if (db.prepare("SELECT count(*) AS n FROM sqlite_schema WHERE name = 'journal'").get()?.['n'] === 1) return db;
    db.close();
    return undefined;
  };
  return until(open, { withinMs: 20_000, what: `a journal ${journal}` });
}

/** Waits until Keel's journal, looked at from the side, tells of the prey; lets a drawn moment pass; kills. Returns the last record. */
async function hunt(folder: Folder, keel: Keel, prey: Prey): Promise<number> {
  const db = await sideDoor(folder);
  try {
    const tail = db.prepare('SELECT seq, event, effects FROM journal WHERE seq > ? ORDER BY seq');
    let seen = lastSeq(db);
    const look = (): true | undefined => {
      if (keel.hasEnded()) throw new Error(`Keel ended by itself: ${keel.err()}`);
      for (const { seq, event, effects } of tail.all(seen)) {
        seen = Number(seq);
        if (isPrey(prey, String(event), String(effects))) return true;
      }
      return undefined;
    };
    await until(look, { withinMs: 40_000, everyMs: 1, what: `a ${prey} in ${folder.dir}` });
    const end = performance.now() + folder.luck.next() * 3;
    while (performance.now() < end);
    keel.kill('SIGKILL');
    await endOf(keel, 5_000);
    return lastSeq(db);
  } finally {
    db.close();
  }
}

function lastSeq(db: DatabaseSync): number {
  return Number(db.prepare('SELECT coalesce(max(seq), 0) AS seq FROM journal').get()?.['seq']);
}

async function ask<T>(dir: string, what: string): Promise<T | undefined> {
  const { code, out } = await keel(dir, [what, '--json']);
  return code === 0 ? (JSON.parse(out) as T) : undefined;
}

/** Both sides as they are at one moment: the venue's books did not change while Keel was asked. */
async function bothSides({ dir, socket }: Folder): Promise<readonly [Books, PositionsJson, StatusJson] | undefined> {
  const status = await ask<StatusJson>(dir, 'status');
  if (status === undefined || status.syncing) return undefined;
  const before = await lookAtBooks(socket);
  const known = await ask<PositionsJson>(dir, 'positions');
  const after = await lookAtBooks(socket);
  if (before === undefined || after === undefined || known === undefined) return undefined;
  return before.fills.length === after.fills.length ? [after, known, status] : undefined;
}

/** Within 5 s of the start of the process every position is known and protected, by both sides. */
async function recovery(folder: Folder, keel: Keel, tally: Tally): Promise<void> {
  let trouble: readonly string[] = ['no answer, or the venue has not told its side'];
  await until(
    async () => {
      const sides = await bothSides(folder);
      if (sides === undefined) return undefined;
      const [books, known, status] = sides;
      trouble = [
        ...(status.latch === null ? [] : [`latched: ${status.latch.reason}`]),
        ...naked(books),
        ...differences(books, known),
      ];
      return trouble.length === 0 ? true : undefined;
    },
    {
      withinMs: withinMs - keel.age(),
      everyMs: 10,
      what: () => `${trouble.join('; ')} in ${folder.dir} ${keel.err()}`,
    },
  );
  tally.recoveredMs.push(keel.age());
  const books = await lookAtBooks(folder.socket);
  expect(books === undefined ? ['the venue is gone'] : wrongs(books, placedIn(folder.diary))).toEqual([]);
  if ((books?.positions.length ?? 0) > 0) tally.held += 1;
}

/** What Keel knew when it had written record `seq`. */
function stateAt({ journal: path }: Folder, seq: number): State {
  const journal = openJournal(path, { readOnly: true });
  if (!journal.ok) throw new Error(journal.error.message);
  try {
    return recover(journal.value, settingsOf, seq).state;
  } finally {
    journal.value.close();
  }
}

type Tally = {
  kills: number;
  open: number;
  held: number;
  hits: Record<Hit | 'nothing', number>;
  recoveredMs: number[];
};

/** Kills until so many kills have found something under way, resumes after each, and judges each recovery. */
async function killings(folder: Folder, count: number, tally: Tally): Promise<void> {
  const { luck } = folder;
  let keel = begin(folder, speeds.hunt);
  for (let counted = 0, kills = 0; counted < count; kills += 1) {
    expect(kills, 'most kills find something under way').toBeLessThan(3 * count + 5);
    const seq = await hunt(folder, keel, preys[kills % preys.length] ?? 'entry');
    const books = await lookAtBooks(folder.socket);
    const inEarnest = luck.next() < 0.3;
    keel = begin(folder, inEarnest ? speeds.earnest : speeds.hunt);
    await recovery(folder, keel, tally);
    const state = stateAt(folder, seq);
    if (books === undefined) throw new Error('the venue did not live on');
    const hits = hitsOf(state, books);
    tally.kills += 1;
    if (books.positions.length > 0) tally.open += 1;
    for (const hit of hits.length === 0 ? (['nothing'] as const) : hits) tally.hits[hit] += 1;
    if (hits.length > 0) counted += 1;
    if (inEarnest) keel = await dieAgain(folder, keel, tally);
  }
  await rest(folder, keel);
}

/** Killed once more at the wall's pace, this time half of the time while it is still waking up. */
async function dieAgain(folder: Folder, keel: Keel, tally: Tally): Promise<Keel> {
  keel.kill('SIGKILL');
  await endOf(keel, 5_000);
  let next = begin(folder, speeds.hunt);
  if (folder.luck.next() < 0.5) {
    const moment = 200 + folder.luck.next() * 600;
    await until(() => (next.age() >= moment ? true : undefined), { withinMs: 2_000, everyMs: 1, what: 'a moment' });
    next.kill('SIGKILL');
    await endOf(next, 5_000);
    tally.kills += 1;
    next = begin(folder, speeds.hunt);
  }
  tally.kills += 1;
  await recovery(folder, next, tally);
  return next;
}

/** Runs on for a quarter of a day, stops as Ctrl-C does, and leaves a journal that replays without a difference. */
async function rest(folder: Folder, keel: Keel): Promise<void> {
  const { dir } = folder;
  const at = async (): Promise<number> => Date.parse((await ask<StatusJson>(dir, 'status'))?.simulatedAt ?? '');
  const from = await at();
  await until(async () => ((await at()) > from + 21_600_000 ? true : undefined), {
    withinMs: 20_000,
    what: 'a quarter of a day',
  });
  keel.kill('SIGTERM');
  expect(await endOf(keel, 10_000)).toEqual({ code: 0, signal: null });
  await until(() => (venuesIn(dir).length === 0 ? true : undefined), { withinMs: 5_000, what: 'the end of the venue' });
  const replay = startKeel(['replay', folder.journal, '--json'], { cwd: dir, stdout: 'pipe' });
  folder.keels.push(replay);
  expect(await endOf(replay, 60_000), replay.err()).toEqual({ code: 0, signal: null });
  expect(JSON.parse(replay.out())).toMatchObject({ differences: [] });
  const db = new DatabaseSync(folder.journal, { readOnly: true });
  const overdue = db.prepare(`SELECT count(*) AS n FROM journal WHERE effects LIKE '%"SYNC_OVERDUE"%'`).get();
  db.close();
  // The venue answers within two latencies of being asked.
  expect(overdue?.['n']).toBe(0);
}

describe('killed with -9 and started again', () => {
  it(`knows and protects every position within 5 s, ${wanted} times`, async () => {
    const hits = { 'order in flight': 0, 'stop being changed': 0, 'take-profit filling': 0, nothing: 0 };
    const tally: Tally = { kills: 0, open: 0, held: 0, hits, recoveredMs: [] };
    for (let done = 0, i = 0; done < wanted; done += perFolder, i += 1)
      await killings(openFolder(seeds[i % seeds.length] ?? i), Math.min(perFolder, wanted - done), tally);
    const sorted = tally.recoveredMs.map(Math.round).sort((a, b) => a - b);
    console.log(
      JSON.stringify({
        ...tally,
        recoveredMs: { median: sorted[sorted.length >> 1], worst: sorted.at(-1), n: sorted.length },
      }),
    );
    expect(hits['order in flight']).toBeGreaterThan(0);
    expect(hits['stop being changed']).toBeGreaterThan(0);
  });
});
