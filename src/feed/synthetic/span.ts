/** How long things are: a candle of 15 minutes is drawn in 15 steps. */
export const minutes = 15;
export const candleMillis: number = minutes * 60_000;
export const candlesADay = 96;
export const candlesAYear: number = 365 * candlesADay;

/** From a volatility a year to that of one minute. */
export function ofMinute(volatility: number): number {
  return volatility / Math.sqrt(candlesAYear * minutes);
}

/** What a candle leaves of a deviation that halves in so many days. */
export function keptBy(halfLife: number): number {
  return 0.5 ** (1 / (candlesADay * halfLife));
}
