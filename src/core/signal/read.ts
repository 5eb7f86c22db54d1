import type { ClosedCandle } from '../market/candle.ts';
import type { Reading } from '../market/market.ts';
import { derive } from '../market/series.ts';
import type { SignalSettings } from '../settings.ts';
import type { Ms } from '../units.ts';
import { advanceAdx } from './adx.ts';
import { readDecision } from './decision-reading.ts';
import { advanceEma } from './ema.ts';

/** Reads a closed 15m candle and whatever higher candles it closes: O(1), and closed candles only. */
export function read(reading: Reading, candle: ClosedCandle, now: Ms, settings: SignalSettings): void {
  for (const higher of derive(reading.forming, candle, now)) {
    if (higher.timeframe === '1h') readHour(reading.hourly, higher, settings);
    else if (higher.timeframe === '4h') readDecision(reading.decision, higher, settings);
    else readDay(reading.daily, higher, settings);
  }
}

function readHour(hourly: Reading['hourly'], candle: ClosedCandle, { adxPeriod }: SignalSettings): void {
  hourly.candles += 1;
  const adx = advanceAdx(hourly.index, candle, adxPeriod);
  if (adx === undefined) delete hourly.adx;
  else hourly.adx = adx;
}

function readDay(daily: Reading['daily'], candle: ClosedCandle, { emaPeriod }: SignalSettings): void {
  daily.candles += 1;
  daily.close = candle.close;
  const ema = advanceEma(daily.average, candle.close, emaPeriod);
  if (ema !== undefined) daily.ema = ema;
}
