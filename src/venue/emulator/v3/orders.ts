import type { Reply } from '../standing/service.ts';
import { cancelled, outcome } from './outcome.ts';
import { batch } from './batch.ts';
import type { Call, Desk, Routes } from './desk.ts';
import { failure, iso, refusal, success } from './envelope.ts';
import { eventJson } from './order-json.ts';
import { readChange, readName, readTerms } from './terms.ts';
import type { NoTerms } from './terms.ts';
import { readTime } from './params.ts';

/** @see https://docs.kraken.com/api/docs/futures-api/trading/order-management */
export const orderRoutes: Routes = {
  'POST /derivatives/api/v3/sendorder': { access: 'trade', answer: sendOrder },
  'POST /derivatives/api/v3/editorder': { access: 'trade', answer: editOrder },
  'POST /derivatives/api/v3/cancelorder': { access: 'trade', answer: cancelOrder },
  'POST /derivatives/api/v3/cancelallorders': { access: 'trade', answer: cancelAll },
  'POST /derivatives/api/v3/cancelallordersafter': { access: 'trade', answer: cancelAllAfter },
  'POST /derivatives/api/v3/batchorder': { access: 'trade', answer: batch },
};

function sendOrder(desk: Desk, { at, params }: Call): Reply {
  const terms = readTerms(desk, params.get);
  if (!terms.ok) return refuse(at, 'sendStatus', terms.error);
  const answer = desk.exchange.send(terms.value);
  if (answer.status === 'contractNotFound') return failure(at, 'contractNotFound');
  // What is undefined is left out of the text.
  const names = { order_id: answer.orderId, cliOrdId: terms.value.cliOrdId };
  return success(at, { sendStatus: { ...names, ...outcome(desk, answer) } });
}

/** A request that is no order, in the words of its call. */
function refuse(at: number, key: 'sendStatus' | 'editStatus', why: NoTerms): Reply {
  if (why.type === 'error') return failure(at, why.code);
  if (why.type === 'order-type') return refusal(at, 400, { code: 11, message: 'invalid order type' });
  return success(at, { [key]: { status: why.status, receivedTime: iso(at), orderEvents: [] } });
}

function editOrder(desk: Desk, { at, params }: Call): Reply {
  const which = readName(params.get);
  if (which === undefined) return failure(at, 'requiredArgumentMissing');
  const change = readChange(params.get);
  if (!change.ok) return refuse(at, 'editStatus', change.error);
  const answer = desk.exchange.edit({ which, ...change.value });
  const id = answer.orderId ?? ('orderId' in which ? which.orderId : undefined);
  const client = 'cliOrdId' in which ? { cliOrdId: which.cliOrdId } : {};
  return success(at, {
    editStatus: { ...(id === undefined ? {} : { orderId: id }), ...client, ...outcome(desk, answer) },
  });
}

function cancelOrder(desk: Desk, { at, params }: Call): Reply {
  const which = readName(params.get);
  if (which === undefined) return failure(at, 'requiredArgumentMissing');
  const before = readTime(params.get('processBefore'));
  if (before !== undefined && at > before)
    return success(at, { cancelStatus: { status: 'wouldProcessAfterSpecifiedTime', receivedTime: iso(at) } });
  const answer = desk.exchange.cancel(which);
  return success(at, { cancelStatus: { ...cancelled(desk, which, answer), receivedTime: iso(answer.at) } });
}

/** Stops and take-profits too. Gotcha 36. */
function cancelAll(desk: Desk, { at, params }: Call): Reply {
  const name = params.get('symbol');
  const contract = desk.listed(name);
  if (name !== undefined && contract === undefined) return failure(at, 'contractNotFound');
  const gone = desk.exchange.cancelAll(contract?.symbol);
  return success(at, {
    cancelStatus: {
      receivedTime: iso(at),
      cancelOnly: contract === undefined ? 'all' : desk.spell(contract.symbol),
      status: gone.length === 0 ? 'noOrdersToCancel' : 'cancelled',
      cancelledOrders: gone.map(({ orderId, cliOrdId }) => ({
        ...(cliOrdId === undefined ? {} : { cliOrdId }),
        order_id: orderId,
      })),
      orderEvents: gone.map((order) => eventJson(desk, { type: 'CANCEL', order, reason: 'cancelled_by_user' })),
    },
  });
}

/** Seconds, of the account and not of a connection; the time is the text "0" when it is off. */
function cancelAllAfter({ exchange }: Desk, { at, params }: Call): Reply {
  const text = params.get('timeout');
  if (text === undefined) return failure(at, 'requiredArgumentMissing');
  const seconds = Number(text);
  if (!(seconds >= 0 && seconds <= 86_400)) return failure(at, 'invalidArgument: timeout');
  const firesAt = exchange.cancelAllAfter(Math.round(seconds * 1_000));
  const triggerTime = firesAt === undefined ? '0' : iso(firesAt);
  return success(at, { status: { currentTime: iso(at), triggerTime } });
}
