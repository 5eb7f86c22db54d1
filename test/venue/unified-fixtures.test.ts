import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { decimalOf } from '../../src/venue/kraken/decode.ts';
import { readMargin, readPositions, readPreferences } from '../../src/venue/kraken/unified/account-rows.ts';
import { applyBook, checksumOf } from '../../src/venue/kraken/unified/book.ts';
import type { Book } from '../../src/venue/kraken/unified/book.ts';
import { readEnvelope } from '../../src/venue/kraken/unified/envelope.ts';
import type { ChannelFrame } from '../../src/venue/kraken/unified/envelope.ts';
import { readExecution } from '../../src/venue/kraken/unified/execution-row.ts';
import { readBook, readOhlc, readPairs, readStatus, readTickers } from '../../src/venue/kraken/unified/market-rows.ts';
import { readFrame } from '../../src/venue/kraken/unified/text.ts';
import { reference, referenceSuite } from '../reference.ts';

type Fixture = Readonly<{ frames?: readonly Readonly<{ dir: string; json: unknown }>[] }>;
const folder = reference('kraken', 'fixtures', 'unified') ?? '';
/** The frames that come from the venue, each as text. A number of 2^53 and more keeps its digits. */
function frames(file: string): readonly string[] {
  const { frames: all = [] } = JSON.parse(readFileSync(join(folder, file), 'utf8'), keepBig) as Fixture;
  return all.filter(({ dir }) => dir.startsWith('server')).map(({ json }) => JSON.stringify(json));
}
const keepBig = (_: string, value: unknown): unknown =>
  typeof value === 'number' && !Number.isSafeInteger(value) && Number.isInteger(value) ? String(value) : value;

/** Channels that are logged raw until a capture shows their names. */
const raw: readonly string[] = ['heartbeat', 'trade', 'balances', 'ledgers'];

function decode(frame: ChannelFrame, strange: (where: string, what: string) => void): boolean {
  const rows = Array.isArray(frame.data) ? frame.data : [frame.data];
  switch (frame.channel) {
    case 'executions':
      return rows.every((row) => readExecution(row, strange).ok);
    case 'positions':
      return readPositions(frame.frame, strange).ok;
    case 'margin':
      return readMargin(frame.frame, strange).ok;
    case 'preferences':
      return readPreferences(frame.data, strange).permission !== undefined;
    case 'instrument':
      return readPairs(frame.data, strange).length > 0;
    case 'ticker':
      return readTickers(frame.data, strange).length > 0;
    case 'ohlc':
      return readOhlc(frame.data, strange).length > 0;
    case 'book':
      return readBook(frame.data, strange).ok;
    case 'status':
      return readStatus(frame.data, strange) === 'online';
    default:
      return raw.includes(frame.channel);
  }
}

referenceSuite('fixtures of the unified dialect', () => {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.json'));

  test('all frames decode; the unknown keys and words are these', () => {
    const odd = new Set<string>();
    let read = 0;
    for (const file of files.filter((name) => !name.includes('checksum-vector'))) {
      for (const text of frames(file)) {
        const frame = readEnvelope(text);
        expect([file, frame.ok]).toEqual([file, true]);
        if (!frame.ok || frame.value.type !== 'channel') continue;
        const fine = decode(frame.value, (where, what) => odd.add(`${file}: ${where} ${what}`));
        expect([file, frame.value.channel, fine]).toEqual([file, frame.value.channel, true]);
        read += 1;
      }
    }
    expect([...odd]).toEqual([]);
    expect([files.length, read]).toEqual([32, 30]);
  });

  test('the checksums of both vectors agree', () => {
    const [vector = ''] = frames('public/book-checksum-vector.json');
    const official = JSON.parse(vector) as Record<'asks' | 'bids', [string, string][]> & { checksum: number };
    const side = (rows: [string, string][]): Book['asks'] =>
      rows.map(([price, qty]) => ({ price: decimal(price), qty: decimal(qty) }));
    const book: Book = { asks: side(official.asks), bids: side(official.bids) };
    expect(checksumOf(book, { price: 1, qty: 8 })).toBe(official.checksum);
    expect(official.checksum).toBe(3310070434);
  });

  test('the checksum follows the book through its update', () => {
    const book: Book = { asks: [], bids: [] };
    const sums = frames('public/book.json').flatMap((text) => {
      const frame = readEnvelope(text);
      if (!frame.ok || frame.value.type !== 'channel') return [];
      const row = readBook(frame.value.data, () => undefined);
      if (!row.ok) return [];
      applyBook(book, row.value, 10);
      return [[row.value.checksum, String(checksumOf(book, { price: 0, qty: 4 }))]];
    });
    expect(sums).toEqual([
      ['1741714958', '1741714958'],
      ['3918763515', '3918763515'],
    ]);
  });

  test('a snapshot that was too large is never flat', () => {
    const [text = ''] = frames('private/positions.snapshot-too-large.json');
    const frame = readFrame(text);
    const said = frame.ok ? readPositions(frame.value as Record<string, unknown>, () => undefined) : undefined;
    expect(said).toEqual({ ok: true, value: { type: 'tooLarge' } });
  });
});

function decimal(text: string): never {
  const value = decimalOf(text);
  if (!value.ok) throw new Error(text);
  return value.value as never;
}
