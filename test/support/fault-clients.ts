import type { LiveVenue, LiveVenueLinks } from '../../src/runtime/ports.ts';
import { rng } from '../../src/runtime/rng.ts';
import { unifiedDefaults } from '../../src/venue/dialect/unified-switches.ts';
import type { FaultName } from '../../src/venue/emulator/standing/faults.ts';
import type { Standing } from '../../src/venue/emulator/standing/start.ts';
import { cautiousReads, documentedTiming } from '../../src/venue/kraken/unified/options.ts';
import { unifiedOrders } from './budget.ts';
import { createKrakenUnified } from '../../src/venue/kraken/unified/venue.ts';
import { createKrakenV3 } from '../../src/venue/kraken/v3/venue.ts';
import { testOptions, testTiming } from './v3-client.ts';

type Faults = Readonly<Partial<Record<FaultName, number>>>;
/** Of one dialect, and of books: our clients read none, so that nothing of a book can go wrong for them. */
type NotEverywhere = 'stale-token' | 'stale-book' | 'bad-checksum';
const everywhere: Readonly<Record<Exclude<FaultName, NotEverywhere>, number>> = {
  drop: 0.02,
  delay: 0.05,
  duplicate: 0.05,
  reorder: 0.05,
  'accepted-but-no-reply': 0.1,
  disconnect: 0.005,
  'empty-reply': 0.1,
  '5xx': 0.05,
  maintenance: 0.005,
  misreport: 0.3,
};
/**
 * Over unified every sign-in is a chain of a token and a dozen answers, and one that fails begins anew: with the numbers of
 * v3 hardly one in a hundred would get through, and a session would be an outage and little else.
 */
const alongAChain = { drop: 0.01, 'accepted-but-no-reply': 0.04, 'empty-reply': 0.05, disconnect: 0.003 } as const;
/**
 * Everything that can go wrong for a client of ours, each with its probability on every occasion. That the two faults of
 * books strike whoever subscribes to one is shown in test/standing.
 */
export const faultsOf: Readonly<Record<'v3' | 'unified', Faults>> = {
  v3: everywhere,
  unified: { ...everywhere, ...alongAChain, 'stale-token': 0.05 },
};

export function overUnified({ urls, keys }: Standing, links: LiveVenueLinks, seed: number): LiveVenue {
  return createKrakenUnified(
    {
      urls: { ...urls.unified, rest: urls.spot.rest },
      key: keys.pairs.full,
      switches: unifiedDefaults,
      timing: {
        ...documentedTiming,
        ackMs: 8_000,
        snapshotMs: 8_000,
        silenceMs: 30_000,
        openMs: 600_000,
        backOffMaxMs: 4_000,
      },
      rates: unifiedOrders,
      reads: cautiousReads,
      rng: rng(seed),
      permissionWhenUnknown: 'enabled',
      contracts: new Map(),
    },
    links,
  );
}

export function overV3({ urls, keys }: Standing, links: LiveVenueLinks, seed: number): LiveVenue {
  const timing = { ...testTiming, requestMs: 8_000, orderLifeMs: 12_000, openMs: 600_000, feeMs: 2_000 };
  return createKrakenV3({ ...testOptions, timing, rng: rng(seed), urls: urls.futures, key: keys.pairs.full }, links);
}
