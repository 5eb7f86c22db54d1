import { describe, expect, it } from 'vitest';
import { usd } from '../../test/support/keel.ts';
import { ms } from '../core/units.ts';
import { analysed, exact, isoTime, money, span } from './format.ts';
import { logLine } from './log-line.ts';

describe('format', () => {
  it('writes times in UTC, with milliseconds only where there are some', () => {
    expect(isoTime(ms(1_704_067_200_000))).toBe('2024-01-01T00:00:00Z');
    expect(isoTime(ms(1_704_067_200_005))).toBe('2024-01-01T00:00:00.005Z');
  });

  it('writes money with its sign, and exact numbers exactly', () => {
    expect([usd('1.005'), usd('-12.5'), usd('0')].map(money)).toEqual(['+1.00', '-12.50', '+0.00']);
    expect([usd('0.0000000001'), usd('-10'), usd('1.50')].map(exact)).toEqual(['0.0000000001', '-10', '1.5']);
  });

  it.each([
    [25, '25'],
    [0, '0'],
    ['unknown', 'unknown'],
    [27.123456789, '27.1235'],
    [-3816.644822, '-3816.64'],
    [0.61803398875, '0.618034'],
    [1_234_567.5, '1234568'],
  ])('writes %s of an analysis as %s', (value, text) => {
    expect(analysed(value)).toBe(text);
  });

  it.each([
    [0, '0m'],
    [29_999, '0m'],
    [59 * 60_000, '59m'],
    [60 * 60_000, '1h 0m'],
    [(23 * 60 + 59) * 60_000, '23h 59m'],
    [(26 * 60 + 30) * 60_000, '1d 2h'],
  ])('writes a span of %d ms as %s', (value, text) => {
    expect(span(value)).toBe(text);
  });
});

describe('a log line', () => {
  const at = ms(1_704_067_200_000);
  const said = (details: Readonly<Record<string, string | number>>): string =>
    logLine({ type: 'alert.send', severity: 'warning', name: 'NAME', details }, at);

  it('is time, level, name, and then the details', () => {
    expect(said({ instrument: 'PF_XBTUSD', n: 3 })).toBe('2024-01-01T00:00:00Z WARNING NAME instrument=PF_XBTUSD n=3');
    expect(said({})).toBe('2024-01-01T00:00:00Z WARNING NAME');
  });

  it('quotes what could be taken apart wrongly, and stays one line', () => {
    for (const value of ['two words', '', 'a=b', 'say "x"', 'two\nlines']) {
      const line = said({ key: value });
      expect(line).not.toContain('\n');
      expect(JSON.parse(line.slice(line.indexOf('key=') + 4))).toBe(value);
    }
  });
});
