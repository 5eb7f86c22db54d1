import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { later, ms } from '../core/units.ts';
import { virtualClock, wallClock } from './clock.ts';

const start = ms(1_700_000_000_000);

describe('wallClock', () => {
  beforeEach(() => {
    vi.useFakeTimers({ now: start, toFake: ['Date', 'performance', 'setTimeout', 'clearTimeout'] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('tells the time of the machine', () => {
    const clock = wallClock();
    vi.advanceTimersByTime(1234);
    expect(clock.now()).toBe(start + 1234);
  });

  it('neither goes back nor stands still when the machine is set back, and catches up', () => {
    const clock = wallClock();
    vi.setSystemTime(start - 10_000);
    expect(clock.now()).toBe(start);
    vi.advanceTimersByTime(4000);
    expect(clock.now()).toBe(start + 2000);
    vi.advanceTimersByTime(26_000);
    expect(clock.now()).toBe(start + 20_000);
  });

  it('follows when the machine is set forward', () => {
    const clock = wallClock();
    vi.setSystemTime(start + 86_400_000);
    expect(clock.now()).toBe(start + 86_400_000);
  });

  it('wakes at the moment and not before', async () => {
    const woken = vi.fn<() => void>();
    const done = wallClock().wake(later(start, 500), new AbortController().signal).then(woken);
    await vi.advanceTimersByTimeAsync(499);
    expect(woken).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    await done;
    expect(woken).toHaveBeenCalledOnce();
  });

  it('waits longer than one timer can count', async () => {
    const woken = vi.fn<() => void>();
    const done = wallClock()
      .wake(later(start, 2 ** 32), new AbortController().signal)
      .then(woken);
    await vi.advanceTimersByTimeAsync(2 ** 31 + 10);
    expect(woken).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(2 ** 31);
    await done;
    expect(woken).toHaveBeenCalledOnce();
  });

  it('returns at once for the past and for an aborted signal, and as soon as it is aborted', async () => {
    const clock = wallClock();
    await clock.wake(start, new AbortController().signal);
    await clock.wake(later(start, 1), AbortSignal.abort());
    const controller = new AbortController();
    const done = clock.wake(later(start, 1), controller.signal);
    controller.abort();
    await done;
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('virtualClock', () => {
  const patient = new AbortController().signal;

  it('moves when told to, and only forwards', () => {
    const { clock, advanceTo } = virtualClock(start);
    expect(clock.now()).toBe(start);
    advanceTo(later(start, 5));
    expect(clock.now()).toBe(start + 5);
    expect(() => advanceTo(start)).toThrow('time does not go backwards');
  });

  it('wakes the sleepers in the order of their moments', async () => {
    const { clock, advanceTo } = virtualClock(start);
    const woken: string[] = [];
    const sleep = (name: string, after: number): Promise<number> =>
      clock.wake(later(start, after), patient).then(() => woken.push(name));
    const all = [sleep('late', 20), sleep('first', 10), sleep('second', 10)];
    advanceTo(later(start, 15));
    await Promise.all(all.slice(1));
    expect(woken).toEqual(['first', 'second']);
    advanceTo(later(start, 20));
    await Promise.all(all);
    expect(woken).toEqual(['first', 'second', 'late']);
  });

  it('does not sleep until the past, nor after an abort', async () => {
    const { clock } = virtualClock(start);
    const controller = new AbortController();
    const asleep = clock.wake(later(start, 1), controller.signal);
    controller.abort();
    await Promise.all([asleep, clock.wake(start, patient), clock.wake(later(start, 1), controller.signal)]);
    expect(clock.now()).toBe(start);
  });
});
