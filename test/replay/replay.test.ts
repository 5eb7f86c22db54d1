import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { textHash } from '../../src/runtime/recorder.ts';
import { writeMarkets } from '../support/candles.ts';
import { keel, replayRun } from '../support/cli.ts';
import { rechain, recordAt, replayed, replayedElsewhere, setAt, tampered } from '../support/journals.ts';

const cwd = mkdtempSync(join(tmpdir(), 'keel-replay-'));
const journal = join(cwd, '.local', 'journal', 'run-1.sqlite');
let last = 0;
/** The first record that led to an order, and the first that led to anything. */
let [firstOrder, firstEffects] = [0, 0];
let snapshots: readonly number[] = [];

beforeAll(async () => {
  writeMarkets(join(cwd, 'candles'));
  const { code, err } = await keel(cwd, [...replayRun, '--data', 'candles']);
  if (code !== 0) throw new Error(err);
  const db = new DatabaseSync(journal, { readOnly: true });
  const number = (sql: string): number => Number(db.prepare(sql).get()?.['seq']);
  last = number('SELECT max(seq) AS seq FROM journal');
  firstOrder = number(`SELECT min(seq) AS seq FROM journal WHERE effects LIKE '%"order.place"%'`);
  firstEffects = number(`SELECT min(seq) AS seq FROM journal WHERE effects <> ''`);
  snapshots = db
    .prepare('SELECT seq FROM snapshots ORDER BY seq')
    .all()
    .map((row) => Number(row['seq']));
  db.close();
});
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

/** Another character of the same length. */
function flip(text: string, at: number): string {
  return text.slice(0, at) + String.fromCharCode(text.charCodeAt(at) ^ 1) + text.slice(at + 1);
}

function setConfig(db: DatabaseSync, key: string, [from, to]: readonly [string, string]): void {
  const { event } = recordAt(db, 1);
  const changed = event.replace(`\\"${key}\\":${from}`, `\\"${key}\\":${to}`);
  expect(changed).not.toBe(event);
  setAt(db, 1, 'event', changed);
}

describe('replay', () => {
  it('of an untouched journal, in another process and another place, finds zero differences', () => {
    const elsewhere = join(cwd, 'elsewhere');
    mkdirSync(elsewhere);
    copyFileSync(journal, join(elsewhere, 'copy.sqlite'));
    expect(replayedElsewhere(elsewhere, 'copy.sqlite')).toEqual({
      code: 0,
      records: last,
      withEffects: expect.any(Number),
      snapshots: snapshots.length,
      differences: [],
    });
    expect(snapshots.length).toBeGreaterThan(0);
  });

  it('tells a person what it checked', async () => {
    const { code, out } = await keel(cwd, ['replay', journal]);
    expect(code).toBe(0);
    expect(out).toMatch(new RegExp(`^${last} records, \\d+ of them with effects, \\d+ snapshots: zero differences\n$`));
  });

  it('of a changed one, in another process, exits 1 and names the record', () => {
    const copy = tampered(journal, (db) => setAt(db, last, 'event', flip(recordAt(db, last).event, 9)));
    expect(replayedElsewhere(cwd, copy)).toMatchObject({ code: 1, differences: [{ seq: last, kind: 'altered' }] });
  });

  it.each([
    ['the first record', () => 1],
    ['the second record', () => 2],
    ['a record before any effect', () => Math.floor(firstEffects / 2)],
    ['the first record with effects', () => firstEffects],
    ['the record of a snapshot', () => snapshots[0] ?? 0],
    ['the record before the last', () => last - 1],
    ['the last record', () => last],
  ])('finds one flipped byte in the event of %s, wherever it is', async (_which, seqOf) => {
    const seq = seqOf();
    const db = new DatabaseSync(journal, { readOnly: true });
    const { length } = recordAt(db, seq).event;
    db.close();
    for (const at of [0, Math.floor(length / 2), length - 1]) {
      const copy = tampered(journal, (edited) => setAt(edited, seq, 'event', flip(recordAt(edited, seq).event, at)));
      const { code, records, differences } = await replayed(cwd, copy);
      expect({ code, records }).toEqual({ code: 1, records: seq - 1 });
      expect(differences).toEqual([
        { seq, kind: 'altered', detail: expect.stringContaining('does not match its hash') },
      ]);
    }
  });

  it('tells a person which record, and what', async () => {
    const copy = tampered(journal, (db) => setAt(db, 7, 'event', flip(recordAt(db, 7).event, 3)));
    const { code, out } = await keel(cwd, ['replay', copy]);
    expect(code).toBe(1);
    expect(out).toMatch(/^seq 7: altered: .*\n6 records, .*: 1 differences\n$/);
  });

  it('finds a record that was dropped', async () => {
    for (const seq of [1, 2, firstOrder, last - 1]) {
      const copy = tampered(journal, (db) => db.exec(`DELETE FROM journal WHERE seq = ${seq}`));
      const { code, differences } = await replayed(cwd, copy);
      expect(code).toBe(1);
      expect(differences).toEqual([{ seq, kind: 'missing', detail: expect.stringContaining(`record ${seq} is`) }]);
    }
  });

  it('finds a record that was dropped where the others closed ranks', async () => {
    const copy = tampered(journal, (db) =>
      db.exec(`DELETE FROM journal WHERE seq = 1000; UPDATE journal SET seq = -seq WHERE seq > 1000;
        UPDATE journal SET seq = -seq - 1 WHERE seq < 0;`),
    );
    expect(await replayed(cwd, copy)).toMatchObject({ code: 1, differences: [{ seq: 1000, kind: 'altered' }] });
  });

  it.each([
    ['neighbours', () => [500, 501]],
    ['one far from the other', () => [3, last]],
  ])('finds two records that changed places: %s', async (_which, pair) => {
    const [a = 0, b = 0] = pair();
    const copy = tampered(journal, (db) =>
      db.exec(`UPDATE journal SET seq = -1 WHERE seq = ${a}; UPDATE journal SET seq = ${a} WHERE seq = ${b};
        UPDATE journal SET seq = ${b} WHERE seq = -1;`),
    );
    expect(await replayed(cwd, copy)).toMatchObject({ code: 1, differences: [{ seq: a, kind: 'altered' }] });
  });

  it('finds a changed effect, a changed time and a changed hash', async () => {
    const edits: readonly ((db: DatabaseSync) => void)[] = [
      (db) => setAt(db, firstOrder, 'effects', flip(recordAt(db, firstOrder).effects, 20)),
      (db) => setAt(db, firstOrder, 'effects', ''),
      (db) => setAt(db, firstOrder, 'at', String(recordAt(db, firstOrder).at + 1)),
      (db) => setAt(db, firstOrder, 'hash', flip(recordAt(db, firstOrder).hash, 0)),
    ];
    for (const edit of edits) {
      const { code, differences } = await replayed(cwd, tampered(journal, edit));
      expect({ code, at: differences.map(({ seq, kind }) => [seq, kind]) }).toEqual({
        code: 1,
        at: [[firstOrder, 'altered']],
      });
    }
  });
});

describe('replay of a forged journal, its hashes made right again', () => {
  it('finds an effect that the program would not have had', async () => {
    const copy = tampered(journal, (db) => {
      const { effects } = recordAt(db, firstOrder);
      setAt(db, firstOrder, 'effects', flip(effects, effects.indexOf('"qty":"#') + 8));
      rechain(db);
    });
    const { code, differences } = await replayed(cwd, copy);
    expect({ code, differences }).toEqual({
      code: 1,
      differences: [{ seq: firstOrder, kind: 'effects', detail: expect.stringMatching(/^recorded .* · now /s) }],
    });
  });

  it('finds effects where there were none, and none where there were some', async () => {
    const none = tampered(journal, (db) => {
      setAt(db, firstEffects, 'effects', '');
      rechain(db);
    });
    expect(await replayed(cwd, none)).toMatchObject({ code: 1, differences: [{ seq: firstEffects, kind: 'effects' }] });
    const some = tampered(journal, (db) => {
      setAt(db, 40, 'effects', recordAt(db, firstEffects).effects);
      rechain(db);
    });
    expect(await replayed(cwd, some)).toMatchObject({ code: 1, differences: [{ seq: 40, kind: 'effects' }] });
  });

  it('finds what follows from a changed configuration', async () => {
    const change = (db: DatabaseSync): void => setConfig(db, 'risk.risk_per_trade_pct', ['0.03', '0.02']);
    const plain = await replayed(cwd, tampered(journal, change));
    expect(plain).toMatchObject({ code: 1, records: 0, differences: [{ seq: 1, kind: 'altered' }] });
    const forged = await replayed(
      cwd,
      tampered(journal, (db) => {
        change(db);
        rechain(db);
      }),
    );
    // The snapshots before the first order hold the configuration; the first order is the first that has another size.
    const before = snapshots.filter((seq) => seq < firstOrder).map((seq) => [seq, 'state']);
    expect(forged.code).toBe(1);
    expect(forged.differences.map(({ seq, kind }) => [seq, kind])).toEqual([...before, [firstOrder, 'effects']]);
  });

  it('finds a snapshot that was damaged, and one that was forged', async () => {
    const [seq = 0] = snapshots;
    const damaged = tampered(journal, (db) => {
      const row = db.prepare('SELECT state FROM snapshots WHERE seq = ?').get(seq);
      const state = Buffer.from(row?.['state'] as Uint8Array);
      state[1000] = (state[1000] ?? 0) ^ 1;
      db.prepare('UPDATE snapshots SET state = ? WHERE seq = ?').run(state, seq);
    });
    const changed = 'the snapshot was changed after it was written';
    expect(await replayed(cwd, damaged)).toMatchObject({
      code: 1,
      records: last,
      differences: [{ seq, kind: 'state', detail: changed }],
    });
    const hash = tampered(journal, (db) => db.exec(`UPDATE snapshots SET hash = 'x' WHERE seq = ${seq}`));
    expect(await replayed(cwd, hash)).toMatchObject({ code: 1, differences: [{ seq, kind: 'state' }] });
    const forged = tampered(journal, (db) => {
      const row = db.prepare('SELECT state FROM snapshots WHERE seq = ?').get(seq);
      const text = inflateRawSync(row?.['state'] as Uint8Array).toString('utf8');
      const state = text.replace('"dayEquity":"#100000000000000"', '"dayEquity":"#100000000000001"');
      expect(state).not.toBe(text);
      const update = db.prepare('UPDATE snapshots SET state = ?, hash = ? WHERE seq = ?');
      update.run(deflateRawSync(state), textHash(state), seq);
    });
    const elsewhere = 'the records lead to another state than the snapshot';
    expect(await replayed(cwd, forged)).toMatchObject({
      code: 1,
      differences: [{ seq, kind: 'state', detail: elsewhere }],
    });
  });
});

describe('replay under another configuration', () => {
  it('names the difference, and the first effect that it makes', async () => {
    writeFileSync(join(cwd, 'half.yaml'), 'risk:\n  risk_per_trade_pct: 0.015\n');
    const { code, differences } = await replayed(cwd, journal, '--config', 'half.yaml');
    expect(code).toBe(1);
    expect(differences.map(({ seq, kind }) => [seq, kind])).toEqual([
      [1, 'config'],
      [firstOrder, 'effects'],
    ]);
    expect(differences[0]?.detail).toContain('risk.risk_per_trade_pct":0.03');
    expect(differences[0]?.detail).toContain('risk.risk_per_trade_pct":0.015');
  });

  it('names the difference where it makes none of its own', async () => {
    writeFileSync(join(cwd, 'level.yaml'), 'monitoring:\n  log_level: DEBUG\n');
    const { code, records, differences } = await replayed(cwd, journal, '--config', 'level.yaml');
    expect({ code, records }).toEqual({ code: 1, records: last });
    expect(differences).toEqual([{ seq: 1, kind: 'config', detail: expect.stringContaining('monitoring.log_level') }]);
  });

  it('finds nothing where it is the same', async () => {
    writeFileSync(join(cwd, 'same.yaml'), 'risk:\n  risk_per_trade_pct: 0.03\n');
    expect(await replayed(cwd, journal, '--config', 'same.yaml')).toMatchObject({ code: 0, differences: [] });
  });
});
