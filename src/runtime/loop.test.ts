import { describe, expect, it } from 'vitest';
import { begun, instrument, price, settings, signalOn, t0 } from '../../test/support/keel.ts';
import type { Effect } from '../core/effects.ts';
import { increasesRisk } from '../core/effects.ts';
import type { Event } from '../core/events.ts';
import type { State } from '../core/state.ts';
import { run, turn } from './loop.ts';
import type { World } from './loop.ts';

const on = instrument('ETH');
const auction: Event = { type: 'timer.fired', at: t0, timer: { type: 'auction' } };
const kill: Event = {
  type: 'command.received',
  at: t0,
  command: { type: 'kill-switch.engage', exit: false },
  from: 'test',
};
const mark: Event = { type: 'mark.observed', at: t0, instrument: on.id, price: price('100') };

/** One signal waits for its auction, which has been called. */
function withSignal(): State {
  const state = begun('10000', [on], price('100'));
  state.signals.set(on.id, signalOn(on, 'long'));
  state.timers.set('auction', { at: t0, timer: { type: 'auction' } });
  return state;
}

/** A world that writes down what is asked of it, in order. */
function witness(batches: readonly (readonly Event[])[], durable: boolean): World & Readonly<{ said: string[] }> {
  const said: string[] = [];
  const waiting = [...batches];
  const name = (effect: Effect): string => (increasesRisk(effect) ? 'entry' : effect.type);
  return {
    said,
    next: () => waiting.shift(),
    recorder: {
      record: (seq, event, effects) => void said.push(`record ${seq} ${event.type} ${effects.map(name).join(',')}`),
      commit: (state, isDurable) => {
        said.push(`commit ${state.seq} ${isDurable ? 'durable' : 'lazy'}`);
        return durable;
      },
      flush: () => void said.push('flush'),
    },
    perform: (effect) => void said.push(`perform ${name(effect)}`),
    deny: ({ type, reason }) => void said.push(`deny ${type} ${reason}`),
  };
}

describe('a turn', () => {
  it('records every event with its effects, makes them durable, and only then performs them', () => {
    const world = witness([], true);
    const state = withSignal();
    const seq = state.seq;
    turn(world, [mark, auction, mark], { state, settings });
    const [first, second, third, commit, ...performed] = world.said;
    expect([first, third, commit]).toEqual([
      `record ${seq + 1} mark.observed `,
      `record ${seq + 3} mark.observed `,
      `commit ${seq + 3} durable`,
    ]);
    expect(second).toMatch(new RegExp(`^record ${seq + 2} timer\\.fired .*\\bentry\\b`));
    const effects = second?.split(' ')[3]?.split(',') ?? [];
    expect(performed).toEqual(effects.map((effect) => `perform ${effect}`));
  });

  it('asks for durability only where there is something to perform', () => {
    const world = witness([], true);
    const state = withSignal();
    turn(world, [mark, mark], { state, settings });
    expect(world.said.at(-1)).toBe(`commit ${state.seq} lazy`);
  });

  it('denies an entry that is not on disk, and performs the rest', () => {
    const world = witness([], false);
    turn(world, [auction], { state: withSignal(), settings });
    expect(world.said).toContain('deny order.denied journal');
    expect(world.said).not.toContain('perform entry');
    expect(world.said.filter((line) => line.startsWith('perform ')).length).toBeGreaterThan(0);
  });

  it('denies an entry that a kill switch in the same batch overtook', () => {
    const world = witness([], true);
    turn(world, [auction, kill], { state: withSignal(), settings });
    expect(world.said).toContain('deny order.denied safety epoch');
    expect(world.said).not.toContain('perform entry');
  });
});

describe('the loop', () => {
  it('takes batch after batch, and flushes when there are no more', async () => {
    const world = witness([[mark], [], [mark]], true);
    const state = withSignal();
    const seq = state.seq;
    expect(await run(world, state, settings)).toBe(state);
    expect(world.said).toEqual([
      `record ${seq + 1} mark.observed `,
      `commit ${seq + 1} lazy`,
      `commit ${seq + 1} lazy`,
      `record ${seq + 2} mark.observed `,
      `commit ${seq + 2} lazy`,
      'flush',
    ]);
  });

  it('waits for a batch that is yet to come', async () => {
    const world = witness([[mark], [mark]], true);
    const late = { ...world, next: () => Promise.resolve(world.next()) };
    const state = withSignal();
    const seq = state.seq;
    await run(late, state, settings);
    expect(state.seq).toBe(seq + 2);
  });
});
