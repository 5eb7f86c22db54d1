import { expect, test } from 'vitest';
import { assert } from '../../../core/assert.ts';
import { checksumOf } from './book.ts';
import { createBookFeed } from './book-feed.ts';
import type { BookFeed, BookFeedOptions } from './book-feed.ts';
import { readEnvelope } from './envelope.ts';
import { readPairs } from './market-rows.ts';

const [pair] = readPairs(
  {
    pairs: [
      {
        symbol: 'PF_XBTUSD',
        base: 'BTC',
        status: 'online',
        price_precision: '0',
        price_increment: '1',
        qty_precision: '4',
        qty_increment: '0.0001',
        qty_min: '0.0001',
      },
    ],
  },
  (where, what) => assert(false, `${where} ${what}`),
);

function feed(bookChecksum: BookFeedOptions['switches']['bookChecksum']): BookFeed & { missed: [string, boolean][] } {
  const missed: [string, boolean][] = [];
  const made = createBookFeed({
    switches: { bookChecksum, checksumDecimals: 'precision' },
    pair: () => pair,
    depth: 10,
    strange: () => undefined,
    mismatched: (...what) => missed.push(what),
  });
  return { ...made, missed };
}

const bids = [{ price: 84001, qty: 0.0273 }];
function say(to: BookFeed, type: string, checksum: number | undefined): void {
  const data = [{ symbol: 'PF_XBTUSD', bids, asks: [], checksum, timestamp: '2026-11-20T12:00:00.900123Z' }];
  const frame = readEnvelope(JSON.stringify({ channel: 'book', type, data }));
  if (frame.ok && frame.value.type === 'channel') to.hear(frame.value);
}
const right = (): number => {
  const to = feed('off');
  say(to, 'snapshot', undefined);
  return checksumOf({ bids: [], asks: [], ...to.book('PF_XBTUSD') }, { price: 0, qty: 4 });
};

test.each([
  ['warn', [['PF_XBTUSD', false]], true, { agreed: 1, differed: 1, bare: 1 }],
  ['enforce', [['PF_XBTUSD', true]], false, { agreed: 1, differed: 1, bare: 0 }],
  ['off', [], true, { agreed: 0, differed: 0, bare: 1 }],
] as const)('a wrong checksum under %s', (how, missed, isKept, counts) => {
  const to = feed(how);
  say(to, 'update', right());
  expect(to.book('PF_XBTUSD')).toBeUndefined();
  say(to, 'snapshot', right());
  say(to, 'update', 7);
  expect([to.missed, to.book('PF_XBTUSD') !== undefined]).toEqual([missed, isKept]);
  say(to, 'update', undefined);
  expect(to.counts()).toEqual(counts);
});
