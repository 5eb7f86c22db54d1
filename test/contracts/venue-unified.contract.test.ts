import { expect } from 'vitest';
import { fixed, ms } from '../../src/core/units.ts';
import type { VenueReport } from '../../src/runtime/ports.ts';
import { rng } from '../../src/runtime/rng.ts';
import { unifiedDefaults } from '../../src/venue/dialect/unified-switches.ts';
import { cautiousReads, documentedTiming } from '../../src/venue/kraken/unified/options.ts';
import { unifiedOrders } from '../support/budget.ts';
import { createKrakenUnified } from '../../src/venue/kraken/unified/venue.ts';
import { control, standVenue, startAt } from '../support/standing-venue.ts';
import { fastClock } from '../support/v3-client.ts';
import { partsContract } from './venue-parts.contract.ts';
import { contractOfTest } from './venue-talk.ts';
import type { VenueUnderTest } from './venue-talk.ts';
import { venueContract } from './venue.contract.ts';

const speed = 20;

/** The exchange behind the Unified WebSocket, triggering on the mark as the other dialect does, and Keel's client of it. */
async function overUnified(volume: number): Promise<VenueUnderTest> {
  const switches = { ...unifiedDefaults, markReference: 'accepted' } as const;
  const standing = await standVenue({ speed, switches, volume });
  const clock = fastClock(startAt, speed);
  const reports: VenueReport[] = [];
  const venue = createKrakenUnified(
    {
      urls: { ...standing.urls.unified, rest: standing.urls.spot.rest },
      key: standing.keys.pairs.full,
      switches,
      // A busy machine keeps the wall's pace.
      timing: { ...documentedTiming, ackMs: 100_000, snapshotMs: 100_000, silenceMs: 600_000, openMs: 600_000 },
      rates: unifiedOrders,
      reads: cautiousReads,
      rng: rng(1),
      permissionWhenUnknown: 'reduce_only',
      contracts: new Map([[contractOfTest, { maintenanceMargin: fixed('0.01'), openedAt: ms(5) }]]),
    },
    { clock, hear: (some) => reports.push(...some), notify: () => undefined },
  );
  expect(await venue.open([contractOfTest])).toMatchObject({ ok: true });
  return {
    perform: (effect) => venue.perform(effect, clock.now()),
    reports,
    until: async (isSo) => {
      await expect.poll(isSo, { timeout: 20_000, interval: 5 }).toBe(true);
    },
    move: async (price) => void (await control(standing, 'price', { symbol: contractOfTest, price: String(price) })),
    exchange: standing.exchange,
    since: startAt,
    tellsMarks: true,
    close: async () => {
      await venue.close();
      await standing.close();
    },
  };
}

venueContract('over unified', overUnified);
partsContract('over unified', overUnified);
