import { at } from '../../series.ts';
import type { Series } from '../../series.ts';
import { removeFailed, storeBlock } from './blocks.ts';
import type { LuxBlocks } from './blocks.ts';
import { findGap, newGaps, removeFilled } from './gaps.ts';
import type { LuxGaps } from './gaps.ts';
import { findPivot, newLegs } from './pivots.ts';
import type { Legs, Pivot } from './pivots.ts';
import type { LuxSettings } from './settings.ts';
import { measureVolatility } from './volatility.ts';
import type { Volatility } from './volatility.ts';

/** Swing or internal structure: its pivots, which way it last broke (0: never), and its order blocks. */
export type Structure = Readonly<{ legs: Legs; blocks: LuxBlocks }> & { bias: 0 | 1 | -1 };

/** Everything that the script remembers from candle to candle. */
export type Script = Readonly<{
  series: Series;
  settings: LuxSettings;
  volatility: Volatility;
  swing: Structure;
  internal: Structure;
  equal: Legs;
  gaps: LuxGaps;
  /** Highest and lowest price since the newest swing pivots; NaN before the first. */
  trailing: { top: number; bottom: number };
  /** What happened on this candle, one cell for each of `alerts`. */
  happened: Uint8Array;
}>;

const alertsOf = (scale: string): readonly string[] =>
  ['BullishBOS', 'BearishBOS', 'BullishCHoCH', 'BearishCHoCH'].map((what) => `${scale}${what}`);
/** The script's alerts, in the order of its exports. An order block's alert is its end. */
export const alerts: readonly string[] = [
  ...alertsOf('internal'),
  ...alertsOf('swing'),
  'internalBullishOrderBlock',
  'internalBearishOrderBlock',
  'swingBullishOrderBlock',
  'swingBearishOrderBlock',
  'equalHighs',
  'equalLows',
  'bullishFairValueGap',
  'bearishFairValueGap',
];
const first = { internal: 0, swing: 4, internalBlock: 8, swingBlock: 10, equal: 12, gap: 14 } as const;

export function newScript(series: Series, settings: LuxSettings): Script {
  const structure = (size: number): Structure => ({ legs: newLegs(size), bias: 0, blocks: [] });
  return {
    series,
    settings,
    volatility: measureVolatility(series, settings.filter),
    swing: structure(settings.swingsLength),
    internal: structure(settings.internalLength),
    equal: newLegs(settings.equalLength),
    gaps: newGaps(settings.isThresholdAutomatic),
    trailing: { top: Number.NaN, bottom: Number.NaN },
    happened: new Uint8Array(alerts.length),
  };
}

/** One candle, in the script's own order. */
export function advanceScript(script: Script, row: number): void {
  const { series, happened, trailing, gaps, internal, swing } = script;
  happened.fill(0);
  trailing.top = Math.max(trailing.top, at(series.high, row));
  trailing.bottom = Math.min(trailing.bottom, at(series.low, row));
  removeFilled(gaps, at(series.high, row), at(series.low, row));
  findPivots(script, row);
  breakStructure(script, internal, { row, alert: first.internal });
  breakStructure(script, swing, { row, alert: first.swing });
  endBlocks(script, internal, { row, alert: first.internalBlock });
  endBlocks(script, swing, { row, alert: first.swingBlock });
  const gap = findGap(gaps, series, row);
  if (gap !== 0) happened[first.gap + (gap === 1 ? 0 : 1)] = 1;
}

function findPivots(
  { series, settings, swing, internal, equal, trailing, volatility, happened }: Script,
  row: number,
): void {
  const ignored = (): void => undefined;
  const side = findPivot(swing.legs, series, row, ignored);
  if (side === 1) trailing.top = swing.legs.high.level;
  if (side === -1) trailing.bottom = swing.legs.low.level;
  findPivot(internal.legs, series, row, ignored);
  let before = Number.NaN;
  const equalSide = findPivot(equal, series, row, (level) => void (before = level));
  if (equalSide === 0) return;
  const { level } = equalSide === 1 ? equal.high : equal.low;
  const isEqual = Math.abs(level - before) < settings.equalThreshold * at(volatility.atr, row);
  if (isEqual) happened[first.equal + (equalSide === 1 ? 0 : 1)] = 1;
}

type Where = Readonly<{ row: number; alert: number }>;

function breakStructure(script: Script, structure: Structure, { row, alert }: Where): void {
  const { high, low } = structure.legs;
  for (const [side, pivot] of [
    [1, high],
    [-1, low],
  ] as const) {
    if (pivot.isCrossed || !isCrossing(script.series.close, pivot, { row, side })) continue;
    if (structure === script.internal && !isAllowed(script, pivot, { row, side })) continue;
    const isChange = structure.bias === -side;
    script.happened[alert + (isChange ? 2 : 0) + (side === 1 ? 0 : 1)] = 1;
    [structure.bias, pivot.isCrossed] = [side, true];
    const { parsedHigh, parsedLow } = script.volatility;
    storeBlock(structure.blocks, { high: parsedHigh, low: parsedLow }, { from: pivot.row, to: row, side });
  }
}

type Crossing = Readonly<{ row: number; side: 1 | -1 }>;

/**
 * A true crossing: the candle before had closed on the other side of the level. The script asks of the level as it was then; that is the
 * same one, because on a candle that brings a new level no price is beyond it.
 */
function isCrossing(close: Float64Array, { level }: Pivot, { row, side }: Crossing): boolean {
  return side * at(close, row) > side * level && side * at(close, row - 1) <= side * level;
}

/** An internal break only counts where the swing level of its side is there and is another. */
function isAllowed({ series, swing, settings }: Script, { level }: Pivot, { row, side }: Crossing): boolean {
  const outer = side === 1 ? swing.legs.high.level : swing.legs.low.level;
  if (Number.isNaN(outer) || outer === level) return false;
  return !settings.isConfluenceFiltered || isConfluent(series, row, side);
}

/** The script compares the upper wick with the smaller of close and open less low, and not with the lower wick. */
function isConfluent({ open, high, low, close }: Series, row: number, side: 1 | -1): boolean {
  const upper = at(high, row) - Math.max(at(close, row), at(open, row));
  const other = Math.min(at(close, row), at(open, row) - at(low, row));
  return side === 1 ? upper > other : upper < other;
}

function endBlocks({ series, settings, happened }: Script, { blocks }: Structure, { row, alert }: Where): void {
  const [above, below] = settings.mitigation === 'Close' ? [series.close, series.close] : [series.high, series.low];
  const { bull, bear } = removeFailed(blocks, at(above, row), at(below, row));
  if (bull) happened[alert] = 1;
  if (bear) happened[alert + 1] = 1;
}
