import { assert } from './assert.ts';
import { err, ok } from './result.ts';
import type { Result } from './result.ts';

declare const unit: unique symbol;

/**
 * An exact decimal: an integer count of 1e-10 of the unit `U`.
 * Floats may look; only integers count. Analysis uses `number`, the ledger uses `Fixed`.
 */
export type Fixed<U extends string> = bigint & { readonly [unit]: U };
export type Price = Fixed<'price'>;
export type Qty = Fixed<'qty'>;
export type Usd = Fixed<'usd'>;
/** A share of something: 0.25 is a quarter. */
export type Ratio = Fixed<'ratio'>;

/** Milliseconds since the Unix epoch, or a span of them when the name ends in `Ms`. */
export type Ms = number & { readonly [unit]: 'ms' };
/** The venue's own name for a contract, e.g. `PF_XBTUSD`. No other spelling exists inside. */
export type InstrumentId = string & { readonly [unit]: 'instrument' };
/** The asset behind a contract, in its common name: `BTC`, never `XBT`. */
export type Base = string & { readonly [unit]: 'base' };
/** A UUID that says which run, position, role and attempt it belongs to (see order/client-order-id.ts). */
export type ClientOrderId = string & { readonly [unit]: 'clientOrderId' };

export type Side = 'long' | 'short';

const digits = 10;
export const scale: bigint = 10n ** 10n;
const plainDecimal: RegExp = /^(-?)(\d+)(?:\.(\d{1,10}))?$/;

/** Reads plain decimal text exactly; refuses exponents, blanks and more than ten decimals. */
export function parseFixed<F extends Fixed<string>>(text: string): Result<F, 'not-a-decimal'> {
  const match = plainDecimal.exec(text);
  if (match === null) return err('not-a-decimal');
  const [, sign, whole = '', fraction = ''] = match;
  const magnitude = BigInt(whole + fraction.padEnd(digits, '0'));
  return ok((sign === '-' ? -magnitude : magnitude) as F);
}

/** A literal of the program or of checked configuration; throws where the text is not a decimal. */
export function fixed<F extends Fixed<string>>(text: string): F {
  const parsed = parseFixed<F>(text);
  assert(parsed.ok, `not a decimal of at most ten places: ${text}`);
  return parsed.value;
}

/** Shortest decimal text; the inverse of `parseFixed`. */
export function formatFixed(value: Fixed<string>): string {
  const sign = value < 0n ? '-' : '';
  const text = (value < 0n ? -(value as bigint) : (value as bigint)).toString().padStart(digits + 1, '0');
  const fraction = text.slice(-digits).replace(/0+$/, '');
  return sign + text.slice(0, -digits) + (fraction === '' ? '' : `.${fraction}`);
}

export const noQty: Qty = 0n as Qty;
export const noUsd: Usd = 0n as Usd;

export function add<F extends Fixed<string>>(a: F, b: F): F {
  return ((a as bigint) + (b as bigint)) as F;
}

export function sub<F extends Fixed<string>>(a: F, b: F): F {
  return ((a as bigint) - (b as bigint)) as F;
}

export function negate<F extends Fixed<string>>(a: F): F {
  return -(a as bigint) as F;
}

export function min<F extends Fixed<string>>(a: F, b: F): F {
  return a < b ? a : b;
}

export function max<F extends Fixed<string>>(a: F, b: F): F {
  return a > b ? a : b;
}

export function abs<F extends Fixed<string>>(a: F): F {
  return a < 0n ? negate(a) : a;
}

/** Price times quantity, toward zero. Exact whenever tick and lot together have at most ten decimals. */
export function notional(price: Price, qty: Qty): Usd {
  return (((price as bigint) * (qty as bigint)) / scale) as Usd;
}

/** Money over quantity: an average price, toward zero. */
export function priceOf(value: Usd, qty: Qty): Price {
  assert(qty > 0n, 'an average price needs a quantity');
  return (((value as bigint) * scale) / (qty as bigint)) as Price;
}

/** Money over price: how much a sum buys, toward zero; round to the lot afterwards. */
export function qtyFor(value: Usd, price: Price): Qty {
  assert(price > 0n, 'a price is positive');
  return (((value as bigint) * scale) / (price as bigint)) as Qty;
}

/** `value` times a ratio, toward zero. */
export function share<F extends Fixed<string>>(value: F, ratio: Ratio): F {
  return (((value as bigint) * (ratio as bigint)) / scale) as F;
}

/** `value` times `part / whole`, toward zero; `whole` must be positive. */
export function portion<F extends Fixed<string>>(value: F, part: Qty, whole: Qty): F {
  assert(whole > 0n, 'a portion is of something');
  return (((value as bigint) * (part as bigint)) / (whole as bigint)) as F;
}

/** `part` as a ratio of `whole`, toward zero; `whole` must be positive. */
export function ratioOf<F extends Fixed<string>>(part: F, whole: F): Ratio {
  assert(whole > 0n, 'a ratio needs a positive whole');
  return (((part as bigint) * scale) / (whole as bigint)) as Ratio;
}

/** Money divided by a ratio such as leverage, away from zero: what is reserved is never understated. */
export function over(value: Usd, ratio: Ratio): Usd {
  assert(ratio > 0n, 'a divisor is positive');
  const exact = (value as bigint) * scale;
  const [q, rest] = [exact / (ratio as bigint), exact % (ratio as bigint)];
  return (rest === 0n ? q : exact > 0n ? q + 1n : q - 1n) as Usd;
}

/** Money divided by a ratio, toward zero: how much may be spent is never overstated. */
export function quotient(value: Usd, ratio: Ratio): Usd {
  assert(ratio > 0n, 'a divisor is positive');
  return (((value as bigint) * scale) / (ratio as bigint)) as Usd;
}

/** Rounds toward zero to a multiple of `step` (a tick or a lot). */
export function floorTo<F extends Fixed<string>>(value: F, step: F): F {
  assert(step > 0n, 'a step is positive');
  return ((value as bigint) - ((value as bigint) % (step as bigint))) as F;
}

/** Rounds away from zero to a multiple of `step`. */
export function ceilTo<F extends Fixed<string>>(value: F, step: F): F {
  const down = floorTo(value, step);
  if (down === value) return value;
  return value > 0n ? add(down, step) : sub(down, step);
}

/** For reports and analysis only; what is counted stays exact. */
export function toNumber(value: Fixed<string>): number {
  return decimal(value);
}

/** The same for a count of 1e-10 of whatever unit. */
export function decimal(value: bigint): number {
  return Number(value) / 1e10;
}

/**
 * The one door from analysis to the ledger: a float becomes a price on the tick grid.
 * `down` and `up` say which way it rounds; the caller chooses the side that is safe.
 */
export function priceFromAnalysis(value: number, tick: Price, way: 'down' | 'up'): Price {
  assert(Number.isFinite(value) && value > 0, 'an analysed price is finite and positive');
  // The product is a whole number of 1e-10 as long as it is safe; beyond that the decimal text is exact.
  const scaled = Math.round(value * 1e10);
  const exact = (Number.isSafeInteger(scaled) ? BigInt(scaled) : fixed<Price>(value.toFixed(digits))) as Price;
  const price = way === 'down' ? floorTo(exact, tick) : ceilTo(exact, tick);
  return price > 0n ? price : tick;
}

/** A float of configuration or of a venue's message, by its shortest decimal text. */
export function fixedFromNumber<F extends Fixed<string>>(value: number): F {
  const text = String(value);
  return fixed<F>(text.includes('e') ? value.toFixed(digits) : text);
}

export function ms(value: number): Ms {
  assert(Number.isSafeInteger(value), 'milliseconds are whole');
  return value as Ms;
}

export function later(at: Ms, spanMs: number): Ms {
  return ms(at + spanMs);
}

export function instrumentId(name: string): InstrumentId {
  assert(/^P[FI]_[A-Z0-9]+$/.test(name), `an instrument is named as the venue names it, not ${name}`);
  return name as InstrumentId;
}

export function asBase(name: string): Base {
  return name as Base;
}
