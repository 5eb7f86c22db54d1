import { existsSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, describe, expect, it } from 'vitest';
import type { Rng } from '../../src/runtime/ports.ts';
import { rng } from '../../src/runtime/rng.ts';
import { lookAtBooks } from '../../src/venue/emulator/look.ts';
import type { Books } from '../../src/venue/emulator/exchange.ts';
import type { PositionsJson } from '../../src/view/positions.ts';
import type { StatusJson } from '../../src/view/status.ts';
import { keel } from '../support/cli.ts';
import { differences, hitsOf, isPrey, naked, placedIn, preys, stateAt, wrongs } from '../support/judge.ts';
import type { Hit, Prey } from '../support/judge.ts';
import { createFolders, endOf, until, venuesIn } from '../support/processes.ts';
import type { Folder, Keel } from '../support/processes.ts';

/** How many kills count; each of them found something under way. test/deep/kill.deep.ts asks for more. */
const wanted = Number(process.env['KEEL_KILLS'] ?? '15');
/** Seeds in whose markets there is much to do; so many kills in one folder, beside one venue. */
const seeds = [9, 13, 3, 22, 17, 4, 26, 19];
const perFolder = 25;
/** At this pace a day passes in two seconds; in the wall's own, a request takes as long as it does in earnest. */
const speeds = { hunt: '40000', earnest: '1' } as const;
/**
 * From the start of the process until everything is known and protected. On a machine that others keep busy: so many times
 * what a Keel that has nothing to do takes there at that moment, which at leisure is less.
 */
const within = { ms: 5_000, idleKeels: 6 } as const;

/** Ends a test that has gone astray, however busy the machine is; it measures nothing. */
const watchdogMs = 3_600_000;

const folders = createFolders();
afterEach(folders.clear);

/** One market, and the luck with which the moments are drawn. */
type Hunt = Folder & Readonly<{ seed: number; luck: Rng }>;

function huntIn(seed: number): Hunt {
  return { ...folders.open(), seed, luck: rng(seed, 'kills') };
}

function begin({ start, seed }: Hunt, speed: string): Keel {
  return start(['run', '--seed', String(seed), '--speed', speed]);
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
async function hunt(folder: Hunt, keel: Keel, prey: Prey): Promise<number> {
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

/** Within 5 s of the start of the process, at leisure, every position is known and protected, by both sides. */
async function recovery(folder: Hunt, keel: Keel, tally: Tally): Promise<void> {
  let trouble: readonly string[] = ['no answer, or the venue has not told its side'];
  const agreed = async (): Promise<true | undefined> => {
    const sides = await bothSides(folder);
    if (sides === undefined) return undefined;
    const [books, known, status] = sides;
    trouble = [
      ...(status.latch === null ? [] : [`latched: ${status.latch.reason}`]),
      ...naked(books),
      ...differences(books, known),
    ];
    return trouble.length === 0 ? true : undefined;
  };
  const what = (): string => `${trouble.join('; ')} in ${folder.dir} ${keel.err()}`;
  try {
    await until(agreed, { withinMs: within.ms - keel.age(), everyMs: 10, what });
  } catch (late) {
    const idleMs = await idleKeel(folder);
    tally.idleMs.push(Math.round(idleMs));
    const left = within.idleKeels * idleMs - keel.age();
    if (within.idleKeels * idleMs <= within.ms) throw late;
    await until(agreed, { withinMs: left, everyMs: 10, what });
  }
  tally.recoveredMs.push(keel.age());
  const books = await lookAtBooks(folder.socket);
  expect(books === undefined ? ['the venue is gone'] : wrongs(books, placedIn(folder.diary))).toEqual([]);
  if ((books?.positions.length ?? 0) > 0) tally.held += 1;
}

type Tally = {
  kills: number;
  open: number;
  held: number;
  hits: Record<Hit | 'nothing', number>;
  recoveredMs: number[];
  /** Measured where a recovery took longer than it may at leisure. */
  idleMs: number[];
};

/** The control: what a Keel that only reads its configuration takes from its start to its end, here and now. */
async function idleKeel({ start }: Folder): Promise<number> {
  const keel = start(['config', 'check']);
  expect(await endOf(keel, 60_000)).toEqual({ code: 0, signal: null });
  return keel.age();
}

/** Kills until so many kills have found something under way, resumes after each, and judges each recovery. */
async function killings(folder: Hunt, count: number, tally: Tally): Promise<void> {
  const { luck } = folder;
  let keel = begin(folder, speeds.hunt);
  for (let counted = 0, kills = 0; counted < count; kills += 1) {
    if (kills > 2 * count + 5) throw new Error(`only ${counted} of ${kills} kills found something under way`);
    const seq = await hunt(folder, keel, preys[kills % preys.length] ?? 'entry');
    const books = await lookAtBooks(folder.socket);
    const inEarnest = luck.next() < 0.3;
    keel = begin(folder, inEarnest ? speeds.earnest : speeds.hunt);
    await recovery(folder, keel, tally);
    const state = stateAt(folder.journal, seq);
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
async function dieAgain(folder: Hunt, keel: Keel, tally: Tally): Promise<Keel> {
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

/** Runs on for a quarter of a day, stops as Ctrl-C does; the journal replays without a difference, and the venue stands where it stood. */
async function rest(folder: Hunt, keel: Keel): Promise<void> {
  const { dir } = folder;
  const at = async (): Promise<number> => Date.parse((await ask<StatusJson>(dir, 'status'))?.simulatedAt ?? '');
  const from = await at();
  await until(async () => ((await at()) > from + 21_600_000 ? true : undefined), {
    withinMs: 20_000,
    what: 'a quarter of a day',
  });
  const before = await lookAtBooks(folder.socket);
  keel.kill('SIGTERM');
  expect(await endOf(keel, 10_000)).toEqual({ code: 0, signal: null });
  await until(() => (venuesIn(dir).length === 0 ? true : undefined), { withinMs: 5_000, what: 'the end of the venue' });
  const replay = folder.start(['replay', folder.journal, '--json'], { stdout: 'pipe' });
  expect(await endOf(replay, 60_000)).toEqual({ code: 0, signal: null });
  expect(JSON.parse(replay.out())).toMatchObject({ differences: [] });
  const db = new DatabaseSync(folder.journal, { readOnly: true });
  const overdue = db.prepare(`SELECT count(*) AS n FROM journal WHERE effects LIKE '%"SYNC_OVERDUE"%'`).get();
  db.close();
  // The venue answers within two latencies of being asked.
  expect(overdue?.['n']).toBe(0);
  begin(folder, speeds.earnest);
  const again = await until(() => lookAtBooks(folder.socket), { withinMs: 30_000, what: 'the venue, begun again' });
  expect(again.fills.slice(0, before?.fills.length)).toEqual(before?.fills);
  expect(wrongs(again, placedIn(folder.diary))).toEqual([]);
}

describe('killed with -9 and started again', () => {
  it(`knows and protects every position within 5 s, ${wanted} times`, { timeout: watchdogMs }, async () => {
    const hits = { 'order in flight': 0, 'stop being changed': 0, 'take-profit filling': 0, nothing: 0 };
    const tally: Tally = { kills: 0, open: 0, held: 0, hits, recoveredMs: [], idleMs: [] };
    for (let done = 0, i = 0; done < wanted; done += perFolder, i += 1)
      await killings(huntIn(seeds[i % seeds.length] ?? i), Math.min(perFolder, wanted - done), tally);
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
