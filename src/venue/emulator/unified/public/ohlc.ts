import { later } from '../../../../core/units.ts';
import type { Ms } from '../../../../core/units.ts';
import type { Channel } from '../channel.ts';
import { stamp } from '../frame.ts';
import type { Row } from '../frame.ts';
import type { Hub } from '../hub.ts';
import type { Listed, PublicMarket } from '../market.ts';
import type { Bar } from '../../standing/charts.ts';
import { flagIn, numberIn, textIn } from '../params.ts';
import type { Params } from '../params.ts';

export type OhlcFlavour = Readonly<{
  assetClass: boolean;
  /** Futures have candles of the trades, of the mark and of the spot index. */
  hasTickType: boolean;
  echoesTickType: boolean;
  /** How many candles a snapshot holds. */
  snapshot: number;
  now: () => Ms;
}>;

/** In minutes. @see https://docs.kraken.com/exchange/api-reference/unified-ws/ohlc */
export const intervals: readonly number[] = [1, 5, 15, 30, 60, 240, 1440, 10080, 21600];
const tickTypes: readonly string[] = ['trade', 'mark', 'spot'];
const minute = { ms: 60_000 } as const;

/** Candles, the forming one last; an update with every trade, none in a quiet interval. */
export function ohlcChannel(market: PublicMarket, hub: Hub, flavour: OhlcFlavour): Channel {
  return {
    name: 'ohlc',
    spec: { interval: 'number!', snapshot: 'boolean', ...(flavour.hasTickType ? { tick_type: 'text' } : {}) },
    needs: { symbol: true, token: false, assetClass: flavour.assetClass },
    objection: (params) => {
      if (!intervals.includes(intervalIn(params))) return `'params.interval' must be one of ${intervals.join(', ')}`;
      return tickTypes.includes(tickTypeIn(params))
        ? undefined
        : `'params.tick_type' must be one of ${tickTypes.join(', ')}`;
    },
    variant: (params) => `${intervalIn(params)} ${tickTypeIn(params)}`,
    open: ({ params, talk, listed }) => {
      const snapshot = flagIn(params, 'snapshot', true);
      const interval = intervalIn(params);
      const echo = flavour.echoesTickType ? { tick_type: tickTypeIn(params) } : {};
      const say = (type: 'snapshot' | 'update', rows: readonly Row[]): void =>
        talk.say({
          channel: 'ohlc',
          type,
          timestamp: stamp(flavour.now()),
          data: rows.map((row) => ({ ...row, ...echo })),
        });
      return {
        result: { interval, snapshot, ...echo, warnings: ['timestamp is deprecated, use interval_begin'] },
        begin: () => {
          if (listed === undefined) return () => undefined;
          const isTraded = tickTypeIn(params) === 'trade';
          const rows = (count: number): readonly Row[] =>
            latest(market, listed, { interval, count, now: flavour.now() }).map((bar) =>
              candleRow(listed, bar, { interval, isTraded }),
            );
          if (snapshot) say('snapshot', rows(flavour.snapshot));
          const update = hub.gather(() => say('update', rows(1)));
          return hub.on(`${isTraded ? 'trade' : 'ticker'}:${listed.symbol}`, update);
        },
      };
    },
  };
}

function intervalIn(params: Params): number {
  return numberIn(params, 'interval') ?? 0;
}

function tickTypeIn(params: Params): string {
  return textIn(params, 'tick_type') ?? 'trade';
}

type Span = Readonly<{ interval: number; count: number; now: Ms }>;

/** The newest candles, oldest first; the last one is forming. */
export function latest(market: PublicMarket, { symbol }: Listed, { interval, count, now }: Span): readonly Bar[] {
  const spanMs = interval * minute.ms;
  const from = Math.floor(now / spanMs) * spanMs - (count - 1) * spanMs;
  return market.bars({ symbol, spanMs, from, to: now, count });
}

/** Charts do not count trades and have no average of their prices: one trade a minute that has volume, at the middle. */
function candleRow({ name }: Listed, bar: Bar, terms: Readonly<{ interval: number; isTraded: boolean }>): Row {
  const { interval, isTraded } = terms;
  const volume = isTraded ? bar.volume : 0;
  return {
    symbol: name,
    open: quiet(bar.open),
    high: quiet(bar.high),
    low: quiet(bar.low),
    close: quiet(bar.close),
    vwap: volume === 0 ? 0 : middleOf(bar),
    trades: volume === 0 ? 0 : interval,
    volume: quiet(volume),
    interval_begin: stamp(bar.openAt, 9),
    interval,
    timestamp: stamp(later(bar.openAt, interval * minute.ms)),
  };
}

/** Without the noise in the last digit of a double. */
function quiet(value: number): number {
  return Number(value.toPrecision(15));
}

export function middleOf({ high, low, close }: Bar): number {
  return Number(((high + low + close) / 3).toFixed(10));
}
