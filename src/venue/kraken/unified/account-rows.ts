import { z } from 'zod';
import { err, ok } from '../../../core/result.ts';
import type { Result } from '../../../core/result.ts';
import { abs, ms, noUsd, sub } from '../../../core/units.ts';
import type { Fixed, InstrumentId, Ms, Price, Ratio, Usd } from '../../../core/units.ts';
import type { VenueMoney, VenuePosition } from '../../../core/events.ts';
import { decimal, maybe, read, shape, text, time, whatever, word } from './schema.ts';
import type { Said, Shape } from './schema.ts';
import type { Strange } from './strange.ts';
import { isInstrument } from './track.ts';

/** What a `positions` frame says. `tooLarge`: the snapshot was left out, and nothing is known; it is never flat. */
export type PositionsFrame =
  Readonly<{ type: 'tooLarge' }> | Readonly<{ type: 'positions'; changed: readonly PositionRow[]; at: Said<Ms> }>;
/** `now` is undefined where the position is closed. */
export type PositionRow = Readonly<{ instrument: InstrumentId; now: Said<VenuePosition>; fixedLeverage: Said<Ratio> }>;

type Size = Fixed<'qty'>;
type Raw = Readonly<{
  symbol: Said<string>;
  instrument: Said<string>;
  size: Size;
  side: Said<string>;
  entry_price: Said<Price>;
  max_fixed_leverage: Said<Ratio>;
  maxFixedLeverage: Said<Ratio>;
}>;
const withMargin: string = `mark_price index_price pnl liquidation_threshold effective_leverage return_on_equity
  unrealized_funding initial_margin initial_margin_with_orders maintenance_margin pnl_currency markPrice indexPrice
  liquidationThreshold effectiveLeverage returnOnEquity unrealizedFunding initialMargin initialMarginWithOrders
  maintenanceMargin pnlCurrency time`;
const [ratio, price] = [maybe(decimal<Ratio>()), maybe(decimal<Price>())];
const position: Shape<Raw> = shape<Raw>(
  'positions',
  {
    symbol: text,
    instrument: text,
    size: decimal<Size>(),
    side: text,
    entry_price: price,
    max_fixed_leverage: ratio,
    maxFixedLeverage: ratio,
  },
  withMargin.split(/\s+/),
);
type Data = Readonly<{ futures: unknown[]; options: Said<unknown[]>; time: Said<number> }>;
const lists: Shape<Data> = shape<Data>(
  'positions.data',
  { futures: z.array(whatever), options: maybe(z.array(whatever)), time: maybe(time) },
  [],
);

/** @see https://docs.kraken.com/exchange/api-reference/unified-ws/positions */
export function readPositions(
  frame: Readonly<Record<string, unknown>>,
  strange: Strange,
): Result<PositionsFrame, string> {
  // The place of the marker is not known: wherever it stands, nothing else in the frame counts.
  if (JSON.stringify(frame).includes('"snapshot_too_large"')) return ok({ type: 'tooLarge' });
  const data = read(lists, frame['data'], strange);
  if (!data.ok) return data;
  const beside = maybe(time).safeParse(frame['time']);
  const at = data.value.time ?? (beside.success ? beside.data : undefined);
  const changed: PositionRow[] = [];
  for (const raw of data.value.futures) {
    const row = read(position, raw, strange);
    if (!row.ok) return row;
    const symbol = row.value.symbol ?? row.value.instrument ?? '';
    // A dated future or one in coins is not ours to hold, but it is there, and it uses margin.
    if (!isInstrument(symbol)) {
      strange('positions', `of ${symbol}, which is no perpetual`);
      continue;
    }
    const one = readPosition(symbol, row.value, strange);
    if (!one.ok) return one;
    changed.push(one.value);
  }
  return ok({ type: 'positions', changed, at: at === undefined ? undefined : ms(at) });
}

/** A size without a price is not flat: it is a frame that we do not understand. */
function readPosition(instrument: InstrumentId, row: Raw, strange: Strange): Result<PositionRow, string> {
  const side = word(['long', 'short', 'buy', 'sell'], row.side, (what) => strange('positions', what));
  const isShort = row.size < 0n || side === 'short' || side === 'sell';
  const fixedLeverage = row.max_fixed_leverage ?? row.maxFixedLeverage;
  if (row.size === 0n) return ok({ instrument, now: undefined, fixedLeverage });
  const [qty, entryPrice] = [abs(row.size), row.entry_price];
  if (entryPrice === undefined) return err(`positions: ${instrument} has a size and no entry price`);
  return ok({ instrument, now: { instrument, side: isShort ? 'short' : 'long', qty, entryPrice }, fixedLeverage });
}

/** The wallet that perpetuals draw on. */
export type MarginSection = Readonly<{ equity: Usd; available: Usd; money?: VenueMoney }>;
type Sums =
  'margin_equity' | 'marginEquity' | 'available_margin' | 'availableMargin' | 'collateral_value' | 'collateralValue';
type Flex = Readonly<Record<Sums, Said<Usd>> & { currencies: unknown }>;
const usd = maybe(decimal<Usd>());
const flexUnused: string = `balance_value portfolio_value initial_margin initial_margin_without_orders
  maintenance_margin pnl unrealized_funding total_unrealized total_unrealized_as_margin isolated cross
  total_position_size balanceValue portfolioValue initialMargin initialMarginWithoutOrders
  maintenanceMargin unrealizedFunding totalUnrealized totalUnrealizedAsMargin totalPositionSize`;
const flex: Shape<Flex> = shape<Flex>(
  'margin',
  {
    margin_equity: usd,
    marginEquity: usd,
    available_margin: usd,
    availableMargin: usd,
    collateral_value: usd,
    collateralValue: usd,
    currencies: whatever,
  },
  flexUnused.split(/\s+/),
);

/**
 * One section of `margin`, whole; undefined for the section of single-collateral contracts, which Keel does not trade.
 *
 * @see https://docs.kraken.com/exchange/api-reference/unified-ws/margin
 */
export function readMargin(
  frame: Readonly<Record<string, unknown>>,
  strange: Strange,
): Result<Said<MarginSection>, string> {
  const type = maybe(z.string()).safeParse(frame['type']);
  const section = word(['multi_collateral', 'single_collateral'], type.data, (what) => strange('margin', what));
  if (section !== 'multi_collateral') return ok(undefined);
  const said = read(flex, frame['data'], strange);
  if (!said.ok) return said;
  const equity = said.value.margin_equity ?? said.value.marginEquity;
  const available = said.value.available_margin ?? said.value.availableMargin;
  return equity === undefined || available === undefined
    ? err('margin names neither its equity nor what is available')
    : ok({ equity, available, ...moneyOf(said.value) });
}

const dollars = z.object({ USD: z.object({ quantity: decimal<Usd>() }) });

/** Where the section does not tell dollars from other collateral, as documented, all of it counts as dollars. */
function moneyOf({
  collateral_value: snake,
  collateralValue: camel,
  currencies,
}: Flex): Readonly<{ money?: VenueMoney }> {
  const all = snake ?? camel;
  if (all === undefined) return {};
  const cash = dollars.safeParse(currencies).data?.USD.quantity;
  return { money: cash === undefined ? { cash: all, collateral: noUsd } : { cash, collateral: sub(all, cash) } };
}

const permissions = ['enabled', 'reduce_only', 'disabled'] as const;
export type Permission = (typeof permissions)[number];
/** `isolated` is undefined where preferences do not list leverage modes: then nobody knows. */
export type Preferences = Readonly<{ permission: Said<Permission>; isolated: Said<readonly InstrumentId[]> }>;

/** The permission under whichever key has one of its three words. @see https://docs.kraken.com/exchange/api-reference/unified-ws/preferences */
export function readPreferences(data: unknown, strange: Strange): Preferences {
  const rows = Array.isArray(data) ? data : [data];
  let [permission, isolated]: [Said<Permission>, Said<InstrumentId[]>] = [undefined, undefined];
  for (const [key, value] of rows.flatMap((row: unknown) =>
    Object.entries(z.looseObject({}).safeParse(row).data ?? {}),
  )) {
    if (key.startsWith('futures')) {
      permission = word(permissions, String(value), (what) => strange('preferences', what)) ?? permission;
    } else if (key === 'leverage_modes') isolated = readIsolated(value, strange);
    else strange('preferences', `unknown key ${key}`);
  }
  return { permission, isolated };
}

function readIsolated(raw: unknown, strange: Strange): InstrumentId[] {
  const modes = z.array(z.object({ symbol: z.string(), max_leverage: maybe(decimal<Ratio>()) })).safeParse(raw);
  if (!modes.success) strange('preferences', 'leverage_modes does not decode');
  const fixedOnes = (modes.data ?? []).filter(({ max_leverage: leverage }) => leverage !== undefined);
  return fixedOnes.map(({ symbol }) => symbol).filter(isInstrument);
}
