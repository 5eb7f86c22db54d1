import type { Base, InstrumentId, Ms, Price, Qty, Side, Usd } from '../units.ts';

export type ExitReason =
  | 'stop_loss'
  | 'break_even'
  | 'trailing_stop'
  | 'take_profit_1'
  | 'take_profit_2'
  | 'take_profit_final'
  | 'kill_switch'
  | 'manual'
  | 'unprotectable'
  | 'data_gap';

/** A closed round trip, from its own fills. Money in USD; `r` is net profit over the risk first taken. */
export type Trade = Readonly<{
  id: string;
  instrument: InstrumentId;
  base: Base;
  side: Side;
  qty: Qty;
  entryAt: Ms;
  /** Volume-weighted over the entry fills. */
  entryPrice: Price;
  exitAt: Ms;
  exitPrice: Price;
  grossPnl: Usd;
  fees: Usd;
  /** Positive was received. */
  funding: Usd;
  netPnl: Usd;
  r: number;
  exitReason: ExitReason;
  /** Why it was entered: setup, bias, score and structure in one line. */
  entryReason: string;
}>;
