import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readDecision, newDecisionReading } from '../../src/core/signal/decision-reading.ts';
import { addFairValueGap, advanceFairValueGaps, newFairValueGaps } from '../../src/core/smc/fair-value-gap.ts';
import { extendLeg, openLeg } from '../../src/core/smc/leg.ts';
import type { Leg } from '../../src/core/smc/leg.ts';
import { addOrderBlock, advanceOrderBlocks, newZoneBook } from '../../src/core/smc/order-block.ts';
import type { Zone, ZoneBook } from '../../src/core/smc/order-block.ts';
import { confirmPivots, newPivots, pushBar } from '../../src/core/smc/pivot.ts';
import type { Bar, Pivots, Reach } from '../../src/core/smc/pivot.ts';
import { adoptPivot, breakStructure, newStructure } from '../../src/core/smc/structure.ts';
import type { Structure } from '../../src/core/smc/structure.ts';
import type { ClosedCandle } from '../../src/core/market/candle.ts';
import { reference, referenceSuite } from '../reference.ts';
import { settings } from '../support/keel.ts';

const kinds = ['pivot', 'structure', 'ob', 'fvg', 'range_state'] as const;
type Kind = (typeof kinds)[number];
type Row = readonly (string | number)[];
type Rows = Record<Kind, Row[]>;
type Params = Readonly<{
  fvgMinAtr: number;
  scales: Readonly<{ internal: [number, number]; swing: [number, number] }>;
  breakOn: string;
  obBreakOn: string;
  protected: boolean;
}>;
type Scale = { name: string; reach: Reach; pivots: Pivots; structure: Structure; leg: Leg | null; ranges: Row[] };

type Step = { bar: Bar; t: number; blocks: ZoneBook; rows: Rows; scaleOf: Map<number, string> };

/** The detectors for two scales at once, as C.1 schedules them; order blocks of both share one book, and so one count of ids. */
function detect(bars: readonly Bar[], { scales }: Params): Rows {
  const rows: Rows = { pivot: [], structure: [], ob: [], fvg: [], range_state: [] };
  const gaps = newFairValueGaps();
  const blocks = newZoneBook();
  const scaleOf = new Map<number, string>();
  const states: Scale[] = (['internal', 'swing'] as const).map((name) => ({
    name,
    reach: { left: scales[name][0], right: scales[name][1] },
    pivots: newPivots(),
    structure: newStructure(),
    leg: null,
    ranges: [],
  }));
  for (const [t, bar] of bars.entries()) {
    for (const { event, zone } of advanceFairValueGaps(gaps, bar)) rows.fvg.push(gapRow(t, event, zone, bar));
    for (const { event, zone } of advanceOrderBlocks(blocks, bar)) {
      rows.ob.push(blockRow(t, event, zone, scaleOf.get(zone.id)));
    }
    const gap = addFairValueGap(gaps, bar, t);
    if (gap !== undefined) rows.fvg.push([...gapRow(t, 'create', gap, bar).slice(0, -1), 0]);
    for (const scale of states) breakScale(scale, { bar, t, blocks, rows, scaleOf });
    for (const scale of states) confirmScale(scale, { t, rows });
    for (const scale of states) if (scale.leg !== null) extendLeg(scale.leg, bar);
    if (t % 25 === 0) for (const scale of states) scale.ranges.push(...rangeRow(scale, t, bar));
  }
  for (const scale of states) rows.range_state.push(...scale.ranges); // scale by scale in the file
  return rows;
}

function breakScale(scale: Scale, { bar, t, blocks, rows, scaleOf }: Step): void {
  pushBar(scale.pivots, bar, t);
  const b = breakStructure(scale.structure, scale.pivots, bar, t);
  if (b === undefined) return;
  const level = [b.level, b.levelIdx, b.levelSrc, b.initial ? 1 : 0];
  rows.structure.push([b.at, scale.name, b.kind, b.dir, ...level, b.strongPrice, b.strongIdx]);
  scale.leg = openLeg(b, scale.pivots);
  const block = addOrderBlock(blocks, b);
  if (block === undefined) return;
  scaleOf.set(block.id, scale.name);
  rows.ob.push(blockRow(t, 'create', block, scale.name));
}

function confirmScale({ name, reach, pivots, structure }: Scale, { t, rows }: { t: number; rows: Rows }): void {
  for (const pivot of confirmPivots(pivots, t, reach)) {
    rows.pivot.push([t, name, pivot.idx, pivot.side, pivot.price, pivot.label]);
    adoptPivot(structure, pivots, pivot);
  }
}

function rangeRow(
  { name, structure, leg }: Pick<Scale, 'name' | 'structure' | 'leg'>,
  t: number,
  { close }: Bar,
): Row[] {
  if (leg === null) return [];
  const [low, high] = leg.dir === 1 ? [leg.a, leg.b] : [leg.b, leg.a];
  return [[t, name, structure.trend, low, high, high === low ? 0.5 : (close - low) / (high - low)]];
}

function blockRow(t: number, event: string, zone: Zone, scale: string | undefined): Row {
  return [t, event, zone.id, scale ?? 'unknown', zone.dir, zone.idx, zone.top, zone.bottom];
}

/** Each step happens at the deepest price so far (and `invert` below the far edge), so the fill is this candle's. */
function gapRow(t: number, event: string, { id, dir, idx, top, bottom }: Zone, bar: Bar): Row {
  const depth = dir === 1 ? top - bar.low : bar.high - bottom;
  return [t, event, id, dir, idx, top, bottom, Math.min(1, Math.max(0, depth / (top - bottom)))];
}

/** What our detectors have no option for is not compared; a pivot depends on its reach only. */
function comparable({ fvgMinAtr, breakOn, obBreakOn, protected: isProtected }: Params): Kind[] {
  const byClose = breakOn === 'close' && obBreakOn === 'close' && isProtected;
  return kinds.filter((kind) => kind === 'pivot' || (kind === 'fvg' ? fvgMinAtr === 0 : byClose));
}

function isOurs(kind: Kind, row: Row): boolean {
  return kind !== 'fvg' || !['itouch', 'ibreak'].includes(String(row[1]));
}

/** Row by row and cell by cell; numbers exactly or, where they were divided, within 1e-9. */
function compare(ours: readonly Row[], theirs: readonly Row[], label: string): number {
  for (const [n, row] of theirs.entries()) {
    const mine = ours[n] ?? [];
    const isSame = row.length === mine.length && row.every((cell, column) => isSameCell(mine[column], cell));
    if (!isSame) expect(mine, `${label}, row ${n}`).toEqual(row);
  }
  expect(ours.length, `${label}, rows`).toBe(theirs.length);
  return theirs.length;
}

function isSameCell(mine: string | number | undefined, cell: string | number): boolean {
  if (typeof mine !== 'number') return mine === cell;
  const value = Number(cell);
  return mine === value || Math.abs(mine - value) <= 1e-9 * Math.abs(value);
}

function golden(...parts: readonly string[]): string {
  const path = reference('smc', 'golden', ...parts);
  if (path === undefined) throw new Error(`no golden vector ${parts.join('/')}`);
  return readFileSync(path, 'utf8');
}

function csv(text: string): string[][] {
  const lines = text.trimEnd().split('\n').slice(1);
  return lines.map((line) => line.trimEnd().split(','));
}

function candles(series: string): Bar[] {
  return csv(golden('input', `${series}.csv`)).map(([, , open, high, low, close]) => ({
    open: Number(open),
    high: Number(high),
    low: Number(low),
    close: Number(close),
  }));
}

function expected(series: string, variant: string, kind: Kind): Row[] {
  return csv(golden('causal-ref', series, variant, `${kind}.csv`)).filter((row) => isOurs(kind, row));
}

const noRows = (): Record<Kind, number> => ({ pivot: 0, structure: 0, ob: 0, fvg: 0, range_state: 0 });

referenceSuite('the causal reference of the SMC definitions', () => {
  test('every event of the real candles, row by row', () => {
    const compared = noRows();
    const runs = JSON.parse(golden('causal-ref', 'manifest.json')) as {
      series: string;
      variant: string;
      params: Params;
    }[];
    for (const { series, variant, params } of runs) {
      const ours = detect(candles(series), params);
      for (const kind of comparable(params)) {
        const theirs = expected(series, variant, kind);
        compared[kind] += compare(ours[kind], theirs, `${series}/${variant}/${kind}`);
      }
    }
    expect(compared).toEqual({ pivot: 12_486, structure: 2_710, ob: 9_997, fvg: 48_197, range_state: 3_532 });
  });

  test('every event of the random candles full of ties', () => {
    const compared = noRows();
    type Case = { o: number[]; h: number[]; l: number[]; c: number[]; P?: Params; E?: Partial<Rows> };
    for (const [n, line] of golden('fuzz', 'cases.jsonl').trimEnd().split('\n').entries()) {
      const { o, h, l, c, P: params, E: events } = JSON.parse(line) as Case;
      if (params === undefined || events === undefined) continue;
      const at = (prices: number[], t: number): number => prices[t] ?? Number.NaN;
      const bars = o.map((open, t) => ({ open, high: at(h, t), low: at(l, t), close: at(c, t) }));
      const ours = detect(bars, params);
      for (const kind of comparable(params)) {
        const theirs = events[kind];
        if (theirs === undefined) continue;
        const rows = theirs.filter((row) => isOurs(kind, row));
        compared[kind] += compare(ours[kind], rows, `case ${n}, ${kind}`);
      }
    }
    expect(compared).toEqual({ pivot: 10_058, structure: 400, ob: 1_157, fvg: 2_538, range_state: 0 });
  });

  test('the reading of the decision timeframe says the same as the internal scale', () => {
    const compared = { structure: 0, ranges: 0, fresh: 0 };
    for (const series of ['eurusd_15m', 'btceur_15m', 'btcusd_1h']) {
      const rows = { structure: [] as Row[], range: [] as Row[] };
      const reading = newDecisionReading();
      const ofInternal = (kind: Kind): Row[] => expected(series, 'A', kind).filter((row) => row.includes('internal'));
      const untouched = {
        blocks: untouchedAt(ofInternal('ob'), 5),
        gaps: untouchedAt(expected(series, 'A', 'fvg'), 4),
      };
      for (const bar of candles(series)) {
        readDecision(reading, bar as ClosedCandle, settings.signal);
        const { t, lastBreak: b, leg, structure } = reading;
        if (b?.at === t) {
          const level = [b.level, b.levelIdx, b.levelSrc, b.initial ? 1 : 0];
          rows.structure.push([t, 'internal', b.kind, b.dir, ...level, b.strongPrice, b.strongIdx]);
        }
        if (t % 25 !== 0) continue;
        rows.range.push(...rangeRow({ name: 'internal', structure, leg }, t, bar));
        for (const [book, known] of [
          [reading.blocks, untouched.blocks],
          [reading.gaps.book, untouched.gaps],
        ] as const) {
          const live = [...book.bull.waiting, ...book.bear.waiting].filter((zone) => !zone.touched);
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
