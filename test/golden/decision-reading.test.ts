import { expect, test } from 'vitest';
import type { ClosedCandle } from '../../src/core/market/candle.ts';
import { newDecisionReading, readDecision } from '../../src/core/signal/decision-reading.ts';
import type { DecisionReading } from '../../src/core/signal/decision-reading.ts';
import { positionIn } from '../../src/core/smc/leg.ts';
import { referenceSuite } from '../reference.ts';
import { candlesOf, compare, golden, table } from '../support/golden.ts';
import type { Row } from '../support/golden.ts';
import { settings } from '../support/keel.ts';

const expected = (series: string, kind: string): readonly Row[] =>
  table(golden('causal-ref', series, 'A', `${kind}.csv`)).rows;

function rangeRow({ structure, leg }: DecisionReading, t: number, close: number): Row[] {
  if (leg === null) return [];
  const [low, high] = leg.dir === 1 ? [leg.a, leg.b] : [leg.b, leg.a];
  return [[t, 'internal', structure.trend, low, high, positionIn(leg, close)]];
}

referenceSuite('the decision timeframe and the causal reference', () => {
  test('the reading of the decision timeframe says the same as the internal scale', () => {
    const compared = { structure: 0, ranges: 0, fresh: 0 };
    for (const series of ['eurusd_15m', 'btceur_15m', 'btcusd_1h']) {
      const rows = { structure: [] as Row[], range: [] as Row[] };
      const reading = newDecisionReading();
      const ofInternal = (kind: string): Row[] => expected(series, kind).filter((row) => row.includes('internal'));
      const untouched = {
        blocks: untouchedAt(ofInternal('ob'), 5),
        gaps: untouchedAt(expected(series, 'fvg'), 4),
      };
      for (const bar of candlesOf(golden('input', `${series}.csv`))) {
        readDecision(reading, bar as ClosedCandle, settings.signal);
        const { t, lastBreak: b } = reading;
        if (b?.at === t) {
          const level = [b.level, b.levelIdx, b.levelSrc, b.initial ? 1 : 0];
          rows.structure.push([t, 'internal', b.kind, b.dir, ...level, b.strongPrice, b.strongIdx]);
        }
        if (t % 25 !== 0) continue;
        rows.range.push(...rangeRow(reading, t, bar.close));
        for (const [book, known] of [
          [reading.blocks.book, untouched.blocks],
          [reading.gaps.book, untouched.gaps],
        ] as const) {
          const live = [...book.bull.waiting.item, ...book.bear.waiting.item].filter((zone) => !zone.touched);
          const zones = live.map(({ idx, top, bottom }) => `${idx} ${top} ${bottom}`).toSorted();
          expect(zones, `${series}, candle ${t}`).toEqual(known(t));
          compared.fresh += zones.length;
        }
      }
      compared.structure += compare(rows.structure, ofInternal('structure'), `${series}, breaks`);
      compared.ranges += compare(rows.range, ofInternal('range_state'), `${series}, legs`);
    }
    expect(compared).toEqual({ structure: 1_580, ranges: 1_287, fresh: 65_860 });
  });
});

/** What is created and untouched at a candle, from the rows of the zones' lives; asked in order of time. */
function untouchedAt(rows: readonly Row[], idxColumn: number): (t: number) => string[] {
  const live = new Map<string, string>();
  let next = 0;
  return (t) => {
    for (let row = rows[next]; row !== undefined && Number(row[0]) <= t; row = rows[next]) {
      const [, event, id] = row;
      if (event === 'create')
        live.set(
          String(id),
          row
            .slice(idxColumn, idxColumn + 3)
            .map(Number)
            .join(' '),
        );
      else live.delete(String(id));
      next += 1;
    }
    return [...live.values()].toSorted();
  };
}
