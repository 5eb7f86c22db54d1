import type { Box } from './paint.ts';

/** A panel's plot: where a time and a price come to lie. Times are milliseconds, prices as analysed. */
export type Plot = Readonly<{
  box: Box;
  from: number;
  to: number;
  low: number;
  high: number;
  x: (at: number) => number;
  y: (price: number) => number;
}>;

export function plotOf(box: Box, [from, to]: readonly [number, number], [low, high]: readonly [number, number]): Plot {
  const across = box.width / Math.max(to - from, 1);
  const range = high > low ? high - low : Math.max(Math.abs(high), 1) * 1e-6;
  const down = box.height / range;
  return {
    box,
    from,
    to,
    low,
    high,
    x: (at) => box.x + (at - from) * across,
    y: (price) => box.y + (high - price) * down,
  };
}

/** A span that leaves a little air above and below what must be seen. */
export function airy(prices: readonly number[], share: number): readonly [number, number] {
  const [low, high] = [Math.min(...prices), Math.max(...prices)];
  const air = (high - low) * share || Math.abs(high) * 0.01;
  return [low - air, high + air];
}

/** Round prices within a span, about so many of them: 1, 2, 2.5 or 5 times a power of ten apart. */
export function priceTicks(low: number, high: number, about: number): readonly number[] {
  const rough = (high - low) / Math.max(about, 1);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].map((times) => times * power).find((wide) => wide >= rough) ?? rough;
  const ticks: number[] = [];
  for (let n = Math.ceil(low / step); n * step <= high && ticks.length < 40; n += 1) ticks.push(n * step);
  return ticks;
}

/** With as many decimals as the distance between two ticks of this span needs. */
export function priceText(price: number, range: number): string {
  const decimals = Math.max(0, Math.min(12, 2 - Math.floor(Math.log10(Math.max(range, 1e-12)))));
  return price.toFixed(range >= 1000 ? 0 : decimals);
}

/** In milliseconds. */
const span = { hour: 3_600_000, day: 86_400_000 } as const;
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;
const steps = [1, 2, 3, 6, 12, 24, 48, 96, 168, 336].map((hours) => hours * span.hour);

export type TimeTick = Readonly<{ at: number; label: string; isMajor: boolean }>;

/** Whole hours or days of UTC, about so many; a day that begins is named, and so is a month. */
export function timeTicks(from: number, to: number, about: number): readonly TimeTick[] {
  const step = steps.find((wide) => (to - from) / wide <= about);
  if (step === undefined) return monthTicks(from, to);
  const ticks: TimeTick[] = [];
  for (let at = Math.ceil(from / step) * step; at <= to; at += step) {
    const time = new Date(at);
    const isDay = at % span.day === 0;
    const label = isDay ? dayOf(time) : `${two(time.getUTCHours())}:00`;
    ticks.push({ at, label, isMajor: isDay && (step < span.day || time.getUTCDate() === 1) });
  }
  return ticks;
}

function monthTicks(from: number, to: number): readonly TimeTick[] {
  const first = new Date(from);
  const ticks: TimeTick[] = [];
  for (let n = 1; ; n += 1) {
    const at = Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + n, 1);
    if (at > to) return ticks;
    const time = new Date(at);
    const isYear = time.getUTCMonth() === 0;
    ticks.push({
      at,
      label: isYear ? String(time.getUTCFullYear()) : (months[time.getUTCMonth()] ?? ''),
      isMajor: isYear,
    });
  }
}

function dayOf(time: Date): string {
  return `${time.getUTCDate()} ${months[time.getUTCMonth()] ?? ''}`;
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}

/** Moves labels apart, so that none covers another: each keeps its order and lies within the span. */
export function apart(
  wanted: readonly number[],
  gap: number,
  [top, bottom]: readonly [number, number],
): readonly number[] {
  const order = wanted
    .map((y, n) => ({ y: Math.min(Math.max(y, top), bottom), n }))
    .sort((a, b) => a.y - b.y || a.n - b.n);
  const placed = order.map(({ y }) => y);
  for (let n = 1; n < placed.length; n += 1) placed[n] = Math.max(placed[n] ?? 0, (placed[n - 1] ?? 0) + gap);
  for (let n = placed.length - 1, most = bottom; n >= 0; n -= 1, most -= gap)
    placed[n] = Math.min(placed[n] ?? 0, most);
  const result = [...wanted];
  for (const [k, { n }] of order.entries()) result[n] = placed[k] ?? 0;
  return result;
}
