import type { ListedContract, Liquidity } from '../../../core/market/listing.ts';
import { err, ok } from '../../../core/result.ts';
import type { Result } from '../../../core/result.ts';
import { asBase, fixedFromNumber } from '../../../core/units.ts';
import type { Ratio } from '../../../core/units.ts';
import { z } from 'zod';
import type { MarketData } from '../../../runtime/ports.ts';
import { readTickers } from './market-rows.ts';
import type { PairRow, TickerRow } from './market-rows.ts';
import type { UnifiedOptions } from './options.ts';
import type { PublicLine } from './public-line.ts';
import type { Strange } from './strange.ts';
import { isInstrument } from './track.ts';

/**
 * Every linear perpetual of `instrument`, with its ticker. Margin and age are not in these channels: they come from the
 * table of the options (or from the row, where the switch says so), and a contract without them is noted and left out.
 */
export function createListing(options: UnifiedOptions, line: PublicLine, strange: Strange): MarketData['listing'] {
  return async () => {
    if (options.switches.instrumentMargin === 'v3' && options.listing !== undefined) return options.listing();
    if (!(await line.whenReady(options.timing.snapshotMs))) return err('the venue does not list its contracts');
    const pairs = [...line.pairs.values()].filter(({ symbol }) => symbol.startsWith('PF_'));
    const tickers = await tickersOf(line, pairs, strange);
    if (!tickers.ok) return tickers;
    const listed = pairs.flatMap((pair) =>
      contractOf(options, { pair, ticker: tickers.value.get(pair.symbol), strange }),
    );
    return listed.length === 0 ? err('no contract of the venue has known margins') : ok(listed);
  };
}

async function tickersOf(
  line: PublicLine,
  pairs: readonly PairRow[],
  strange: Strange,
): Promise<Result<ReadonlyMap<string, TickerRow>, string>> {
  const tickers = new Map<string, TickerRow>();
  const symbols = pairs.map(({ symbol }) => symbol);
  if (symbols.length === 0) return err('the venue lists no perpetual');
  const isEnough = (): boolean => symbols.every((symbol) => tickers.has(symbol));
  await line.glance({
    channel: 'ticker',
    symbols,
    params: {},
    hear: ({ data }) => {
      for (const row of readTickers(data, strange)) tickers.set(row.symbol, row);
    },
    isEnough,
  });
  return tickers.size === 0 ? err('no ticker came') : ok(tickers);
}

type Found = Readonly<{ pair: PairRow; ticker: TickerRow | undefined; strange: Strange }>;

function contractOf(options: UnifiedOptions, { pair, ticker, strange }: Found): readonly ListedContract[] {
  const { symbol, price_increment: tick, qty_increment: lot, qty_min: minQty, status } = pair;
  if (!isInstrument(symbol)) return [];
  const facts = options.contracts.get(symbol);
  const fromRow = options.switches.instrumentMargin === 'frame' ? marginOf(pair.margin_levels) : undefined;
  const maintenanceMargin = fromRow ?? facts?.maintenanceMargin;
  if (facts === undefined || maintenanceMargin === undefined) {
    strange('instrument', `${symbol} has no margin that we know`);
    return [];
  }
  const base = asBase(pair.base === 'XBT' ? 'BTC' : pair.base);
  return [
    {
      instrument: { id: symbol, base, tick, lot, minQty, maintenanceMargin },
      ...tradingOf(status, strange),
      openedAt: facts.openedAt,
      liquidity: liquidityOf(ticker),
    },
  ];
}

const levels = z.array(z.object({ maintenanceMargin: z.string() })).min(1);
/** The first level, in the words of v3, where a row carries the schedule. */
function marginOf(raw: unknown): Ratio | undefined {
  const first = levels.safeParse(raw).data?.[0];
  return first === undefined ? undefined : fixedFromNumber<Ratio>(Number(first.maintenanceMargin));
}

/** @see https://docs.kraken.com/exchange/api-reference/unified-ws/instrument */
function tradingOf(status: string, strange: Strange): Readonly<{ tradeable: boolean; postOnly: boolean }> {
  const known = ['online', 'post_only', 'limit_only', 'reduce_only', 'cancel_only', 'maintenance', 'delisted'];
  if (![...known, 'work_in_progress'].includes(status)) strange('instrument', `unknown word ${status}`);
  return { tradeable: status === 'online' || status === 'post_only', postOnly: status === 'post_only' };
}

function liquidityOf(ticker: TickerRow | undefined): Liquidity {
  const { bid, ask, mark, index, openInterest, fundingRate, volume, vwap, last } = ticker ?? {};
  const price = vwap ?? last;
  return {
    ...(volume === undefined || price === undefined ? {} : { volumeUsd: volume * price }),
    ...(bid === undefined ? {} : { bid }),
    ...(ask === undefined ? {} : { ask }),
    ...(mark === undefined ? {} : { mark }),
    ...(index === undefined ? {} : { index }),
    ...(openInterest === undefined ? {} : { openInterest }),
    ...(fundingRate === undefined ? {} : { fundingRate }),
  };
}
