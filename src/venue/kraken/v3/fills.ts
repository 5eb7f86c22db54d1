import type { Fill } from '../../../core/order/order.ts';
import { ms } from '../../../core/units.ts';
import type { ClientOrderId } from '../../../core/units.ts';
import { instrumentOf } from '../decode.ts';
import type { FeedFill } from './wire/feeds.ts';
import type { RestFill } from './wire/orders.ts';

/** A row of the list of fills, which knows no fees; undefined for a contract that Keel cannot name. */
export function partOf(row: RestFill, order: ClientOrderId): Omit<Fill, 'fee'> | undefined {
  const instrument = instrumentOf(row.symbol);
  if (instrument === undefined) return undefined;
  return {
    id: row.fill_id,
    order,
    instrument,
    side: row.side === 'buy' ? 'buy' : 'sell',
    qty: row.size,
    price: row.price,
    liquidity: row.fillType === 'maker' ? 'maker' : 'taker',
    venueAt: row.fillTime,
  };
}

/** A fill of the stream, fee and all. */
export function streamedFill(row: FeedFill, order: ClientOrderId): Fill | undefined {
  const instrument = instrumentOf(row.instrument);
  if (instrument === undefined) return undefined;
  return {
    id: row.fill_id,
    order,
    instrument,
    side: row.buy ? 'buy' : 'sell',
    qty: row.qty,
    price: row.price,
    fee: row.fee_paid,
    liquidity: row.fill_type === 'maker' ? 'maker' : 'taker',
    venueAt: ms(Math.floor(row.time)),
  };
}
