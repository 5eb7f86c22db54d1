import type { InstrumentId } from '../../../../core/units.ts';
import type { Account } from './account.ts';

/** Watches the markets of the open positions, whichever they are: what they are worth changes with their prices. */
export function watchPositions({ exchange, hub }: Account): () => void {
  const watched = new Map<InstrumentId, () => void>();
  const look = (): void => {
    const held = new Set(exchange.positions().map(({ symbol }) => symbol));
    for (const symbol of held) if (!watched.has(symbol)) watched.set(symbol, exchange.watch(symbol));
    for (const [symbol, leave] of watched) {
      if (held.has(symbol)) continue;
      leave();
      watched.delete(symbol);
    }
  };
  look();
  const stop = hub.on('position', look);
  return () => {
    stop();
    for (const leave of watched.values()) leave();
  };
}
