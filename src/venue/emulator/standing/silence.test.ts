import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { watchSilence } from './silence.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('a message, a ping and a pong each begin the time anew; then it falls, once', () => {
  const client = new EventEmitter();
  let fallen = 0;
  watchSilence(client, 60_000, () => (fallen += 1));
  for (const sign of ['message', 'ping', 'pong', 'message']) {
    vi.advanceTimersByTime(59_999);
    client.emit(sign);
  }
  vi.advanceTimersByTime(59_999);
  expect(fallen).toBe(0);
  vi.advanceTimersByTime(1);
  expect(fallen).toBe(1);
  vi.advanceTimersByTime(600_000);
  expect(fallen).toBe(1);
});

test('of a connection that is closed nothing is expected', () => {
  const client = new EventEmitter();
  let fallen = 0;
  watchSilence(client, 60_000, () => (fallen += 1));
  client.emit('close');
  vi.advanceTimersByTime(600_000);
  expect(fallen).toBe(0);
});
