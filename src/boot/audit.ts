import type { Config } from '../config/config.ts';
import type { ListedContract } from '../core/market/listing.ts';
import { err, ok } from '../core/result.ts';
import type { Result } from '../core/result.ts';
import { auditOf } from '../view/audit.ts';
import type { Audit, Sighting } from '../view/audit.ts';
import { isLoopback } from '../venue/kraken/addresses.ts';
import { heldAt, keyFor, listedAt, marksOf } from './holdings.ts';
import { addressesOf, clockFor } from './kraken.ts';
import type { Chosen } from './kraken.ts';
import type { Place } from './place.ts';

/** Open orders against positions at the venue. Nothing is changed, so nobody's permission is asked for. */
export async function auditVenue(
  place: Place,
  config: Config,
  file: string | undefined,
): Promise<Result<Audit, string>> {
  const reached = await reach(place, config, file);
  if (!reached.ok) return reached;
  const seen = await seenAt(reached.value, config);
  reached.value.close();
  return seen.ok ? ok(auditOf(seen.value.sighting)) : seen;
}

export type Seen = Readonly<{ sighting: Sighting; contracts: readonly ListedContract[] }>;

/** Everything that is held, with the marks that judge it; all of it, or a sentence about why not. */
export async function seenAt(chosen: Chosen, config: Config): Promise<Result<Seen, string>> {
  const quiet = (): void => undefined;
  const listed = await listedAt(chosen, config, quiet);
  if (!listed.ok) return err(`The venue cannot be looked at: ${listed.error}.`);
  const held = await heldAt(chosen, config, quiet);
  if (!held.ok) return err(`The account cannot be looked at: ${held.error}.`);
  return ok({ sighting: { ...held.value, marks: marksOf(listed.value) }, contracts: listed.value });
}

/** The venue with a key, to look at: what a person types wrong is told in a sentence. */
export async function reach(place: Place, config: Config, file: string | undefined): Promise<Result<Chosen, string>> {
  const found = addressesOf(place, file);
  if (!found.ok) return found;
  const addresses = found.value;
  const isPractice = isLoopback(addresses);
  const key = keyFor(place, config, { addresses, dialect: config.wire.dialect });
  if (!key.ok) return key;
  const clock = await clockFor(addresses);
  if (!clock.ok) return clock;
  return ok({ addresses, isPractice, key: key.value, clock: clock.value, close: clock.value.close });
}
