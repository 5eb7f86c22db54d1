import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, describe, expect, it } from 'vitest';
import { replayedElsewhere } from '../support/journals.ts';
import { clear, endOf, residentMb, startKeel, until } from '../support/processes.ts';
import type { Keel } from '../support/processes.ts';

type Folder = Readonly<{ dir: string; keel: Keel }>;

const folders: Folder[] = [];
afterEach(async () => {
  for (const { dir, keel } of folders.splice(0)) {
    await clear(dir, [keel]);
    rmSync(dir, { recursive: true, force: true });
  }
});

function begin(days: number): Folder {
  const dir = mkdtempSync(join(tmpdir(), 'keel-days-'));
  const argv = ['run', '--speed', 'max', '--days', String(days), '--seed', '2', '--json'];
  const folder = { dir, keel: startKeel(argv, { cwd: dir, stdout: 'pipe' }) };
  folders.push(folder);
  return folder;
}

type Outcome = Readonly<{ summary: Record<string, unknown>; trades: readonly unknown[]; journal: string }>;

async function outcome({ keel }: Folder): Promise<Outcome> {
  expect(await endOf(keel, 120_000)).toEqual({ code: 0, signal: null });
  return JSON.parse(keel.out()) as Outcome;
}

/** Every column of every row of every table, as bytes. */
function digest(journal: string): Readonly<{ rows: number; sha256: string }> {
  const db = new DatabaseSync(journal, { readOnly: true });
  const hash = createHash('sha256');
  let rows = 0;
  for (const [table, key] of [
    ['journal', 'seq'],
    ['snapshots', 'seq'],
    ['header', 'name'],
  ]) {
    for (const row of db.prepare(`SELECT * FROM ${table} ORDER BY ${key}`).iterate()) {
      rows += 1;
      for (const [column, value] of Object.entries(row)) {
        const bytes = value instanceof Uint8Array ? value : Buffer.from(String(value));
        hash.update(`${table}.${column} ${typeof value} ${bytes.length}\n`).update(bytes);
      }
    }
  }
  db.close();
  return { rows, sha256: hash.digest('hex') };
}

const middle = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;

describe('simulated days at full speed', () => {
  it('30 of them twice leave the same trades and the same journal, byte for byte, and replay without a difference', async () => {
    const [a, b] = [begin(30), begin(30)];
    const [one, two] = [await outcome(a), await outcome(b)];
    expect(JSON.stringify(one.trades)).toBe(JSON.stringify(two.trades));
    expect(one.trades.length).toBeGreaterThan(10);
    expect(one.summary).toEqual(two.summary);
    const [first, second] = [digest(one.journal), digest(two.journal)];
    expect(first).toEqual(second);
    const replay = replayedElsewhere(a.dir, one.journal);
    expect(replay).toMatchObject({ code: 0, differences: [] });
    console.log(JSON.stringify({ trades: one.trades.length, ...first, replayed: replay.records }));
  });

  it('360 of them take no more memory at the end than in the middle', async () => {
    const folder = begin(360);
    const { keel } = folder;
    const samples: number[] = [];
    await until(
      () => {
        const mb = residentMb(keel.pid);
        if (mb !== undefined) samples.push(mb);
        return keel.hasEnded() ? true : undefined;
      },
      { withinMs: 300_000, everyMs: 20, what: 'the end of the run' },
    );
    await outcome(folder);
    const third = Math.floor(samples.length / 3);
    const thirds = [0, 1, 2].map((i) => middle(samples.slice(i * third, (i + 1) * third)));
    console.log(
      JSON.stringify({
        samples: samples.length,
        medianMb: thirds.map(Math.round),
        peakMb: Math.round(Math.max(...samples)),
      }),
    );
    expect(samples.length).toBeGreaterThan(30);
    expect(thirds[2]).toBeLessThan(1.1 * (thirds[1] ?? 0));
  });
});
