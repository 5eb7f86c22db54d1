import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { timeOf } from '../../src/boot/time.ts';
import { initialState } from '../../src/core/state.ts';
import { createRecorder } from '../../src/runtime/recorder.ts';
import { memoryJournal } from '../../src/store/memory/journal.ts';
import { analysed } from '../../src/view/format.ts';
import { writeMarkets } from '../support/candles.ts';
import { keel, replayRun } from '../support/cli.ts';
import { recordAt, rechain, setAt, tampered } from '../support/journals.ts';

const cwd = mkdtempSync(join(tmpdir(), 'keel-regressions-'));
const journal = join(cwd, '.local', 'journal', 'run-1.sqlite');
beforeAll(async () => {
  writeMarkets(join(cwd, 'candles'));
  const { code, err } = await keel(cwd, [...replayRun, '--data', 'candles']);
  if (code !== 0) throw new Error(err);
});
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

describe('the end of a journal', () => {
  it('notices that the last record is gone', async () => {
    const copy = tampered(journal, (db) => db.exec('DELETE FROM journal WHERE seq = (SELECT max(seq) FROM journal)'));
    expect((await keel(cwd, ['replay', copy])).code).toBe(1);
  });
  it('does not call an emptied journal good', async () => {
    const copy = tampered(journal, (db) => db.exec('DELETE FROM journal; DELETE FROM snapshots'));
    expect((await keel(cwd, ['replay', copy])).code).not.toBe(0);
  });
  it('notices a snapshot whose seq lies beyond the records', async () => {
    const copy = tampered(journal, (db) => db.exec('UPDATE snapshots SET seq = seq + 1000000'));
    expect((await keel(cwd, ['replay', copy])).code).toBe(1);
  });
  it('notices, or at least mentions, a snapshot whose version was changed', async () => {
    const copy = tampered(journal, (db) => db.exec("UPDATE snapshots SET version = 99, hash = 'x'"));
    expect((await keel(cwd, ['replay', copy])).code).toBe(1);
  });
});

describe('an event that makes no sense, in a chain that was recomputed', () => {
  it.each([
    ['a type that is none', '{"type":"nonsense","at":1}'],
    ['a number', '5'],
    ['null', 'null'],
    ['a report without its fill', '{"type":"order.filled","at":1690848000000}'],
  ])('%s', async (_what, event) => {
    const copy = tampered(journal, (db) => {
      setAt(db, 100, 'event', event);
      rechain(db);
    });
    const { code, out } = await keel(cwd, ['replay', copy]);
    expect(code).toBe(1);
    expect(out).toMatch(/^seq 100: /);
  });
});

describe('a damaged file is named in a sentence', () => {
  it('pages of zeros', async () => {
    const copy = join(cwd, 'zeros.sqlite');
    const bytes = readFileSync(journal);
    bytes.fill(0, Math.floor(bytes.length / 4), Math.floor(bytes.length / 2));
    writeFileSync(copy, bytes);
    const { code, err } = await keel(cwd, ['replay', copy]);
    expect(code).not.toBe(0);
    expect(err).toMatch(/malformed|damaged/);
  });
  it('an event that is a blob', async () => {
    const copy = tampered(journal, (db) => db.exec("UPDATE journal SET event = x'00' WHERE seq = 100"));
    expect((await keel(cwd, ['replay', copy])).code).toBe(2);
  });
  it('a snapshot that is text', async () => {
    const copy = tampered(journal, (db) => db.exec("UPDATE snapshots SET state = 'x'"));
    expect((await keel(cwd, ['replay', copy])).code).toBe(2);
  });
});

describe('explain does not answer from an altered journal', () => {
  it('does not use a record that does not match its hash', async () => {
    const db = new DatabaseSync(journal, { readOnly: true });
    const row = db.prepare(`SELECT max(seq) AS seq FROM journal WHERE event LIKE '["c",%PF_XBTUSD%'`).get();
    const seq = Number(row?.['seq']);
    db.close();
    const copy = tampered(journal, (edited) => {
      const fields = JSON.parse(recordAt(edited, seq).event) as unknown[];
      fields[6] = 1e6; // high
      fields[8] = 9e5; // close
      setAt(edited, seq, 'event', JSON.stringify(fields));
    });
    const { code, err } = await keel(cwd, ['explain', 'BTC', '--journal', copy]);
    expect(code).not.toBe(0);
    expect(err).toContain(String(seq));
  });
  it('does not throw on one that cannot be read', async () => {
    const db = new DatabaseSync(journal, { readOnly: true });
    const last = Number(db.prepare('SELECT max(seq) AS seq FROM journal').get()?.['seq']);
    db.close();
    const copy = tampered(journal, (edited) => setAt(edited, last - 10, 'event', '["c"'));
    expect((await keel(cwd, ['explain', 'BTC', '--journal', copy])).code).not.toBe(0);
  });
});

describe('the recorder', () => {
  it('survives a snapshot that the disk refuses, as it survives a record', () => {
    const refusing = {
      ...memoryJournal(),
      snapshot: () => {
        throw new Error('disk full');
      },
    };
    const troubles: unknown[] = [];
    const recorder = createRecorder({
      decisionsKeptMs: Infinity,
      journal: refusing,
      head: '',
      snapshotEvery: 1,
      onTrouble: (t) => troubles.push(t),
    });
    recorder.record(1, { type: 'timer.fired', at: 0 as never, timer: { type: 'auction' } }, []);
    expect(() => recorder.commit({ ...initialState(), seq: 1 }, true)).not.toThrow();
    expect(troubles).toEqual(['disk full']);
  });
});

describe('what is no time and no number', () => {
  it.each(['2024-02-30', '5', 'March 5', '2023-02-29T00:00'])('--at %s is refused', (text) => {
    expect(timeOf('--at', text).ok).toBe(false);
  });
  it.each(['', ' ', '0x10', '1e3'])('--seed "%s" is refused', async (seed) => {
    expect((await keel(cwd, ['backtest', '--data', 'candles', '--to', '2023-08-02', '--seed', seed])).code).toBe(2);
  });
  it('an empty name in --instruments is not "no candles of ;"', async () => {
    const { err } = await keel(cwd, ['backtest', '--data', 'candles', '--instruments', 'BTC,']);
    expect(err).not.toContain('candles of ;');
  });
});

describe('small prices', () => {
  it('keep six significant digits', () => {
    expect(analysed(0.000012345678)).toBe('0.0000123457');
  });
});

describe('a paced run looks at all of its input before it writes', () => {
  it.each([
    ['live prices of a venue that is not there', ['--market', 'kraken', '--venue', 'none.json']],
    ['a missing folder', ['--market', 'replay', '--data', 'nowhere']],
    ['no --data', ['--market', 'replay']],
    ['a bad --from', ['--market', 'replay', '--data', 'candles', '--from', 'yesterday']],
    ['a bad seed', ['--seed', 'x']],
    ['a bad --days', ['--days', '-1']],
  ])('%s leaves nothing behind', async (_what, options) => {
    const place = mkdtempSync(join(cwd, 'paced-'));
    const { code } = await keel(place, ['run', ...options], { RUN_SECONDS: '1' });
    expect(code).toBe(2);
    expect(existsSync(join(place, '.local'))).toBe(false);
  });
});
