import type { Trade } from '../core/ledger/trade.ts';
import { add, noUsd } from '../core/units.ts';
import type { Usd } from '../core/units.ts';
import { exact, isoTime, money, span } from './format.ts';

/** A trade as other programs read it: times in ISO-8601 UTC, money as decimal strings. */
export type TradeJson = Readonly<{
  id: string;
  instrument: string;
  side: string;
  qty: string;
  entryAt: string;
  entryPrice: string;
  exitAt: string;
  exitPrice: string;
  grossPnl: string;
  fees: string;
  funding: string;
  netPnl: string;
  r: number;
  exitReason: string;
  entryReason: string;
}>;

export function tradeJson(trade: Trade): TradeJson {
  return {
    id: trade.id,
    instrument: trade.instrument,
    side: trade.side,
    qty: exact(trade.qty),
    entryAt: isoTime(trade.entryAt),
    entryPrice: exact(trade.entryPrice),
    exitAt: isoTime(trade.exitAt),
    exitPrice: exact(trade.exitPrice),
    grossPnl: exact(trade.grossPnl),
    fees: exact(trade.fees),
    funding: exact(trade.funding),
    netPnl: exact(trade.netPnl),
    r: trade.r,
    exitReason: trade.exitReason,
    entryReason: trade.entryReason,
  };
}

export const tradeHead: readonly string[] = [
  'entered',
  'instrument',
  'side',
  'entry',
  'exit',
  'held',
  'net USD',
  'R',
  'left by',
  'because',
];

export function tradeRow(trade: Trade): readonly string[] {
  const { entryAt, exitAt, entryPrice, exitPrice, netPnl } = trade;
  const times = [isoTime(entryAt).slice(0, 16).replace('T', ' '), trade.instrument, trade.side] as const;
  return [
    ...times,
    exact(entryPrice),
    exact(exitPrice),
    span(exitAt - entryAt),
    money(netPnl),
    trade.r.toFixed(2),
    trade.exitReason,
    trade.entryReason,
  ];
}

/** The sums of a run, from its trades alone. */
export type Summary = Readonly<{
  trades: number;
  wins: number;
  winRate: number;
  grossPnl: string;
  fees: string;
  funding: string;
  netPnl: string;
  averageR: number;
  byReason: Readonly<Record<string, number>>;
  /**
   * Trades whose end nobody can date, for the data had a hole there. Their money is in the sums, because it is in the
   * equity; they are neither won nor lost, and the average leaves them out: across a hole R means nothing.
   */
  dataGaps: number;
  dataGapPnl: string;
}>;

export function summarise(trades: readonly Trade[]): Summary {
  const sum = (of: (trade: Trade) => Usd): Usd => trades.reduce((total, trade) => add(total, of(trade)), noUsd);
  const dated = trades.filter(({ exitReason }) => exitReason !== 'data_gap');
  const wins = dated.filter((trade) => trade.netPnl > 0n).length;
  const byReason: Record<string, number> = {};
  for (const { exitReason } of trades) byReason[exitReason] = (byReason[exitReason] ?? 0) + 1;
  const count = dated.length;
  return {
    trades: trades.length,
    wins,
    winRate: count === 0 ? 0 : wins / count,
    grossPnl: exact(sum((trade) => trade.grossPnl)),
    fees: exact(sum((trade) => trade.fees)),
    funding: exact(sum((trade) => trade.funding)),
    netPnl: exact(sum((trade) => trade.netPnl)),
    averageR: count === 0 ? 0 : dated.reduce((total, trade) => total + trade.r, 0) / count,
    byReason,
    dataGaps: trades.length - count,
    dataGapPnl: exact(sum((trade) => (trade.exitReason === 'data_gap' ? trade.netPnl : noUsd))),
  };
}

/** One line for a person. */
export function summaryLine({ trades, winRate, netPnl, fees, averageR, dataGaps, dataGapPnl }: Summary): string {
  const gaps =
    dataGaps > 0
      ? `; ${dataGaps} ended in a hole of the data, ${Number(dataGapPnl).toFixed(2)} USD, and are in the sum alone`
      : '';
  const share = (winRate * 100).toFixed(1);
  return `${trades} trades, ${share} % won, net ${Number(netPnl).toFixed(2)} USD after ${Number(fees).toFixed(2)} USD of fees, ${averageR.toFixed(2)} R on average${gaps}`;
}
