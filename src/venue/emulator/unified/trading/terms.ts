import { err, ok } from '../../../../core/result.ts';
import type { Result } from '../../../../core/result.ts';
import { ms, noQty } from '../../../../core/units.ts';
import type { Price, Qty } from '../../../../core/units.ts';
import type { UnifiedSwitches } from '../../../dialect/unified-switches.ts';
import type { Contract } from '../../market-view.ts';
import type { OrderKind, OrderTerms } from '../../order-view.ts';
import type { Said, TimeInForce } from '../order-record.ts';
import { exactIn, faultOf, flagIn, objectIn, textIn } from '../params.ts';
import type { Params, Spec } from '../params.ts';
import { readConditional } from './conditional.ts';
import { deadlineIn } from './desk.ts';
import type { Desk } from './desk.ts';
import { readTriggers } from './trigger-terms.ts';

/** The parameters of one order, without those that a batch has once for all. */
export const orderSpec: Spec = {
  order_type: 'text!',
  side: 'text!',
  order_qty: 'number!',
  limit_price: 'number',
  limit_price_type: 'text',
  triggers: 'object',
  time_in_force: 'text',
  expire_time: 'text',
  post_only: 'boolean',
  reduce_only: 'boolean',
  cl_ord_id: 'text',
  conditional: 'object',
  stp_type: 'text',
};

type OrderType = Readonly<{ kind: OrderKind; isTrigger: boolean; hasLimit: boolean }>;
const types: Readonly<Record<string, OrderType>> = {
  limit: { kind: 'lmt', isTrigger: false, hasLimit: true },
  market: { kind: 'mkt', isTrigger: false, hasLimit: false },
  'stop-loss': { kind: 'stp', isTrigger: true, hasLimit: false },
  'stop-loss-limit': { kind: 'stp', isTrigger: true, hasLimit: true },
  'take-profit': { kind: 'take_profit', isTrigger: true, hasLimit: false },
  'take-profit-limit': { kind: 'take_profit', isTrigger: true, hasLimit: true },
  'trailing-stop': { kind: 'trailing_stop', isTrigger: true, hasLimit: false },
  'trailing-stop-limit': { kind: 'trailing_stop', isTrigger: true, hasLimit: true },
};

/** `close` is what closes each of its fills. */
export type Read = Readonly<{ terms: OrderTerms; said: Said; close?: Read }>;

/** An order as the exchange takes it, from parameters whose kinds are right; or what is wrong with it. */
export function readOrder(params: Params, contract: Contract, desk: Desk): Result<Read, string> {
  const name = textIn(params, 'order_type') ?? '';
  const type = types[name];
  if (type === undefined) return err('EGeneral:Invalid arguments:order_type');
  const side = textIn(params, 'side');
  if (side !== 'buy' && side !== 'sell') return err('EGeneral:Invalid arguments:side');
  const force = readForce(params, desk.switches);
  if (!force.ok) return force;
  const prices = readPrices(params, contract, { type, side, desk });
  if (!prices.ok) return prices;
  const size = exactIn<Qty>(params, 'order_qty');
  const fault = sizeFault(size, contract) ?? idFault(params, desk.switches) ?? unserved(params, type, desk.switches);
  if (fault !== undefined || size === undefined) return err(fault ?? 'EGeneral:Invalid arguments:order_qty');
  const kind = kindOf(type, force.value.word, flagIn(params, 'post_only', false));
  if (kind === undefined) return err('EGeneral:Invalid arguments:time_in_force');
  const deadline = deadlineIn(params, desk.exchange.now());
  if (typeof deadline === 'string') return err(deadline);
  const { triggers, ...more } = prices.value;
  const close = readConditional({ params, contract, desk }, readOrder);
  if (!close.ok) return close;
  const cliOrdId = textIn(params, 'cl_ord_id');
  const reduceOnly = flagIn(params, 'reduce_only', false);
  const timing = deadline === undefined ? {} : { processBefore: ms(deadline) };
  const naming = cliOrdId === undefined ? {} : { cliOrdId };
  return ok({
    terms: { symbol: contract.symbol, side, size, kind, reduceOnly, ...naming, ...more, ...timing },
    said: {
      type: name,
      timeInForce: force.value.word,
      ...force.value.end,
      ...(triggers === undefined ? {} : { triggers }),
    },
    ...(close.value === undefined ? {} : { close: close.value }),
  });
}

function kindOf({ kind, isTrigger }: OrderType, force: TimeInForce, isPost: boolean): OrderKind | undefined {
  const isImmediate = force === 'ioc' || force === 'fok';
  if (kind !== 'lmt') return (isImmediate && isTrigger) || isPost ? undefined : kind;
  if (isPost) return isImmediate ? undefined : 'post';
  return isImmediate ? force : 'lmt';
}

type Force = Readonly<{ word: TimeInForce; end: Pick<Said, 'expireAt'> }>;

function readForce(params: Params, switches: UnifiedSwitches): Result<Force, string> {
  const invalid = err('EGeneral:Invalid arguments:time_in_force');
  const given = textIn(params, 'time_in_force') ?? (switches.timeInForceCase === 'upper' ? 'GTC' : 'gtc');
  const isLower = given === given.toLowerCase();
  const { timeInForceCase: spelling } = switches;
  if (spelling === 'upper' ? given !== given.toUpperCase() : spelling !== 'any-in-upper-out' && !isLower)
    return invalid;
  const word = given.toLowerCase();
  const end = textIn(params, 'expire_time');
  if (word === 'gtd') {
    const at = Date.parse(end ?? '');
    return Number.isNaN(at) ? err('EGeneral:Invalid arguments:expire_time') : ok({ word, end: { expireAt: ms(at) } });
  }
  if (end !== undefined) return err('EGeneral:Invalid arguments:expire_time');
  if (word === 'gtc' || word === 'ioc') return ok({ word, end: {} });
  return word === 'fok' && switches.timeInForce === 'with-fok' ? ok({ word, end: {} }) : invalid;
}

type Shape = Readonly<{ type: OrderType; side: OrderTerms['side']; desk: Desk }>;
type Prices = Partial<Pick<OrderTerms, 'limitPrice' | 'stopPrice' | 'signal' | 'trailing' | 'limitOffset'>>;

function readPrices(
  params: Params,
  contract: Contract,
  { type, side, desk }: Shape,
): Result<Prices & Pick<Said, 'triggers'>, string> {
  const isTrailing = type.kind === 'trailing_stop';
  const limit = exactIn<Price>(params, 'limit_price');
  const limitType = textIn(params, 'limit_price_type') ?? 'static';
  if (limitType !== 'static') return err('EGeneral:Invalid arguments:limit_price_type');
  if (type.hasLimit !== (params['limit_price'] !== undefined)) return err('EGeneral:Invalid arguments:limit_price');
  if (type.hasLimit && limit === undefined) return err('EOrder:Invalid price');
  const triggers = objectIn(params, 'triggers');
  if (type.isTrigger !== (triggers !== undefined)) return err('EGeneral:Invalid arguments:triggers');
  const limits: Prices =
    limit === undefined
      ? {}
      : isTrailing
        ? { limitOffset: { value: limit, unit: 'QUOTE_CURRENCY' } }
        : { limitPrice: limit };
  if (triggers === undefined) return ok(limits);
  const fault = faultOf(triggers, { reference: 'text', price: 'number!', price_type: 'text' }, 'params.triggers');
  if (fault !== undefined) return err(fault);
  const read = readTriggers(triggers, { contract, desk, isTrailing, side });
  return read.ok ? ok({ ...limits, ...read.value }) : read;
}

function sizeFault(size: Qty | undefined, { lot }: Contract): string | undefined {
  if (size === undefined || size <= noQty) return 'EGeneral:Invalid arguments:order_qty';
  if (size < lot) return 'EOrder:Order minimum not met';
  return size % lot === 0n ? undefined : 'EGeneral:Invalid arguments:order_qty';
}

/** A UUID with or without its dashes, or a short text of a few characters. */
function idFault(params: Params, { clientIdLength }: UnifiedSwitches): string | undefined {
  const id = textIn(params, 'cl_ord_id');
  if (id === undefined) return undefined;
  const isUuid = /^[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}$/i.test(id);
  const isShort = id.length <= clientIdLength && /^[A-Za-z0-9_-]+$/.test(id);
  return isUuid || isShort ? undefined : 'EGeneral:Invalid arguments:cl_ord_id';
}

/** What a switch says is not served. */
function unserved(params: Params, { kind }: OrderType, switches: UnifiedSwitches): string | undefined {
  if (params['conditional'] !== undefined && switches.conditional === 'refused')
    return "Unsupported field: 'conditional'";
  const prevention = textIn(params, 'stp_type');
  if (prevention !== undefined && switches.selfTradeType === 'refused') return "Unsupported field: 'stp_type'";
  // The exchange has one way to prevent self-trades: the order that comes in goes.
  if (prevention !== undefined && prevention !== 'cancel_newest') return 'EGeneral:Invalid arguments:stp_type';
  return kind !== 'lmt' && flagIn(params, 'post_only', false) ? 'EGeneral:Invalid arguments:post_only' : undefined;
}
