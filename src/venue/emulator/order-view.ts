import type { Fixed, InstrumentId, Ms, Price, Qty } from '../../core/units.ts';
import type { Execution } from './account-view.ts';

export type OrderSide = 'buy' | 'sell';
export type OrderKind = 'lmt' | 'post' | 'ioc' | 'fok' | 'mkt' | 'stp' | 'take_profit' | 'trailing_stop';
export type TriggerSignal = 'mark' | 'index' | 'last';
export type OffsetUnit = 'PERCENT' | 'QUOTE_CURRENCY';
/** In percent, or in the quote currency. */
export type Offset = Readonly<{ value: Fixed<string>; unit: OffsetUnit }>;

export type OrderTerms = Readonly<{
  symbol: InstrumentId;
  side: OrderSide;
  size: Qty;
  kind: OrderKind;
  cliOrdId?: string;
  limitPrice?: Price;
  stopPrice?: Price;
  /** Absent is `last`, as at Kraken. */
  signal?: TriggerSignal;
  reduceOnly?: boolean;
  trailing?: Offset;
  limitOffset?: Offset;
  processBefore?: Ms;
}>;

export type OrderName = Readonly<{ orderId: string } | { cliOrdId: string }>;
export type OrderChange = Readonly<{
  which: OrderName;
  size?: Qty;
  /** Whether `size` is all of the order, or what is to stay open; absent is RELATIVE, as at Kraken. */
  sizeMode?: 'ABSOLUTE' | 'RELATIVE';
  limitPrice?: Price;
  stopPrice?: Price;
  trailing?: Offset;
  processBefore?: Ms;
}>;

/** An order or a trigger as the venue knows it. */
export type VenueOrder = Readonly<{
  orderId: string;
  cliOrdId?: string;
  symbol: InstrumentId;
  side: OrderSide;
  kind: OrderKind;
  /** All of it; `filled` is what of it has executed. */
  quantity: Qty;
  filled: Qty;
  limitPrice?: Price;
  stopPrice?: Price;
  signal?: TriggerSignal;
  trailing?: Offset;
  limitOffset?: Offset;
  reduceOnly: boolean;
  receivedAt: Ms;
  updatedAt: Ms;
  /** A stop, take-profit or trailing stop that has not been triggered. */
  isTrigger: boolean;
}>;

/** Kraken's reasons, as its private feed words them. */
export type OrderReason =
  | 'new_placed_order_by_user'
  | 'liquidation'
  | 'stop_order_triggered'
  | 'limit_order_from_stop'
  | 'partial_fill'
  | 'full_fill'
  | 'cancelled_by_user'
  | 'contract_expired'
  | 'not_enough_margin'
  | 'market_inactive'
  | 'dead_man_switch'
  | 'ioc_order_failed_because_it_would_not_be_executed'
  | 'post_order_failed_because_it_would_filled'
  | 'would_execute_self'
  | 'would_not_reduce_position'
  | 'edited_by_user';

/** `sendStatus.status` and `editStatus.status` of the REST reference, section 8.1. */
export type SendStatus =
  | 'placed'
  | 'edited'
  | 'filled'
  | 'partiallyFilled'
  | 'invalidOrderType'
  | 'invalidSide'
  | 'invalidSize'
  | 'invalidPrice'
  | 'insufficientAvailableFunds'
  | 'wouldCauseLiquidation'
  | 'maxPositionViolation'
  | 'outsidePriceCollar'
  | 'postWouldExecute'
  | 'iocWouldNotExecute'
  | 'wouldNotReducePosition'
  | 'selfFill'
  | 'marketSuspended'
  | 'marketInactive'
  | 'marketIsPostOnly'
  | 'clientOrderIdAlreadyExist'
  | 'clientOrderIdTooLong'
  | 'tooManyOrders'
  | 'tooManySmallOrders'
  | 'fixedLeverageTooHigh'
  | 'wouldProcessAfterSpecifiedTime'
  | 'contractNotFound'
  | 'orderForEditNotFound'
  | 'orderForEditNotAStop'
  | 'cannotEditTriggerPriceOfTrailingStop'
  | 'cannotEditLimitPriceOfTrailingStop'
  | 'noEffect';

/** What one request did at once, in the order in which it did it: the `orderEvents` of an answer. */
export type OrderEvent =
  | Readonly<{ type: 'PLACE'; order: VenueOrder; reduced?: Qty }>
  | Readonly<{ type: 'EXECUTION'; execution: Execution; before: VenueOrder; reduced?: Qty }>
  | Readonly<{ type: 'REJECT'; order: VenueOrder; reason: string }>
  | Readonly<{ type: 'CANCEL'; order: VenueOrder; reason: OrderReason }>
  | Readonly<{ type: 'EDIT'; old: VenueOrder; next: VenueOrder; reduced?: Qty }>;

/** `orderId` is absent where the order was refused before it became one. */
export type SendAnswer = Readonly<{ status: SendStatus; orderId?: string; at: Ms; events: readonly OrderEvent[] }>;
export type EditAnswer = SendAnswer;
export type CancelAnswer = Readonly<{
  status: 'cancelled' | 'filled' | 'notFound';
  order?: VenueOrder;
  at: Ms;
}>;
export type PreferAnswer = 'done' | 'contract-missing' | 'would-liquidate' | 'out-of-range';

export type OrderStatus = Readonly<{
  order: VenueOrder;
  status:
    'ENTERED_BOOK' | 'FULLY_EXECUTED' | 'REJECTED' | 'CANCELLED' | 'TRIGGER_PLACED' | 'TRIGGER_ACTIVATION_FAILURE';
  reason?: OrderReason;
}>;
