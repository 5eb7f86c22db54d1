import { describe, expect, it } from 'vitest';
import { drawCandles, markets } from '../../../test/support/candles.ts';
import { shipped } from '../../../test/support/keel.ts';
import type { ChartBar } from './chart.ts';
import { toldBy } from './told.ts';

const spanMs = 14_400_000;

function fours(): readonly ChartBar[] {
  const [walk] = markets;
  if (walk === undefined) throw new Error('there is a market');
  const groups = Map.groupBy(drawCandles({ ...walk, days: 120 }), ({ time }) => time - (time % spanMs));
  return [...groups].map(([openAt, rows]) => ({
    openAt,
    open: rows[0]?.open ?? NaN,
    high: Math.max(...rows.map(({ high }) => high)),
    low: Math.min(...rows.map(({ low }) => low)),
    close: rows.at(-1)?.close ?? NaN,
  }));
}

describe('what a series told', () => {
  it('says of each thing when it was known: before that, nobody could have drawn it', () => {
    const bars = fours();
    const { signal } = shipped.settings;
    const all = toldBy(bars, spanMs, signal);
    expect([all.swings.length > 30, all.breaks.length > 10, all.zones.length > 30]).toEqual([true, true, true]);
    for (let cut = 40; cut < bars.length; cut += 37) {
      const now = (bars[cut - 1]?.openAt ?? NaN) + spanMs;
      const then = toldBy(bars.slice(0, cut), spanMs, signal);
      const known = <T extends Readonly<{ knownAt: number }>>(things: readonly T[]): readonly T[] =>
        things.filter(({ knownAt }) => knownAt <= now);
      expect(then.swings).toEqual(known(all.swings));
      expect(then.breaks).toEqual(known(all.breaks));
      const zones = known(all.zones).map(({ touchedAt, endAt, ...zone }) => ({
        ...zone,
        ...(touchedAt !== undefined && touchedAt <= now ? { touchedAt } : {}),
        ...(endAt !== undefined && endAt <= now ? { endAt } : {}),
      }));
      expect(then.zones).toEqual(zones);
    }
  });

  it('lets no level be broken before it was there', () => {
    for (const { originAt, levelKnownAt, knownAt } of toldBy(fours(), spanMs, shipped.settings.signal).breaks) {
      expect(levelKnownAt).toBeGreaterThan(originAt);
      expect(knownAt).toBeGreaterThan(levelKnownAt);
    }
  });
});
