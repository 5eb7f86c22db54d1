import type { Config } from '../config/config.ts';
import { closeAt } from '../core/market/candle.ts';
import { err, ok } from '../core/result.ts';
import type { Result } from '../core/result.ts';
import type { ExplainOptions } from '../surface/cli/starts.ts';
import { explainQuestion } from '../view/explain.ts';
import { follow } from '../view/chart/follow.ts';
import type { Drawn } from './explain-journal.ts';
import { openMarket } from './market.ts';
import type { Place } from './place.ts';
import { timeOf } from './time.ts';

/**
 * What the strategy says of candles on disk at a close, with nothing else: no position, no cooldown, nothing traded before.
 * The last candle that had closed by `--at`, or the last there is.
 */
export function explainFiles(place: Place, config: Config, options: ExplainOptions): Result<Drawn, string> {
  const { instrument: name, at: time, data, source } = options;
  const at = timeOf('--at', time);
  if (!at.ok) return at;
  const market = openMarket(place, {
    market: 'replay',
    seed: '1',
    instruments: name,
    ...(data === undefined ? {} : { data }),
    ...(source === undefined ? {} : { source }),
    ...(at.value === undefined ? {} : { to: new Date(at.value).toISOString() }),
  });
  if (!market.ok) return market;
  const [instrument] = market.value.instruments;
  if (instrument === undefined) return err(`There are no candles of ${name}.`);
  const { settings } = config;
  const follower = follow(instrument, settings);
  for (const { candles } of market.value.source.groups()) {
    for (const candle of candles) {
      if (closeAt(candle) <= (at.value ?? Infinity)) follower.take(candle, closeAt(candle));
    }
  }
  const followed = follower.followed();
  const last = followed.series['15m'].at(-1);
  if (last === undefined)
    return err(`There is no candle of ${instrument.id}${time === undefined ? '' : ` by ${time}`}.`);
  const question = {
    market: followed.market,
    price: last.close,
    at: closeAt(last),
    settings: settings.signal,
    occupied: false,
  };
  return ok({ explanation: explainQuestion(question, settings), followed, settings });
}
