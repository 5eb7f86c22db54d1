import { crc32 } from 'node:zlib';
import { expect, test } from 'vitest';
import { standVenue } from '../support/standing-venue.ts';
import { labOf } from '../support/unified-talk.ts';

type Levels = readonly Readonly<{ price: number; qty: number }>[];
type Row = Readonly<{ symbol: string; bids: Levels; asks: Levels; checksum: number }>;

/** A client's book, written from the documentation: absolute sizes, zero removes, cut to the depth after each update. */
function createBook(): Readonly<{
  apply: (row: Row, depth: number) => void;
  checksum: (price: number, qty: number) => number;
  levels: () => number;
}> {
  let sides: Readonly<Record<'asks' | 'bids', Levels>> = { asks: [], bids: [] };
  const merge = (side: 'asks' | 'bids', changes: Levels, depth: number): Levels => {
    const by = new Map(sides[side].map(({ price, qty }) => [price, qty]));
    for (const { price, qty } of changes) by.set(price, qty);
    const all = [...by].map(([price, qty]) => ({ price, qty })).filter(({ qty }) => qty > 0);
    return all.toSorted((a, b) => (side === 'asks' ? a.price - b.price : b.price - a.price)).slice(0, depth);
  };
  return {
    apply: (row, depth) =>
      void (sides = { asks: merge('asks', row.asks, depth), bids: merge('bids', row.bids, depth) }),
    levels: () => sides.asks.length + sides.bids.length,
    checksum: (price, qty) => {
      const digits = (value: number, decimals: number): string =>
        value.toFixed(decimals).replace('.', '').replace(/^0+/, '');
      const top = [...sides.asks.slice(0, 10), ...sides.bids.slice(0, 10)];
      return crc32(top.map((level) => digits(level.price, price) + digits(level.qty, qty)).join(''));
    },
  };
}

test.each([
  ['/v2/public', 'PF_XBTUSD', { asset_class: 'derivatives' }, [0, 4]],
  ['/v2/public', 'PF_DOGEUSD', { asset_class: 'derivatives' }, [6, 0]],
  ['/v2', 'DOGE/USD', {}, [7, 8]],
] as const)(
  'on %s every update of %s leads a client to the checksum that came with it',
  async (path, symbol, more, [price, qty]) => {
    const lab = labOf(await standVenue());
    await lab.pass(1_000);
    const talk = await lab.open(path);
    const params = { channel: 'book', symbol: [symbol], ...more, depth: 10 };
    const [, snapshot] = await talk.ask({ method: 'subscribe', params });
    await lab.pass(420_000);
    const book = createBook();
    const frames = [snapshot, ...(await talk.news())].filter((frame) => frame?.['channel'] === 'book');
    for (const frame of frames) {
      const [row] = (frame?.['data'] ?? []) as Row[];
      if (row === undefined) continue;
      book.apply(row, 10);
      expect(book.checksum(price, qty)).toBe(row.checksum);
    }
    expect(frames.length).toBeGreaterThan(20);
    expect(book.levels()).toBe(20);
    await lab.standing.close();
  },
);
