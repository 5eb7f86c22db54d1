import { describe, expect, it } from 'vitest';
import { periodsOf } from './periods.ts';

const at = (text: string): number => Date.parse(text);

/** The label of the period of a time, as pandas 1.5.3 gives it for data that begins at `first`. */
function label(offset: string, time: string, first = '2024-01-03T05:15:00Z'): string {
  const periodOf = periodsOf(offset, at(first));
  if (!periodOf.ok) throw new Error(periodOf.error);
  return new Date(periodOf.value(at(time)).labelAt).toISOString();
}

describe('periods of a pandas offset', () => {
  it('spans begin at the midnight before the first candle', () => {
    expect(label('4h', '2024-01-03T07:59:00Z')).toBe('2024-01-03T04:00:00.000Z');
    expect(label('1D', '2024-01-04T00:00:00Z')).toBe('2024-01-04T00:00:00.000Z');
    // Seven hours do not divide a day, and go on over midnight.
    expect(label('7h', '2024-01-04T03:59:00Z')).toBe('2024-01-03T21:00:00.000Z');
    expect(label('15min', '2024-01-03T05:29:59Z')).toBe('2024-01-03T05:15:00.000Z');
    expect(label('2D', '2024-01-04T12:00:00Z')).toBe('2024-01-03T00:00:00.000Z');
  });

  it('weeks and months are labelled with their last day', () => {
    expect(label('W', '2024-01-03T05:15:00Z')).toBe('2024-01-07T00:00:00.000Z');
    expect(label('W', '2024-01-07T23:59:00Z')).toBe('2024-01-07T00:00:00.000Z');
    expect(label('1W', '2024-01-08T00:00:00Z')).toBe('2024-01-14T00:00:00.000Z');
    expect(label('W-FRI', '2024-01-06T00:00:00Z')).toBe('2024-01-12T00:00:00.000Z');
    expect(label('M', '2024-02-29T23:45:00Z')).toBe('2024-02-29T00:00:00.000Z');
    expect(label('1M', '1969-12-31T23:45:00Z', '1969-01-01T00:00:00Z')).toBe('1969-12-31T00:00:00.000Z');
  });

  it('several together end where the one of the first candle does', () => {
    expect(label('2W', '2024-01-05T00:00:00Z')).toBe('2024-01-07T00:00:00.000Z');
    expect(label('2W', '2024-01-08T00:00:00Z')).toBe('2024-01-21T00:00:00.000Z');
    expect(label('3M', '2024-02-01T00:00:00Z')).toBe('2024-04-30T00:00:00.000Z');
  });

  it('takes a lower-case m for a month, as pandas did', () => {
    expect(label('1m', '2024-01-05T00:00:00Z')).toBe('2024-01-31T00:00:00.000Z');
  });

  it.each(['', '4', 'x', '0h', '1D-MON', 'W-ABC', '1.5h', '-1D'])('refuses %j', (offset) => {
    expect(periodsOf(offset, 0)).toMatchObject({
      ok: false,
      error: expect.stringContaining(`time_frame=${offset} is not`),
    });
  });
});
