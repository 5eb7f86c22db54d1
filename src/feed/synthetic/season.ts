import { hours, weekdays } from './character.ts';

/** By hour of the week from Monday 00:00 UTC; squares average to 1. */
const table: Float64Array = week();

function week(): Float64Array {
  const raw = Float64Array.from(weekdays.flatMap((day) => hours.map((hour) => day * hour)));
  const mean = Math.sqrt(raw.reduce((sum, x) => sum + x * x, 0) / raw.length);
  return raw.map((x) => x / mean);
}

/** Volatility at this time of the week over the week's. The epoch was a Thursday. */
export function seasonAt(at: number): number {
  return table[(Math.floor(at / 3_600_000) + 72) % table.length] ?? 1;
}
