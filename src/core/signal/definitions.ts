import { extremeSince, stairsOf } from '../smc/extremes.ts';
import type { Dir } from '../smc/bar.ts';
import { retracement } from '../smc/leg.ts';
import { later, ms } from '../units.ts';
import type { Ms, Side } from '../units.ts';
import { timeframeMs } from '../market/candle.ts';
import { confirmationGates } from './confirmation.ts';
import { freshZone, newDecisionReading, readDecision, zoneBeyond } from './decision-reading.ts';
import { bias, headOf, indicators, tail, trend } from './entry-gates.ts';
import { isBeyondStop, levels, nearFib, reaches, takeProfitOf, wideningOf, zoneTolerance } from './levels.ts';
import { quality } from './quality.ts';
import { unknown } from './question.ts';
import type { Check, Findings, Gate, Question, Strategy, WarmUp } from './question.ts';
import type { SignalSettings } from './signal-settings.ts';
import { targetsBeyond } from './window.ts';

export const dirOf = (side: Side): Dir => (side === 'long' ? 1 : -1);

/** Enough for the mean of the days, the data gate of the decision timeframe, and the ADX of the hours. */
export function warmUp({ emaPeriod, decisionCandlesMin, adxPeriod }: SignalSettings): WarmUp {
  return { '1d': emaPeriod, decision: decisionCandlesMin, '1h': 2 * adxPeriod };
}

/**
 * The way of a signal, in order: the first gate that says no is the reason. Direction and data first, then structure,
 * filter, place and price, then quality, and at last whether it may be acted upon.
 */
const gates: readonly Gate[] = [
  ...headOf(warmUp),
  bias,
  {
    code: '4H_STRUCTURE_REQUIRED',
    asks: '4h close through structure in the direction of the bias',
    passes: findStructure,
    shows: showStructure,
  },
  { code: 'ZONE_REQUIRED', asks: 'a fresh, unmitigated zone within the leg', passes: findZone, shows: showZone },
  ...confirmationGates,
  indicators,
  trend,
  { code: 'ZONE_NOT_REACHED', asks: 'price at the zone', passes: isReached, shows: showReach },
  {
    code: 'FIB_UNAVAILABLE',
    asks: 'a leg with a length',
    passes: (question, found) => retracementOf(question, found) !== undefined,
    shows: (_, found) => ({
      value: found.leg === undefined ? 'unknown' : `${found.leg.a}-${found.leg.b}`,
      threshold: 'a leg',
    }),
  },
  { code: 'FIB_GATE', asks: 'entry in OTE or at a key fib of the leg', passes: isRetraced, shows: showRetracement },
  {
    code: 'STOP_INVALID',
    asks: 'the stop on the losing side of the price',
    passes: findLevels,
    shows: ({ price }, { side, levels: found }) =>
      found === undefined || side === undefined
        ? unknown('a zone')
        : { value: found.stop, threshold: `${side === 'long' ? 'below' : 'above'} ${price}` },
  },
  {
    code: 'RR_TOO_LOW',
    asks: 'reward to the end of the leg over risk',
    // What is exactly enough is enough, whatever its binary fraction.
    passes: (question, found) => (found.levels?.rr ?? 0) >= minRrOf(question, found) - 1e-9,
    shows: (question, found) => ({ value: found.levels?.rr ?? 'unknown', threshold: minRrOf(question, found) }),
  },
  quality,
  ...tail,
];

/** Structure, zones and legs as the SMC definitions say, read from closed candles of 4h. */
export const definitions: Strategy = {
  name: 'definitions',
  version: 1,
  timeframe: '4h',
  warmUp,
  view: ({ decision }) => decision,
  gates,
};

/** The same on hourly candles: more structures, smaller ones, and nobody has shown that they pay. */
export const definitionsHourly: Strategy = {
  ...definitions,
  name: 'definitions_1h',
  timeframe: '1h',
  view: ({ hourly }) => hourly.structure,
  read: (reading, candle, settings) => {
    if (candle.timeframe !== '1h') return;
    reading.hourly.structure ??= newDecisionReading();
    readDecision(reading.hourly.structure, candle, settings);
  },
};

function findStructure({ settings }: Question, found: Findings): boolean {
  const { view, side } = found;
  if (side === undefined) return false;
  const dir = dirOf(side);
  const { lastBreak, leg } = view;
  if (lastBreak !== null && leg !== null && lastBreak.dir === dir) {
    found.structure = lastBreak;
    found.structureAt = lastBreak.openAt;
    found.leg = leg;
    return true;
  }
  if (settings.requireBreak) return false;
  // Without a break of our own, the range of the other one is retraced the other way.
  if (leg !== null) found.leg = leg.dir === dir ? leg : { dir, a: leg.b, b: leg.a };
  return true;
}

function showStructure({ settings }: Question, { view: { lastBreak, leg }, side }: Findings): Check {
  if (side === undefined) return unknown('a bias');
  const word = side === 'long' ? 'up' : 'down';
  const threshold = settings.requireBreak ? `BOS or CHoCH ${word}` : 'none';
  if (lastBreak === null || leg === null) return { value: 'no break', threshold };
  const { kind, dir, level } = lastBreak;
  return { value: `${kind} ${dir === 1 ? 'up' : 'down'} through ${level}`, threshold };
}

function findZone(question: Question, found: Findings): boolean {
  const { settings } = question;
  const { side, structure } = found;
  if (side === undefined || (settings.requireBreak && structure === undefined)) return false;
  const dir = dirOf(side);
  const maxAge = settings.zoneAgeCandlesMax;
  const zone =
    structure === undefined
      ? zoneBeyond(found.view, dir, { maxAge, origin: -dir * Infinity })
      : freshZone(found.view, dir, maxAge);
  if (zone !== undefined) {
    [found.zone, found.setup, found.regime] = [zone, zone.kind, 'tight_smc'];
    found.structureAt ??= timeOf(question, found, zone.createdIdx);
    return true;
  }
  if (settings.requireZone) return false;
  [found.setup, found.regime] = [structure === undefined ? 'trend' : 'bos', 'wide_structure'];
  found.structureAt ??= timeOf(question, found, found.view.t);
  return true;
}

/** When decision candle `idx` closed, where none between it and the newest is missing. */
function timeOf({ market }: Question, { view, timeframe }: Findings, idx: number): Ms {
  return later(market.reading.readTo[timeframe] ?? ms(0), -(view.t - idx) * timeframeMs[timeframe]);
}

function showZone({ settings }: Question, { zone, side, structure, setup }: Findings): Check {
  const threshold = settings.requireZone ? `at most ${settings.zoneAgeCandlesMax} candles old` : 'none';
  if (side === undefined || (settings.requireBreak && structure === undefined)) return unknown(threshold);
  if (zone === undefined) return { value: setup ?? 'none', threshold };
  return { value: `${zone.kind} ${zone.bottom}-${zone.top}`, threshold };
}

function isReached({ price, settings }: Question, { zone, regime, view: { atr } }: Findings): boolean {
  if (regime === 'wide_structure') return true;
  return zone !== undefined && atr !== undefined && reaches(zone, price, zoneTolerance(atr, price, settings));
}

function showReach({ price, settings }: Question, { zone, regime, view: { atr } }: Findings): Check {
  if (regime === 'wide_structure') return { value: price, threshold: 'anywhere' };
  if (zone === undefined || atr === undefined) return unknown('a zone');
  const tolerance = zoneTolerance(atr, price, settings);
  return { value: price, threshold: `${zone.bottom}-${zone.top} within ${(tolerance * 100).toFixed(2)} %` };
}

function retracementOf({ price }: Question, { leg }: Findings): number | undefined {
  return leg === undefined ? undefined : retracement(leg, price);
}

/** A trade of wide structure is not asked where on the leg it stands; its score is. */
function isRetraced(question: Question, found: Findings): boolean {
  const { price, settings } = question;
  const r = retracementOf(question, found);
  if (r === undefined || found.leg === undefined) return false;
  found.inOte = r >= settings.oteFrom && r <= settings.oteTo;
  found.nearFib = nearFib(found.leg, price, settings);
  if (found.inOte || found.nearFib || settings.oteGate === 'off' || found.regime === 'wide_structure') return true;
  return settings.oteGate === 'relaxed' && r >= 0.5 && r <= 1;
}

function showRetracement(question: Question, found: Findings): Check {
  const { oteFrom, oteTo, fibProximityBps, keyFibs, oteGate } = question.settings;
  const strict = `${oteFrom}-${oteTo}, or within ${fibProximityBps} bps of ${keyFibs.join(', ')}`;
  const threshold = oteGate === 'strict' ? strict : oteGate === 'relaxed' ? `0.5-1, ${strict}` : 'anywhere';
  return { value: retracementOf(question, found) ?? 'unknown', threshold };
}

function findLevels(question: Question, found: Findings): boolean {
  const { price, settings } = question;
  const { side, leg, regime, view } = found;
  const zone = regime === 'wide_structure' ? swingZone(view, settings.wideSwingCandles) : found.zone;
  if (side === undefined || zone === undefined || leg === undefined || view.atr === undefined) return false;
  const isWide = regime === 'wide_structure';
  found.stopAtr = (isWide ? settings.stopAtrWide : settings.stopAtrTight) * wideningFor(question);
  found.levels = levels({ side, zone, entry: price, legEnd: leg.b, atr: view.atr, stopAtr: found.stopAtr });
  const { stop } = found.levels;
  if (!isBeyondStop(side, price, stop)) return false;
  if (!isWide) return true;
  const aim = { side, entry: price, stop, targets: targetsOf(question, found), minRr: settings.minRrWide };
  found.levels = levels({ side, zone, entry: price, legEnd: takeProfitOf(aim), atr: view.atr, stopAtr: found.stopAtr });
  return true;
}

/** The extremes of the newest candles stand in for a zone. */
function swingZone({ extremes, t }: Findings['view'], candles: number): { bottom: number; top: number } | undefined {
  const [bottom, top] = [
    extremeSince(stairsOf(extremes, -1), t - candles),
    extremeSince(stairsOf(extremes, 1), t - candles),
  ];
  return bottom === null || top === null ? undefined : { bottom: bottom.price, top: top.price };
}

/** Stop-outs of this instrument within the time that they are remembered. */
export function wideningFor({ market: { stopOuts }, at, settings: { widening } }: Question): number {
  if (widening === undefined || stopOuts.length < widening.threshold) return 1;
  let count = 0;
  for (const stoppedAt of stopOuts) if (stoppedAt > at - widening.lookbackMs) count += 1;
  return wideningOf(count, widening);
}

/** The nearest hourly swings beyond the price, in the direction of the trade. */
export function targetsOf({ market, price, settings }: Question, { side }: Findings): readonly number[] {
  if (side === undefined) return [];
  const { targetCandles: count, targetsMax: most } = settings;
  return targetsBeyond(market.reading.hourly.window, { dir: dirOf(side), price, count, most });
}

function minRrOf({ settings }: Question, { regime }: Findings): number {
  return regime === 'wide_structure' ? settings.minRrWide : settings.minRrMultiple;
}
