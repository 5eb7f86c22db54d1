import { bookOf, keepPeak } from '../account.ts';
import { alert, arm, modeNow } from '../desk.ts';
import type { Desk } from '../desk.ts';
import { settleAll } from '../position/manage.ts';
import { isLive } from '../order/order.ts';
import type { Breach } from '../risk/limits.ts';
import { monitor } from '../risk/monitor.ts';
import { decimal, later } from '../units.ts';
import { halt, observe } from './mode.ts';

/** The monitor: every limit, asked of the book as it is. Hard ones latch HALTED, soft ones block entries. */
export function watch(desk: Desk): void {
  const { state, settings, at } = desk;
  const book = bookOf(desk);
  keepPeak(desk, book.equity);
  const { halted, degraded } = monitor({ ...book, ...state.account }, settings.risk);
  if (halted.length > 0) engageHalt(desk, `limit ${halted.map(({ limit }) => limit).join(', ')}`);
  if (observe(state.safety, degraded, at)) {
    alert(desk, 'warning', 'DEGRADED', { limits: degraded.map(describe).join('; ') });
  }
  if (degraded.length > 0 && !state.timers.has('mode')) arm(desk, { type: 'mode' }, later(at, settings.safety.cleanMs));
}

/** The clean time may be over: look again, and say so when entries are allowed once more. */
export function reconsider(desk: Desk): void {
  watch(desk);
  const { softAt } = desk.state.safety;
  if (modeNow(desk) === 'NORMAL') return alert(desk, 'info', 'MODE', { mode: 'NORMAL' });
  if (softAt !== undefined && !desk.state.timers.has('mode')) {
    arm(desk, { type: 'mode' }, later(desk.at, desk.settings.safety.cleanMs));
  }
}

/** Latches HALTED: entries and take-profits go, stops stay. The first reason is kept. */
export function engageHalt(desk: Desk, reason: string): void {
  const { run, safety } = desk.state;
  if (!halt(safety, { reason, at: desk.at, incarnation: run.incarnation })) return;
  desk.state.signals.clear();
  alert(desk, 'critical', 'SYSTEM_HALTED', { reason });
  alert(desk, 'critical', 'Kill switch active', { reason });
  for (const { ticket, role } of [...desk.state.orders.values()].filter(isLive)) {
    if (role !== 'stop') continue;
    const details = { order_id: ticket.id, symbol: ticket.instrument, order_type: ticket.form.type };
    alert(desk, 'info', 'Kill switch: PRESERVING stop loss order', details);
  }
  settleAll(desk);
}

/** Counts are counts; everything else is a decimal number of ten places. */
function describe({ limit, unit, observed, bound }: Breach): string {
  const text = (value: bigint): string => (unit === 'count' ? String(value) : decimal(value).toFixed(4));
  return `${limit} ${text(observed)} > ${text(bound)}`;
}
