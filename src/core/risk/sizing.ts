import type { Instrument, Tier } from '../market/instrument.ts';
import { err, ok } from '../result.ts';
import type { Result } from '../result.ts';
import type { RiskSettings } from '../settings.ts';
import {
  abs,
  add,
  fixed,
  floorTo,
  max,
  min,
  noUsd,
  notional,
  qtyFor,
  quotient,
  ratioOf,
  share,
  sub,
} from '../units.ts';
import type { Price, Qty, Ratio, Side, Usd } from '../units.ts';
import { totalMargin, totalNotional } from './book.ts';
import type { Book, Exposure } from './book.ts';

/** What is to be sized: where we would get in, and where we would be wrong. */
export type Proposal = Readonly<{ instrument: Instrument; tier: Tier; side: Side; mark: Price; stop: Price }>;

/** The bound that decided the size; it is part of the explanation. */
export type Sized = Readonly<{ exposure: Exposure; binding: string }>;
export type SizeError =
  'INVALID_STOP' | 'INVALID_EQUITY' | 'MIN_NOTIONAL' | 'SIZE_BELOW_MIN' | 'SIZE_STEP_ROUND_TO_ZERO';

const hair: Ratio = fixed<Ratio>('0.0000000001');

export function leverageOf(tier: Tier, settings: RiskSettings): Ratio {
  return min(settings.targetLeverage, settings.tierLeverage[tier]);
}

/**
 * The smaller of what leverage would take and what the loss at the stop allows, under every cap; floored to the lot.
 * Costs of the round trip count towards the loss.
 */
export function size(book: Book, proposal: Proposal, settings: RiskSettings): Result<Sized, SizeError> {
  const { instrument, tier, side, mark, stop } = proposal;
  const against = side === 'long' ? sub(mark, stop) : sub(stop, mark);
  if (against <= 0n || stop <= 0n) return err('INVALID_STOP');
  if (book.equity <= 0n) return err('INVALID_EQUITY');
  const [binding, wanted] = smallest(caps(book, proposal, settings));
  if (wanted < settings.positionNotionalMin) return err('MIN_NOTIONAL');
  const qty: Qty = floorTo(qtyFor(wanted, mark), instrument.lot);
  if (qty === 0n) return err('SIZE_STEP_ROUND_TO_ZERO');
  if (qty < instrument.minQty) return err('SIZE_BELOW_MIN');
  if (notional(mark, qty) < settings.positionNotionalMin) return err('MIN_NOTIONAL');
  const leverage = leverageOf(tier, settings);
  return ok({
    binding,
    exposure: { instrument: instrument.id, base: instrument.base, side, qty, mark, entry: mark, stop, leverage },
  });
}

/** Every bound on the notional of one position, in USD, each rounded against us. */
function caps(book: Book, { tier, mark, stop }: Proposal, settings: RiskSettings): readonly (readonly [string, Usd])[] {
  const leverage = leverageOf(tier, settings);
  const { equity } = book;
  const room = max(sub(share(equity, settings.marginGate), totalMargin(book)), noUsd);
  const lossShare = add(ratioOf(abs(sub(mark, stop)), mark), settings.roundTripCost);
  const maxLoss = share(equity, settings.maxLossPerTrade);
  return [
    ['leverage', share(share(equity, leverage), settings.riskPerTrade)],
    ['max_loss', notionalFor(maxLoss, lossShare)],
    ['single_margin', share(share(equity, settings.positionMarginMax), leverage)],
    ['available_margin', share(share(room, settings.availableMarginShare), leverage)],
    ['open_notional', max(sub(settings.openNotionalMax, totalNotional(book)), noUsd)],
    ['max_usd', min(settings.positionNotionalMax, settings.tierNotionalMax[tier])],
  ];
}

/** How much notional loses `loss` when it loses the share `part`; a hair is left so that rounding stays below the limit. */
function notionalFor(loss: Usd, part: Ratio): Usd {
  return quotient(loss, add(part, hair));
}

function smallest(all: readonly (readonly [string, Usd])[]): readonly [string, Usd] {
  return all.reduce((least, cap) => (cap[1] < least[1] ? cap : least));
}
