import type { Candidate } from '../../src/core/auction/auction.ts';
import { bookOf } from '../../src/core/account.ts';
import type { Desk } from '../../src/core/desk.ts';
import type { Effect } from '../../src/core/effects.ts';
import { step } from '../../src/core/engine.ts';
import type { Event } from '../../src/core/events.ts';
import type { Instrument } from '../../src/core/market/instrument.ts';
import { open } from '../../src/core/position/open.ts';
import type { Position } from '../../src/core/position/position.ts';
import { gate } from '../../src/core/risk/gate.ts';
import type { Signal } from '../../src/core/signal/signal.ts';
import { initialState } from '../../src/core/state.ts';
import type { State } from '../../src/core/state.ts';
import type { Settings } from '../../src/core/settings.ts';
import { asBase, fixed, instrumentId, ms } from '../../src/core/units.ts';
import type { Ms, Price, Qty, Ratio, Side, Usd } from '../../src/core/units.ts';
import { loadConfig } from '../../src/config/load.ts';
import { canonicalText } from '../../src/config/config.ts';
import type { Config } from '../../src/config/config.ts';

/** The shipped configuration, as a start without any file would see it. */
export const shipped: Config = load();
export const settings: Settings = shipped.settings;
export const configText: string = canonicalText(shipped);

function load(): Config {
  const config = loadConfig({ cwd: '/nonexistent', env: {} });
  if (!config.ok) throw new Error(config.error.problems.join('\n'));
  return config.value;
}

export const price = (text: string): Price => fixed<Price>(text);
export const qty = (text: string): Qty => fixed<Qty>(text);
export const usd = (text: string): Usd => fixed<Usd>(text);
export const t0: Ms = ms(1_704_067_200_000);

export function instrument(base: string, spec: Partial<Instrument> = {}): Instrument {
  const id = instrumentId(`PF_${base === 'BTC' ? 'XBT' : base}USD`);
  const lot = spec.lot ?? qty('0.001');
  return {
    id,
    base: asBase(base),
    tick: price('0.1'),
    lot,
    minQty: lot,
    maintenanceMargin: fixed<Ratio>('0.01'),
    ...spec,
  };
}

/** A run that has begun, with some instruments listed and a mark for each. */
export function begun(equity: string, instruments: readonly Instrument[], mark: Price): State {
  const state = initialState();
  step(state, { type: 'run.started', at: t0, run: 7, equity: usd(equity), config: configText }, settings);
  step(state, { type: 'instruments.listed', at: t0, instruments }, settings);
  for (const { id } of instruments)
    step(state, { type: 'mark.observed', at: t0, instrument: id, price: mark }, settings);
  return state;
}

export type Entry = Readonly<{ instrument: Instrument; side: Side; qty: Qty; mark: Price; stop: Price }>;

/** Enters past signal and sizing, but through the gate and the gateway: undefined where the gate says no. */
export function enter(
  state: State,
  { instrument: on, side, qty: size, mark, stop }: Entry,
): readonly Effect[] | undefined {
  const desk: Desk = { state, settings, at: state.at, effects: [] };
  const leverage = settings.risk.targetLeverage;
  const exposure = { instrument: on.id, base: on.base, side, qty: size, mark, entry: mark, stop, leverage };
  const verdict = gate(bookOf(desk), exposure, settings.risk);
  if (!verdict.ok) return undefined;
  const candidate: Candidate = { signal: signalOn(on, side), instrument: on, tier: 'A', mark, stop };
  open(desk, { won: true, candidate, intent: verdict.value, binding: 'test' });
  return desk.effects;
}

export function signalOn(on: Instrument, side: Side): Signal {
  const score = { smc: 17, fib: 15, htf: 20, adx: 12, cost: 15, total: 79 };
  return {
    instrument: on.id,
    base: on.base,
    at: t0,
    side,
    entry: 100,
    stop: side === 'long' ? 99 : 101,
    objective: side === 'long' ? 110 : 90,
    setup: 'ob',
    regime: 'tight_smc',
    structureAt: t0,
    score,
    reason: 'test',
  };
}

export function positionOf(state: State, on: Instrument): Position {
  const position = state.positions.get(on.id);
  if (position === undefined) throw new Error(`no position on ${on.id}`);
  return position;
}

/** Steps events one after another and returns everything that they caused. */
export function feed(state: State, events: readonly Event[]): readonly Effect[] {
  return events.flatMap((event) => step(state, event, settings));
}
