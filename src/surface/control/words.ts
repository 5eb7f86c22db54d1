import { span } from '../../view/format.ts';
import type { LatchJson, ModeJson } from '../../view/mode.ts';
import type { PositionJson, PositionsJson } from '../../view/positions.ts';
import type { StatusJson } from '../../view/status.ts';
import { summaryLine, tradeHead } from '../../view/trades.ts';
import type { TradeJson } from '../../view/trades.ts';
import { table } from '../cli/print.ts';
import type { KillReply, ModeReply, ResetReply, TradesJson } from './protocol.ts';

/** The documents of the control protocol as a person reads them. */
export function statusWords(status: StatusJson): string {
  const { run, marginUsedPct } = status;
  const speed = run.speed === 'max' ? 'as fast as it goes' : `${run.speed} times`;
  const rows: readonly (readonly [string, string])[] = [
    ['state', `${status.system_state}${status.syncing ? ', waiting for the venue' : ''}`],
    ['mode', modeWords(status)],
    ['equity', `${cents(status.equity)} USD, peak ${cents(status.peakEquity)}`],
    ['day P&L', `${signed(status.dayPnl)} USD`],
    ['margin used', marginUsedPct === null ? 'no equity' : `${marginUsedPct.toFixed(2)} %`],
    ['positions', `${status.positions} open, ${status.entering} of them being entered`],
    ['working orders', String(status.workingOrders)],
    ['cooldowns', `${status.cooldowns_active} active`],
    ['universe', `${status.universe} instruments`],
    ['surprises', String(status.surprises)],
    ['market time', `${status.simulatedAt}, speed ${speed}`],
    ['up for', `${span(run.uptimeSeconds * 1000)}, cycle ${status.cycle}`],
    ['run', `${run.mode} on ${run.market}, seed ${run.seed}`],
    ['journal', run.journal],
  ];
  return table([], rows);
}

/** The mode, and why it is not NORMAL. */
function modeWords({ mode, reason, latch, paused }: ModeJson): string {
  if (latch !== null) return `${mode}: ${latchWords(latch)}${paused ? '; entries are paused too' : ''}`;
  return reason === null ? mode : `${mode}: ${reason}`;
}

function latchWords({ reason, since }: LatchJson): string {
  return `${reason}, since ${since}`;
}

const positionHead: readonly string[] =
  'instrument,side,qty,entry,mark,R,stop,away,phase,unprotected,targets left,P&L USD,margin USD'.split(',');

export function positionsWords({ positions, at }: PositionsJson): string {
  if (positions.length === 0) return `No positions at ${at}.`;
  return table(positionHead, positions.map(positionRow));
}

function positionRow(position: PositionJson): readonly string[] {
  const { instrument, side, qty, r, stopDistancePct, phase, unprotectedMs } = position;
  return [
    instrument,
    side,
    qty,
    position.entryPrice ?? '-',
    position.mark ?? '-',
    r === null ? '-' : r.toFixed(2),
    position.stopPrice,
    stopDistancePct === null ? '-' : `${stopDistancePct.toFixed(2)} %`,
    phase,
    phase === 'unprotected' ? `${unprotectedMs} ms` : '-',
    position.targetsLeft.map(({ role, price }) => `${role} ${price}`).join(', ') || 'none',
    signed(position.unrealisedPnl),
    cents(position.margin),
  ];
}

export function tradesWords({ trades, summary }: TradesJson): string {
  const shown = trades.length < summary.trades ? `\n(the newest ${trades.length})` : '';
  return `${table(tradeHead, trades.map(tradeRow))}\n\n${summaryLine(summary)}${shown}`;
}

function tradeRow(trade: TradeJson): readonly string[] {
  const { entryAt, exitAt, instrument, side, entryPrice, exitPrice, netPnl, r, exitReason, entryReason } = trade;
  const held = span(Date.parse(exitAt) - Date.parse(entryAt));
  const entered = entryAt.slice(0, 16).replace('T', ' ');
  const result = [signed(netPnl), r.toFixed(2), exitReason, entryReason];
  return [entered, instrument, side, entryPrice, exitPrice, held, ...result];
}

export function pauseWords(reply: ModeReply): string {
  return `Entries are paused; mode ${modeWords(reply)}.`;
}

export function resumeWords(reply: ModeReply): string {
  return `Entries are no longer paused; mode ${modeWords(reply)}.`;
}

export function resetWords(reply: ResetReply): string {
  const { cleared } = reply;
  const what = cleared === null ? 'Nothing was latched' : `Cleared: ${latchWords(cleared)}`;
  return `${what}; mode ${modeWords(reply)}.`;
}

/** The lines that operators of the predecessor grep for, and what is still open where the bound of the wait passed. */
export function killWords(reply: KillReply): string {
  const { preserved, stillOpen, complete, cancelled, filled, exiting } = reply;
  const counts = `cancelled=${cancelled} preserved_stop_losses=${reply.preserved_stop_losses} ms=${reply.ms}`;
  return [
    ...preserved.map((stop) => `Kill switch: PRESERVING stop loss order ${pairs(stop)}`),
    ...stillOpen.map((order) => `Kill switch: STILL OPEN ${pairs(order)}`),
    complete
      ? `Kill switch: Order cleanup complete ${counts}`
      : `Kill switch: Order cleanup incomplete still_open=${stillOpen.length} ${counts}`,
    ...(filled > 0 ? [`${filled} had executed before the cancel could reach them.`] : []),
    ...(exiting > 0
      ? [`${exiting} positions are being left at market; their stops rest until the last lot is gone.`]
      : []),
    `Mode ${modeWords(reply)}.`,
  ].join('\n');
}

function pairs(details: Readonly<Record<string, string>>): string {
  return Object.entries(details)
    .map(([key, value]) => `${key}=${value}`)
    .join(' ');
}

function cents(amount: string): string {
  return Number(amount).toFixed(2);
}

function signed(amount: string): string {
  return `${amount.startsWith('-') ? '' : '+'}${cents(amount)}`;
}
