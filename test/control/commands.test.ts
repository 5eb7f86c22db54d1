import { describe, expect, it } from 'vitest';
import { later } from '../../src/core/units.ts';
import { virtualClock } from '../../src/runtime/clock.ts';
import { pause, reset, resume } from '../../src/surface/control/command.ts';
import { kill } from '../../src/surface/control/kill.ts';
import type { Patience } from '../../src/surface/control/turns.ts';
import { begun, price, t0 } from '../support/keel.ts';
import { btc, cancelled, deskOf, holding, liveOrder, settled } from './desk.ts';

type Patient = Patience & Readonly<{ pass: (forMs: number) => void; end: () => void }>;

function patience(): Patient {
  const { clock, advanceTo } = virtualClock(t0);
  const ending = new AbortController();
  const pass = (forMs: number): void => advanceTo(later(clock.now(), forMs));
  return { clock, withinMs: 10_000, ending: ending.signal, pass, end: () => ending.abort() };
}

/** What a promise has come to so far. */
function watched<T>(promise: Promise<T>): () => T | 'pending' {
  let value: T | 'pending' = 'pending';
  void promise.then((given) => void (value = given));
  return () => value;
}

const flat = () => begun('10000', [btc], price('100'));

describe('pause and resume', () => {
  it('answer with the mode after the turn in which they were handled', async () => {
    const desk = deskOf(flat());
    const paused = pause(desk, patience());
    desk.turn();
    expect(await paused).toMatchObject({
      ok: true,
      value: { version: 1, system_state: 'DEGRADED', mode: 'DEGRADED', paused: true, reason: 'paused by an operator' },
    });
    const resumed = resume(desk, patience());
    desk.turn();
    expect(await resumed).toMatchObject({ ok: true, value: { system_state: 'NORMAL', mode: 'NORMAL', reason: null } });
    expect(desk.listeners.size).toBe(0);
  });

  it('wait for their own turn, not for one whose batch was taken before', async () => {
    const state = flat();
    const desk = deskOf(state);
    const answer = watched(pause(desk, patience()));
    for (const listener of desk.listeners) listener();
    await settled();
    expect(answer()).toBe('pending');
    desk.turn();
    await settled();
    expect(answer()).toMatchObject({ ok: true });
  });

  it('resume is refused while HALTED, and changes nothing', async () => {
    const desk = deskOf(flat());
    const [paused, killed] = [pause(desk, patience()), kill(desk, { exit: false }, patience())];
    desk.turn();
    await Promise.all([paused, killed]);
    expect(await resume(desk, patience())).toEqual({
      ok: false,
      error: {
        why: 'refused',
        sentence:
          'HALTED since 2024-01-01T00:00:00Z (operator second terminal): keel resume does not lift that, keel reset does.',
      },
    });
    desk.turn();
    expect(desk.state().safety.paused).toBe(true);
  });

  it.each([
    ['the bound passes', 'pass', /^The command was not handled within 10 s; it still waits for its turn\.$/],
    ['the run ends', 'end', /^The run ended before the command was handled\.$/],
  ] as const)('say so where %s first', async (_what, what, sentence) => {
    const desk = deskOf(flat());
    const patient = patience();
    const answer = pause(desk, patient);
    if (what === 'pass') patient.pass(10_000);
    else patient.end();
    expect(await answer).toMatchObject({
      ok: false,
      error: { why: 'refused', sentence: expect.stringMatching(sentence) },
    });
    expect(desk.listeners.size).toBe(0);
  });
});

describe('reset', () => {
  it('says what was latched and since when, and the mode afterwards', async () => {
    const desk = deskOf(flat());
    const killed = kill(desk, { exit: false }, patience());
    desk.turn();
    await killed;
    const answer = watched(reset(desk, patience()));
    for (const listener of desk.listeners) listener();
    await settled();
    expect(answer()).toBe('pending');
    desk.turn();
    await settled();
    expect(answer()).toMatchObject({
      ok: true,
      value: {
        mode: 'NORMAL',
        latch: null,
        cleared: { reason: 'operator second terminal', since: '2024-01-01T00:00:00Z' },
      },
    });
  });

  it('where nothing is latched sends nothing: what latches a moment later was not meant', async () => {
    const desk = deskOf(flat());
    expect(await reset(desk, patience())).toMatchObject({ ok: true, value: { mode: 'NORMAL', cleared: null } });
    expect(desk.turn()).toEqual([]);
  });
});

describe('kill', () => {
  it('waits until the venue has cancelled the last take-profit, and keeps the stop', async () => {
    const state = holding();
    const desk = deskOf(state);
    const patient = patience();
    const [tp1, tp2, stop] = [liveOrder(state, 'tp1'), liveOrder(state, 'tp2'), liveOrder(state, 'stop')];
    const answer = watched(kill(desk, { exit: false }, patient));
    const effects = desk.turn();
    expect(effects.flatMap((effect) => (effect.type === 'order.cancel' ? [effect.order] : []))).toEqual([tp1, tp2]);
    patient.pass(120);
    desk.turn(cancelled(state, tp1, 100));
    await settled();
    expect(answer()).toBe('pending');
    patient.pass(30);
    desk.turn(cancelled(state, tp2, 50));
    await settled();
    expect(answer()).toMatchObject({
      ok: true,
      value: {
        system_state: 'KILL_SWITCH',
        mode: 'HALTED',
        reason: 'operator second terminal',
        complete: true,
        cancelled: 2,
        filled: 0,
        preserved_stop_losses: 1,
        ms: 150,
        simulatedMs: 150,
        preserved: [{ order_id: stop, symbol: 'PF_XBTUSD', order_type: 'stop' }],
        stillOpen: [],
        exiting: 0,
      },
    });
    expect(desk.listeners.size).toBe(0);
  });

  it('counts what was cancelled in the very turn of the command', async () => {
    const state = holding();
    const desk = deskOf(state);
    const [tp1, tp2] = [liveOrder(state, 'tp1'), liveOrder(state, 'tp2')];
    const answer = kill(desk, { exit: false }, patience());
    desk.turn(cancelled(state, tp1, 0), cancelled(state, tp2, 0));
    expect(await answer).toMatchObject({ ok: true, value: { complete: true, cancelled: 2 } });
  });

  it('says what is still open when the bound passes', async () => {
    const state = holding();
    const desk = deskOf(state);
    const patient = patience();
    const tp2 = liveOrder(state, 'tp2');
    const answer = kill(desk, { exit: false }, patient);
    desk.turn();
    desk.turn(cancelled(state, liveOrder(state, 'tp1'), 100));
    patient.pass(10_000);
    expect(await answer).toMatchObject({
      ok: true,
      value: {
        complete: false,
        cancelled: 1,
        preserved_stop_losses: 1,
        stillOpen: [{ order_id: tp2, symbol: 'PF_XBTUSD', role: 'tp2', status: 'open' }],
      },
    });
  });

  it('counts apart what executed before the cancel could reach it', async () => {
    const state = holding();
    const desk = deskOf(state);
    const [tp1, tp2] = [liveOrder(state, 'tp1'), liveOrder(state, 'tp2')];
    const answer = kill(desk, { exit: false }, patience());
    desk.turn();
    const ticket = state.orders.get(tp1)?.ticket;
    if (ticket?.form.type !== 'limit') throw new Error('tp1 is a limit');
    const { instrument, side, qty, form } = ticket;
    const fill = { id: 'f-tp1', order: tp1, instrument, side, qty, price: form.price } as const;
    const fee = { fee: state.account.peakEquity, liquidity: 'maker', venueAt: state.at } as const;
    desk.turn({ type: 'order.filled', at: state.at, fill: { ...fill, ...fee } }, cancelled(state, tp2, 10));
    expect(await answer).toMatchObject({ ok: true, value: { complete: true, cancelled: 1, filled: 1 } });
  });

  it('with --exit also leaves every position at market, and needs no new latch for that', async () => {
    const state = holding();
    const desk = deskOf(state);
    const first = kill(desk, { exit: false }, patience());
    desk.turn();
    desk.turn(cancelled(state, liveOrder(state, 'tp1'), 10));
    desk.turn(cancelled(state, liveOrder(state, 'tp2'), 10));
    await first;
    const answer = watched(kill(desk, { exit: true }, patience()));
    for (const listener of desk.listeners) listener();
    await settled();
    expect(answer()).toBe('pending');
    const effects = desk.turn();
    expect(effects).toContainEqual(
      expect.objectContaining({ type: 'order.place', ticket: expect.objectContaining({ form: { type: 'market' } }) }),
    );
    await settled();
    expect(answer()).toMatchObject({
      ok: true,
      value: { complete: true, cancelled: 0, exiting: 1, preserved_stop_losses: 1 },
    });
  });

  it('is over at once where there is nothing to cancel', async () => {
    const desk = deskOf(flat());
    const answer = kill(desk, { exit: false }, patience());
    desk.turn();
    expect(await answer).toMatchObject({ ok: true, value: { complete: true, cancelled: 0, preserved: [], ms: 0 } });
  });
});
