import { err, ok } from '../../../core/result.ts';
import type { Result } from '../../../core/result.ts';
import { ms } from '../../../core/units.ts';
import type { Fixed, Price, Qty } from '../../../core/units.ts';
import type {
  Offset,
  OrderChange,
  OrderKind,
  OrderName,
  OrderTerms,
  SendStatus,
  TriggerSignal,
} from '../order-view.ts';
import type { Desk } from './desk.ts';
import { readDecimal, readFlag, readTime } from './params.ts';

/** How a parameter of an order is asked for, be it of a form or of an item of a batch. Unknown ones are ignored. */
export type Fields = (name: string) => string | undefined;
/** Why a request is no order: an error of the envelope, the 400 of a type nobody knows, or a word of `sendStatus`. */
export type NoTerms = Readonly<
  { type: 'error'; code: string } | { type: 'order-type' } | { type: 'status'; status: SendStatus }
>;

const kinds: readonly OrderKind[] = ['lmt', 'post', 'ioc', 'fok', 'mkt', 'stp', 'take_profit', 'trailing_stop'];
/** Words that clients send for the same. */
const signals: Readonly<Record<string, TriggerSignal>> = { mark: 'mark', index: 'index', spot: 'index', last: 'last' };
const priced: readonly OrderKind[] = ['lmt', 'post', 'ioc', 'fok'];

/** @see https://docs.kraken.com/api/docs/futures-api/trading/send-order */
export function readTerms({ listed }: Desk, field: Fields): Result<OrderTerms, NoTerms> {
  const [type, symbol, sideText, sizeText] = [field('orderType'), field('symbol'), field('side'), field('size')];
  if (type === undefined || symbol === undefined || sideText === undefined || sizeText === undefined)
    return err({ type: 'error', code: 'requiredArgumentMissing' });
  const kind = kinds.find((one) => one === type.toLowerCase());
  if (kind === undefined) return err({ type: 'order-type' });
  const contract = listed(symbol);
  if (contract === undefined) return err({ type: 'error', code: 'contractNotFound' });
  const side = sideText.toLowerCase();
  if (side !== 'buy' && side !== 'sell') return status('invalidSide');
  const size = readDecimal<Qty>(sizeText);
  if (size === undefined || size <= 0n) return status('invalidSize');
  const rest = readChange(field);
  if (!rest.ok) return rest;
  const { limitPrice, stopPrice, trailing, processBefore } = rest.value;
  if (priced.includes(kind) && limitPrice === undefined) return err({ type: 'error', code: 'requiredArgumentMissing' });
  if ((kind === 'stp' || kind === 'take_profit') && stopPrice === undefined)
    return err({ type: 'error', code: 'requiredArgumentMissing' });
  if (kind === 'trailing_stop' && trailing === undefined)
    return err({ type: 'error', code: 'requiredArgumentMissing' });
  const signal = signals[(field('triggerSignal') ?? 'last').toLowerCase().replace('_price', '')];
  if (signal === undefined) return err({ type: 'error', code: 'invalidArgument: triggerSignal' });
  const limitOffset = readOffset(field, 'limitPriceOffsetValue', 'limitPriceOffsetUnit');
  const cliOrdId = field('cliOrdId');
  return ok({
    symbol: contract.symbol,
    side,
    size,
    kind,
    signal,
    reduceOnly: readFlag(field('reduceOnly')),
    ...(cliOrdId === undefined ? {} : { cliOrdId }),
    // A market order has no price of its own, whatever is sent along.
    ...(limitPrice === undefined || kind === 'mkt' ? {} : { limitPrice }),
    ...(stopPrice === undefined ? {} : { stopPrice }),
    ...(trailing === undefined ? {} : { trailing }),
    ...(limitOffset === undefined ? {} : { limitOffset }),
    ...(processBefore === undefined ? {} : { processBefore }),
  });
}

function status(word: SendStatus): Result<never, NoTerms> {
  return err({ type: 'status', status: word });
}

/** What an edit may change, without the order that it is about; `orderId` there, `order_id` in a cancel. Gotcha 29. */
export function readChange(field: Fields): Result<Omit<OrderChange, 'which'>, NoTerms> {
  const price = (name: string): Price | undefined | 'invalid' => {
    const text = field(name);
    return text === undefined ? undefined : (readDecimal<Price>(text) ?? 'invalid');
  };
  const [limitPrice, stopPrice] = [price('limitPrice'), price('stopPrice')];
  if (limitPrice === 'invalid' || stopPrice === 'invalid') return status('invalidPrice');
  const sizeText = field('size');
  const size = sizeText === undefined ? undefined : readDecimal<Qty>(sizeText);
  if (sizeText !== undefined && (size === undefined || size < 0n)) return status('invalidSize');
  const before = field('processBefore');
  const processBefore = readTime(before);
  if (before !== undefined && processBefore === undefined)
    return err({ type: 'error', code: 'invalidArgument: processBefore' });
  const trailing = readOffset(field, 'trailingStopMaxDeviation', 'trailingStopDeviationUnit');
  return ok({
    ...(size === undefined ? {} : { size }),
    ...(field('qtyMode')?.toUpperCase() === 'ABSOLUTE' ? { sizeMode: 'ABSOLUTE' as const } : {}),
    ...(limitPrice === undefined ? {} : { limitPrice }),
    ...(stopPrice === undefined ? {} : { stopPrice }),
    ...(trailing === undefined ? {} : { trailing }),
    ...(processBefore === undefined ? {} : { processBefore: ms(processBefore) }),
  });
}

function readOffset(field: Fields, valueName: string, unitName: string): Offset | undefined {
  const text = field(valueName);
  const value = text === undefined ? undefined : readDecimal<Fixed<string>>(text);
  if (value === undefined) return undefined;
  return { value, unit: field(unitName)?.toUpperCase() === 'QUOTE_CURRENCY' ? 'QUOTE_CURRENCY' : 'PERCENT' };
}

/** Which order; the client's own name counts where the venue's is missing. */
export function readName(field: Fields): OrderName | undefined {
  const orderId = field('order_id') ?? field('orderId');
  if (orderId !== undefined) return { orderId };
  const cliOrdId = field('cliOrdId');
  return cliOrdId === undefined ? undefined : { cliOrdId };
}
