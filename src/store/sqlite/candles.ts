import { mkdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { SQLOutputValue } from 'node:sqlite';
import { assert } from '../../core/assert.ts';
import { timeframeMs } from '../../core/market/candle.ts';
import type { Candle, Timeframe } from '../../core/market/candle.ts';
import { err, ok } from '../../core/result.ts';
import type { Result } from '../../core/result.ts';
import { ms } from '../../core/units.ts';
import type { InstrumentId, Ms } from '../../core/units.ts';
import { decodeListing, encode } from '../../runtime/codec.ts';
import { withSpan } from '../../runtime/hydration-store.ts';
import type { CandleStore, Span } from '../../runtime/hydration-store.ts';
import type { CandleQuestion } from '../../runtime/ports.ts';
import { barsIn, chunkBytes, chunkFrom, chunkOf, chunkSpanMs, emptyChunk, putBar } from './candle-chunk.ts';

/** The tables hold no zone and no text of a time: only milliseconds since the epoch. */
const schema = `
  CREATE TABLE IF NOT EXISTS series(
    id INTEGER PRIMARY KEY, source TEXT NOT NULL, instrument TEXT NOT NULL, timeframe TEXT NOT NULL, spans TEXT NOT NULL,
    UNIQUE(source, instrument, timeframe)
  );
  CREATE TABLE IF NOT EXISTS chunks(series INTEGER NOT NULL, chunk INTEGER NOT NULL, bars BLOB NOT NULL, PRIMARY KEY(series, chunk));
  CREATE TABLE IF NOT EXISTS listing(source TEXT PRIMARY KEY, as_of INTEGER NOT NULL, contracts TEXT NOT NULL) WITHOUT ROWID;
`;

/**
 * Candles in a SQLite file, 128 to a row, as exact doubles. It is a cache of what the venue can tell again, so it is not
 * fsynced at every write; the journal is what must survive.
 *
 * @param source Names whose candles these are, such as `kraken_futures`; those of another source are not seen.
 */
export function openCandleStore(path: string, { source }: Readonly<{ source: string }>): Result<CandleStore, string> {
  let db: DatabaseSync | undefined;
  try {
    if (path !== ':memory:') mkdirSync(dirname(resolve(path)), { recursive: true });
    db = new DatabaseSync(path, { timeout: 1000 });
    db.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; ${schema}`);
    return ok(storeOn(db, source));
  } catch (cause) {
    if (db?.isOpen === true) db.close();
    return err(
      `The candle store ${path} could not be opened: ${cause instanceof Error ? cause.message : String(cause)}.`,
    );
  }
}

type Row = Readonly<Record<string, SQLOutputValue>>;
type Series = Readonly<{ id: number; spans: readonly Span[] }>;

function storeOn(db: DatabaseSync, source: string): CandleStore {
  const series = seriesTable(db, source);
  const chunks = chunkTable(db);
  const write = (question: CandleQuestion, candles: readonly Candle[], newest: Candle): void => {
    const { id, spans } = series.made(question.instrument, question.timeframe);
    for (const [number, group] of Map.groupBy(candles, chunkOf)) {
      const chunk = chunks.read(id, number) ?? emptyChunk();
      for (const candle of group) putBar(chunk, candle);
      chunks.write(id, number, chunk);
    }
    const told = { from: question.from, to: ms(Math.min(question.to, newest.openAt)) };
    series.cover(id, withSpan(spans, told, timeframeMs[question.timeframe]));
  };
  return {
    put: (question, candles) => {
      const newest = candles.at(-1);
      if (newest !== undefined) inTransaction(db, () => write(question, candles, newest));
    },
    range: ({ instrument, timeframe, from, to }) => {
      const found = series.find(instrument, timeframe);
      if (found === undefined) return [];
      const span = chunkSpanMs(timeframe);
      return chunks
        .between(found.id, Math.floor(from / span), Math.floor(to / span))
        .flatMap(({ number, chunk }) => barsIn(chunk, { instrument, timeframe, number }))
        .filter(({ openAt }) => openAt >= from && openAt <= to);
    },
    coverage: (instrument, timeframe) => series.find(instrument, timeframe)?.spans ?? [],
    retain: (now, keepMs) => {
      const old = series.all().flatMap(({ id, timeframe, spans }) => {
        const keep = keepMs[timeframe];
        // Whole chunks go: what is kept begins where one does.
        const first = keep === undefined ? 0 : Math.floor((now - keep) / chunkSpanMs(timeframe));
        const from = ms(first * chunkSpanMs(timeframe));
        return spans.some((span) => span.from < from) ? [{ id, first, spans: clipped(spans, from) }] : [];
      });
      inTransaction(db, () => {
        for (const { id, first, spans } of old) {
          chunks.drop(id, first);
          series.cover(id, spans);
        }
      });
      return old.length;
    },
    ...listingTable(db, source),
    close: () => db.close(),
  };
}

function clipped(spans: readonly Span[], from: Ms): readonly Span[] {
  return spans.filter(({ to }) => to >= from).map((span) => (span.from < from ? { from, to: span.to } : span));
}

type SeriesTable = Readonly<{
  find: (instrument: InstrumentId, timeframe: Timeframe) => Series | undefined;
  /** Found, or begun. */
  made: (instrument: InstrumentId, timeframe: Timeframe) => Series;
  cover: (id: number, spans: readonly Span[]) => void;
  all: () => readonly (Series & Readonly<{ timeframe: Timeframe }>)[];
}>;

function seriesTable(db: DatabaseSync, source: string): SeriesTable {
  const select = db.prepare('SELECT id, spans FROM series WHERE source = ? AND instrument = ? AND timeframe = ?');
  const insert = db.prepare(
    "INSERT INTO series(source, instrument, timeframe, spans) VALUES(?, ?, ?, '') RETURNING id",
  );
  const update = db.prepare('UPDATE series SET spans = ? WHERE id = ?');
  const list = db.prepare('SELECT id, spans FROM series WHERE source = ? AND timeframe = ? ORDER BY id');
  const seriesIn = (row: Row): Series => ({ id: Number(row['id']), spans: spansIn(String(row['spans'])) });
  const find: SeriesTable['find'] = (instrument, timeframe) => {
    const row = select.get(source, instrument, timeframe);
    return row === undefined ? undefined : seriesIn(row);
  };
  return {
    find,
    made: (instrument, timeframe) =>
      find(instrument, timeframe) ?? { id: Number(insert.get(source, instrument, timeframe)?.['id']), spans: [] },
    cover: (id, spans) => void update.run(spans.map(({ from, to }) => `${from}-${to}`).join(), id),
    all: () =>
      (['15m', '1h', '4h', '1d'] as const).flatMap((timeframe) =>
        list.all(source, timeframe).map((row) => ({ ...seriesIn(row), timeframe })),
      ),
  };
}

function spansIn(text: string): readonly Span[] {
  return text === ''
    ? []
    : text.split(',').map((span) => {
        const [from, to] = span.split('-').map(Number);
        return { from: ms(from ?? NaN), to: ms(to ?? NaN) };
      });
}

type Numbered = Readonly<{ number: number; chunk: Float64Array }>;

function chunkTable(db: DatabaseSync): Readonly<{
  read: (series: number, number: number) => Float64Array | undefined;
  write: (series: number, number: number, chunk: Float64Array) => void;
  between: (series: number, first: number, last: number) => readonly Numbered[];
  drop: (series: number, before: number) => void;
}> {
  const select = db.prepare('SELECT bars FROM chunks WHERE series = ? AND chunk = ?');
  const replace = db.prepare('INSERT OR REPLACE INTO chunks(series, chunk, bars) VALUES(?, ?, ?)');
  const list = db.prepare('SELECT chunk, bars FROM chunks WHERE series = ? AND chunk BETWEEN ? AND ? ORDER BY chunk');
  const remove = db.prepare('DELETE FROM chunks WHERE series = ? AND chunk < ?');
  return {
    read: (series, number) => {
      const row = select.get(series, number);
      return row === undefined ? undefined : bars(row);
    },
    write: (series, number, chunk) => void replace.run(series, number, chunkBytes(chunk)),
    between: (series, first, last) =>
      list.all(series, first, last).map((row) => ({ number: Number(row['chunk']), chunk: bars(row) })),
    drop: (series, before) => void remove.run(series, before),
  };
}

function bars(row: Row): Float64Array {
  const bytes = row['bars'];
  assert(bytes instanceof Uint8Array, 'a chunk is kept as bytes');
  return chunkFrom(bytes);
}

function listingTable(db: DatabaseSync, source: string): Pick<CandleStore, 'keepListing' | 'lastListing'> {
  const replace = db.prepare('INSERT OR REPLACE INTO listing(source, as_of, contracts) VALUES(?, ?, ?)');
  const select = db.prepare('SELECT as_of, contracts FROM listing WHERE source = ?');
  return {
    keepListing: (contracts, asOf) => void replace.run(source, asOf, encode(contracts)),
    lastListing: () => {
      const row = select.get(source);
      if (row === undefined) return undefined;
      return { asOf: ms(Number(row['as_of'])), contracts: decodeListing(String(row['contracts'])) };
    },
  };
}

function inTransaction(db: DatabaseSync, act: () => void): void {
  db.exec('BEGIN IMMEDIATE');
  try {
    act();
    db.exec('COMMIT');
  } catch (cause) {
    // SQLite has rolled back by itself when the disk was full.
    if (db.isTransaction) db.exec('ROLLBACK');
    throw cause;
  }
}
