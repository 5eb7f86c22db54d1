import { expect, it } from 'vitest';
import {
  begun,
  configText,
  enter,
  feed,
  instrument,
  positionOf,
  price,
  qty,
  settings,
  t0,
  usd,
} from '../support/keel.ts';
import { listed, listing } from '../support/listings.ts';
import { universeOf } from '../../src/core/discover.ts';
import { step } from '../../src/core/engine.ts';
import { find } from '../../src/core/market/registry.ts';
import { initialState } from '../../src/core/state.ts';
import { later } from '../../src/core/units.ts';
import { explain } from '../../src/view/explain.ts';

const hour = 3_600_000;
const xrp = instrument('XRP');
const others = ['BTC', 'ETH', 'SOL'].map((name) => listed(name, { volumeUsd: 9e9 }));

it('a contract that the venue no longer lists keeps its position, its stop and its candles, and takes no entry', () => {
  const state = initialState();
  feed(state, [
    { type: 'run.started', at: t0, run: 7, equity: usd('10000'), config: configText },
    listing(t0, [...others, listed('XRP', { volumeUsd: 9e9 })]),
    { type: 'mark.observed', at: t0, instrument: xrp.id, price: price('100') },
  ]);
  enter(state, { instrument: xrp, side: 'long', qty: qty('1'), mark: price('100'), stop: price('99') });
  const [entry] = state.orders.values();
  if (entry === undefined) throw new Error('no entry');
  const fill = {
    id: 'f1',
    order: entry.ticket.id,
    instrument: xrp.id,
    side: 'buy' as const,
    qty: qty('1'),
    price: price('100'),
  };
  const effects = feed(state, [
    { type: 'order.accepted', at: later(t0, 1), order: entry.ticket.id, venueOrderId: 'v1' },
    listing(later(t0, hour), others),
    {
      type: 'order.filled',
      at: later(t0, hour + 1),
      fill: { ...fill, fee: usd('0.05'), liquidity: 'taker', venueAt: later(t0, hour + 1) },
    },
  ]);
  expect(effects).toContainEqual({
    type: 'alert.send',
    severity: 'critical',
    name: 'INSTRUMENT_STATUS',
    details: { symbol: xrp.id, status: 'delisted', was: 'open', position: 'held' },
  });
  expect(effects).toContainEqual(
    expect.objectContaining({
      type: 'order.place',
      ticket: expect.objectContaining({ reduceOnly: true, qty: qty('1') }),
    }),
  );
  expect(positionOf(state, xrp)).toMatchObject({ phase: 'unprotected' });
  expect(universeOf(state).has(xrp.id)).toBe(true);
  expect(find(state.registry, 'XRP')).toBeDefined();
  expect(explain(state, settings, 'XRP')).toMatchObject({ verdict: 'NOT_IN_UNIVERSE' });
  // Told once; and when it trades again and is liquid, it is a member like any other.
  const again = step(state, listing(later(t0, 2 * hour), others), settings);
  expect(again.filter((effect) => effect.type === 'alert.send' && effect.name === 'INSTRUMENT_STATUS')).toEqual([]);
  step(state, listing(later(t0, 3 * hour), [...others, listed('XRP', { volumeUsd: 9e9 })]), settings);
  expect(state.universe.rejected.has(xrp.id)).toBe(false);
});

it('a contract on which nothing is held leaves its base to whoever is listed on it next', () => {
  const state = begun('10000', [], price('100'));
  step(state, listing(t0, [...others, listed('XRP', { volumeUsd: 9e9 })]), settings);
  step(state, listing(later(t0, hour), others), settings);
  expect(find(state.registry, 'XRP')).toBeUndefined();
  const heir = { ...listed('XRP', { volumeUsd: 9e9 }), instrument: { ...xrp, id: instrument('XRPL').id } };
  step(state, listing(later(t0, 2 * hour), [...others, heir]), settings);
  expect(find(state.registry, 'XRP')?.id).toBe('PF_XRPLUSD');
  expect(universeOf(state).has(heir.instrument.id)).toBe(true);
});
