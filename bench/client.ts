import { asBase, fixed, instrumentId, ms } from '../src/core/units.ts';
import type { Ms, Price, Qty, Ratio } from '../src/core/units.ts';
import type { Instrument } from '../src/core/market/instrument.ts';
import type { Clock, VenueReport } from '../src/runtime/ports.ts';
import { signingKey } from '../src/venue/dialect/sign.ts';
import { createDoor } from '../src/venue/kraken/door.ts';
import { createFeeds } from '../src/venue/kraken/v3/feeds.ts';
import type { Feeds } from '../src/venue/kraken/v3/feeds.ts';
import { createMarks } from '../src/venue/kraken/v3/marks.ts';
import { createTracks } from '../src/venue/kraken/v3/tracks.ts';
import type { Tracks } from '../src/venue/kraken/v3/tracks.ts';
import { shipped } from '../test/support/keel.ts';

export const instruments: readonly Instrument[] = Array.from({ length: 300 }, (_, i) => ({
  id: instrumentId(`PF_C${String(i).padStart(3, '0')}USD`),
  base: asBase(`C${String(i).padStart(3, '0')}`),
  tick: fixed<Price>('0.01'),
  lot: fixed<Qty>('0.001'),
  minQty: fixed<Qty>('0.001'),
  maintenanceMargin: fixed<Ratio>('0.01'),
}));

/** What the v3 client makes of the frames of its connection, without the connection. Time is told by `setTime`. */
export type Decoder = Feeds & Readonly<{ tracks: Tracks; setTime: (at: Ms) => void; now: () => Ms }>;

/** @param strange Told of whatever the client found odd: a frame of ours that it did not take would make a fine figure. */
export function createDecoder(
  startAt: Ms,
  hear: (reports: readonly VenueReport[]) => void,
  strange: (what: string) => void,
): Decoder {
  let at = startAt;
  const clock: Clock = { now: () => at, wake: () => Promise.resolve() };
  const notify = (_: string, name: string, details: object): void => strange(`${name} ${JSON.stringify(details)}`);
  const door = createDoor(notify);
  const tracks = createTracks(hear);
  const { busyMarkMs: busyMs, idleMarkMs: idleMs } = shipped.wire;
  const feeds = createFeeds({
    apiKey: 'bench',
    key: signingKey('YmVuY2g='),
    notify,
    send: () => undefined,
    drop: strange,
    door,
    tracks,
    marks: createMarks({
      clock,
      hear,
      busyMs,
      idleMs,
      isBusy: (id) => feeds.positions().has(id) || tracks.working().some((track) => track.instrument === id),
    }),
    logged: () => undefined,
    spoken: () => undefined,
    missed: () => strange('missed'),
    inquire: () => strange('inquiry'),
    baseline: () => ms(0),
  });
  return { ...feeds, tracks, setTime: (next) => void (at = next), now: () => at };
}
