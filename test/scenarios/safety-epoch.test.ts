import { describe, expect, it } from 'vitest';
import type { Command, Event } from '../../src/core/events.ts';
import type { State } from '../../src/core/state.ts';
import { later } from '../../src/core/units.ts';
import { turnOnce } from '../support/hand-loop.ts';
import { feed, positionOf, price, signalOn } from '../support/keel.ts';
import { alertsIn, beginning, btc, entriesIn, eth, first, holding } from '../support/stories.ts';
import { canceled } from '../support/venue-reports.ts';

function auctionOf(state: State): Event {
  state.signals.set(eth.id, { ...signalOn(eth, 'long'), stop: 98 });
  state.timers.set('auction', { at: state.at, timer: { type: 'auction' } });
  return { type: 'timer.fired', at: state.at, timer: { type: 'auction' } };
}
const command = (state: State, what: Command): Event => ({
  type: 'command.received',
  at: later(state.at, 1),
  command: what,
  from: 'operator',
});

describe('an entry that was approved before entries stopped being allowed, in the same batch', () => {
  it.each<readonly [string, Command]>([
    ['the kill switch', { type: 'kill-switch.engage', exit: false }],
    ['the kill switch with its exit', { type: 'kill-switch.engage', exit: true }],
    ['a pause', { type: 'entries.pause' }],
    ['a flatten', { type: 'positions.flatten' }],
  ])('is not sent: %s', (_, what) => {
    const state = beginning();
    const { performed, denied } = turnOnce(state, [auctionOf(state), command(state, what)], 'writable');
    expect(entriesIn(performed)).toEqual([]);
    expect(denied.map(({ reason }) => reason)).toEqual(['safety epoch']);
    feed(state, denied);
    expect(positionOf(state, eth).phase).toBe('closed');
  });

  it('is not sent when a soft limit is exceeded behind it, and nothing of what is held goes', () => {
    const state = beginning();
    const { stop } = holding(state, btc, '85');
    const drop: Event = { type: 'mark.observed', at: later(state.at, 1), instrument: btc.id, price: price('93') };
    const { performed, denied } = turnOnce(state, [auctionOf(state), drop], 'writable');
    expect(alertsIn(performed)).toContain('DEGRADED');
    expect([entriesIn(performed), denied.map(({ reason }) => reason)]).toEqual([[], ['safety epoch']]);
    expect(canceled(performed)).not.toContain(stop.id);
  });
});

it('an entry that was approved after the last change is sent', () => {
  const state = beginning();
  const resume = [command(state, { type: 'entries.pause' }), command(state, { type: 'entries.resume' })];
  const { performed, denied } = turnOnce(state, [...resume, auctionOf(state)], 'writable');
  expect([entriesIn(performed).length, denied]).toEqual([1, []]);
  expect(first(entriesIn(performed)).instrument).toBe(eth.id);
});

it('a resume does not revive an entry that a pause has stopped', () => {
  const state = beginning();
  const batch = [
    auctionOf(state),
    command(state, { type: 'entries.pause' }),
    command(state, { type: 'entries.resume' }),
  ];
  expect(turnOnce(state, batch, 'writable').denied.map(({ reason }) => reason)).toEqual(['safety epoch']);
});
