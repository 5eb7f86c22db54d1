import { expect, test } from 'vitest';
import { ms } from '../../core/units.ts';
import { virtualClock } from '../../runtime/clock.ts';
import { createBreaker } from './breaker.ts';
import { createSkew } from './skew.ts';

test('opens after failures in a row, lets one try after its rest, and never stops protection', () => {
  const { clock, advanceTo } = virtualClock(ms(0));
  const states: string[] = [];
  const breaker = createBreaker({ clock, failuresMax: 3, restMs: 1_000, changed: (state) => states.push(state) });
  breaker.failed();
  breaker.failed();
  breaker.succeeded();
  breaker.failed();
  breaker.failed();
  expect(breaker.allows('read')).toBe(true);
  breaker.failed();
  expect([breaker.allows('read'), breaker.allows('entry')]).toEqual([false, false]);
  expect([breaker.allows('reducing'), breaker.allows('protective')]).toEqual([true, true]);
  advanceTo(ms(1_000));
  expect([breaker.allows('read'), breaker.allows('read')]).toEqual([true, false]);
  breaker.failed();
  advanceTo(ms(1_999));
  expect(breaker.allows('entry')).toBe(false);
  advanceTo(ms(2_000));
  expect(breaker.allows('entry')).toBe(true);
  breaker.succeeded();
  expect([breaker.allows('read'), breaker.allows('read')]).toEqual([true, true]);
  expect(states).toEqual(['open', 'closed']);
});

test('the clocks differ only by what the round trip cannot explain, and a person hears of it once', () => {
  const told: string[] = [];
  const skew = createSkew(500, (_severity, name, details) => told.push(`${name} ${details['offset_ms'] ?? ''}`));
  expect(skew.venueNow(ms(5))).toBe(5);
  skew.observe({ sentAt: ms(0), heardAt: ms(2_000), serverTime: ms(2_000) });
  expect(told).toEqual([]);
  skew.observe({ sentAt: ms(3_000), heardAt: ms(3_100), serverTime: ms(3_750) });
  skew.observe({ sentAt: ms(4_000), heardAt: ms(4_400), serverTime: ms(4_900) });
  expect(told).toEqual(['CLOCK_SKEW 700']);
  expect([skew.offsetMs(), skew.venueNow(ms(10_000))]).toEqual([700, 10_700]);
  for (let i = 0; i < 8; i += 1) skew.observe({ sentAt: ms(5_000), heardAt: ms(5_020), serverTime: ms(5_030) });
  expect(told).toEqual(['CLOCK_SKEW 700', 'CLOCK_SKEW_CLEARED 20']);
});
