import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
import { assert } from '../../core/assert.ts';
import type { Decision } from '../../core/signal/decision.ts';
import { instrumentId } from '../../core/units.ts';
import type { Ms } from '../../core/units.ts';
import { decodeDecision } from '../../runtime/codec.ts';
import type { DecisionCount, DecisionEffect, DecisionSpan, StoredDecision } from '../../runtime/decision-log.ts';

/**
 * A row for every judged close, in the order of the records: later records are later, so a moment is found by halving.
 * `measured` holds its numbers in the order of `measures` (core/signal/decision.ts), `score` the points by component; both are JSON.
 */
export const decisionSchema = `
  CREATE TABLE IF NOT EXISTS decisions(
    seq INTEGER PRIMARY KEY, at INTEGER NOT NULL, instrument TEXT NOT NULL, code TEXT NOT NULL, detail TEXT,
    strategy TEXT NOT NULL, regime TEXT NOT NULL, price REAL NOT NULL, side TEXT, setup TEXT, measured TEXT NOT NULL,
    score TEXT, structure_at INTEGER, outcome TEXT
  );
`;

export type DecisionTable = Readonly<{
  write: (seq: number, decisions: readonly DecisionEffect[]) => void;
  range: (span: DecisionSpan) => IterableIterator<StoredDecision>;
  counts: (span: DecisionSpan) => readonly DecisionCount[];
  /** Drops what was decided before. */
  forget: (before: Ms) => void;
}>;

/** A journal that was written before there were decisions has none. */
const none: DecisionTable = {
  write: () => assert(false, 'a journal that is written has its table of decisions'),
  range: () => [].values(),
  counts: () => [],
  forget: () => undefined,
};

const page = 1024;

export function decisionTable(db: DatabaseSync): DecisionTable {
  const exists = db.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'decisions'").get();
  if (exists === undefined) return none;
  const firstFrom = seeker(db);
  const counted = db.prepare(`
    SELECT instrument, code, outcome, count(*) AS count FROM decisions
    WHERE seq >= ? AND at <= ? AND instrument = coalesce(?, instrument) GROUP BY instrument, code, outcome ORDER BY 1, 2, 3`);
  const drop = db.prepare('DELETE FROM decisions WHERE seq < ?');
  return {
    write: writer(db),
    range: reader(db, firstFrom),
    counts: ({ from, to, instrument }) => counted.all(firstFrom(from), to, instrument ?? null).map(countOf),
    forget: (before) => void drop.run(firstFrom(before)),
  };
}

function writer(db: DatabaseSync): DecisionTable['write'] {
  const insert = db.prepare(`INSERT INTO decisions(
    seq, at, instrument, code, detail, strategy, regime, price, side, setup, measured, score, structure_at
  ) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`);
  // Its signal fired seconds ago: a few rows back.
  const settle = db.prepare(`
    UPDATE decisions SET outcome = ? WHERE seq =
      (SELECT seq FROM decisions WHERE at >= ? AND instrument = ? AND code = 'SIGNAL' ORDER BY seq DESC LIMIT 1)`);
  return (seq, decisions) => {
    for (const effect of decisions) {
      if (effect.type === 'decision.settled') settle.run(effect.outcome, effect.decidedAt, effect.instrument);
      else insertInto(insert, seq, effect.decision);
    }
  };
}

type Statement = ReturnType<DatabaseSync['prepare']>;

function insertInto(insert: Statement, seq: number, decision: Decision): void {
  const { at, instrument, code, detail, strategy, regime, price, side, setup, measured, score, structureAt } = decision;
  const points = score === undefined ? null : JSON.stringify(score);
  const kind = [strategy, regime, price, side ?? null, setup ?? null] as const;
  const numbers = [JSON.stringify(measured), points, structureAt ?? null] as const;
  insert.run(seq, at, instrument, code, detail ?? null, ...kind, ...numbers);
}

/** The first seq whose decision was made at `at` or later; one beyond the last where none was. */
function seeker(db: DatabaseSync): (at: Ms) => number {
  const ends = db.prepare('SELECT min(seq) AS low, max(seq) AS high FROM decisions');
  const next = db.prepare('SELECT seq, at FROM decisions WHERE seq >= ? ORDER BY seq LIMIT 1');
  return (at) => {
    const row = ends.get();
    let [low, high] = [Number(row?.['low'] ?? 0), Number(row?.['high'] ?? -1) + 1];
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      const found = next.get(middle);
      if (found !== undefined && Number(found['at']) < at) low = Number(found['seq']) + 1;
      else high = middle;
    }
    return low;
  };
}

function reader(db: DatabaseSync, firstFrom: (at: Ms) => number): DecisionTable['range'] {
  const select = db.prepare(
    'SELECT * FROM decisions WHERE seq >= ? AND at <= ? AND instrument = coalesce(?, instrument) ORDER BY seq LIMIT ?',
  );
  return function* range({ from, to, instrument }): IterableIterator<StoredDecision> {
    let seq = firstFrom(from);
    for (;;) {
      const rows = select.all(seq, to, instrument ?? null, page).map(storedOf);
      yield* rows;
      const last = rows.at(-1);
      if (last === undefined || rows.length < page) return;
      seq = last.seq + 1;
    }
  };
}

type Row = Readonly<Record<string, SQLOutputValue>>;

function storedOf(row: Row): StoredDecision {
  const { seq, outcome } = row;
  return { seq: Number(seq), decision: decisionOf(row), ...(outcome === null ? {} : { outcome: String(outcome) }) };
}

function decisionOf({ structure_at: structureAt, measured, score, ...row }: Row): Decision {
  const columns = Object.entries(row).filter(([name, value]) => value !== null && name !== 'seq' && name !== 'outcome');
  return decodeDecision({
    ...Object.fromEntries(columns),
    measured: JSON.parse(String(measured)),
    ...(score === null ? {} : { score: JSON.parse(String(score)) }),
    ...(structureAt === null ? {} : { structureAt }),
  });
}

function countOf({ instrument, code, outcome, count }: Row): DecisionCount {
  return {
    instrument: instrumentId(String(instrument)),
    code: String(code),
    ...(outcome === null || outcome === undefined ? {} : { outcome: String(outcome) }),
    count: Number(count),
  };
}
