import { ok } from '../../../core/result.ts';
import { formatFixed, notional } from '../../../core/units.ts';
import type { Exchange } from '../api.ts';
import type { Execution } from '../account-view.ts';
import type { Row } from '../unified/frame.ts';
import { ledgerName, uuidOf } from '../unified/order-names.ts';
import type { Answer, Call } from './rest.ts';

const page = { rows: 50 } as const;

/**
 * The account's fills, newest first, fifty from `ofs` on, between `start` and `end` in seconds. Spot has none here;
 * whether it lists those of derivatives is a switch.
 *
 * @see https://docs.kraken.com/api/docs/rest-api/get-trade-history
 */
export function tradesHistory({ params }: Call, exchange: Exchange, derivatives: 'absent' | 'derivatives'): Answer {
  const [start, end] = [Number(params['start'] ?? 0) * 1_000, Number(params['end'] ?? Infinity) * 1_000];
  const all = derivatives === 'absent' ? [] : exchange.executions(Number.MAX_SAFE_INTEGER);
  const found = all.filter(({ at }) => at > start && at <= end);
  const from = Math.max(0, Math.floor(Number(params['ofs'] ?? 0)));
  const rows = found.slice(from, from + page.rows).map((one) => [ledgerName('T', one.seq), rowOf(one)] as const);
  return ok({ trades: Object.fromEntries(rows), count: found.length });
}

function rowOf(execution: Execution): Row {
  const { orderId, symbol, at, side, orderKind, price, qty, fee, seq, type } = execution;
  return {
    ordertxid: uuidOf(orderId),
    postxid: '',
    pair: symbol,
    aclass: 'derivatives',
    time: at / 1_000,
    type: side,
    ordertype: orderKind === 'mkt' ? 'market' : 'limit',
    price: formatFixed(price),
    cost: formatFixed(notional(price, qty)),
    fee: formatFixed(fee),
    vol: formatFixed(qty),
    margin: '0.00000',
    misc: '',
    trade_id: seq,
    maker: type === 'maker',
  };
}
