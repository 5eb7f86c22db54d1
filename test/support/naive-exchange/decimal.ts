import { Decimal } from 'decimal.js';
import type { Fixed } from '../../../src/core/units.ts';

/** Forty digits: nothing that the model adds up or multiplies is ever rounded by accident. */
export const D: typeof Decimal = Decimal.clone({ precision: 40, toExpNeg: -40, toExpPos: 40 });
export type D = Decimal;

export const zero: D = new D(0);
export const of = (value: Fixed<string>): D => new D(`${value}e-10`);
/** Away from zero at 1e-10: what is charged is never understated. */
export const charged = (value: D): D => value.toDecimalPlaces(10, D.ROUND_UP);
/** Toward zero at 1e-10, the unit in which money is counted: what is left over stays where it was. */
export const counted = (value: D): D => value.toDecimalPlaces(10, D.ROUND_DOWN);
export const sum = (values: readonly D[]): D => values.reduce((total, value) => total.plus(value), zero);
export const isMultiple = (value: D, step: D): boolean => value.mod(step).isZero();
