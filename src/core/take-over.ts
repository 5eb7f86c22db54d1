import { isExposed } from './account.ts';
import { alert } from './desk.ts';
import type { Desk } from './desk.ts';
import type { Instrument } from './market/instrument.ts';
import type { ListedContract } from './market/listing.ts';
import { newMarket } from './market/market.ts';
import type { Market, MarketStatus } from './market/market.ts';
import { settle } from './position/manage.ts';
import { respec } from './position/respec.ts';
import { formatFixed } from './units.ts';

/** What the venue says of a contract is so: steps, margin, status. A tier waits until nothing is held on it. */
export function takeOver(desk: Desk, contract: ListedContract): void {
  const { state } = desk;
  const { instrument, liquidity } = contract;
  const status: MarketStatus = !contract.tradeable ? 'suspended' : contract.postOnly ? 'post-only' : 'open';
  const market = state.markets.get(instrument.id);
  if (market === undefined) {
    const { openedAt } = contract;
    const spot = contract.spot === undefined ? {} : { spot: contract.spot };
    state.markets.set(instrument.id, { ...newMarket(instrument, 'C'), status, liquidity, openedAt, ...spot });
    return;
  }
  if (market.status !== status) setStatus(desk, market, status);
  const changes = changesOf(market.instrument, instrument);
  market.instrument = instrument;
  market.liquidity = liquidity;
  if (contract.spot === undefined) delete market.spot;
  else market.spot = contract.spot;
  if (Object.keys(changes).length === 0) return;
  alert(desk, 'warning', 'INSTRUMENT_SPEC_CHANGED', { symbol: instrument.id, ...changes });
  const position = state.positions.get(instrument.id);
  if (position === undefined) return;
  state.positions.set(instrument.id, respec(position, instrument));
  settle(desk, instrument.id);
}

function changesOf(was: Instrument, is: Instrument): Readonly<Record<string, string>> {
  const fields = ['tick', 'lot', 'minQty', 'maintenanceMargin'] as const;
  return Object.fromEntries(
    fields
      .filter((field) => was[field] !== is[field])
      .map((field) => [field, `${formatFixed(was[field])} -> ${formatFixed(is[field])}`]),
  );
}

/** Told once, when it changes: entries stop and begin again with it. */
export function setStatus(desk: Desk, market: Market, status: MarketStatus): void {
  const { id } = market.instrument;
  const held = isExposed(desk.state, id);
  const severity = status === 'open' ? 'info' : held ? 'critical' : 'warning';
  alert(desk, severity, 'INSTRUMENT_STATUS', {
    symbol: id,
    status,
    was: market.status,
    position: held ? 'held' : 'none',
  });
  market.status = status;
}
