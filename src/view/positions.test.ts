import { expect, it } from 'vitest';
import { step } from '../core/engine.ts';
import type { State } from '../core/state.ts';
import { later } from '../core/units.ts';
import { btc, holding } from '../../test/control/desk.ts';
import { begun, enter, instrument, positionOf, price, qty, settings, t0, usd } from '../../test/support/keel.ts';
import { positionsJson } from './positions.ts';
import type { PositionJson } from './positions.ts';

function only(state: State): PositionJson {
  const { positions } = positionsJson(state, settings);
  expect(positions).toHaveLength(1);
  const [position] = positions;
  if (position === undefined) throw new Error('there is one');
  return position;
}

function mark(state: State, text: string): State {
  step(state, { type: 'mark.observed', at: state.at, instrument: btc.id, price: price(text) }, settings);
  return state;
}

it('of a protected long: profit, R, distance of the stop and the targets left', () => {
  expect(only(mark(holding(), '101'))).toEqual({
    instrument: 'PF_XBTUSD',
    side: 'long',
    phase: 'protected',
    qty: '10',
    workingQty: '0',
    entryPrice: '100',
    mark: '101',
    r: 0.5,
    stopPrice: '98',
    stopDistancePct: 2.9703,
    unprotectedMs: 0,
    targetsLeft: [
      { role: 'tp1', price: '102', qty: '5' },
      { role: 'tp2', price: '105', qty: '4' },
    ],
    unrealisedPnl: '10',
    margin: expect.stringMatching(/^\d+(\.\d+)?$/),
    openedAt: '2024-01-01T00:00:00Z',
    entryReason: 'test; size by test',
  });
});

it('of one whose mark is beyond its stop: the distance is negative', () => {
  const position = only(mark(holding(), '97'));
  expect(position).toMatchObject({ r: -1.5, unrealisedPnl: '-30' });
  expect(position.stopDistancePct).toBeLessThan(0);
});

it('of a short, mirrored', () => {
  const eth = instrument('ETH');
  const state = begun('10000', [eth], price('100'));
  enter(state, { instrument: eth, side: 'short', qty: qty('2'), mark: price('100'), stop: price('102') });
  const entering = positionOf(state, eth);
  const tally = { ...entering.tally, entryQty: qty('2'), entryValue: usd('200') };
  state.positions.set(eth.id, { ...entering, phase: 'unprotected', since: t0, tally });
  state.at = later(t0, 1_500);
  step(state, { type: 'mark.observed', at: state.at, instrument: eth.id, price: price('99') }, settings);
  expect(only(state)).toMatchObject({
    side: 'short',
    phase: 'unprotected',
    unprotectedMs: 1500,
    r: 0.5,
    unrealisedPnl: '2',
    stopDistancePct: 3.0303,
  });
});

it('of one that is being entered: nothing is known that is not', () => {
  const state = begun('10000', [btc], price('100'));
  enter(state, { instrument: btc, side: 'long', qty: qty('10'), mark: price('100'), stop: price('98') });
  expect(only(state)).toMatchObject({
    phase: 'entering',
    qty: '0',
    workingQty: '10',
    entryPrice: null,
    r: null,
    unrealisedPnl: '0',
    targetsLeft: [],
  });
});

it('of the closed: nothing', () => {
  const state = holding();
  state.positions.set(btc.id, { ...positionOf(state, btc), phase: 'closed', at: t0 });
  expect(positionsJson(state, settings).positions).toEqual([]);
});
