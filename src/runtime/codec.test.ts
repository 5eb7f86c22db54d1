import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InvariantViolation } from '../core/assert.ts';
import type { Event } from '../core/events.ts';
import { initialState } from '../core/state.ts';
import { fixed, instrumentId, ms } from '../core/units.ts';
import type { InstrumentId, Price } from '../core/units.ts';
import { decode, decodeEvent, decodeState, encode, encodeEvent } from './codec.ts';

const tricky = fc.constantFrom(
  '',
  '#',
  '#1',
  '##1',
  '$map',
  '$$map',
  '$set',
  '"#1"',
  '__proto__',
  'constructor',
  '\ud800',
);
const words = fc.oneof(tricky, fc.string({ unit: 'binary' }));
const floats = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.constantFrom(0, -0, 5e-324, Number.MAX_VALUE, -Number.MAX_VALUE, 0.1 + 0.2, 2 ** 53 + 2),
);
const leaves = fc.oneof(
  words,
  floats,
  fc.boolean(),
  fc.constant(null),
  fc.bigInt(),
  fc.bigInt({ min: 10n ** 399n, max: 10n ** 400n }),
);
const values = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    leaves,
    fc.array(tie('value')),
    fc.dictionary(words, tie('value'), { noNullPrototype: true }),
    fc.array(fc.tuple(tie('value'), tie('value'))).map((pairs) => new Map(pairs)),
    fc.array(tie('value')).map((items) => new Set(items)),
  ),
})).value;

describe('the codec', () => {
  it('reads back exactly what it wrote, order included', () => {
    fc.assert(
      fc.property(values, (value) => {
        const text = encode(value);
        const back = decode(text);
        expect(isDeepStrictEqual(back, value)).toBe(true);
        expect(encode(back)).toBe(text);
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    [{ b: 1n, a: -0 }, '{"b":"#1","a":-0}'],
    ['#1', '"##1"'],
    [{ $map: 1, $: 2 }, '{"$$map":1,"$$":2}'],
    [new Map([['k', new Set([1, 'x'])]]), '{"$map":[["k",{"$set":[1,"x"]}]]}'],
    [{ here: null, absent: undefined }, '{"here":null}'],
    [-(10n ** 20n), '"#-100000000000000000000"'],
  ])('writes example %# plainly', (value, text) => {
    expect(encode(value)).toBe(text);
  });

  it('keeps the sign of zero', () => {
    expect(Object.is(decode(encode(-0)), -0)).toBe(true);
    expect(Object.is(decode(encode(0)), 0)).toBe(true);
  });

  it.each([
    [{ a: [1, { b: Number.NaN }] }, 'NaN has no place in the journal, at a.1.b'],
    [Infinity, 'Infinity has no place in the journal, at the top'],
    [{ f: () => 1 }, 'function has no place in the journal, at f'],
    [[undefined], 'undefined has no place in the journal, at 0'],
    [new Map([['k', undefined]]), 'undefined has no place in the journal, at 0.1'],
    [{ when: new Date(0) }, 'a Date has no place in the journal, at when'],
    [{ column: new Float64Array(2) }, 'a Float64Array has no place in the journal, at column'],
  ])('refuses what has no text: %#', (value, message) => {
    expect(() => encode(value)).toThrow(new InvariantViolation(message));
  });

  it.each([
    ['"#"', 'an integer is written as'],
    ['"#1.5"', 'an integer is written as'],
    ['{"a":"#0x1"}', 'an integer is written as'],
    ['"#', 'JSON'],
    ['["z"]', 'an event is an object, a candle or a mark'],
    ['["m",1,"PF_XBTUSD","2"]', 'an integer is written as'],
  ])('does not read %s', (text, message) => {
    expect(() => (text.startsWith('[') ? decodeEvent(text) : decode(text))).toThrow(message);
  });
});

const at = ms(1_659_312_900_000);
const instrument = instrumentId('PF_XBTUSD');
const candles: fc.Arbitrary<Event> = fc
  .record({
    type: fc.constant('candle.closed' as const),
    at: fc.integer({ min: 0 }).map(ms),
    candle: fc.record({
      instrument: words.map((word) => word as InstrumentId),
      timeframe: fc.constantFrom('15m', '1h', '4h', '1d'),
      openAt: fc.integer({ min: 0 }).map(ms),
      open: floats,
      high: floats,
      low: floats,
      close: floats,
      volume: floats,
    }),
  })
  .map(({ candle, ...event }) => ({ ...event, candle: { ...candle } }));
const marks: fc.Arbitrary<Event> = fc
  .record({
    type: fc.constant('mark.observed' as const),
    at: fc.integer({ min: 0 }).map(ms),
    instrument: words.map((word) => word as InstrumentId),
    price: fc.bigInt().map((price) => price as Price),
  })
  .map((event) => ({ ...event }));

describe('the codec of events', () => {
  it('reads back every candle and every mark', () => {
    fc.assert(
      fc.property(fc.oneof(candles, marks), (event) => {
        expect(isDeepStrictEqual(decodeEvent(encodeEvent(event)), event)).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  it('has a short form for candles and marks, and the general one for the rest', () => {
    const [open, high, low, close, volume] = [23296.36, 23317.72, 23257.37, 23281.41, 1532.5];
    const candle = {
      instrument,
      timeframe: '15m',
      openAt: ms(1_659_312_000_000),
      open,
      high,
      low,
      close,
      volume,
    } as const;
    expect(encodeEvent({ type: 'candle.closed', at, candle })).toBe(
      '["c",1659312900000,"PF_XBTUSD","15m",1659312000000,23296.36,23317.72,23257.37,23281.41,1532.5]',
    );
    const price = fixed<Price>('23281.5');
    expect(encodeEvent({ type: 'mark.observed', at, instrument, price })).toBe(
      '["m",1659312900000,"PF_XBTUSD","#232815000000000"]',
    );
    const resumed: Event = { type: 'run.resumed', at, config: 'c0ffee' };
    expect(encodeEvent(resumed)).toBe('{"type":"run.resumed","at":1659312900000,"config":"c0ffee"}');
    expect(decodeEvent(encodeEvent(resumed))).toEqual(resumed);
  });

  it('reads back a state', () => {
    expect(decodeState(encode(initialState()))).toStrictEqual(initialState());
  });

  it('names the price that is no number', () => {
    const candle = {
      instrument,
      timeframe: '15m',
      openAt: at,
      open: 1,
      high: Number.NaN,
      low: 1,
      close: 1,
      volume: 1,
    } as const;
    expect(() => encodeEvent({ type: 'candle.closed', at, candle })).toThrow(
      'NaN has no place in the journal, at candle.high',
    );
  });
});
