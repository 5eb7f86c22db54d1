import { add, ms, noQty, noUsd, priceOf, ratioOf, share, sub } from '../units.ts';
import type { Ms, Price, Qty, Usd } from '../units.ts';
import type { Position, PositionEvent, Tally } from './position.ts';

const noAssumption: Tally['assumed'] = { qty: noQty, value: noUsd };

export const emptyTally: Tally = {
  entryQty: noQty,
  entryValue: noUsd,
  exitQty: noQty,
  exitValue: noUsd,
  assumed: noAssumption,
  fees: noUsd,
  funding: noUsd,
  taken: { tp1: noQty, tp2: noQty, tp3: noQty },
};

/** What is left of it. Never negative: `overfilled` tells whether the venue sold more than that. */
export function remaining({ tally }: Pick<Position, 'tally'>): Qty {
  return tally.exitQty >= tally.entryQty ? noQty : sub(tally.entryQty, tally.exitQty);
}

/** More has left than came in: flat in our books, reversed at the venue. */
export function overfilled({ tally }: Pick<Position, 'tally'>): boolean {
  return tally.exitQty > tally.entryQty;
}

/** Average price of the entry, toward zero; undefined before the first fill. */
export function entryPrice({ tally }: Pick<Position, 'tally'>): Price | undefined {
  return tally.entryQty > 0n ? priceOf(tally.entryValue, tally.entryQty) : undefined;
}

/** Before fees; of a position that is flat. */
export function grossPnl({ side, tally }: Pick<Position, 'side' | 'tally'>): Usd {
  return side === 'long' ? sub(tally.exitValue, tally.entryValue) : sub(tally.entryValue, tally.exitValue);
}

/** An entry grows. What was only assumed so far gives way to the fill that tells of it. */
export function withEntry(tally: Tally, event: PositionEvent & { type: 'entry.filled' }): Tally {
  const gone = event.assumed ? noAssumption : replaced(tally, event.qty);
  const added = event.assumed ? event : noAssumption;
  const assumed = {
    qty: sub(add(tally.assumed.qty, added.qty), gone.qty),
    value: sub(add(tally.assumed.value, added.value), gone.value),
  };
  return {
    ...tally,
    entryQty: sub(add(tally.entryQty, event.qty), gone.qty),
    entryValue: sub(add(tally.entryValue, event.value), gone.value),
    assumed,
    fees: add(tally.fees, event.fee),
    newestFillAt: newest(tally, event.at),
    firstFillAt: ms(Math.min(tally.firstFillAt ?? event.at, event.at)),
  };
}

/** The share of what is assumed that a fill of `qty` takes the place of. */
export function replaced({ assumed }: Tally, qty: Qty): Tally['assumed'] {
  if (assumed.qty === 0n) return noAssumption;
  if (qty >= assumed.qty) return assumed;
  return { qty, value: share(assumed.value, ratioOf(qty, assumed.qty)) };
}

export function withExit(tally: Tally, event: PositionEvent & { type: 'exit.filled' }): Tally {
  const { role } = event;
  const taken =
    role !== 'stop' && role !== 'exit' ? { ...tally.taken, [role]: add(tally.taken[role], event.qty) } : tally.taken;
  return {
    ...tally,
    exitQty: add(tally.exitQty, event.qty),
    exitValue: add(tally.exitValue, event.value),
    fees: add(tally.fees, event.fee),
    taken,
    newestFillAt: newest(tally, event.at),
    lastExit:
      tally.lastExit === undefined || event.at >= tally.lastExit.at
        ? { at: event.at, reason: event.reason }
        : tally.lastExit,
  };
}

function newest({ newestFillAt }: Tally, at: Ms): Ms {
  return newestFillAt === undefined || at > newestFillAt ? at : newestFillAt;
}
