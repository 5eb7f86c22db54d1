import type { Config } from '../config/config.ts';
import type { ListedContract } from '../core/market/listing.ts';
import { err, ok } from '../core/result.ts';
import type { Result } from '../core/result.ts';
import { fixed, later, priceFromAnalysis } from '../core/units.ts';
import type { InstrumentId, Price } from '../core/units.ts';
import type { LiveVenue, LiveVenueLinks } from '../runtime/ports.ts';
import { rng } from '../runtime/rng.ts';
import { isLoopback } from '../venue/kraken/addresses.ts';
import { createLook } from '../venue/kraken/v3/look.ts';
import type { KrakenLook } from '../venue/kraken/v3/look.ts';
import { createKrakenV3 } from '../venue/kraken/v3/venue.ts';
import type { Sighting } from '../view/audit.ts';
import { connectVenue, keyOf, v3Options } from './kraken.ts';
import type { Chosen } from './kraken.ts';
import type { Place } from './place.ts';

type Held = Omit<Sighting, 'marks'>;

/** A look over REST, which can change nothing. */
export function lookAt(chosen: Chosen, config: Config, notify: LiveVenueLinks['notify']): KrakenLook {
  const options = v3Options(chosen, config.wire, rng(0).fork('look'));
  return createLook(options, { clock: chosen.clock, notify, hear: () => undefined });
}

/** Open orders and positions in the dialect of the configuration; all of them, or a sentence about why not. */
export async function heldAt(
  chosen: Chosen,
  config: Config,
  notify: LiveVenueLinks['notify'],
): Promise<Result<Held, string>> {
  if (config.wire.dialect === 'unified') return heldByReport(chosen, config, notify);
  const look = lookAt(chosen, config, notify);
  const held = await look.held();
  await look.close();
  return held;
}

/** The other dialect has streams only: it is connected, and asked for the whole account. */
async function heldByReport(
  chosen: Chosen,
  config: Config,
  notify: LiveVenueLinks['notify'],
): Promise<Result<Held, string>> {
  const { clock } = chosen;
  const told = new AbortController();
  const seen: { held?: Held } = {};
  const hear: LiveVenueLinks['hear'] = (reports) => {
    for (const report of reports) {
      if (report.type !== 'venue.snapshot') continue;
      seen.held = { orders: report.orders, positions: report.positions, unnamed: [] };
      told.abort();
    }
  };
  const venue = connectVenue(chosen, config, { clock, notify, hear });
  const opened = await venue.open([]);
  if (opened.ok && seen.held === undefined) {
    venue.perform({ type: 'venue.ask', about: 'account', since: clock.now() }, clock.now());
    await clock.wake(later(clock.now(), config.wire.openMs), told.signal);
  }
  await venue.close();
  if (!opened.ok) return opened;
  return seen.held === undefined ? err('the venue does not tell what is held') : ok(seen.held);
}

/** What the venue lists; public, and over v3 in both dialects as long as it lives. */
export async function listedAt(
  chosen: Chosen,
  config: Config,
  notify: LiveVenueLinks['notify'],
): Promise<Result<readonly ListedContract[], string>> {
  const options = v3Options(chosen, config.wire, rng(0).fork('listing'));
  const venue: LiveVenue = createKrakenV3(options, { clock: chosen.clock, notify, hear: () => undefined });
  const listed = await venue.listing();
  await venue.close();
  return listed;
}

export function marksOf(contracts: readonly ListedContract[]): ReadonlyMap<InstrumentId, Price> {
  const finest: Price = fixed('0.0000000001');
  return new Map(
    contracts.flatMap(({ instrument, liquidity: { mark } }) =>
      mark !== undefined && mark > 0 ? [[instrument.id, priceFromAnalysis(mark, finest, 'down')] as const] : [],
    ),
  );
}

/** The key of a dialect: a practice key of the venue's file, or the environment's. */
export function keyFor(
  place: Place,
  config: Config,
  { addresses, dialect }: Readonly<{ addresses: Chosen['addresses']; dialect: Config['wire']['dialect'] }>,
): Result<Chosen['key'], string> {
  const { key } = addresses;
  if (isLoopback(addresses) && key !== undefined && key.apiKey !== '') return ok(key);
  return keyOf(place, { ...config, wire: { ...config.wire, dialect } });
}
