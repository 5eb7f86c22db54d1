import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { rng } from '../../src/runtime/rng.ts';

/** One line of a candle file. */
export type Row = Readonly<{ time: number; open: number; high: number; low: number; close: number; volume: number }>;

/** A made-up market: where it starts, how it is written, and how many days of it there are. */
export type Walk = Readonly<{ seed: number; base: string; price: number; decimals: number; days: number }>;

export const quarterHourMs = 900_000;
/** When every generated market opens: a midnight. */
export const opensAt = 1_672_531_200_000;

/** Two markets of 300 days in which the shipped strategy finds something to trade. */
export const markets: readonly Walk[] = [
  { seed: 5, base: 'BTC', price: 20_000, decimals: 1, days: 300 },
  { seed: 6, base: 'ETH', price: 1500, decimals: 2, days: 300 },
];

/**
 * Candles drawn from a seed: a price that follows a target, which trends for days, comes back for hours and turns with
 * the seasons. Strong enough trends for the strategy, and nothing else of a real market.
 */
export function drawCandles({ seed, base, price, decimals, days }: Walk): readonly Row[] {
  const luck = rng(seed).fork(base);
  /** About normal, without the functions that differ between machines. */
  const bell = (): number => luck.next() + luck.next() + luck.next() + luck.next() - 2;
  const round = (value: number): number => Number(value.toFixed(decimals));
  const rows: Row[] = [];
  let [last, season, seasonLeft, drift, left] = [price, 1, 0, 0, 0];
  let [isPullback, from] = [true, price];
  for (let n = 0; n < days * 96; n += 1) {
    if (seasonLeft === 0) [season, seasonLeft] = [luck.next() < 0.62 ? 1 : -1, 96 * (20 + Math.floor(luck.next() * 40))];
    if (left === 0) {
      isPullback = !isPullback;
      left = Math.floor((isPullback ? 60 : 100) * (0.6 + 0.8 * luck.next()));
      if (!isPullback) from = last;
      const move = isPullback ? -(last / from - 1) * (0.7 + 0.25 * luck.next()) : season * 0.1 * (0.5 + luck.next());
      drift = move / left;
    }
    seasonLeft -= 1;
    left -= 1;
    const open = last;
    let [high, low] = [open, open];
    for (let tick = 0; tick < 4; tick += 1) {
      last *= 1 + drift / 4 + 0.003 * bell();
      high = Math.max(high, last);
      low = Math.min(low, last);
    }
    last = round(last);
    const volume = Number(((1_000_000 / last) * (0.5 + luck.next())).toFixed(3));
    rows.push({ time: opensAt + n * quarterHourMs, open, high: Math.max(round(high), last), low: Math.min(round(low), last), close: last, volume });
  }
  return rows;
}

export function candleCsv(rows: readonly Row[]): string {
  const lines = rows.map(({ time, open, high, low, close, volume }) => [time, open, high, low, close, volume].join(','));
  return `time,open,high,low,close,volume\n${lines.join('\n')}\n`;
}

/** Writes `made_spot_BASE-USDT_15m.csv.gz` into a folder that it makes. */
export function writeCandles(dir: string, base: string, rows: readonly Row[]): void {
  mkdirSync(dir, { recursive: true });
  writeFileSync(join(dir, `made_spot_${base}-USDT_15m.csv.gz`), gzipSync(candleCsv(rows), { level: 1 }));
}
