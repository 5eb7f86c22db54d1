import { closeAt, timeframeMs } from '../market/candle.ts';
import type { ClosedCandle } from '../market/candle.ts';
import { newReading } from '../market/market.ts';
import type { Reading } from '../market/market.ts';
import { derive } from '../market/series.ts';
import type { Derived, HigherCandle } from '../market/series.ts';
import type { Ms } from '../units.ts';
import { advanceAdx } from '../smc/adx.ts';
import { advanceEma } from '../smc/ema.ts';
import { newStrength, readStrength } from './divergence.ts';
import { readDecision } from './decision-reading.ts';
import type { SignalSettings } from './signal-settings.ts';
import { strategies } from './strategies.ts';
import { newWindow, pushWindow } from './window.ts';

/**
 * Reads a closed 15m candle and whatever higher candles it closes: O(1), and closed candles only. A bucket that its own
 * history has told already is not read again, and where there is history, not half of one either: that much is returned.
 */
export function read(reading: Reading, candle: ClosedCandle, now: Ms, settings: SignalSettings): number {
  if (settings.reconfirmation !== undefined) {
    reading.recent ??= newWindow(settings.reconfirmation.quarters);
    pushWindow(reading.recent, candle);
  }
  let halves = 0;
  for (const higher of derive(reading.forming, candle, now)) {
    const told = reading.readTo[higher.timeframe];
    const isHalf = told !== undefined && higher.openAt < (reading.since ?? 0);
    if (told !== undefined && higher.openAt < told) continue;
    if (isHalf) halves += 1;
    else readHigher(reading, higher, settings);
  }
  readByStrategies(reading, candle, settings);
  return halves;
}

/** What each strategy in force keeps for itself, after what all of them share. */
function readByStrategies(reading: Reading, candle: ClosedCandle, settings: SignalSettings): void {
  for (const name of settings.strategies) strategies[name].read?.(reading, candle, settings);
}

/** Reads a candle of a higher timeframe as the venue tells it; false where its time was read before, from whatever source. */
export function readHistory(reading: Reading, candle: HigherCandle, settings: SignalSettings): boolean {
  if (candle.openAt < (reading.readTo[candle.timeframe] ?? 0)) return false;
  readHigher(reading, candle, settings);
  return true;
}

/** After a gap its series begins anew, as the 15m series does; a single candle that is missing is no gap. */
function readHigher(reading: Reading, candle: HigherCandle, settings: SignalSettings): void {
  const { timeframe, openAt } = candle;
  const gapMs = Math.max(settings.gapCandlesMax * timeframeMs['4h'], timeframeMs[timeframe]);
  const isGap = openAt - (reading.readTo[timeframe] ?? openAt) > gapMs;
  reading.readTo[timeframe] = closeAt(candle);
  if (isGap) forget(reading, timeframe);
  switch (timeframe) {
    case '1h':
      readHour(reading.hourly, candle, settings);
      break;
    case '4h':
      readDecision(reading.decision, candle, settings);
      break;
    case '1d':
      readDay(reading.daily, candle, settings);
      break;
  }
  readByStrategies(reading, candle, settings);
}

function forget(reading: Reading, timeframe: Derived): void {
  const { hourly, decision, daily } = newReading();
  if (timeframe === '1h') reading.hourly = hourly;
  else if (timeframe === '4h') reading.decision = decision;
  else reading.daily = daily;
  if (timeframe !== '1d') delete reading.past?.[timeframe];
  if (timeframe === '4h') delete reading.breakout;
}

function readHour(hourly: Reading['hourly'], candle: ClosedCandle, settings: SignalSettings): void {
  hourly.candles += 1;
  hourly.window ??= newWindow(settings.targetCandles);
  pushWindow(hourly.window, candle);
  const adx = advanceAdx(hourly.index, candle, {
    period: settings.adxPeriod,
    smoothing: settings.smoothing,
    tolerance: 0,
  });
  if (adx === undefined) delete hourly.adx;
  else hourly.adx = adx;
  if (settings.divergence === undefined) return;
  hourly.strength ??= newStrength();
  readStrength(hourly.strength, candle, settings.divergence);
}

function readDay(daily: Reading['daily'], candle: ClosedCandle, { emaPeriod }: SignalSettings): void {
  daily.candles += 1;
  daily.close = candle.close;
  const ema = advanceEma(daily.average, candle.close, emaPeriod);
  if (ema !== undefined) daily.ema = ema;
}
