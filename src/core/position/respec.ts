import type { Instrument } from '../market/instrument.ts';
import { ceilTo, floorTo } from '../units.ts';
import type { Position } from './position.ts';

/**
 * The venue has changed the steps of an instrument while a position is open: it goes on with the new ones. Its stop moves
 * to the new grid toward the price, so that it is accepted and never loosens.
 */
export function respec(position: Position, { tick, lot, minQty }: Instrument): Position {
  if (position.phase === 'closed') return position;
  const round = position.side === 'long' ? ceilTo : floorTo;
  return { ...position, tick, lot, minQty, stopPrice: round(position.stopPrice, tick) };
}
