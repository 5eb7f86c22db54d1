import { assertNever } from '../../../core/assert.ts';
import type { OrderTicket } from '../../../core/order/order.ts';
import type { Ms } from '../../../core/units.ts';
import type { UnifiedSwitches } from '../../dialect/unified-switches.ts';
import type { SystemState } from './market-rows.ts';
import type { Cargo } from './text.ts';

/** The asset class that every trading method names. */
export const derivatives = { asset_class: 'derivatives' } as const;

export type Circumstances = Readonly<{
  switches: Pick<UnifiedSwitches, 'markReference' | 'orderDeadline'>;
  system: SystemState;
  /** The venue's clock, as far as we know it. */
  now: Ms;
  /** How long after that the venue may still match. */
  deadlineMs: number;
}>;

/**
 * A ticket as `add_order` wants it: decimals on the grid as they are, the client id as a UUID. In post-only times a limit
 * says that it is one, for nothing else is taken.
 *
 * @see https://docs.kraken.com/exchange/api-reference/unified-ws/add_order
 */
export function addOrder(ticket: OrderTicket, circumstances: Circumstances): Readonly<Record<string, Cargo>> {
  const { id, instrument, side, qty, reduceOnly } = ticket;
  const { switches, now, deadlineMs } = circumstances;
  const deadline = switches.orderDeadline === 'sent' ? { deadline: new Date(now + deadlineMs).toISOString() } : {};
  return {
    ...derivatives,
    ...formOf(ticket.form, circumstances),
    side,
    symbol: instrument,
    order_qty: qty,
    cl_ord_id: id,
    ...(reduceOnly ? { reduce_only: true } : {}),
    ...deadline,
  };
}

function formOf(form: OrderTicket['form'], { switches, system }: Circumstances): Readonly<Record<string, Cargo>> {
  switch (form.type) {
    case 'market':
      return { order_type: 'market' };
    case 'limit': {
      const rests = system === 'post_only' ? { post_only: true } : {};
      // Good till cancelled is what is taken where nothing is said; the case of the word is not known.
      return { order_type: 'limit', limit_price: form.price, ...rests };
    }
    case 'stop':
    case 'take-profit': {
      const reference = switches.markReference === 'accepted' ? 'mark' : 'index';
      const triggers = { reference, price: form.trigger, price_type: 'static' };
      return { order_type: form.type === 'stop' ? 'stop-loss' : 'take-profit', triggers };
    }
    default:
      return assertNever(form);
  }
}
