import type { Candle } from '../../core/market/candle.ts';
import type { Rng } from '../../runtime/ports.ts';
import type { Candles } from './path.ts';

/** Another future: what candle `index`, which lies after `cut`, might have been. */
type Future = (seen: Readonly<{ candles: Candles; cut: number; index: number; rng: Rng }>) => Candle | undefined;

/** The ways in which the future is changed; the past stays as it was, to the last bit. */
export const perturbations: Readonly<Record<string, Future>> = {
  /** There is none. */
  'cut off': () => undefined,
  jump: ({ candles, index }) => scaled(candles.at(index), 1.5),
  crash: ({ candles, index }) => scaled(candles.at(index), 0.5),
  /** What rose falls. */
  mirrored: ({ candles, cut, index }) => mirrored(candles.at(index), candles.at(cut)?.close ?? 1),
  /** Nothing happens any more. */
  flat: ({ candles, cut, index }) => flat(candles.at(index), candles.at(cut)?.close ?? 1),
  /** The last comes first. */
  reversed: ({ candles, cut, index }) => dated(candles.at(candles.length - (index - cut)), candles.at(index)),
  noise: ({ candles, index, rng }) => scaled(candles.at(index), Math.exp((rng.next() - 0.5) / 5)),
};

/** The same candles up to and with `cut`, and another future behind it. Each candle of it is made once. */
export function perturbed(candles: Candles, cut: number, future: Future, rng: Rng): Candles {
  const made = new Map<number, Candle | undefined>();
  return {
    ...candles,
    at: (index) => {
      if (index <= cut) return candles.at(index);
      if (!made.has(index)) made.set(index, future({ candles, cut, index, rng }));
      return made.get(index);
    },
  };
}

function scaled(candle: Candle | undefined, by: number): Candle | undefined {
  if (candle === undefined) return undefined;
  const { open, high, low, close } = candle;
  return { ...candle, open: open * by, high: high * by, low: low * by, close: close * by };
}

function mirrored(candle: Candle | undefined, about: number): Candle | undefined {
  if (candle === undefined) return undefined;
  const at = (price: number): number => (about * about) / price;
  return { ...candle, open: at(candle.open), high: at(candle.low), low: at(candle.high), close: at(candle.close) };
}

function flat(candle: Candle | undefined, price: number): Candle | undefined {
  return candle === undefined ? undefined : { ...candle, open: price, high: price, low: price, close: price };
}

function dated(candle: Candle | undefined, like: Candle | undefined): Candle | undefined {
  return candle === undefined || like === undefined ? undefined : { ...candle, openAt: like.openAt };
}
