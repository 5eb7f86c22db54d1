/**
 * The words of the derivatives dialect v3, and what each means for an order. `placed`: the venue has it.
 * `refused`: it does not, and never will. `unknown`: nobody can say from this answer alone.
 *
 * @see https://docs.kraken.com/api/docs/futures-api/trading/send-order
 */
export const sendStatuses: Readonly<Record<string, 'placed' | 'refused' | 'unknown'>> = {
  placed: 'placed',
  partiallyFilled: 'placed',
  filled: 'placed',
  edited: 'placed',
  // It was taken and is gone again: it existed, and what it executed is told by its fills.
  cancelled: 'placed',
  attempted: 'unknown',
  unknown: 'unknown',
  // The id is taken: by the very order that this is a repetition of, for all we know.
  clientOrderIdAlreadyExist: 'unknown',
  invalidOrderType: 'refused',
  invalidSide: 'refused',
  invalidSize: 'refused',
  invalidPrice: 'refused',
  insufficientAvailableFunds: 'refused',
  wouldCauseLiquidation: 'refused',
  maxPositionViolation: 'refused',
  outsidePriceCollar: 'refused',
  wouldIncreasePriceDislocation: 'refused',
  postWouldExecute: 'refused',
  iocWouldNotExecute: 'refused',
  wouldNotReducePosition: 'refused',
  selfFill: 'refused',
  marketSuspended: 'refused',
  marketInactive: 'refused',
  marketIsPostOnly: 'refused',
  clientOrderIdTooBig: 'refused',
  clientOrderIdTooLong: 'refused',
  clientOrderIdInvalid: 'refused',
  tooManySmallOrders: 'refused',
  tooManyOrders: 'refused',
  fixedLeverageTooHigh: 'refused',
  wouldProcessAfterSpecifiedTime: 'refused',
  contractNotFound: 'refused',
  requiredArgumentMissing: 'refused',
};

/** Words of an error answer. `limited`: it was certainly not processed. `unknown`: it may have been. */
export const errorWords: Readonly<Record<string, 'limited' | 'refused' | 'unknown'>> = {
  apiLimitExceeded: 'limited',
  'Server Error': 'unknown',
  unknownError: 'unknown',
  Unavailable: 'unknown',
  authenticationError: 'refused',
  nonceBelowThreshold: 'refused',
  nonceDuplicate: 'refused',
  invalidArgument: 'refused',
  requiredArgumentMissing: 'refused',
  accountInactive: 'refused',
  insufficientFunds: 'refused',
  invalidAccount: 'refused',
  invalidAmount: 'refused',
  invalidUnit: 'refused',
  marketUnavailable: 'refused',
  contractNotFound: 'refused',
  notFound: 'refused',
  'Json Parse Error': 'refused',
  insufficientPrivileges: 'refused',
};

/** `errors[].code` of the newer services, with what they refuse. Anything else under 5xx is unknown. */
export const refusalCodes: Readonly<Record<number, string>> = {
  11: 'invalidArgument',
  41: 'wouldCauseLiquidation',
  87: 'contractNotFound',
  88: 'notMultiCollateral',
  92: 'insufficientAvailableFunds',
};

export const cancelStatuses = ['cancelled', 'filled', 'notFound'] as const;
/** `orders/status` of an order. */
export const orderStatuses = [
  'ENTERED_BOOK',
  'FULLY_EXECUTED',
  'REJECTED',
  'CANCELLED',
  'TRIGGER_PLACED',
  'TRIGGER_ACTIVATION_FAILURE',
] as const;

/** Why the private feed shows an order, as it words it; each with how the order has ended where it is gone. */
export const goneReasons: Readonly<Record<string, 'canceled' | 'filled' | 'expired' | 'triggered'>> = {
  new_placed_order_by_user: 'canceled',
  liquidation: 'canceled',
  stop_order_triggered: 'triggered',
  limit_order_from_stop: 'triggered',
  partial_fill: 'canceled',
  full_fill: 'filled',
  cancelled_by_user: 'canceled',
  contract_expired: 'expired',
  not_enough_margin: 'canceled',
  market_inactive: 'canceled',
  cancelled_by_admin: 'canceled',
  dead_man_switch: 'canceled',
  ioc_order_failed_because_it_would_not_be_executed: 'canceled',
  post_order_failed_because_it_would_filled: 'canceled',
  post_order_failed_because_it_would_be_filled: 'canceled',
  would_execute_self: 'canceled',
  would_not_reduce_position: 'canceled',
  order_for_edit_not_found: 'canceled',
  edited_by_user: 'canceled',
};

/** Every spelling of a trigger's price in requests, answers, feeds and history: `index` comes back as `spot`. */
export const triggerSignals: Readonly<Record<string, 'mark' | 'last' | 'index'>> = {
  mark: 'mark',
  mark_price: 'mark',
  MARK_PRICE: 'mark',
  MarkPrice: 'mark',
  last: 'last',
  last_price: 'last',
  LAST_PRICE: 'last',
  LastPrice: 'last',
  index: 'index',
  spot: 'index',
  spot_price: 'index',
  SPOT_PRICE: 'index',
  SpotPrice: 'index',
};

/** Every spelling of an order's kind: what is asked for as `stp` is listed as `stop`. */
export const orderKinds: Readonly<Record<string, 'limit' | 'market' | 'stop' | 'take-profit' | 'trailing-stop'>> = {
  lmt: 'limit',
  limit: 'limit',
  Limit: 'limit',
  post: 'limit',
  Post: 'limit',
  mkt: 'market',
  market: 'market',
  Market: 'market',
  ioc: 'market',
  IoC: 'market',
  fok: 'market',
  stp: 'stop',
  stop: 'stop',
  take_profit: 'take-profit',
  trailing_stop: 'trailing-stop',
};

/**
 * `info` of a row of the account log: what moved the money. Of a trade the fills tell the price and the fee; funding and the
 * fee of a liquidation stand in columns of their own, whatever the row is called.
 *
 * @see https://docs.kraken.com/api/docs/futures-api/history/account-log
 */
export const logInfos: Readonly<
  Record<string, 'trade' | 'funding' | 'transfer' | 'fee' | 'conversion' | 'settlement'>
> = {
  'futures trade': 'trade',
  'futures liquidation': 'trade',
  'futures assignee': 'trade',
  'futures assignor': 'trade',
  'futures unwind counterparty': 'trade',
  'futures unwind bankrupt': 'trade',
  'covered liquidation': 'trade',
  'funding rate change': 'funding',
  settlement: 'settlement',
  conversion: 'conversion',
  'interest payment': 'fee',
  'kfee applied': 'fee',
  'tax withheld': 'fee',
  'tax refund': 'fee',
  transfer: 'transfer',
  'subaccount transfer': 'transfer',
  'cross-exchange transfer': 'transfer',
  'admin transfer': 'transfer',
};

/** `type` of a ledger's entry, in the words of Spot, and in those of the account log where it has its names. */
export const ledgerTypes: Readonly<Record<string, (typeof logInfos)[string]>> = {
  ...logInfos,
  trade: 'trade',
  rollover: 'funding',
  funding: 'funding',
  settled: 'settlement',
  deposit: 'transfer',
  withdrawal: 'transfer',
  'liquidation fee': 'fee',
};

export const fillTypes = [
  'maker',
  'taker',
  'liquidation',
  'partialLiquidation',
  'assignor',
  'assignee',
  'takerAfterEdit',
  'unwindBankrupt',
  'unwindCounterparty',
] as const;
