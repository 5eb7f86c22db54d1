import type { OrderChange, SendStatus } from '../../../src/venue/emulator/order-view.ts';
import { D, isMultiple, of } from './decimal.ts';
import { judgeOrder } from './judge.ts';
import type { Notes, Scene, Verdict } from './judge.ts';
import { reducible } from './state.ts';
import type { Order, State } from './state.ts';

/** The order as the change would leave it: RELATIVE, the default, is what is to stay open (section 8.2). */
export function changed(state: State, order: Order, change: OrderChange): Order {
  const asked =
    change.size === undefined ? order.size : of(change.size).plus(change.sizeMode === 'ABSOLUTE' ? 0 : order.filled);
  const room = order.filled.plus(reducible(state, order.symbol, order.side));
  const size = order.reduceOnly && !order.isTrigger ? D.min(asked, room) : asked;
  return {
    ...order,
    size,
    limit: change.limitPrice === undefined ? order.limit : of(change.limitPrice),
    stop: change.stopPrice === undefined ? order.stop : of(change.stopPrice),
    trailing:
      change.trailing === undefined ? order.trailing : { value: of(change.trailing.value), unit: change.trailing.unit },
  };
}

export function judgeEdit(
  state: State,
  { change, id }: Readonly<{ change: OrderChange; id: string | undefined }>,
  scene: Scene,
): Verdict {
  const order = state.open.get(id ?? '');
  const notes: Notes = { must: new Set(), may: new Set() };
  const { must, may } = notes;
  if (order === undefined)
    return { must: new Set(['orderForEditNotFound']), may: new Set(['wouldProcessAfterSpecifiedTime']) };
  const contract = state.contracts.get(order.symbol);
  if (contract === undefined) return { must: new Set(['contractNotFound']), may: new Set() };
  if (change.processBefore !== undefined && change.processBefore < scene.sight.now)
    must.add('wouldProcessAfterSpecifiedTime');
  if (state.phase === 'maintenance' || state.phase === 'cancel_only' || !contract.tradeable)
    for (const status of ['marketSuspended', 'marketInactive'] as const) must.add(status);
  shape(order, change, must);
  const next = changed(state, order, change);
  if (change.size !== undefined && (change.size <= 0n || !isMultiple(of(change.size), of(contract.lot))))
    must.add('invalidSize');
  else if (next.size.lte(order.filled))
    for (const status of ['invalidSize', 'wouldNotReducePosition'] as const) must.add(status);
  for (const price of [change.limitPrice, change.stopPrice])
    if (price !== undefined && (price <= 0n || !isMultiple(of(price), of(contract.tick)))) must.add('invalidPrice');
  if (must.size > 0) return { must, may: new Set(everything) };
  if (isSame(order, next)) return { must: new Set(), may: new Set(['noEffect']) };
  if (order.reduceOnly && reducible(state, order.symbol, order.side).isZero()) may.add('wouldNotReducePosition');
  if (!order.isTrigger) judgeOrder(state, next, scene, notes);
  return notes;
}

const everything: readonly SendStatus[] = [
  'insufficientAvailableFunds',
  'wouldCauseLiquidation',
  'maxPositionViolation',
  'outsidePriceCollar',
  'postWouldExecute',
  'selfFill',
  'marketIsPostOnly',
  'fixedLeverageTooHigh',
  'noEffect',
];

/** Which fields the kind of order has. */
function shape(order: Order, change: OrderChange, must: Set<SendStatus>): void {
  if (change.stopPrice !== undefined && !order.isTrigger) must.add('orderForEditNotAStop');
  if (order.kind !== 'trailing_stop' || !order.isTrigger) return;
  if (change.stopPrice !== undefined) must.add('cannotEditTriggerPriceOfTrailingStop');
  if (change.limitPrice !== undefined) must.add('cannotEditLimitPriceOfTrailingStop');
}

function isSame(order: Order, next: Order): boolean {
  const alike = (a: D | undefined, b: D | undefined): boolean =>
    a === undefined ? b === undefined : b !== undefined && a.eq(b);
  return (
    order.size.eq(next.size) &&
    alike(order.limit, next.limit) &&
    alike(order.stop, next.stop) &&
    alike(order.trailing?.value, next.trailing?.value)
  );
}
