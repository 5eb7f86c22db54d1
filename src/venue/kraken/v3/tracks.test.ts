import { expect, test } from 'vitest';
import { instrumentId, noQty } from '../../../core/units.ts';
import type { VenueReport } from '../../../runtime/ports.ts';
import { orderIdOf } from '../decode.ts';
import { createTracks } from './tracks.ts';
import type { Track } from './tracks.ts';

test('at work is what the venue has taken and not ended', () => {
  const heard: VenueReport[] = [];
  const tracks = createTracks((reports) => void heard.push(...reports));
  const track = (name: string): Track => tracks.of(orderIdOf(name), instrumentId('PF_XBTUSD'));
  const working = (): readonly string[] => tracks.working().map(({ id }) => id);
  for (const name of ['resting', 'filled', 'late']) tracks.accepted(track(name), `venue-${name}`);
  tracks.refused(track('refused'), 'rejected', 'postWouldExecute');
  tracks.unresolved(track('unknown'), 'timeout');
  expect(working()).toEqual(['resting', 'filled', 'late']);
  tracks.ended(track('filled'), 'filled', noQty);
  tracks.ended(track('early'), 'canceled', noQty);
  // Its end came before the word that it had been taken.
  tracks.accepted(track('early'), 'venue-early');
  tracks.accepted(track('unknown'), 'venue-unknown');
  expect(working()).toEqual(['resting', 'late', 'unknown']);
  expect(heard.map(({ type }) => type)).toContain('order.rejected');
});
