import type { ExitReason } from '../ledger/trade.ts';
import type { TargetRole } from '../order/order.ts';
import type { Regime } from '../settings.ts';
import type { Base, ClientOrderId, InstrumentId, Ms, Price, Qty, Side, Usd } from '../units.ts';

/** A take-profit: a share of the entry, at a reward that is a multiple of the risk. */
export type Target = Readonly<{ role: TargetRole; price: Price; qty: Qty }>;

/** The fold of all fills of a position: sums only, so the order in which fills arrive does not matter. */
export type Tally = Readonly<{
  entryQty: Qty;
  /** Sum of price times quantity of the entry fills. */
  entryValue: Usd;
  exitQty: Qty;
  exitValue: Usd;
  fees: Usd;
  /** Of all hours that it was held, as far as they are settled; positive was received. */
  funding: Usd;
  /** The part of the entry that no fill has told of. */
  assumed: Readonly<{ qty: Qty; value: Usd }>;
  /** Executed by each take-profit. */
  taken: Readonly<Record<TargetRole, Qty>>;
  firstFillAt?: Ms;
  newestFillAt?: Ms;
  lastExit?: Readonly<{ at: Ms; reason: ExitReason }>;
}>;

type Common = Readonly<{
  /** Counts the positions of the run. */
  number: number;
  instrument: InstrumentId;
  base: Base;
  side: Side;
  /** Smallest price step and quantity of the instrument, for the plan. */
  tick: Price;
  lot: Qty;
  minQty: Qty;
  /** The stop that the signal asked for. What `stopPrice` starts from, and what R is measured with. */
  initialStop: Price;
  /** The stop that we want now. Only ever tightens. */
  stopPrice: Price;
  /** Entry quantity that may still execute. */
  working: Qty;
  /** Set once, when the entry is complete. */
  targets: readonly Target[];
  tally: Tally;
  openedAt: Ms;
  /** Stops in a row that the venue refused. Silence is not refusal. */
  stopRefusals: number;
  /** Sets the parts in which it is closed. */
  regime: Regime;
  /** The stop follows the price, at this many ATR at most: remembered, so that it never widens. */
  trailAtrMult?: number;
  /** A signal of ours, or found at the venue and adopted. */
  origin: 'signal' | 'adopted';
  entryReason: string;
}>;

/** Nothing filled yet: no exposure, nothing to protect. */
export type Entering = Common & Readonly<{ phase: 'entering' }>;
/** Exposed, and the venue has not confirmed a stop covering all of it. The dangerous phase. */
export type Unprotected = Common & Readonly<{ phase: 'unprotected'; since: Ms }>;
/** Exposed, and the venue has confirmed a stop covering all of it. */
export type Protected = Common & Readonly<{ phase: 'protected'; stop: ClientOrderId; covers: Qty }>;
/** Leaving at market; the stop rests until the last lot is gone. */
export type Exiting = Common & Readonly<{ phase: 'exiting'; reason: ExitReason }>;
/** Flat, and nothing of it can execute any more as far as we know. */
export type Closed = Common & Readonly<{ phase: 'closed'; at: Ms }>;

export type Position = Entering | Unprotected | Protected | Exiting | Closed;

export type PositionEvent =
  /** The mark, and the ATR of the decision timeframe, as analysed. */
  | Readonly<{ type: 'price.moved'; at: Ms; mark: number; atr: number }>
  /** `assumed`: seen at the venue as a position, not as a fill; a real fill of the entry takes its place. */
  | Readonly<{ type: 'entry.filled'; at: Ms; qty: Qty; value: Usd; fee: Usd; assumed: boolean }>
  | Readonly<{ type: 'entry.ended'; at: Ms }>
  | Readonly<{ type: 'stop.confirmed'; at: Ms; stop: ClientOrderId; covers: Qty }>
  | Readonly<{ type: 'stop.lost'; at: Ms; stop: ClientOrderId; refused: boolean }>
  | Readonly<{ type: 'exit.requested'; at: Ms; reason: ExitReason }>
  | Readonly<{
      type: 'exit.filled';
      at: Ms;
      role: 'stop' | TargetRole | 'exit';
      qty: Qty;
      value: Usd;
      fee: Usd;
      reason: ExitReason;
    }>;
