import type { Trade } from '../ledger/trade.ts';
import type { Market } from '../market/market.ts';
import { later } from '../units.ts';
import type { Ms } from '../units.ts';
import type { SignalSettings } from './signal-settings.ts';

/** Bounded memory: more than these widen no stop further, and rest nobody longer. */
const kept = 32;

/** What a closed trade means for the next signal of its instrument: a wider stop, or a rest (spec 03 section 8.5, 05 section 8.3). */
export function noteTrade(market: Market, { exitAt, exitReason, netPnl }: Outcome, settings: SignalSettings): void {
  if (exitReason === 'stop_loss') market.stopOuts = [...market.stopOuts, exitAt].slice(-kept);
  if (netPnl >= 0n) return;
  market.losses = [...market.losses, exitAt].slice(-kept);
  const rest = restAfter(market.losses, exitAt, settings.losses);
  if (rest !== undefined) market.restUntil = rest;
}

type Outcome = Pick<Trade, 'exitAt' | 'exitReason' | 'netPnl'>;

/** A rest that ends while the losses still count is followed by another; undefined where they are too few. */
export function restAfter(losses: readonly Ms[], at: Ms, settings: SignalSettings['losses']): Ms | undefined {
  if (settings === undefined) return undefined;
  const { lookbackMs, threshold, restMs } = settings;
  let until: Ms | undefined;
  for (let from = at; losses.filter((lost) => lost > from - lookbackMs).length >= threshold;) {
    from = later(from, restMs);
    until = from;
  }
  return until;
}
