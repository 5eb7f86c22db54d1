import { entryPrice, grossPnl } from '../position/tally.ts';
import type { Closed } from '../position/position.ts';
import { abs, add, notional, priceOf, sub, toNumber } from '../units.ts';
import type { Trade } from './trade.ts';

/** The trade that a closed position was; undefined where nothing was ever filled. */
export function roundTrip(position: Closed): Trade | undefined {
  const { tally, side } = position;
  const entry = entryPrice(position);
  if (entry === undefined || tally.exitQty === 0n || tally.lastExit === undefined || tally.firstFillAt === undefined)
    return undefined;
  const gross = grossPnl(position);
  const net = add(sub(gross, tally.fees), tally.funding);
  // Risk first taken: the whole entry to the first stop, before costs.
  const risk = notional(abs(sub(entry, position.initialStop)), tally.entryQty);
  return {
    id: `trade-${position.number}`,
    instrument: position.instrument,
    base: position.base,
    side,
    qty: tally.entryQty,
    entryAt: tally.firstFillAt,
    entryPrice: entry,
    exitAt: tally.lastExit.at,
    exitPrice: priceOf(tally.exitValue, tally.exitQty),
    grossPnl: gross,
    fees: tally.fees,
    funding: tally.funding,
    netPnl: net,
    r: risk > 0n ? toNumber(net) / toNumber(risk) : 0,
    exitReason: tally.lastExit.reason,
    entryReason: position.entryReason,
  };
}
