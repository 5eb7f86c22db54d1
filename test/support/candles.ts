import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Rng } from '../../src/runtime/ports.ts';
import { rng } from '../../src/runtime/rng.ts';

/** One line of a candle file. */
export type Row = Readonly<{ time: number; open: number; high: number; low: number; close: number; volume: number }>;

/** A made-up market: where it starts, how it is written, and how many days of it there are. */
export type Walk = Readonly<{ seed: number; base: string; price: number; decimals: number; days: number }>;

export const quarterHourMs = 900_000;
/** When every generated market opens: the midnight of 2023-08-01. */
export const opensAt = 1_690_848_000_000;

/** Two markets that last long enough for a 200-day mean, and in which the shipped strategy then finds trades. */
export const markets: readonly Walk[] = [
  { seed: 2, base: 'BTC', price: 20_000, decimals: 1, days: 240 },
  { seed: 2, base: 'ETH', price: 1500, decimals: 2, days: 240 },
];

/**
 * Candles drawn from a seed. For one or two months the seasons go one way: half a day up, then most of it back, and on.
 * Trends strong enough for the strategy, noise enough for its stops, and nothing else of a real market.
 */
export function drawCandles({ seed, base, price, decimals, days }: Walk): readonly Row[] {
  const luck = rng(seed).fork(base);
  const round = (value: number): number => Number(value.toFixed(decimals));
  const drift = drifts(luck, price);
  const rows: Row[] = [];
  let last = price;
  for (let n = 0; n < days * 96; n += 1) {
    const open = last;
    const towards = drift(open);
    const path = [open];
    for (let tick = 0; tick < 4; tick += 1) {
      last *= 1 + towards / 4 + 0.003 * bell(luck);
      path.push(last);
    }
    last = round(last);
    const [high, low] = [Math.max(round(Math.max(...path)), last), Math.min(round(Math.min(...path)), last)];
    const volume = Number(((1_000_000 / last) * (0.5 + luck.next())).toFixed(3));
    rows.push({ time: opensAt + n * quarterHourMs, open, high, low, close: last, volume });
  }
  return rows;
}

/** How far the next quarter of an hour is meant to go, as a share of the price; asked once for each, in order. */
function drifts(luck: Rng, price: number): (last: number) => number {
  let [season, seasonLeft, drift, left, from] = [1, 0, 0, 0, price];
  let isPullback = true;
  return (last) => {
    if (seasonLeft === 0) {
      season = luck.next() < 0.62 ? 1 : -1;
      seasonLeft = 96 * (20 + Math.floor(luck.next() * 40));
    }
    if (left === 0) {
      isPullback = !isPullback;
      left = Math.floor((isPullback ? 60 : 100) * (0.6 + 0.8 * luck.next()));
      if (!isPullback) from = last;
      const share = isPullback ? -(last / from - 1) * (0.7 + 0.25 * luck.next()) : season * 0.1 * (0.5 + luck.next());
      drift = share / left;
    }
    seasonLeft -= 1;
    left -= 1;
    return drift;
  };
}

/** About normal, and without the functions that machines may compute differently. */
function bell(luck: Rng): number {
  return luck.next() + luck.next() + luck.next() + luck.next() - 2;
}

export function candleCsv(rows: readonly Row[]): string {
  const lines = rows.map(({ time, open, high, low, close, volume }) =>
    [time, open, high, low, close, volume].join(','),
  );
  return `time,open,high,low,close,volume\n${lines.join('\n')}\n`;
}

/** Writes `made_spot_BASE-USDT_15m.csv.gz` into a folder that it makes. */
export function writeCandles(dir: string, base: string, rows: readonly Row[]): void {
  mkdirSync(dir, { recursive: true });
  writeFileSync(join(dir, `made_spot_${base}-USDT_15m.csv.gz`), gzipSync(candleCsv(rows), { level: 1 }));
}

/** All of `markets` as files; the candles are drawn anew, which takes a tenth of a second. */
export function writeMarkets(dir: string): void {
  for (const walk of markets) writeCandles(dir, walk.base, drawCandles(walk));
}

/** One of the `markets` as a single file of any name, packed where the name says so. */
export function writeCandleFile(path: string, { days }: Readonly<{ days: number }>): void {
  const [walk] = markets;
  const text = candleCsv(walk === undefined ? [] : drawCandles({ ...walk, days }));
  writeFileSync(path, path.endsWith('.gz') ? gzipSync(text) : text);
}
