import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Config } from '../config/config.ts';
import type { WireSettings } from '../config/wire-of.ts';
import { environmentOf } from '../config/environment.ts';
import { err, ok } from '../core/result.ts';
import type { Result } from '../core/result.ts';
import { wallClock } from '../runtime/clock.ts';
import type { Clock, LiveVenue, LiveVenueLinks, Rng } from '../runtime/ports.ts';
import { rng } from '../runtime/rng.ts';
import { isLoopback, krakenAddresses, readAddresses } from '../venue/kraken/addresses.ts';
import type { Addresses } from '../venue/kraken/addresses.ts';
import { budgetOf } from '../venue/kraken/limiter.ts';
import { cautiousOrders, cautiousReads } from '../venue/kraken/unified/options.ts';
import type { UnifiedOptions } from '../venue/kraken/unified/options.ts';
import { createKrakenUnified } from '../venue/kraken/unified/venue.ts';
import { createKrakenV3 } from '../venue/kraken/v3/venue.ts';
import type { KrakenV3Options } from '../venue/kraken/v3/options.ts';
import { unifiedDefaults } from '../venue/dialect/unified-switches.ts';
import { practiceClock } from './practice-clock.ts';
import type { PracticeClock } from './practice-clock.ts';
import type { Place } from './place.ts';

/** A venue over the wire, chosen and allowed, and not spoken with yet. */
export type Chosen = Readonly<{
  addresses: Addresses;
  /** No real money: everything is on this machine. */
  isPractice: boolean;
  key: Readonly<{ apiKey: string; apiSecret: string }>;
  clock: Clock;
  close: () => void;
}>;

/** Names of the variables that hold the key of a dialect; the keys are of two kinds. */
const keyNames = {
  v3: ['KRAKEN_FUTURES_API_KEY', 'KRAKEN_FUTURES_API_SECRET'],
  unified: ['KRAKEN_API_KEY', 'KRAKEN_API_SECRET'],
} as const;

/**
 * Which venue is meant: Kraken, or the emulator whose printed line is in `file`. Whoever is not on this machine is spoken
 * with only where the configuration and the environment both say so.
 */
export async function chooseVenue(
  place: Place,
  config: Config,
  file: string | undefined,
): Promise<Result<Chosen, string>> {
  const found = addressesOf(place, file);
  if (!found.ok) return found;
  const addresses = found.value;
  const isPractice = isLoopback(addresses);
  const allowed = isPractice ? ok(undefined) : permission(place, config);
  if (!allowed.ok) return allowed;
  const key = isPractice && addresses.key !== undefined ? ok(addresses.key) : keyOf(place, config);
  if (!key.ok) return key;
  const clock = await clockFor(addresses);
  return clock.ok ? ok({ addresses, isPractice, key: key.value, clock: clock.value, close: clock.value.close }) : clock;
}

/** The machine's time, or the time of the emulator that is practised on. */
export async function clockFor(addresses: Addresses): Promise<Result<PracticeClock, string>> {
  const { control } = addresses;
  if (control !== undefined && isLoopback(addresses)) return practiceClock(control);
  return ok({ ...wallClock(), close: () => undefined });
}

/** Where a venue is; nothing is asked of it, and nobody's permission is needed to know. */
export function addressesOf({ cwd }: Place, file: string | undefined): Result<Addresses, string> {
  if (file === undefined) return ok(krakenAddresses);
  const path = resolve(cwd, file);
  if (!existsSync(path)) return err(`There is no file ${file}; keel emulator --json > ${file} writes one.`);
  const read = readAddresses(readFileSync(path, 'utf8'));
  return read.ok ? read : err(`${file} ${read.error}.`);
}

function permission({ env }: Place, { mode }: Config): Result<undefined, string> {
  if (mode !== 'live') return err('Real money needs mode: live in the configuration file; it says mode: paper.');
  if (env['CONFIRM_LIVE'] !== 'YES') return err('Real money needs CONFIRM_LIVE=YES in the environment.');
  return ok(undefined);
}

/** The key of the account, from the environment alone. */
export function keyOf({ cwd, env }: Place, { wire, mode }: Config): Result<Chosen['key'], string> {
  const known = environmentOf({ cwd, env, mode });
  if (!known.ok) return err(known.error.problems.join('\n'));
  const [keyName, secretName] = keyNames[wire.dialect];
  const [apiKey, apiSecret] = [known.value[keyName]?.trim() ?? '', known.value[secretName]?.trim() ?? ''];
  if (apiKey === '' || apiSecret === '')
    return err(`${apiKey === '' ? keyName : secretName} is not set; the venue's key comes from the environment alone.`);
  return ok({ apiKey, apiSecret });
}

/** The client in the dialect of the configuration. */
export function connectVenue(chosen: Chosen, config: Config, links: LiveVenueLinks): LiveVenue {
  const luck = rng(0).fork('wire');
  if (config.wire.dialect === 'v3') return createKrakenV3(v3Options(chosen, config.wire, luck), links);
  // Kraken lists more of its contracts over v3 than over the other dialect, as long as it lives.
  const { listing } = createKrakenV3(v3Options(chosen, config.wire, luck), { ...links, hear: () => undefined });
  return createKrakenUnified({ ...unifiedOptions(chosen, config.wire, luck), listing }, links);
}

export function v3Options({ addresses, key }: Chosen, wire: WireSettings, luck: Rng): KrakenV3Options {
  return { ...v3Wire(addresses, wire, luck), key };
}

/** Everything but the key. */
export function v3Wire({ futures, spot }: Addresses, wire: WireSettings, luck: Rng): Omit<KrakenV3Options, 'key'> {
  return {
    urls: { ...futures, spot: spot.rest },
    rng: luck.fork('v3'),
    connections: wire.connections,
    timing: wire,
    rates: wire.rates,
    breaker: { failuresMax: wire.breakerFailuresMax, restMs: wire.breakerRestMs },
    skewMaxMs: wire.skewMaxMs,
    retry: { times: wire.retries, firstMs: wire.retryMs },
  };
}

export function unifiedOptions({ addresses, key }: Chosen, wire: WireSettings, luck: Rng): UnifiedOptions {
  const { unified, spot, futures } = addresses;
  const { connectMs, pingMs, silenceMs, backOffMs, backOffMaxMs, triesMax, requestMs, openMs, orderLifeMs } = wire;
  return {
    urls: { ...unified, rest: spot.rest, charts: futures.charts },
    key,
    // Margins are read off v3 as long as it lives.
    switches: { ...unifiedDefaults, instrumentMargin: 'v3' },
    timing: {
      connectMs,
      pingMs,
      silenceMs,
      backOffMs,
      backOffMaxMs,
      triesMax,
      openMs,
      ackMs: requestMs,
      snapshotMs: requestMs,
      apartMs: orderLifeMs,
      goneMs: orderLifeMs * 12,
      retryMs: backOffMs,
      deadlineMs: orderLifeMs,
      skewMs: wire.skewMaxMs,
      lockoutMs: wire.breakerRestMs,
    },
    rates: budgetOf(cautiousOrders, wire.rates),
    reads: cautiousReads,
    rng: luck.fork('unified'),
    permissionWhenUnknown: 'enabled',
    contracts: new Map(),
  };
}
