import type { Position, PositionEvent } from '../../src/core/position/position.ts';
import { emptyTally } from '../../src/core/position/tally.ts';
import { noQty, notional } from '../../src/core/units.ts';
import type { ClientOrderId, Side } from '../../src/core/units.ts';
import { instrument, price, qty, t0, usd } from './keel.ts';

const btc = instrument('BTC');

/** Bought 10 at 100, stop at 98 (a short: 102), 2 more on their way; before the first fill 12 on their way, after the end none. */
export function positionIn(phase: Position['phase'], side: Side = 'long'): Position {
  const { id, base, tick, lot, minQty } = btc;
  const stop = price(side === 'long' ? '98' : '102');
  const common = {
    number: 1,
    instrument: id,
    base,
    side,
    tick,
    lot,
    minQty,
    initialStop: stop,
    stopPrice: stop,
    working: qty('2'),
    targets: [],
    tally: { ...emptyTally, entryQty: qty('10'), entryValue: usd('1000'), firstFillAt: t0, newestFillAt: t0 },
    openedAt: t0,
    stopRefusals: 0,
    origin: 'signal' as const,
    regime: 'tight_smc' as const,
    entryReason: 'test',
  };
  const flat = { ...common.tally, exitQty: qty('10'), exitValue: usd('1000') };
  switch (phase) {
    case 'entering':
      return { ...common, phase, working: qty('12'), tally: emptyTally };
    case 'unprotected':
      return { ...common, phase, since: t0 };
    case 'protected':
      return { ...common, phase, stop: 'a' as ClientOrderId, covers: qty('10') };
    case 'exiting':
      return { ...common, phase, reason: 'kill_switch' };
    case 'closed':
      return { ...common, phase, working: noQty, tally: flat, at: t0 };
  }
}

/** So much bought (a short: sold) at 100, without a fee. */
export function entryFilled(size: string): Extract<PositionEvent, { type: 'entry.filled' }> {
  return {
    type: 'entry.filled',
    at: t0,
    qty: qty(size),
    value: notional(price('100'), qty(size)),
    fee: usd('0'),
    assumed: false,
  };
}

export function exitFilled(
  size: string,
  role: 'stop' | 'tp1' | 'tp2' | 'exit',
): Extract<PositionEvent, { type: 'exit.filled' }> {
  const value = notional(price('101'), qty(size));
  return { type: 'exit.filled', at: t0, role, qty: qty(size), value, fee: usd('0'), reason: 'stop_loss' };
}
