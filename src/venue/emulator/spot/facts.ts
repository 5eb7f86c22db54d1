import type { Row } from '../unified/frame.ts';
import type { Pair } from './pairs.ts';

type Tier = readonly [volume: number, percent: number];
/** What a spot trade would cost, by the dollars of 30 days. @see https://www.kraken.com/features/fee-schedule */
const taker: readonly Tier[] = [
  ...([
    [0, 0.4],
    [10_000, 0.35],
    [50_000, 0.24],
    [100_000, 0.22],
    [250_000, 0.2],
    [500_000, 0.18],
  ] as const),
  ...([
    [1_000_000, 0.16],
    [2_500_000, 0.14],
    [5_000_000, 0.12],
    [10_000_000, 0.1],
    [100_000_000, 0.08],
    [500_000_000, 0.05],
  ] as const),
];
const maker: readonly Tier[] = [
  ...([
    [0, 0.25],
    [10_000, 0.2],
    [50_000, 0.14],
    [100_000, 0.12],
    [250_000, 0.1],
    [500_000, 0.08],
  ] as const),
  ...([
    [1_000_000, 0.06],
    [2_500_000, 0.04],
    [5_000_000, 0.02],
    [10_000_000, 0],
    [100_000_000, 0],
    [500_000_000, 0],
  ] as const),
];
const leverage: readonly number[] = [2, 3, 4, 5, 6, 7, 8, 9, 10];

/** One row of AssetPairs; with `info` only a part of it. */
export function pairRow(pair: Pair, info: string): Row {
  const fees = { fees: taker, fees_maker: maker, fee_volume_currency: 'ZUSD' };
  if (info === 'leverage') return { leverage_buy: leverage, leverage_sell: leverage };
  if (info === 'fees') return fees;
  if (info === 'margin') return { margin_call: 80, margin_stop: 40, margin_level: 0 };
  const { price, qty } = pair.decimals;
  return {
    altname: pair.altname,
    wsname: pair.wsname,
    aclass_base: 'currency',
    base: pair.asset,

    aclass_quote: 'currency',
    quote: 'ZUSD',
    lot: 'unit',
    cost_decimals: 5,

    pair_decimals: price,
    lot_decimals: qty,
    lot_multiplier: 1,

    leverage_buy: leverage,
    leverage_sell: leverage,
    ...fees,
    margin_call: 80,
    margin_stop: 40,

    ordermin: pair.least,
    costmin: '0.5',
    tick_size: (10 ** -price).toFixed(price),

    status: pair.isOnline ? 'online' : 'cancel_only',
    execution_venue: 'international',

    long_position_limit: 350,
    short_position_limit: 250,
  };
}

/** One row of Assets. */
export function assetRow(base: string): Row & Readonly<{ altname: string }> {
  const isDollar = base === 'USD';
  const altname = base === 'BTC' ? 'XBT' : base === 'DOGE' ? 'XDG' : base;
  return {
    aclass: 'currency',
    altname,
    decimals: isDollar ? 4 : 10,
    display_decimals: isDollar ? 2 : 5,
    collateral_value: 1,
    status: 'enabled',
  };
}

/** One pair of the instrument channel of WebSocket v2. */
export function instrumentRow({ name, base, decimals, least, isOnline }: Pair): Row {
  const increment = 10 ** -decimals.price;
  return {
    symbol: name,
    base,
    quote: 'USD',
    status: isOnline ? 'online' : 'cancel_only',
    qty_precision: decimals.qty,
    qty_increment: 10 ** -decimals.qty,
    price_precision: decimals.price,
    cost_precision: 5,
    marginable: true,
    has_index: true,
    cost_min: 0.5,
    margin_initial: 0.1,
    position_limit_long: 350,
    position_limit_short: 250,
    tick_size: increment,
    price_increment: increment,
    qty_min: Number(least),
  };
}

/** One asset of the instrument channel. */
export function instrumentAsset(id: string): Row {
  const isDollar = id === 'USD';
  const precisions = isDollar ? { precision: 4, precision_display: 2 } : { precision: 10, precision_display: 5 };
  const margin = { borrowable: true, collateral_value: 1, margin_rate: isDollar ? 0.025 : 0.01, multiplier: 1 };
  return { id, status: 'enabled', ...precisions, ...margin };
}
