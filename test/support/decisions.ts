import { assemble } from '../../src/config/config.ts';
import type { Json } from '../../src/config/key.ts';
import { closeAt, closedAt } from '../../src/core/market/candle.ts';
import type { Candle } from '../../src/core/market/candle.ts';
import { hear, newMarket } from '../../src/core/market/market.ts';
import type { Market } from '../../src/core/market/market.ts';
import type { Settings } from '../../src/core/settings.ts';
import { judge } from '../../src/core/signal/judge.ts';
import type { Judgement } from '../../src/core/signal/judge.ts';
import { read } from '../../src/core/signal/read.ts';
import { noteTrade } from '../../src/core/signal/setbacks.ts';
import { later, ms } from '../../src/core/units.ts';
import { drawCandles, quarterHourMs } from './candles.ts';
import type { Row, Walk } from './candles.ts';
import { instrument, usd } from './keel.ts';

export type Keys = Readonly<Record<string, Json>>;

/** The settings of a configuration file with these keys of `strategy`. */
export function settingsWith(keys: Keys): Settings {
  const set = new Map(
    Object.entries(keys).map(([key, value]) => [`strategy.${key}`, { value, source: 'file' as const }]),
  );
  const config = assemble({ set, refused: new Set() });
  if (!config.ok) throw new Error(config.error.problems.join('\n'));
  return config.value.settings;
}

const bitcoin = instrument('BTC');

export function drawn(walk: Walk): readonly Candle[] {
  return drawCandles(walk).map((row) => candleOf(row));
}

export function candleOf({ time, open, high, low, close, volume }: Row): Candle {
  return { instrument: bitcoin.id, timeframe: '15m', openAt: ms(time), open, high, low, close, volume };
}

/** A market that can be asked at every close; a signal is remembered, and its trade is stopped out an hour later. */
export function deciding(
  settings: Settings,
  quote?: readonly [bid: number, ask: number],
): (candle: Candle) => Judgement {
  const market: Market = newMarket(bitcoin, 'A');
  if (quote !== undefined) market.liquidity = { bid: quote[0], ask: quote[1] };
  return (candle) => {
    const at = closeAt(candle);
    const closed = closedAt(candle, at);
    if (closed === undefined) throw new Error('the candles are sound');
    hear(market, closed, settings.execution.gapMs);
    read(market.reading, closed, at, settings.signal);
    const { firedAt } = market;
    if (firedAt !== undefined && at === firedAt + 4 * quarterHourMs) {
      noteTrade(market, { exitAt: at, exitReason: 'stop_loss', netPnl: usd('-1') }, settings.signal);
    }
    const judgement = judge({ market, price: candle.close, at, settings: settings.signal, occupied: false });
    if (judgement.fired) {
      market.firedAt = later(at, 0);
      market.traded = [...market.traded, judgement.signal.structureAt].slice(-8);
    }
    return judgement;
  };
}

/** Every decision over these candles as one line each. */
export function decisionsOver(
  candles: readonly Candle[],
  settings: Settings,
  quote?: readonly [number, number],
): readonly string[] {
  const decide = deciding(settings, quote);
  return candles.map((candle) => {
    const judgement = decide(candle);
    return judgement.fired ? JSON.stringify(judgement.signal) : judgement.code;
  });
}
