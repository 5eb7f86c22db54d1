import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { advance, newAnalysis, rangeOf } from '../../src/core/smc/analysis.ts';
import type { Analysis } from '../../src/core/smc/analysis.ts';
import type { Scale } from '../../src/core/smc/bar.ts';
import type { TimedBar } from '../../src/core/smc/detector.ts';
import { defaultParams } from '../../src/core/smc/params.ts';
import type { AnalysisParams } from '../../src/core/smc/params.ts';
import { columnsOf, rowOf } from '../../src/core/smc/rows.ts';
import { reference, referenceSuite } from '../reference.ts';
import { candlesOf, compare, golden, table } from '../support/golden.ts';
import type { Row } from '../support/golden.ts';

const kinds = ['pivot', 'structure', 'mss', 'ob', 'breaker', 'fvg', 'pool', 'ote', 'displacement', 'idm'] as const;
type Kind = (typeof kinds)[number] | 'range_state';
type Rows = Record<Kind, Row[]>;
type Params = Partial<AnalysisParams>;

/** The reference keeps every zone for good. */
const uncapped = { liveMax: 1e9, sessions: [], periods: [] };

function analyse(bars: readonly TimedBar[], params: Params): Rows {
  const rows: Rows = { ...noRows<Row[]>(() => []) };
  const analysis = newAnalysis({ ...defaultParams, ...params, ...uncapped });
  const ranges: Record<Scale, Row[]> = { internal: [], swing: [] };
  for (const bar of bars) {
    advance(analysis, bar, (event) => {
      if (event.type !== 'session' && event.type !== 'previous') rows[event.type].push(rowOf(event));
    });
    if (analysis.now.t % 25 !== 0) continue;
    for (const scale of ['internal', 'swing'] as const) ranges[scale].push(...rangeRow(analysis, scale));
  }
  rows.range_state.push(...ranges.internal, ...ranges.swing); // scale by scale in the file
  return rows;
}

function rangeRow(analysis: Analysis, scale: Scale): Row[] {
  const range = rangeOf(analysis, scale);
  return range === undefined ? [] : [[analysis.now.t, scale, range.trend, range.low, range.high, range.pos]];
}

function noRows<T>(none: () => T): Record<Kind, T> {
  const of = Object.fromEntries([...kinds, 'range_state'].map((kind) => [kind, none()]));
  return of as Record<Kind, T>;
}

referenceSuite('the causal reference of the SMC definitions', () => {
  test('every file of the real candles, row by row', () => {
    const [compared, files] = [noRows(() => 0), [] as string[]];
    type Run = Readonly<{ series: string; variant: string; params: Params }>;
    for (const { series, variant, params } of JSON.parse(golden('causal-ref', 'manifest.json')) as readonly Run[]) {
      const ours = analyse(candlesOf(golden('input', `${series}.csv`)), params);
      for (const kind of [...kinds, 'range_state'] as const) {
        const file = `${series}/${variant}/${kind}.csv`;
        const { header, rows } = table(golden('causal-ref', file));
        if (kind !== 'range_state') expect(header).toEqual(columnsOf(kind));
        compared[kind] += compare(ours[kind], rows, file);
        files.push(file);
      }
    }
    const there = readdirSync(reference('smc', 'golden', 'causal-ref') ?? '', { recursive: true, encoding: 'utf8' });
    expect(files.toSorted()).toEqual(there.filter((path) => path.endsWith('.csv')).toSorted());
    expect(compared).toEqual({
      pivot: 12_486,
      structure: 5_528,
      mss: 2_219,
      ob: 20_932,
      breaker: 14_757,
      fvg: 81_995,
      pool: 20_700,
      ote: 2_922,
      displacement: 3_842,
      idm: 912,
      range_state: 5_311,
    });
  });

  test('every event of the random candles full of ties', () => {
    const compared = noRows(() => 0);
    type Case = { o: number[]; h: number[]; l: number[]; c: number[]; P?: Params; E?: Partial<Rows> };
    for (const [n, line] of golden('fuzz', 'cases.jsonl').trimEnd().split('\n').entries()) {
      const { o, h, l, c, P: params, E: events } = JSON.parse(line) as Case;
      if (params === undefined || events === undefined) continue;
      const at = (prices: number[], t: number): number => prices[t] ?? Number.NaN;
      const bars = o.map((open, t) => ({ openAt: t, open, high: at(h, t), low: at(l, t), close: at(c, t) }));
      const ours = analyse(bars, params);
      for (const kind of kinds) compared[kind] += compare(ours[kind], events[kind] ?? [], `case ${n}, ${kind}`);
    }
    expect(compared).toEqual({
      pivot: 10_058,
      structure: 3_176,
      mss: 662,
      ob: 10_389,
      breaker: 4_873,
      fvg: 5_978,
      pool: 10_055,
      ote: 2_811,
      displacement: 1_899,
      idm: 519,
      range_state: 0,
    });
  });
});
