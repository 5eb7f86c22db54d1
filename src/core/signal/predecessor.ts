import type { Reading } from '../market/market.ts';
import type { ClosedCandle } from '../market/candle.ts';
import type { DecisionTimeframe } from './signal-settings.ts';
import { definitionsHourly, dirOf, warmUp, wideningFor } from './definitions.ts';
import { bias, headOf, indicators, tail, trend } from './entry-gates.ts';
import { edgeLevels, isBeyondStop, movedTo } from './levels.ts';
import type { Levels } from './levels.ts';
import { changeGates, confirmFlip, directionGate } from './predecessor-change.ts';
import { newPredecessorReading, readAsPredecessor } from './predecessor-reading.ts';
import type { OldZone, PredecessorReading } from './predecessor-reading.ts';
import { quality } from './quality.ts';
import { unknown } from './question.ts';
import type { Check, Findings, Gate, Question, Strategy } from './question.ts';
import type { PredecessorSettings, SignalSettings } from './signal-settings.ts';
import { extremeOf, targetsBeyond } from './window.ts';

/**
 * Spec 03 sections 4, 5 and 9.1 as the predecessor had them, on closed candles and on our pipeline: its zones are never
 * used up, its fibs are measured from the low for both sides, its entry is a zone's edge from wherever the price is.
 * What came of forming candles is not reproduced (1.4, 4.4, 4.6 of section 02), nor a neutral bias that searches downward (4.2).
 */
function predecessorOn(timeframe: DecisionTimeframe): Strategy {
  return {
    name: timeframe === '4h' ? 'predecessor' : 'predecessor_1h',
    version: 1,
    timeframe,
    warmUp: (settings) => ({ ...warmUp(settings), '1d': 0 }),
    view: ({ decision, hourly }) => (timeframe === '4h' ? decision : hourly.structure),
    read: (reading, candle, settings) => readOn(timeframe, [reading, candle, settings]),
    gates: [...gates],
  };
}

function readOn(
  timeframe: DecisionTimeframe,
  [reading, candle, settings]: readonly [Reading, ClosedCandle, SignalSettings],
): void {
  if (timeframe === '1h') definitionsHourly.read?.(reading, candle, settings);
  const past = (reading.past ??= {});
  const seen = (past[timeframe] ??= newPredecessorReading());
  if (candle.timeframe === timeframe) {
    const { zoneAgeCandlesMax, confirmation, predecessor } = settings;
    readAsPredecessor(seen, candle, { zoneAgeCandlesMax, bosCandles: confirmation.bosCandles, predecessor });
  }
  if (candle.timeframe === '15m') confirmFlip(seen, reading, [candle, settings]);
}

const gates: readonly Gate[] = [
  ...headOf((settings) => ({ ...warmUp(settings), '1d': 0 })),
  {
    code: 'BIAS_NO_DATA',
    asks: 'daily candles',
    passes: ({ market }) => market.reading.daily.candles > 0,
    shows: ({ market }) => ({ value: market.reading.daily.candles, threshold: 1 }),
  },
  {
    code: 'EMA_UNAVAILABLE',
    asks: 'enough of them for their EMA',
    passes: ({ market }) => market.reading.daily.ema !== undefined,
    shows: ({ market, settings }) => ({ value: market.reading.daily.candles, threshold: settings.emaPeriod }),
  },
  bias,
  {
    code: '4H_STRUCTURE_REQUIRED',
    asks: 'an order block in the direction of the bias',
    passes: findStructure,
    shows: showStructure,
  },
  ...changeGates,
  indicators,
  trend,
  {
    code: 'FIB_UNAVAILABLE',
    asks: 'a range to measure',
    when: ({ oteGate }) => oteGate !== 'off',
    passes: (question, found) => pastOf(question, found)?.range !== null,
    shows: (question, found) => ({
      value: pastOf(question, found)?.range === null ? 'none' : 'range',
      threshold: 'range',
    }),
  },
  { code: 'FIB_GATE', asks: 'the zone’s edge in the OTE or at a fib of the range', passes: isAtFib, shows: showFib },
  directionGate,
  {
    code: 'STOP_INVALID',
    asks: 'the stop on the losing side of the price',
    passes: ({ price }, { side, levels }) =>
      side !== undefined && levels !== undefined && isBeyondStop(side, price, levels.stop),
    shows: ({ price }, { levels }) =>
      levels === undefined ? unknown('a zone') : { value: levels.stop, threshold: `the other side of ${price}` },
  },
  quality,
  ...tail,
];

export const predecessor: Strategy = predecessorOn('4h');
/** The predecessor's legacy mode, for comparison. */
export const predecessorHourly: Strategy = predecessorOn('1h');

/** What it has read on the timeframe that is asked. */
export function pastOf({ market }: Question, { timeframe }: Findings): PredecessorReading | undefined {
  return market.reading.past?.[timeframe];
}

/** An order block, else, where none is required, a gap, a break, or nothing but the bias: in that order. */
function findStructure(question: Question, found: Findings): boolean {
  const { settings } = question;
  const past = pastOf(question, found);
  if (found.side === undefined || past === undefined || past.seen < settings.zoneAgeCandlesMax) return false;
  const way = found.side === 'long' ? 'up' : 'down';
  const [block, gap, isBroken] = [past.blocks[way], past.gaps[way].at(-1), past.broken[way]];
  if (settings.confirmation.requireHold && !isBroken) return false;
  if (block === null && settings.requireZone) return false;
  found.ingredients = { orderBlock: block !== null, fairValueGap: gap !== undefined, structureBreak: isBroken };
  const zone = block ?? gap;
  found.setup = block !== null ? 'ob' : gap !== undefined ? 'fvg' : isBroken ? 'bos' : 'trend';
  found.regime = zone === undefined ? 'wide_structure' : 'tight_smc';
  found.structureAt = zone?.openAt ?? past.bars[(past.seen - 1) % past.bars.length]?.openAt ?? question.at;
  const moved = levelsFrom(question, found, zone);
  if (moved !== undefined) found.levels = moved;
  return true;
}

function showStructure(question: Question, found: Findings): Check {
  const past = pastOf(question, found);
  const { requireZone, confirmation } = question.settings;
  const threshold = `${requireZone ? 'order block' : 'none'}${confirmation.requireHold ? ' and BOS' : ''}`;
  if (found.side === undefined || past === undefined) return unknown(threshold);
  const way = found.side === 'long' ? 'up' : 'down';
  const block = past.blocks[way];
  if (past.seen < question.settings.zoneAgeCandlesMax) {
    return { value: `${past.seen} candles, too few for structure`, threshold };
  }
  const words = block === null ? 'no valid order block found' : `ob ${block.bottom}-${block.top}`;
  return { value: `${words}, ${past.broken[way] ? 'BOS' : 'no BOS'}`, threshold };
}

/** Section 8, at the zone's edge, moved to where the price is by section 10; undefined where there is no ATR yet. */
function levelsFrom(question: Question, found: Findings, zone: OldZone | undefined): Levels | undefined {
  const { price, settings, market } = question;
  const { side, regime, view } = found;
  const isWide = regime === 'wide_structure';
  const held = zone ?? swingZone(question, found);
  if (side === undefined || held === undefined || view.atr === undefined) return undefined;
  found.stopAtr = (isWide ? settings.stopAtrWide : settings.stopAtrTight) * wideningFor(question);
  const edge = isWide ? price : side === 'long' ? held.top : held.bottom;
  found.edge = edge;
  const { targetCandles: count, targetsMax: most } = settings;
  const targets = targetsBeyond(market.reading.hourly.window, { dir: dirOf(side), price: edge, count, most });
  const minRr = isWide ? settings.minRrWide : settings.minRrMultiple;
  return movedTo(
    price,
    edgeLevels({ side, entry: edge, zone: held, atr: view.atr, stopAtr: found.stopAtr, targets, minRr }),
  );
}

/** Without a zone, the extremes of the newest candles are the structure (section 8.2). */
function swingZone(question: Question, found: Findings): { bottom: number; top: number } | undefined {
  const past = pastOf(question, found);
  if (past === undefined) return undefined;
  const window = {
    size: past.bars.length,
    seen: past.seen,
    high: past.bars.map(({ high }) => high),
    low: past.bars.map(({ low }) => low),
  };
  const span = [0, question.settings.wideSwingCandles] as const;
  return { bottom: extremeOf(window, -1, span), top: extremeOf(window, 1, span) };
}

/** Section 9.1 and 9.2, of tight setups only: always measured up from the low. */
function isAtFib(question: Question, found: Findings): boolean {
  const { settings, price } = question;
  const range = pastOf(question, found)?.range ?? null;
  found.inOte = false;
  if (range === null) return settings.oteGate === 'off';
  const { inOte, nearFib, nearScored } = fibsAt(range, found.edge ?? price, settings);
  found.inOte = inOte;
  found.nearFib = nearScored;
  return found.regime === 'wide_structure' || settings.oteGate === 'off' || inOte || nearFib;
}

type FibSettings = Readonly<{ predecessor: PredecessorSettings; keyFibs: readonly number[]; fibProximityBps: number }>;

/** Where a price stands in a range; `nearScored` where the level is one that the score rewards as well. */
export function fibsAt(
  { high, low }: Readonly<{ high: number; low: number }>,
  price: number,
  { predecessor: { oteFrom, oteTo, fibs }, keyFibs, fibProximityBps }: FibSettings,
): Readonly<{ inOte: boolean; nearFib: boolean; nearScored: boolean }> {
  const levelAt = (r: number): number => low + r * (high - low);
  const isNear = (r: number): boolean => Math.abs(price - levelAt(r)) <= (levelAt(r) * fibProximityBps) / 10_000;
  const near = fibs.filter(isNear);
  return {
    inOte: price >= levelAt(oteFrom) && price <= levelAt(oteTo),
    nearFib: near.length > 0,
    nearScored: near.some((r) => keyFibs.includes(r)),
  };
}

function showFib(question: Question, found: Findings): Check {
  const { predecessor: rules, fibProximityBps } = question.settings;
  const threshold = `${rules.oteFrom}-${rules.oteTo}, or within ${fibProximityBps} bps of ${rules.fibs.join(', ')}`;
  const range = pastOf(question, found)?.range ?? null;
  if (range === null || found.edge === undefined) return unknown(threshold);
  return { value: (found.edge - range.low) / (range.high - range.low), threshold };
}
