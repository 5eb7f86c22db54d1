import { z } from 'zod';
import { err, ok } from '../../../core/result.ts';
import type { Result } from '../../../core/result.ts';
import type { OrderSide } from '../../../core/order/order.ts';
import { add, noUsd, ms } from '../../../core/units.ts';
import type { Ms, Price, Qty, Usd } from '../../../core/units.ts';
import { decimal, flag, maybe, read, shape, text, time, whatever, word } from './schema.ts';
import type { Said, Shape } from './schema.ts';
import type { Strange } from './strange.ts';

const events = ['new', 'trade', 'filled', 'canceled', 'expired', 'amended', 'restated', 'status', 'triggered'] as const;
const statuses = ['new', 'partially_filled', 'filled', 'canceled', 'expired', 'triggered', 'pending_new'] as const;
const sides = ['buy', 'sell'] as const satisfies readonly OrderSide[];

/** One row of `executions`, snapshot or update: sparse, later rows say only what changed. Quantities are of the base. */
export type ExecutionRow = Readonly<{
  orderId: string;
  clientId: Said<string>;
  symbol: Said<string>;
  side: Said<OrderSide>;
  orderType: Said<string>;
  event: Said<(typeof events)[number]>;
  status: Said<(typeof statuses)[number]>;
  qty: Said<Qty>;
  limitPrice: Said<Price>;
  trigger: Said<Price>;
  triggered: boolean;
  reduceOnly: Said<boolean>;
  cum: Said<Qty>;
  execId: Said<string>;
  tradeId: Said<string>;
  lastQty: Said<Qty>;
  lastPrice: Said<Price>;
  /** Of this fill, where it is in dollars; positive is paid. */
  fee: Said<Usd>;
  /** In dollars, of all fills so far. */
  feeSoFar: Said<Usd>;
  maker: boolean;
  reason: Said<string>;
  at: Ms;
}>;

type Trigger = Readonly<{ price: Said<Price>; status: Said<string> }>;
const trigger: Shape<Trigger> = shape<Trigger>(
  'executions.triggers',
  { price: maybe(decimal<Price>()), status: text },
  ['reference', 'price_type', 'actual_price', 'peak_price', 'last_price', 'timestamp'],
);

type Paid = Readonly<{ asset: string; qty: Usd }>;
const feeShape: Shape<Paid> = shape<Paid>('executions.fees', { asset: z.string(), qty: decimal<Usd>() }, []);

const unused: string = `order_userref limit_price_type stop_price display_qty post_only margin effective_time expire_time
  no_mpp time_in_force cum_cost avg_price cost cancel_reason amended liquidated position_status ext_ord_id ext_exec_id`;

type Raw = Readonly<{
  order_id: string;
  cl_ord_id: Said<string>;
  symbol: Said<string>;
  side: Said<string>;
  order_type: Said<string>;
  exec_type: Said<string>;
  order_status: Said<string>;
  order_qty: Said<Qty>;
  limit_price: Said<Price>;
  triggers: unknown;
  reduce_only: Said<boolean>;
  cum_qty: Said<Qty>;
  exec_id: Said<string>;
  trade_id: Said<string>;
  last_qty: Said<Qty>;
  last_price: Said<Price>;
  fees: Said<unknown[]>;
  fee_usd_equiv: Said<Usd>;
  liquidity_ind: Said<string>;
  reason: Said<string>;
  timestamp: number;
}>;

const [qty, price, usd] = [maybe(decimal<Qty>()), maybe(decimal<Price>()), maybe(decimal<Usd>())];
const row: Shape<Raw> = shape<Raw>(
  'executions',
  {
    order_id: z.string().min(1),
    cl_ord_id: text,
    symbol: text,
    side: text,
    order_type: text,
    exec_type: text,
    order_status: text,
    order_qty: qty,
    limit_price: price,
    triggers: whatever,
    reduce_only: flag,
    cum_qty: qty,
    exec_id: text,
    trade_id: text,
    last_qty: qty,
    last_price: price,
    fees: maybe(z.array(whatever)),
    fee_usd_equiv: usd,
    liquidity_ind: text,
    reason: text,
    timestamp: time,
  },
  unused.split(/\s+/),
);

/** @see https://docs.kraken.com/exchange/api-reference/unified-ws/executions */
export function readExecution(raw: unknown, strange: Strange): Result<ExecutionRow, string> {
  const parsed = read(row, raw, strange);
  if (!parsed.ok) return parsed;
  const said = parsed.value;
  const note = (what: string): void => strange('executions', what);
  const triggers = said.triggers === undefined ? undefined : read(trigger, said.triggers, strange);
  if (triggers?.ok === false) return err(triggers.error);
  const stop = triggers?.value;
  const fee = dollars(said.fees, strange);
  if (said.fees !== undefined && fee === undefined && said.fee_usd_equiv === undefined)
    note('a fee that nobody says in dollars');
  return ok({
    orderId: said.order_id,
    clientId: said.cl_ord_id === '' ? undefined : said.cl_ord_id,
    symbol: said.symbol,
    side: word(sides, said.side, note),
    orderType: said.order_type,
    event: word(events, said.exec_type, note),
    status: word(statuses, said.order_status, note),
    qty: said.order_qty,
    limitPrice: said.limit_price,
    trigger: stop?.price,
    triggered: stop?.status === 'triggered',
    reduceOnly: said.reduce_only,
    cum: said.cum_qty,
    execId: said.exec_id,
    tradeId: said.trade_id,
    lastQty: said.last_qty,
    lastPrice: said.last_price,
    fee,
    feeSoFar: said.fee_usd_equiv,
    maker: word(['m', 't'], said.liquidity_ind, note) === 'm',
    reason: said.reason,
    at: ms(said.timestamp),
  });
}

/** The fees of a fill, where all of them are in dollars or in a coin that is one. */
function dollars(fees: Said<readonly unknown[]>, strange: Strange): Said<Usd> {
  let sum = noUsd;
  for (const raw of fees ?? []) {
    const paid = read(feeShape, raw, strange);
    if (!paid.ok || !['USD', 'ZUSD', 'USDT', 'USDC'].includes(paid.value.asset)) return undefined;
    sum = add(sum, paid.value.qty);
  }
  return fees === undefined ? undefined : sum;
}
