import { fixed } from '../../../core/units.ts';
import type { Fixed } from '../../../core/units.ts';
import type { MarketPhase } from '../api.ts';
import type { Hub } from './hub.ts';
import type { Row } from './frame.ts';
import type { Rng } from '../../../runtime/ports.ts';

/** The phase of the engine, as far as it has been told since we listen. */
export function followPhase(hub: Hub): () => MarketPhase {
  let phase: MarketPhase = 'online';
  hub.on('phase', (event) => {
    if (event.type === 'phase') phase = event.phase;
  });
  return () => phase;
}

/** A connection's number: beyond what a double can hold, as at the real venue. */
export function connectionNumber(luck: Rng): Fixed<string> {
  const digits = Array.from({ length: 16 }, () => Math.floor(luck.next() * 10)).join('');
  return fixed(`1239${digits}`);
}

/** Greets a connection, and tells it of every change. @see https://docs.kraken.com/exchange/api-reference/unified-ws/status */
export function statusFrame(system: MarketPhase, connection: Fixed<string>): Row {
  const row = { system, api_version: 'v2', connection_id: connection, version: '2.0.10' };
  return { channel: 'status', type: 'update', data: [row] };
}
