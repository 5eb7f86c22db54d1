import { timeframeMs } from '../../core/market/candle.ts';
import type { Candle, Timeframe } from '../../core/market/candle.ts';
import { ms } from '../../core/units.ts';
import type { InstrumentId } from '../../core/units.ts';

/** Candles to a chunk, and numbers to a candle: open, high, low, close, volume. */
const size = { candles: 128, numbers: 5 } as const;

/** A chunk holds this span of time; its number is the time over it. */
export function chunkSpanMs(timeframe: Timeframe): number {
  return timeframeMs[timeframe] * size.candles;
}

export function chunkOf({ openAt, timeframe }: Candle): number {
  return Math.floor(openAt / chunkSpanMs(timeframe));
}

/** No candle has NaN for a price, so NaN is no candle. */
export function emptyChunk(): Float64Array {
  return new Float64Array(size.candles * size.numbers).fill(Number.NaN);
}

/** The numbers of a chunk from its bytes, little-endian as on every machine that Keel runs on. */
export function chunkFrom(bytes: Uint8Array): Float64Array {
  return new Float64Array(bytes.slice().buffer);
}

export function chunkBytes(chunk: Float64Array): Uint8Array {
  return new Uint8Array(chunk.buffer);
}

/** Puts or replaces one candle. */
export function putBar(chunk: Float64Array, { openAt, timeframe, open, high, low, close, volume }: Candle): void {
  const place = (openAt % chunkSpanMs(timeframe)) / timeframeMs[timeframe];
  chunk.set([open, high, low, close, volume], place * size.numbers);
}

type Place = Readonly<{ instrument: InstrumentId; timeframe: Timeframe; number: number }>;

/** The candles of a chunk, oldest first. */
export function barsIn(chunk: Float64Array, { instrument, timeframe, number }: Place): readonly Candle[] {
  const candles: Candle[] = [];
  const start = number * chunkSpanMs(timeframe);
  for (let n = 0; n < size.candles; n += 1) {
    const [open = NaN, high = NaN, low = NaN, close = NaN, volume = NaN] = chunk.subarray(
      n * size.numbers,
      (n + 1) * size.numbers,
    );
    if (Number.isNaN(open)) continue;
    candles.push({
      instrument,
      timeframe,
      openAt: ms(start + n * timeframeMs[timeframe]),
      open,
      high,
      low,
      close,
      volume,
    });
  }
  return candles;
}
