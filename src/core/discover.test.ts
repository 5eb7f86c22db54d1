import { describe, expect, it } from 'vitest';
import {
  configText,
  enter,
  feed,
  instrument,
  positionOf,
  price,
  qty,
  signalOn,
  settings,
  t0,
  usd,
} from '../../test/support/keel.ts';
import { listed, listing } from '../../test/support/listings.ts';
import { universeJson } from '../view/universe.ts';
import { universeOf } from './discover.ts';
import type { Effect } from './effects.ts';
import { step } from './engine.ts';
import type { ListedContract } from './market/listing.ts';
import { initialState } from './state.ts';
import type { State } from './state.ts';
import { later } from './units.ts';

const hour = 3_600_000;
const names = ['BTC', 'ETH', 'SOL', 'XRP', 'ADA', 'LINK', 'AVAX', 'DOT', 'UNI', 'LTC', 'BCH', 'ATOM'];
const good = { volumeUsd: 9e6, spread: 0.0005 };
const all = (change: Readonly<Record<string, Partial<ListedContract>>> = {}): readonly ListedContract[] =>
  names.map((name) => ({ ...listed(name, good), ...change[name] }));

/** A run whose venue has listed twelve contracts, with a mark for each. */
function discovered(contracts: readonly ListedContract[] = all()): State {
  const state = initialState();
  feed(state, [
    { type: 'run.started', at: t0, run: 7, equity: usd('10000'), config: configText },
    listing(t0, contracts),
    ...contracts.map(({ instrument: { id } }) => ({
      type: 'mark.observed' as const,
      at: t0,
      instrument: id,
      price: price('100'),
    })),
  ]);
  return state;
}

function told(effects: readonly Effect[]): readonly string[] {
  return effects.flatMap((effect) =>
    effect.type === 'alert.send' && !/^(Tier A|TRADING|Filtering)/.test(effect.name)
      ? [[effect.name, ...Object.entries(effect.details).map(([key, value]) => `${key}=${value}`)].join(' ')]
      : [],
  );
}

const bought = { side: 'long', qty: qty('1'), mark: price('100'), stop: price('99') } as const;
const xrp = instrument('XRP');

describe('the listing', () => {
  it('makes the universe, tells every member, and looks again in four hours', () => {
    const state = initialState();
    feed(state, [{ type: 'run.started', at: t0, run: 7, equity: usd('10000'), config: configText }]);
    const effects = step(state, listing(t0, [...all(), listed('FTM', good)]), settings);
    expect(told(effects)).toHaveLength(13);
    expect(told(effects).at(-1)).toBe('Market universe updated count=12 added=12 removed=0 A=12 B=0 C=0');
    expect(effects).toContainEqual({
      type: 'alert.send',
      severity: 'info',
      name: 'Filtering complete',
      details: { eligible: 12, rejected: 1, A: 12, B: 0, C: 0 },
    });
    expect(effects).toContainEqual({ type: 'timer.set', timer: { type: 'discovery' }, at: later(t0, 4 * hour) });
    expect(universeOf(state).size).toBe(12);
    expect(universeJson(state)).toMatchObject({
      listed: 13,
      universe: 12,
      tiers: { A: 12, B: 0, C: 0 },
      rejected: [{ reason: 'NOT_A_CANDIDATE', count: 1 }],
    });
    const asked = step(state, { type: 'timer.fired', at: later(t0, 4 * hour), timer: { type: 'discovery' } }, settings);
    expect(asked).toEqual([{ type: 'listing.ask' }]);
  });

  it('tells what comes and what goes, and why', () => {
    const state = discovered();
    const thin = listed('XRP', { volumeUsd: 1000 });
    const effects = step(state, listing(later(t0, hour), [...all({ XRP: thin }), listed('WIF', good)]), settings);
    expect(told(effects)).toEqual([
      'SYMBOL_ADDED symbol=PF_WIFUSD tier=A',
      'SYMBOL_REMOVED symbol=PF_XRPUSD reason=VOLUME_TOO_LOW 1000 of 250000 position=none',
      'Market universe updated count=12 added=1 removed=1 A=12 B=0 C=0',
    ]);
  });

  it('that says nothing, or is not given, changes nothing, is told once an hour, and is asked for again', () => {
    const state = discovered();
    const universe = universeOf(state);
    const retry = { type: 'timer.set', timer: { type: 'discovery' } };
    const first = step(state, listing(later(t0, hour), []), settings);
    expect(told(first)).toEqual(['MARKET_DISCOVERY_FAILED cause=it lists no contract at all universe=12']);
    expect(first).toContainEqual({ ...retry, at: later(t0, hour + 300_000) });
    const lost = (at: number) =>
      step(state, { type: 'market.unlisted', at: later(t0, at), cause: 'timeout' }, settings);
    expect(told(lost(hour + 300_000))).toEqual([]);
    expect(told(lost(2 * hour))).toEqual(['MARKET_DISCOVERY_FAILED cause=timeout universe=12']);
    expect(universeOf(state)).toEqual(universe);
  });

  it('of which nothing passes changes nobody, tells why, and is soon asked for again', () => {
    const state = discovered();
    const before = universeOf(state);
    const bare = all().map(({ spot, ...rest }) => (spot === undefined ? { ...rest } : rest));
    const effects = step(state, listing(later(t0, hour), bare), settings);
    expect(told(effects)).toEqual([
      'MARKET_DISCOVERY_FAILED cause=none of its contracts passes, most often for NO_SPOT_MARKET universe=12',
    ]);
    expect(effects).toContainEqual({ type: 'timer.set', timer: { type: 'discovery' }, at: later(t0, hour + 300_000) });
    expect(universeOf(state)).toEqual(before);
    const fresh = initialState();
    feed(fresh, [{ type: 'run.started', at: t0, run: 7, equity: usd('1'), config: configText }, listing(t0, bare)]);
    expect([universeOf(fresh).size, fresh.universe.rejected.size]).toEqual([0, 12]);
  });

  it('from the last good copy serves, is told, and is soon asked for again', () => {
    const state = discovered();
    const stored = {
      type: 'market.listed',
      at: later(t0, hour),
      contracts: all(),
      source: 'stored',
      asOf: t0,
    } as const;
    const effects = step(state, stored, settings);
    expect(told(effects)).toEqual([`LISTING_FROM_LAST_GOOD as_of=${t0} contracts=12`]);
    expect(effects.at(-1)).toMatchObject({ type: 'timer.set', at: later(t0, hour + 300_000) });
  });

  it('of another step is taken over and told, and an open position goes on with it, its stop no looser', () => {
    const state = discovered();
    enter(state, { instrument: xrp, ...bought, stop: price('98.7') });
    const coarse = { ...xrp, tick: price('0.5'), lot: qty('0.01'), minQty: qty('0.01') };
    const changed = { ...listed('XRP', good), instrument: coarse };
    const effects = step(state, listing(later(t0, hour), all({ XRP: changed })), settings);
    expect(told(effects)).toEqual([
      'INSTRUMENT_SPEC_CHANGED symbol=PF_XRPUSD tick=0.1 -> 0.5 lot=0.001 -> 0.01 minQty=0.001 -> 0.01',
    ]);
    expect(state.markets.get(xrp.id)?.instrument.tick).toBe(price('0.5'));
    expect(positionOf(state, xrp)).toMatchObject({ tick: price('0.5'), lot: qty('0.01'), stopPrice: price('99') });
    expect(told(step(state, listing(later(t0, 2 * hour), all({ XRP: changed })), settings))).toEqual([]);
  });

  it('of another tick moves a resting stop to the new grid: the new one is placed while the old one rests', () => {
    const state = discovered();
    enter(state, { instrument: xrp, ...bought, stop: price('98.7') });
    const [entry] = state.orders.values();
    const fill = {
      id: 'f1',
      order: entry?.ticket.id ?? fail(),
      instrument: xrp.id,
      side: 'buy',
      fee: usd('0'),
    } as const;
    const at = later(t0, 1000);
    const filled = feed(state, [
      { type: 'order.accepted', at, order: fill.order, venueOrderId: 'v1' },
      {
        type: 'order.filled',
        at,
        fill: { ...fill, qty: qty('1'), price: price('100'), liquidity: 'taker', venueAt: at },
      },
    ]);
    const stops = (effects: readonly Effect[]): readonly unknown[] =>
      effects.flatMap((effect) => (effect.type === 'order.place' ? [effect.ticket.form] : []));
    expect(stops(filled)).toEqual([{ type: 'stop', trigger: price('98.7') }]);
    const stop = [...state.orders.values()].find(({ role }) => role === 'stop');
    feed(state, [{ type: 'order.accepted', at, order: stop?.ticket.id ?? fail(), venueOrderId: 'v2' }]);
    const changed = { ...listed('XRP', good), instrument: { ...xrp, tick: price('0.5') } };
    const effects = step(state, listing(later(t0, hour), all({ XRP: changed })), settings);
    expect(stops(effects)).toEqual([{ type: 'stop', trigger: price('99') }]);
    expect(effects.some(({ type }) => type === 'order.cancel')).toBe(false);
  });

  it('tells a change of status once, and the tier of what is held waits', () => {
    const state = discovered();
    enter(state, { instrument: xrp, ...bought });
    const halted = { ...listed('XRP', { volumeUsd: 300_000 }), tradeable: false };
    const at = (n: number) => later(t0, n * hour);
    expect(told(step(state, listing(at(1), all({ XRP: halted })), settings))).toEqual([
      'INSTRUMENT_STATUS symbol=PF_XRPUSD status=suspended was=open position=held',
    ]);
    expect(told(step(state, listing(at(2), all({ XRP: halted })), settings))).toEqual([]);
    expect(state.markets.get(xrp.id)).toMatchObject({ tier: 'A', status: 'suspended' });
    const resting = { ...halted, tradeable: true, postOnly: true };
    expect(told(step(state, listing(at(3), all({ XRP: resting })), settings))).toEqual([
      'INSTRUMENT_STATUS symbol=PF_XRPUSD status=post-only was=suspended position=held',
    ]);
  });

  it('that lost too much is believed in what it says, and not in what it leaves out', () => {
    const state = discovered();
    const few = [...all({ BTC: { tradeable: false } }).slice(0, 4), listed('WIF', good)];
    const effects = step(state, listing(later(t0, hour), few), settings);
    expect(told(effects)).toEqual([
      'INSTRUMENT_STATUS symbol=PF_XBTUSD status=suspended was=open position=none',
      'UNIVERSE_SHRINK_REJECTED last_discovered=12 new_count=5 dropped_pct=58.3',
    ]);
    expect(universeOf(state).size).toBe(12);
    expect(state.universe.rejected.get(instrument('WIF').id)?.code).toBe('NOT_DISCOVERED');
    expect(state.universe.discovered).toMatchObject({ at: t0, count: 12 });
    const again = step(state, listing(later(t0, 2 * hour), [...all(), listed('WIF', good)]), settings);
    expect(told(again)).toContain('SYMBOL_ADDED symbol=PF_WIFUSD tier=A');
  });

  it('that suspends a market stops a signal that waits for its auction', () => {
    const entered = (change: Partial<ListedContract>): boolean => {
      const state = discovered();
      state.signals.set(xrp.id, signalOn(xrp, 'long'));
      state.timers.set('auction', { at: later(t0, 1000), timer: { type: 'auction' } });
      step(state, listing(later(t0, 500), all({ XRP: change })), settings);
      return step(state, { type: 'timer.fired', at: later(t0, 1000), timer: { type: 'auction' } }, settings).some(
        ({ type }) => type === 'order.place',
      );
    };
    expect([entered({}), entered({ tradeable: false }), entered({ postOnly: true })]).toEqual([true, false, false]);
  });

  it('of two contracts on one base takes the first', () => {
    const twin = { ...listed('XRP', good), instrument: { ...xrp, id: instrument('XRPL').id } };
    const state = discovered([...all(), twin]);
    expect(state.universe.rejected.get(twin.instrument.id)).toEqual({ code: 'BASE_TAKEN' });
    expect(universeOf(state).size).toBe(12);
  });
});

function fail(): never {
  throw new Error('there is an order');
}
