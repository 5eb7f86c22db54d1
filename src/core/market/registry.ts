import type { Base, InstrumentId } from '../units.ts';
import { baseOf } from './base.ts';
import type { Instrument } from './instrument.ts';

/** Who may be traded, and at which tier; the only authority on both. One contract per base. */
export type Registry = { byId: Map<InstrumentId, Instrument>; byBase: Map<Base, InstrumentId> };

export function emptyRegistry(): Registry {
  return { byId: new Map(), byBase: new Map() };
}

/** Takes over what the venue lists. Only linear perpetuals (`PF_`); the first of a base wins, and the rest are returned. */
export function list(registry: Registry, instruments: readonly Instrument[]): readonly Instrument[] {
  const refused: Instrument[] = [];
  for (const instrument of instruments) {
    const holder = registry.byBase.get(instrument.base);
    if (!instrument.id.startsWith('PF_') || (holder !== undefined && holder !== instrument.id)) {
      refused.push(instrument);
      continue;
    }
    registry.byId.set(instrument.id, instrument);
    registry.byBase.set(instrument.base, instrument.id);
  }
  return refused;
}

/** The contract that a person means by `BTC`, `XBT`, `BTC/USD` or `PF_XBTUSD`; undefined where it is not listed. */
export function find(registry: Registry, spelling: string): Instrument | undefined {
  const id = registry.byBase.get(baseOf(spelling));
  return id === undefined ? undefined : registry.byId.get(id);
}

/** Forgets a contract that is no longer listed, so that another one may take its base. */
export function unlist(registry: Registry, { id, base }: Instrument): void {
  registry.byId.delete(id);
  if (registry.byBase.get(base) === id) registry.byBase.delete(base);
}
