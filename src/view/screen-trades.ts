import type { Trade } from '../core/ledger/trade.ts';
import type { Registry } from '../core/market/registry.ts';
import { add, noUsd, toNumber } from '../core/units.ts';
import { span } from './format.ts';
import { decimalsOf, fitted, minuteOf, signed } from './screen-number.ts';
import { bold, dim, left, plain, right, tinted } from './screen-text.ts';
import type { Line } from './screen-text.ts';

/** How many there were, and what is left of them after fees and funding. */
export function tradesTitle(trades: readonly Trade[]): Line {
  if (trades.length === 0) return [bold('trades')];
  const net = toNumber(trades.reduce((sum, { netPnl }) => add(sum, netPnl), noUsd));
  const won = trades.filter(({ netPnl }) => netPnl > 0n).length;
  return [bold('trades'), plain(` ${trades.length}, ${won} won, net `), tinted(toneOf(net), `${signed(net, 2)} USD`)];
}

type Room = Readonly<{ rows: number; width: number; registry: Registry }>;

/** The newest first, as many as fit. */
export function tradeLines(trades: readonly Trade[], { rows, width, registry }: Room): readonly Line[] {
  if (trades.length === 0) return [[dim(' none closed yet')]];
  return trades
    .slice(-rows)
    .reverse()
    .map((trade) => row(trade, width, registry));
}

function row(trade: Trade, width: number, registry: Registry): Line {
  const { base, side, exitAt, entryAt, exitReason, r } = trade;
  const net = toNumber(trade.netPnl);
  return [
    dim(left(` ${minuteOf(exitAt)}`, 14)),
    plain(`${left(base, 6)} ${left(side, 5)} `),
    tinted(toneOf(net), `${right(signed(net, 2), 9)} USD ${right(signed(r, 2), 6)} R`),
    plain(`  ${left(exitReason, 13)}`),
    dim(` held ${left(span(exitAt - entryAt), 8)}`),
    ...(width >= 110 ? [dim(prices(trade, registry))] : []),
  ];
}

/** Averages of fills, at the precision of the instrument's prices. */
function prices({ instrument, entryPrice, exitPrice }: Trade, registry: Registry): string {
  const tick = registry.byId.get(instrument)?.tick;
  const decimals = tick === undefined ? 10 : decimalsOf(tick);
  return `  from ${fitted(toNumber(entryPrice), decimals, 10)} to ${fitted(toNumber(exitPrice), decimals, 10)}`;
}

function toneOf(net: number): 'good' | 'bad' | 'plain' {
  if (net === 0) return 'plain';
  return net < 0 ? 'bad' : 'good';
}
