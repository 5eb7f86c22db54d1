import type { SendStatus } from '../../order-view.ts';

/** What this dialect says where the exchange refuses. Which words Kraken has for these here is not documented. */
const words: Readonly<Partial<Record<SendStatus, string>>> = {
  invalidOrderType: 'EGeneral:Invalid arguments:order_type',
  invalidSide: 'EGeneral:Invalid arguments:side',
  invalidSize: 'EGeneral:Invalid arguments:order_qty',
  invalidPrice: 'EOrder:Invalid price',
  insufficientAvailableFunds: 'EOrder:Insufficient margin',
  wouldCauseLiquidation: 'EOrder:Insufficient margin:Would cause liquidation',
  maxPositionViolation: 'EOrder:Positions limit exceeded',
  outsidePriceCollar: 'EOrder:Invalid price:Outside the price collar',
  postWouldExecute: 'EOrder:Post only order',
  iocWouldNotExecute: 'EOrder:Immediate or cancel order would not execute',
  wouldNotReducePosition: 'EOrder:Reduce only:No position exists',
  selfFill: 'EOrder:Would execute self',
  marketSuspended: 'EService:Market in cancel_only mode',
  marketInactive: 'EService:Market in cancel_only mode',
  marketIsPostOnly: 'EService:Market in post_only mode',
  clientOrderIdAlreadyExist: 'EOrder:Invalid order:cl_ord_id is in use',
  clientOrderIdTooLong: 'EGeneral:Invalid arguments:cl_ord_id',
  tooManyOrders: 'EOrder:Orders limit exceeded',
  tooManySmallOrders: 'EOrder:Orders limit exceeded',
  fixedLeverageTooHigh: 'EOrder:Margin allowance exceeded',
  wouldProcessAfterSpecifiedTime: 'EService:Deadline elapsed',
  contractNotFound: 'EGeneral:Invalid arguments:symbol',
  orderForEditNotFound: 'EOrder:Unknown order',
  orderForEditNotAStop: 'EGeneral:Invalid arguments:trigger_price',
  cannotEditTriggerPriceOfTrailingStop: 'EGeneral:Invalid arguments:trigger_price',
  cannotEditLimitPriceOfTrailingStop: 'EGeneral:Invalid arguments:limit_price',
  noEffect: 'EOrder:No amendable parameters',
};

export function refusalOf(status: SendStatus): string {
  return words[status] ?? 'EGeneral:Internal error';
}
