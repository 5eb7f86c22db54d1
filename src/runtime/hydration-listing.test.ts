import { expect, it } from 'vitest';
import { instrument, price, t0, begun } from '../../test/support/keel.ts';
import { listed } from '../../test/support/listings.ts';
import { err, ok } from '../core/result.ts';
import { initialState } from '../core/state.ts';
import { later } from '../core/units.ts';
import { virtualClock } from './clock.ts';
import { askListing } from './hydration-listing.ts';
import { memoryStore } from '../../test/support/candle-store.ts';

const contracts = [listed('BTC', { volumeUsd: 9e6 }), listed('XRP', { volumeUsd: 300_000.25 })];

it('keeps what the venue lists for a start without it, every digit of it', async () => {
  const { clock, advanceTo } = virtualClock(t0);
  const store = memoryStore();
  const state = initialState();
  const gone = { listing: async () => Promise.resolve(err('no network')) };
  expect(await askListing(state, { market: gone, store, clock })).toEqual({
    type: 'market.unlisted',
    at: t0,
    cause: 'no network',
  });
  const there = { listing: async () => Promise.resolve(ok(contracts)) };
  expect(await askListing(state, { market: there, store, clock })).toEqual({
    type: 'market.listed',
    at: t0,
    contracts,
    source: 'venue',
    asOf: t0,
  });
  advanceTo(later(t0, 1000));
  expect(await askListing(state, { market: gone, store, clock })).toEqual({
    type: 'market.listed',
    at: later(t0, 1000),
    contracts,
    source: 'stored',
    asOf: t0,
  });
  const empty = { listing: async () => Promise.resolve(ok([])) };
  expect(await askListing(state, { market: empty, store, clock })).toMatchObject({ source: 'stored' });
});

it('spot and futures meet on the base, and where one of them is silent there is no listing', async () => {
  const { clock } = virtualClock(t0);
  const bare = ['BTC', 'XRP', 'WIF'].map((base) => {
    const { spot, ...rest } = listed(base, { volumeUsd: 9e6 });
    return base === 'WIF' && spot !== undefined ? { ...rest, spot } : rest;
  });
  const links = { market: { listing: async () => Promise.resolve(ok(bare)) }, store: memoryStore(), clock };
  const pairs = ['XBT/USD', 'WIF/USD', 'BTC/USD', 'ETH/USD'].map((symbol) => ({ symbol, last: 7 }));
  const event = await askListing(initialState(), { ...links, spot: async () => Promise.resolve(ok(pairs)) });
  expect(event.type === 'market.listed' ? event.contracts.map(({ spot }) => spot) : event).toEqual([
    { symbol: 'XBT/USD', last: 7 },
    undefined,
    { symbol: 'WIF/USD' },
  ]);
  const silent = { ...links, store: memoryStore(), spot: async () => Promise.resolve(err('http 503')) };
  expect(await askListing(initialState(), silent)).toMatchObject({ type: 'market.unlisted', cause: 'spot: http 503' });
});

it('a run that knows its markets goes on with them, whatever is kept and whatever breaks', async () => {
  const { clock } = virtualClock(t0);
  const state = begun('10000', [instrument('BTC')], price('100'));
  const store = memoryStore();
  store.keepListing(contracts, t0);
  const broken = {
    listing: () => {
      throw new Error('a bug');
    },
  };
  expect(await askListing(state, { market: broken, store, clock })).toEqual({
    type: 'market.unlisted',
    at: t0,
    cause: 'a bug',
  });
  const full = {
    ...store,
    keepListing: () => {
      throw new Error('disk full');
    },
  };
  const there = { listing: async () => Promise.resolve(ok(contracts)) };
  expect(await askListing(state, { market: there, store: full, clock })).toMatchObject({ source: 'venue' });
});
