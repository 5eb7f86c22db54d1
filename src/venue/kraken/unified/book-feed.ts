import type { UnifiedSwitches } from '../../dialect/unified-switches.ts';
import { applyBook, checksumOf, decimalsOf } from './book.ts';
import type { Book } from './book.ts';
import type { ChannelFrame } from './envelope.ts';
import { readBook } from './market-rows.ts';
import type { PairRow } from './market-rows.ts';
import type { Strange } from './strange.ts';

export type BookFeedOptions = Readonly<{
  switches: Pick<UnifiedSwitches, 'bookChecksum' | 'checksumDecimals'>;
  pair: (symbol: string) => PairRow | undefined;
  /** As subscribed. */
  depth: number;
  strange: Strange;
  /** The book is not the venue's: where the switch enforces it, it has been dropped, and is to be subscribed to anew. */
  mismatched: (symbol: string, isDropped: boolean) => void;
}>;

/** Books by symbol. There is no other sign of a lost update than the checksum: these books have no numbers. */
export type BookFeed = Readonly<{
  hear: (frame: ChannelFrame) => void;
  /** Undefined before the first snapshot, and after a mismatch until the next one. */
  book: (symbol: string) => Readonly<Book> | undefined;
  counts: () => Readonly<{ agreed: number; differed: number; bare: number }>;
}>;

/** @see https://docs.kraken.com/exchange/api-reference/unified-ws/book */
export function createBookFeed({ switches, pair, depth, strange, mismatched }: BookFeedOptions): BookFeed {
  const books = new Map<string, Book>();
  const counts = { agreed: 0, differed: 0, bare: 0 };
  const verify = (symbol: string, book: Book, checksum: string | undefined): void => {
    const row = pair(symbol);
    if (checksum === undefined) counts.bare += 1;
    if (switches.bookChecksum === 'off' || checksum === undefined || row === undefined) return;
    if (checksumOf(book, decimalsOf(row, switches.checksumDecimals)) === Number(checksum)) {
      counts.agreed += 1;
      return;
    }
    counts.differed += 1;
    const isDropped = switches.bookChecksum === 'enforce';
    if (isDropped) books.delete(symbol);
    mismatched(symbol, isDropped);
  };
  const hear = (frame: ChannelFrame): void => {
    const read = readBook(frame.data, strange);
    if (!read.ok) return;
    const { symbol, checksum } = read.value;
    const book = frame.kind === 'snapshot' ? { bids: [], asks: [] } : books.get(symbol);
    if (book === undefined) return;
    books.set(symbol, book);
    applyBook(book, read.value, depth);
    verify(symbol, book, checksum);
  };
  return { hear, book: (symbol) => books.get(symbol), counts: () => counts };
}
