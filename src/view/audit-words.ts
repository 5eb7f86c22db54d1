import { formatFixed, noQty } from '../core/units.ts';
import { restOf } from './audit.ts';
import type { Audit, Guarded, SeenOrder } from './audit.ts';

/** For a person: one line a position, then what is wrong with its fix, then how it adds up. */
export function auditLines({ guarded, findings, orders }: Audit): readonly string[] {
  const naked = guarded.filter(({ uncovered }) => uncovered > 0n).length;
  return [
    ...guarded.map(positionLine),
    ...findings.map(({ verdict, what, fix }) => `${verdict}  ${what}  -> ${fix}`),
    `${guarded.length} positions, ${naked} not wholly covered; ${orders} open orders; ${findings.length} findings.`,
  ];
}

function positionLine({ position, mark, stops, targets, uncovered }: Guarded): string {
  const { instrument, side, qty, entryPrice } = position;
  const cover = uncovered === noQty ? 'covered' : uncovered === qty ? 'NAKED' : 'PARTLY COVERED';
  const parts = [
    `${instrument} ${side} ${formatFixed(qty)} at ${formatFixed(entryPrice)}`,
    mark === undefined ? 'mark unknown' : `mark ${formatFixed(mark)}`,
    stops.length === 0 ? 'no stop' : `stop ${stops.map(orderText).join(', ')}`,
    targets.length === 0 ? 'no target' : `target ${targets.map(orderText).join(', ')}`,
    cover,
  ];
  return parts.join('; ');
}

function orderText(order: SeenOrder): string {
  const { form } = order.ticket;
  const price = form.type === 'market' ? undefined : form.type === 'limit' ? form.price : form.trigger;
  return `${formatFixed(restOf(order))} at ${price === undefined ? 'market' : formatFixed(price)}`;
}

/** The same as a document; exact numbers are text. */
export function auditJson({ guarded, findings, orders }: Audit): unknown {
  const order = (seen: SeenOrder): unknown => ({
    venueOrderId: seen.venueOrderId,
    qty: formatFixed(restOf(seen)),
    price: orderText(seen).split(' at ')[1],
    ...(seen.signal === undefined ? {} : { signal: seen.signal }),
  });
  return {
    ok: findings.every(({ verdict }) => verdict !== 'fail'),
    positions: guarded.map(({ position: { instrument, side, qty, entryPrice }, mark, stops, targets, uncovered }) => ({
      instrument,
      side,
      qty: formatFixed(qty),
      entryPrice: formatFixed(entryPrice),
      mark: mark === undefined ? null : formatFixed(mark),
      uncovered: formatFixed(uncovered),
      stops: stops.map(order),
      targets: targets.map(order),
    })),
    findings,
    orders,
  };
}
