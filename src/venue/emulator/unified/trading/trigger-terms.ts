import { err, ok } from '../../../../core/result.ts';
import type { Result } from '../../../../core/result.ts';
import { priceFromAnalysis, toNumber } from '../../../../core/units.ts';
import type { Fixed, Price } from '../../../../core/units.ts';
import type { Contract } from '../../market-view.ts';
import type { OrderSide, OrderTerms, TriggerSignal } from '../../order-view.ts';
import type { Row } from '../frame.ts';
import { exactIn, textIn } from '../params.ts';
import type { Params } from '../params.ts';
import type { Desk } from './desk.ts';

export type TriggerTerms = Readonly<{ contract: Contract; desk: Desk; isTrailing: boolean; side: OrderSide }>;
type Read = Pick<OrderTerms, 'stopPrice' | 'signal' | 'trailing'> & Readonly<{ triggers: Row }>;

/**
 * When an order is triggered: at a price, at a distance from the price now, or, trailing, at a distance behind the best.
 * `price` of a distance is signed; a trailing one is positive.
 *
 * @see https://docs.kraken.com/exchange/api-reference/unified-ws/add_order
 */
export function readTriggers(given: Params, terms: TriggerTerms): Result<Partial<Read>, string> {
  const { desk, isTrailing } = terms;
  const reference = textIn(given, 'reference') ?? 'last';
  const signal = signalOf(reference, terms);
  if (signal === undefined) return err('EGeneral:Invalid arguments:triggers.reference');
  const type = textIn(given, 'price_type') ?? (isTrailing ? 'pct' : 'static');
  const value = exactIn<Fixed<string>>(given, 'price');
  if (value === undefined) return err('EOrder:Invalid price');
  if (type !== 'static' && type !== 'pct' && type !== 'quote')
    return err('EGeneral:Invalid arguments:triggers.price_type');
  const triggers: Row = { reference, price: value, price_type: type };
  if (isTrailing) {
    if (type === 'static') return err('EGeneral:Invalid arguments:triggers.price_type');
    return ok({ signal, triggers, trailing: { value, unit: type === 'pct' ? 'PERCENT' : 'QUOTE_CURRENCY' } });
  }
  if (type !== 'static' && desk.switches.relativeTriggers === 'refused') {
    return err('EGeneral:Invalid arguments:triggers.price_type');
  }
  const stopPrice = type === 'static' ? exactIn<Price>(given, 'price') : from(terms, { signal, type, value });
  return stopPrice === undefined ? err('EOrder:Invalid price') : ok({ signal, stopPrice, triggers });
}

function signalOf(reference: string, { desk }: TriggerTerms): TriggerSignal | undefined {
  if (reference === 'last' || reference === 'index') return reference;
  return reference === 'mark' && desk.switches.markReference === 'accepted' ? reference : undefined;
}

type Distance = Readonly<{ signal: TriggerSignal; type: 'pct' | 'quote'; value: Fixed<string> }>;

/** So far from the signal as it is now, on the tick, toward it. */
function from({ contract, desk }: TriggerTerms, { signal, type, value }: Distance): Price | undefined {
  const now = desk.exchange.ticker(contract.symbol)?.[signal];
  if (now === undefined) return undefined;
  const distance = toNumber(value);
  const exact = type === 'pct' ? now * (1 + distance / 100) : now + distance;
  if (!(exact > 0)) return undefined;
  const price = priceFromAnalysis(exact, contract.tick, distance < 0 ? 'up' : 'down');
  return price;
}
