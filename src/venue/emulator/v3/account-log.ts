import { toNumber } from '../../../core/units.ts';
import type { Fixed } from '../../../core/units.ts';
import type { CashCause, HistoryEntry } from '../happening.ts';
import type { Desk } from './desk.ts';
import { iso } from './envelope.ts';

type Of<T extends HistoryEntry['type']> = Extract<HistoryEntry, { type: T }>;

/** One row of the account log; what does not apply is null. USD is rounded to four decimals here. */
export type LogRow = Readonly<{
  id: number;
  at: number;
  info: string;
  json: Readonly<Record<string, unknown>>;
}>;

const infos: Readonly<Record<CashCause, string>> = {
  trade: 'futures trade',
  funding: 'funding rate change',
  transfer: 'transfer',
  'liquidation fee': 'futures liquidation',
  conversion: 'conversion',
  settlement: 'settlement',
};

/** The number of the newest line; 0 where there is none. */
export function loggedUpTo({ exchange }: Pick<Desk, 'exchange'>): number {
  return exchange.history().at(-1)?.seq ?? 0;
}

/** Oldest first, of what came after the line of that number. An execution writes two rows: the money and the position. Contracts are in lower case here. Gotcha 56. */
export function logRows({ exchange }: Pick<Desk, 'exchange'>, from: number): readonly LogRow[] {
  const history = exchange.history();
  // The number of a line is its place, less what is forgotten.
  const start = Math.max(0, from + 1 - (history[0]?.seq ?? 1));
  return history.slice(start).flatMap((entry, index) => {
    if (entry.type === 'cash') return [cashRow(entry, companion(history, start + index))];
    return entry.type === 'position' && entry.cause !== 'funding' ? [positionRow(entry)] : [];
  });
}

/** Which row of the position a movement of money belongs to: written with it, just before or after. */
function companion(history: readonly HistoryEntry[], index: number): Of<'position'> | undefined {
  const cash = history[index];
  if (cash?.type !== 'cash') return undefined;
  for (const step of [-1, 1, -2, 2, -3, 3, -4, 4]) {
    const near = history[index + step];
    if (near?.type === 'position' && near.at === cash.at && near.symbol === cash.symbol) return near;
  }
  return undefined;
}

function cashRow(entry: Of<'cash'>, position: Of<'position'> | undefined): LogRow {
  const { cause } = entry;
  const isTrade = cause === 'trade' || cause === 'settlement';
  const own = cause === 'transfer' || cause === 'conversion' ? undefined : position;
  const liquidated = own?.execution !== undefined && /iquidation/.test(own.execution.type);
  return {
    id: entry.seq,
    at: entry.at,
    info: liquidated && isTrade ? 'futures liquidation' : infos[cause],
    json: rowJson(entry, {
      asset: entry.currency.toLowerCase(),
      contract: own?.symbol.toLowerCase() ?? null,
      info: liquidated && isTrade ? 'futures liquidation' : infos[cause],
      execution: own?.execution?.id ?? null,
      old_balance: cents(entry.before),
      new_balance: cents(entry.after),
      trade_price: own?.execution === undefined ? null : toNumber(own.execution.price),
      mark_price: own?.execution === undefined ? null : toNumber(own.execution.mark),
      fee: own === undefined ? null : cents(own.fee),
      realized_pnl: own === undefined || !isTrade ? null : cents(own.realised),
      realized_funding: own === undefined ? null : cents(own.funding),
      liquidation_fee: cause === 'liquidation fee' ? cents(entry.before) - cents(entry.after) : null,
    }),
  };
}

function positionRow(entry: Of<'position'>): LogRow {
  const { execution } = entry;
  const isLiquidated = execution !== undefined && /iquidation/.test(execution.type);
  const info = entry.cause === 'settlement' ? 'settlement' : isLiquidated ? 'futures liquidation' : 'futures trade';
  const contract = entry.symbol.toLowerCase();
  return {
    id: entry.seq,
    at: entry.at,
    info,
    json: rowJson(entry, {
      asset: contract,
      contract,
      info,
      execution: execution?.id ?? null,
      old_balance: toNumber(entry.before),
      new_balance: toNumber(entry.after),
      old_average_entry_price: toNumber(entry.entryBefore),
      new_average_entry_price: toNumber(entry.entryAfter),
      trade_price: execution === undefined ? null : toNumber(execution.price),
      mark_price: execution === undefined ? null : toNumber(execution.mark),
    }),
  };
}

function rowJson({ seq, at, uid }: HistoryEntry, own: Readonly<Record<string, unknown>>): LogRow['json'] {
  return {
    asset: null,
    contract: null,
    booking_uid: uid,
    collateral: null,
    date: iso(at),
    execution: null,
    fee: null,
    funding_rate: null,
    id: seq,
    info: null,
    margin_account: 'flex',
    mark_price: null,
    new_average_entry_price: null,
    new_balance: null,
    old_average_entry_price: null,
    old_balance: null,
    realized_funding: null,
    realized_pnl: null,
    trade_price: null,
    conversion_spread_percentage: null,
    liquidation_fee: null,
    position_uid: null,
    ...own,
  };
}

function cents(usd: Fixed<string>): number {
  return Math.round(toNumber(usd) * 10_000) / 10_000;
}
