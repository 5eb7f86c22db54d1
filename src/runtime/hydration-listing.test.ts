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
