import { closeAt, closedAt } from '../../src/core/market/candle.ts';
import type { Candle, Timeframe } from '../../src/core/market/candle.ts';
import { bucketOf, isHigher } from '../../src/core/market/series.ts';
import { timeframeMs } from '../../src/core/market/candle.ts';
import { readHistory } from '../../src/core/signal/read.ts';
import { hearAndJudge, pathOf } from '../../src/lab/lookahead/path.ts';
import type { Candles, Path } from '../../src/lab/lookahead/path.ts';

/** A candle of a higher timeframe as it will be when it closes, told by the 15m candle that opens it. */
function bucketAt(candles: Candles, index: number, timeframe: Timeframe): Candle | undefined {
  const first = candles.at(index);
  if (first === undefined) return undefined;
  const openAt = bucketOf(first.openAt, timeframe);
  const size = timeframeMs[timeframe] / timeframeMs['15m'];
  if (first.openAt !== openAt) return undefined;
  const group = Array.from({ length: size }, (_, n) => candles.at(index + n)).filter((candle) => candle !== undefined);
  const last = group.at(-1);
  if (last === undefined) return undefined;
  const [high, low] = [Math.max(...group.map((one) => one.high)), Math.min(...group.map((one) => one.low))];
  return { ...first, timeframe, high, low, close: last.close, volume: 1 };
}

/** The bucket of a timeframe is read when it opens, instead of when it closes. */
function hasty(timeframe: Timeframe): Path {
  return pathOf((market, candle, settings, { candles, index }) => {
    const bucket = bucketAt(candles, index, timeframe);
    const closed = bucket === undefined ? undefined : closedAt(bucket, closeAt(bucket));
    if (closed !== undefined && isHigher(closed)) readHistory(market.reading, closed, settings.signal);
    return hearAndJudge(market, candle, settings);
  });
}

/** A pivot is confirmed one 4h candle too early: the candle that confirms it is looked at before it has come. */
const earlyPivot: Path = pathOf((market, candle, settings, { candles, index }) => {
  const said = hearAndJudge(market, candle, settings);
  const next = bucketAt(candles, index + 1, '4h');
  const { high } = market.reading.decision.structure;
  const isPivot = next !== undefined && high !== null && next.high < high.price;
  return next === undefined ? said : `${said}; ${isPivot ? 'confirmed' : 'not confirmed'}`;
});

/** A zone is left out when price is going to run through it within two days. */
const immortalZone: Path = pathOf((market, candle, settings, { candles, index }) => {
  const said = hearAndJudge(market, candle, settings);
  const ahead = Array.from({ length: 192 }, (_, n) => candles.at(index + 1 + n)?.low ?? Infinity);
  const [, bottom] = /(?:ob|fvg) (\S+) /.exec(said) ?? [];
  return bottom !== undefined && Math.min(...ahead) < Number(bottom) ? said.replace(/(?:ob|fvg) \S+ /, 'none ') : said;
});

/** The average starts at the mean of all closes, those to come included. */
const knowingWarmUp: Path = pathOf((market, candle, settings, { candles, index }) => {
  if (index === 0) {
    let sum = 0;
    for (let n = 0; n < candles.length; n += 1) sum += candles.at(n)?.close ?? 0;
    market.reading.daily.average = { seen: 1, value: sum / candles.length };
  }
  return hearAndJudge(market, candle, settings);
});

/** One peek of each kind, for a proof that must not be fooled. */
export const planted: Readonly<Record<string, Path>> = {
  'resampling of 1h': hasty('1h'),
  'resampling of 4h': hasty('4h'),
  'resampling of 1d': hasty('1d'),
  pivots: earlyPivot,
  'zone life': immortalZone,
  'warm-up': knowingWarmUp,
};
