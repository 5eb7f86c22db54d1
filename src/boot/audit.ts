import type { Config } from '../config/config.ts';
import { err, ok } from '../core/result.ts';
import type { Result } from '../core/result.ts';
import { auditOf } from '../view/audit.ts';
import type { Audit } from '../view/audit.ts';
import { isLoopback } from '../venue/kraken/addresses.ts';
import { clockOf, heldAt, keyFor, listedAt, marksOf } from './holdings.ts';
import { addressesOf } from './kraken.ts';
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
  const audit = await auditAt(reached.value, config);
  reached.value.close();
  return audit;
}

export async function auditAt(chosen: Chosen, config: Config): Promise<Result<Audit, string>> {
  const quiet = (): void => undefined;
  const listed = await listedAt(chosen, config, quiet);
  if (!listed.ok) return err(`The venue cannot be audited: ${listed.error}.`);
  const held = await heldAt(chosen, config, quiet);
  if (!held.ok) return err(`The venue cannot be audited: ${held.error}.`);
  return ok(auditOf({ ...held.value, marks: marksOf(listed.value) }));
}

/** The venue with a key, to look at: what a person types wrong is told in a sentence. */
async function reach(place: Place, config: Config, file: string | undefined): Promise<Result<Chosen, string>> {
  const found = addressesOf(place, file);
  if (!found.ok) return found;
  const addresses = found.value;
  const isPractice = isLoopback(addresses);
  const key = keyFor(place, config, { addresses, dialect: config.wire.dialect });
  if (!key.ok) return key;
  const clock = await clockOf(isPractice ? addresses.control : undefined);
  if (!clock.ok) return clock;
  return ok({ addresses, isPractice, key: key.value, clock: clock.value, close: clock.value.close });
}
