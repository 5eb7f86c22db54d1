import { baseOf } from '../../../core/market/base.ts';
import { closedAt, timeframeMs } from '../../../core/market/candle.ts';
import type { Candle } from '../../../core/market/candle.ts';
import type { ListedContract } from '../../../core/market/listing.ts';
import { err, ok } from '../../../core/result.ts';
import type { Result } from '../../../core/result.ts';
import { fixed, ms } from '../../../core/units.ts';
import type { Qty } from '../../../core/units.ts';
import type { CandleQuestion, LiveVenueLinks } from '../../../runtime/ports.ts';
import { instrumentOf } from '../decode.ts';
import type { Rest } from './rest.ts';
import type { SpotMarkets } from './spot.ts';
import { candlePage } from './wire/history.ts';
import { instrumentStatus, instruments, tickers } from './wire/market.ts';
import type { InstrumentRow, TickerRow } from './wire/market.ts';

/** Rows of one answer of the charts. @see https://docs.kraken.com/api/docs/futures-api/charts/candles */
const charts = { rowsMax: 2_000 };

export async function listContracts(
  rest: Rest,
  spot: () => Promise<Result<SpotMarkets, string>>,
): Promise<Result<readonly ListedContract[], string>> {
  const [rows, prices, states, sisters] = await Promise.all([
    rest.get({ base: 'rest', call: 'instruments', schema: instruments }),
    rest.get({ base: 'rest', call: 'tickers', schema: tickers }),
    rest.get({ base: 'rest', call: 'instruments/status', schema: instrumentStatus }),
    spot(),
  ]);
  if (!rows.ok) return err(`the instruments are not known: ${rows.error.word}`);
  if (!prices.ok) return err(`the tickers are not known: ${prices.error.word}`);
  if (!sisters.ok) return sisters;
  const halted = new Set(
    states.ok
      ? states.value.instrumentStatus
          .filter(({ experiencingDislocation }) => experiencingDislocation)
          .map(({ tradeable }) => tradeable.toUpperCase())
      : [],
  );
  const priceOf = new Map(prices.value.tickers.map((ticker) => [ticker.symbol.toUpperCase(), ticker]));
  const listed = rows.value.instruments.flatMap((row) =>
    contractOf(row, priceOf.get(row.symbol.toUpperCase()), { sisters: sisters.value, halted }),
  );
  return listed.length === 0 ? err('no linear perpetual is listed') : ok(listed);
}

type Context = Readonly<{ sisters: SpotMarkets; halted: ReadonlySet<string> }>;

/** Dated contracts have the same type as perpetuals: only the name and the missing end tell them apart. */
function contractOf(
  row: InstrumentRow,
  ticker: TickerRow | undefined,
  { sisters, halted }: Context,
): readonly ListedContract[] {
  const id = instrumentOf(row.symbol);
  const { tickSize: tick, contractValueTradePrecision: precision, lastTradingTime, isExpired, base: name } = row;
  const maintenanceMargin = row.marginLevels?.[0]?.maintenanceMargin;
  if (id === undefined || !id.startsWith('PF_') || lastTradingTime !== undefined || isExpired === true) return [];
  if (tick === undefined || tick <= 0n || precision === undefined || maintenanceMargin === undefined) return [];
  const lot = lotOf(precision);
  const base = baseOf(name ?? id);
  const spot = sisters.get(base);
  return [
    {
      instrument: { id, base, tick, lot, minQty: lot, maintenanceMargin },
      tradeable: row.tradeable && ticker?.suspended !== true && !halted.has(id),
      postOnly: row.postOnly === true || ticker?.postOnly === true,
      openedAt: row.openingDate ?? ms(0),
      liquidity: ticker === undefined ? {} : liquidityOf(ticker),
      ...(spot === undefined ? {} : { spot }),
    },
  ];
}

/** 10 to the minus `precision`, which may be negative: lots of 10, 100, 1000. */
function lotOf(precision: number): Qty {
  return precision > 0 ? fixed(`0.${'0'.repeat(precision - 1)}1`) : fixed(`1${'0'.repeat(-precision)}`);
}

/** The funding rate of the tickers is USD per unit and hour; relative is what it is divided by the index. */
function liquidityOf(ticker: TickerRow): ListedContract['liquidity'] {
  const { volumeQuote, vol24h, markPrice, indexPrice, bid, ask, openInterest, fundingRate } = ticker;
  const volume = volumeQuote ?? (vol24h === undefined || markPrice === undefined ? undefined : vol24h * markPrice);
  const priced = indexPrice ?? markPrice;
  const funding =
    ticker.relativeFundingRate ??
    (fundingRate === undefined || priced === undefined || priced <= 0 ? undefined : fundingRate / priced);
  return {
    ...(volume === undefined ? {} : { volumeUsd: volume }),
    ...(bid === undefined ? {} : { bid }),
    ...(ask === undefined ? {} : { ask }),
    ...(markPrice === undefined ? {} : { mark: markPrice }),
    ...(indexPrice === undefined ? {} : { index: indexPrice }),
    ...(openInterest === undefined ? {} : { openInterest }),
    ...(funding === undefined ? {} : { fundingRate: funding }),
  };
}

/** Seconds in, milliseconds out; pages of 2,000 from the oldest on; what still forms is left out. */
export async function readCandles(
  rest: Rest,
  clock: LiveVenueLinks['clock'],
  { instrument, timeframe, from, to }: CandleQuestion,
): Promise<Result<readonly Candle[], string>> {
  const spanMs = timeframeMs[timeframe];
  const found = new Map<number, Candle>();
  for (let at = Math.ceil(from / spanMs) * spanMs; at <= to; at += charts.rowsMax * spanMs) {
    const until = Math.min(to, at + (charts.rowsMax - 1) * spanMs);
    const query = [
      ['from', String(Math.floor(at / 1_000))] as const,
      ['to', String(Math.floor(until / 1_000))] as const,
    ];
    const call = `trade/${instrument}/${timeframe}`;
    const page = await rest.get({ base: 'charts', call, query, schema: candlePage });
    if (!page.ok) return err(`no candles of ${instrument} ${timeframe}: ${page.error.word}`);
    for (const { time, ...prices } of page.value.candles) {
      const candle = closedAt({ instrument, timeframe, openAt: ms(time), ...prices }, rest.skew.venueNow(clock.now()));
      if (candle !== undefined && time >= from && time <= to) found.set(time, candle);
    }
  }
  return ok([...found.values()].toSorted((a, b) => a.openAt - b.openAt));
}
