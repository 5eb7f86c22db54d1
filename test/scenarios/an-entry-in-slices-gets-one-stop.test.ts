import { expect, it } from 'vitest';
import { turnOnce } from '../support/hand-loop.ts';
import { feed, positionOf, qty } from '../support/keel.ts';
import { at, beginning, btc, entering, first, mark, stopsIn } from '../support/stories.ts';
import { accepted, fills } from '../support/venue-reports.ts';

const slices = ['4', '3', '2', '1'].map((size) => ({ qty: qty(size), price: mark }));

it('slices that come together get one stop for all of them, not one each', () => {
  const state = beginning();
  const entry = entering(state, btc, '10');
  const stops = stopsIn(
    turnOnce(state, [accepted(entry, at(1)), ...fills(entry, slices, at(2))], 'writable').performed,
  );
  expect(stops.map((stop) => stop.qty)).toEqual([qty('10')]);
});

it('a repetition of a slice at the end of them does not leave the position without', () => {
  const state = beginning();
  const entry = entering(state, btc, '10');
  const all = fills(entry, slices, at(2));
  const batch = [accepted(entry, at(1)), ...all, first(all)];
  const stops = stopsIn(turnOnce(state, batch, 'writable').performed);
  expect(stops.at(-1)?.qty).toBe(qty('10'));
});

it('a slice that was announced and never comes is not waited for: a timer protects what there is', () => {
  const state = beginning();
  const entry = entering(state, btc, '10');
  const slice = first(fills(entry, slices, at(2)));
  const announced = slice.type === 'order.filled' ? { ...slice, more: true as const } : slice;
  const effects = feed(state, [accepted(entry, at(1)), announced]);
  expect(stopsIn(effects)).toEqual([]);
  const timer = effects.find((effect) => effect.type === 'timer.set' && effect.timer.type === 'protect');
  if (timer?.type !== 'timer.set') throw new Error('nobody looks again');
  const stops = stopsIn(feed(state, [{ type: 'timer.fired', at: timer.at, timer: timer.timer }]));
  expect(stops.map((stop) => stop.qty)).toEqual([qty('4')]);
  expect(positionOf(state, btc).phase).toBe('unprotected');
});
