import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { loadConfig } from '../config/load.ts';
import type { Config } from '../config/config.ts';
import { err, ok } from '../core/result.ts';
import type { Result } from '../core/result.ts';
import type { Clock } from '../runtime/ports.ts';
import { fail, pass, withoutSecrets } from '../view/check.ts';
import type { Check } from '../view/check.ts';
import type { DoctorOptions } from '../surface/cli/starts.ts';
import { checkMachine, thisMachine } from './doctor-machine.ts';
import type { Machine } from './doctor-machine.ts';
import { checkVenue } from './doctor-venue.ts';
import { addressesOf, keyOf } from './kraken.ts';
import type { Chosen } from './kraken.ts';
import type { Place } from './place.ts';

export type Doctor = Readonly<{
  place: Place;
  options: DoctorOptions;
  /** What stands between the venue's clock and ours; a test puts a wrong one there. */
  clock?: (real: Clock) => Clock;
  machine?: Machine;
}>;

/** Every check, in the order in which one needs the other. An error is what was typed wrong. */
export async function runDoctor(doctor: Doctor): Promise<Result<readonly Check[], string>> {
  const { place, options, machine = thisMachine } = doctor;
  const { config: file, venue } = options;
  if (file !== undefined && !existsSync(resolve(place.cwd, file)))
    return err(`There is no configuration file ${file}.`);
  const found = addressesOf(place, venue);
  if (!found.ok) return found;
  const config = loadConfig({ ...place, ...(file === undefined ? {} : { file }) });
  const first = config.ok
    ? [pass('configuration', `consistent, hash ${config.value.hash.slice(0, 12)}`)]
    : config.error.problems.map((problem) => fail('configuration', problem, 'keel config check; correct the file'));
  const checks = [...first, ...checkMachine(place, machine)];
  if (config.ok) checks.push(...(await checkVenue(doctor, config.value, found.value)));
  return ok(withoutSecrets(checks, secretsOf(place, config.ok ? config.value : undefined, found.value.key)));
}

/** Whatever an error of whatever library says, these are not in it. */
function secretsOf(place: Place, config: Config | undefined, practice: Chosen['key'] | undefined): readonly string[] {
  const dialects = ['v3', 'unified'] as const;
  const keys = dialects.flatMap((dialect) => {
    const key = config === undefined ? undefined : keyOf(place, { ...config, wire: { ...config.wire, dialect } });
    return key?.ok === true ? [key.value] : [];
  });
  return [...keys, ...(practice === undefined ? [] : [practice])].flatMap(({ apiKey, apiSecret }) => [
    apiSecret,
    apiKey,
  ]);
}
