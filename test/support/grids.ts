import { step } from '../../src/core/engine.ts';
import type { Instrument } from '../../src/core/market/instrument.ts';
import type { State } from '../../src/core/state.ts';
import type { Price, Side } from '../../src/core/units.ts';
import { begun, instrument, price, qty, settings, t0 } from './keel.ts';

/** An instrument with a price at which it is traded. */
export type Traded = Readonly<{ instrument: Instrument; mark: Price }>;

/** Ordinary, finest tick with largest lot, coarsest tick with finest lot, and a price of a few steps. */
export const traded: readonly Traded[] = [
  { instrument: instrument('BTC'), mark: price('100') },
  { instrument: instrument('ETH', { tick: price('0.0000000001'), lot: qty('1000') }), mark: price('0.0000123457') },
  { instrument: instrument('SOL', { tick: price('1'), lot: qty('0.0001') }), mark: price('64999') },
  { instrument: instrument('DOGE', { tick: price('0.001'), lot: qty('1') }), mark: price('0.05') },
];

/** A run in which all of them are listed, each with its mark. */
export function begunWith(equity: string, markets: readonly Traded[]): State {
  const instruments = markets.map(({ instrument: on }) => on);
  const state = begun(equity, instruments, price('1'));
  for (const { instrument: on, mark } of markets)
    step(state, { type: 'mark.observed', at: t0, instrument: on.id, price: mark }, settings);
  return state;
}

/** So many steps from the mark, on the losing side. */
export function stopAt({ instrument: { tick }, mark }: Traded, side: Side, ticks: bigint): Price {
  return ((mark as bigint) - (side === 'long' ? 1n : -1n) * (tick as bigint) * ticks) as Price;
}
