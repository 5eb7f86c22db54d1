import type { Config } from '../config/config.ts';
import { sift } from '../core/market/universe.ts';
import { ok } from '../core/result.ts';
import { ms } from '../core/units.ts';
import { wallClock } from '../runtime/clock.ts';
import { rng } from '../runtime/rng.ts';
import { checkUnified } from '../venue/kraken/unified/check.ts';
import { isLoopback } from '../venue/kraken/addresses.ts';
import type { Addresses } from '../venue/kraken/addresses.ts';
import { fail, notDone, pass, warn } from '../view/check.ts';
import type { Check } from '../view/check.ts';
import { checkAccount } from './doctor-account.ts';
import type { Doctor } from './doctor.ts';
import { keyFor, listedAt, lookAt } from './holdings.ts';
import { clockFor, unifiedOptions } from './kraken.ts';
import type { Chosen } from './kraken.ts';

/** How long the checklist of the other dialect watches a book, in the venue's time; and what an emulator's clock is given to settle. */
const watching = { bookMs: 3_000, settleMs: 700 } as const;
const later = ['clock', 'listing', 'key', 'permissions', 'account', 'leverage', 'stops', 'orders'] as const;

/** The venue: whether it is there, its time and its listing, which anybody may ask for; then the account. */
export async function checkVenue(doctor: Doctor, config: Config, addresses: Addresses): Promise<readonly Check[]> {
  const isPractice = isLoopback(addresses);
  const found = await clockFor(addresses);
  if (!found.ok) return unreachable(found.error);
  const clock = doctor.clock?.(found.value) ?? found.value;
  const nobody = { apiKey: '', apiSecret: '' };
  const chosen: Chosen = { addresses, isPractice, key: nobody, clock, close: found.value.close };
  const odd = new Set<string>();
  const notify = (_: string, name: string, details: Readonly<Record<string, string | number>>): void => {
    if (/^VENUE_(ANSWER_UNREADABLE|KEY_UNKNOWN|WORD_UNKNOWN)$/.test(name)) odd.add(Object.values(details).join(' '));
  };
  try {
    const [reached, ...seen] = await checkPublic(chosen, config, notify);
    if (reached.name === 'network' && reached.verdict === 'fail') return [reached, ...seen];
    const checks = [reached, ...seen, ...(await checkPrivate(doctor, config, { chosen, notify }))];
    return odd.size === 0 ? checks : [...checks, warn('words', [...odd].join('; '), 'tell the authors of Keel')];
  } finally {
    chosen.close();
  }
}

function unreachable(seen: string): readonly [Check, ...Check[]] {
  const fix = 'check the network of this machine, and the address; then once more';
  return [
    fail('network', seen, fix),
    ...later.map((name) => notDone(name, 'the venue is not reached', 'the network first')),
  ];
}

type Notify = Parameters<typeof lookAt>[2];

async function checkPublic(chosen: Chosen, config: Config, notify: Notify): Promise<readonly [Check, ...Check[]]> {
  const { host } = new URL(chosen.addresses.futures.rest);
  const boundMs = config.wire.skewMaxMs;
  const told = await settled(chosen, { boundMs, ask: () => askClock(chosen, config, notify) });
  const network = pass('network', `${host} answers`);
  if (told.ok) return [network, checkClock(told.value, boundMs), await checkListing(chosen, config, notify)];
  const { kind, word } = told.error;
  // Whoever is answered by a page of the gateway has a network, and the account may be answered for.
  if (kind === 'unknown' && isPage(word)) return [network, silent(word)];
  if (kind !== 'refused') return unreachable(`no network: ${host} does not answer (${word})`);
  const clock = fail('clock', `not told: ${word}`, 'try again when the venue is up');
  return [network, clock, await checkListing(chosen, config, notify)];
}

function isPage(word: string): boolean {
  return word.startsWith('http ');
}

function silent(word: string): Check {
  const fix = 'look at the venue’s status page, and ask again when it is up';
  return fail('public', `its time and its listing are not known: ${word} to public questions`, fix);
}

type Told = Awaited<ReturnType<ReturnType<typeof lookAt>['clock']>>;

async function askClock(chosen: Chosen, config: Config, notify: Notify): Promise<Told> {
  const look = lookAt(chosen, config, notify);
  const told = await look.clock();
  await look.close();
  if (!told.ok || !isOwnTime(chosen)) return told;
  // An emulator's own time is heard of over the wire too, a whole way there and back.
  return ok({ ...told.value, doubtMs: told.value.doubtMs * 3 });
}

/** An emulator that was held up catches up in a moment, and its clock is looked at again: what stays apart is apart. */
async function settled(
  chosen: Chosen,
  { boundMs, ask }: Readonly<{ boundMs: number; ask: () => Promise<Told> }>,
): Promise<Told> {
  const told = await ask();
  if (!isOwnTime(chosen) || !told.ok || Math.abs(told.value.offsetMs) <= boundMs) return told;
  const wall = wallClock();
  await wall.wake(ms(wall.now() + watching.settleMs), new AbortController().signal);
  return ask();
}

function isOwnTime({ addresses, isPractice }: Chosen): boolean {
  return isPractice && addresses.control !== undefined;
}

/** Doubt is the length of the question: a difference within it is none. */
function checkClock({ offsetMs, doubtMs }: Readonly<{ offsetMs: number; doubtMs: number }>, boundMs: number): Check {
  const apart = Math.abs(offsetMs);
  const seen = `${String(apart)} ms apart, give or take ${String(Math.round(doubtMs))}, of ${String(boundMs)} allowed`;
  const fix = 'set the clock of this machine (NTP)';
  if (apart - doubtMs > boundMs) return fail('clock', seen, fix);
  return apart > boundMs ? warn('clock', seen, `${fix}, or ask again over a quicker line`) : pass('clock', seen);
}

async function checkListing(chosen: Chosen, config: Config, notify: Notify): Promise<Check> {
  const listed = await listedAt(chosen, config, notify);
  if (!listed.ok) return fail('listing', listed.error, 'try again when the venue is up');
  const { eligible } = sift(listed.value, config.settings.universe);
  const seen = `${String(listed.value.length)} perpetuals, ${String(eligible.size)} in the universe`;
  const fix = 'keel config show: the candidates and the filters of liquidity let none pass';
  return eligible.size === 0 ? fail('listing', seen, fix) : pass('listing', seen);
}

type Reached = Readonly<{ chosen: Chosen; notify: Notify }>;

async function checkPrivate(
  { place, options }: Doctor,
  config: Config,
  { chosen, notify }: Reached,
): Promise<readonly Check[]> {
  const { dialect } = config.wire;
  const key = keyFor(place, config, { addresses: chosen.addresses, dialect });
  const withKey = key.ok ? ok({ ...chosen, key: key.value }) : key;
  const checks = [...(await checkAccount(withKey, config, notify))];
  if (options.unified !== true && dialect === 'v3') return checks;
  const other = keyFor(place, config, { addresses: chosen.addresses, dialect: 'unified' });
  if (!other.ok) return [...checks, fail('unified', other.error, 'set it; the key is of the spot kind')];
  const unified = unifiedOptions({ ...chosen, key: other.value }, config.wire, rng(0).fork('doctor'));
  const seen = await checkUnified({
    ...unified,
    clock: chosen.clock,
    observeMs: watching.bookMs,
    validate: 'nothing',
  });
  return [...checks, ...seen.map((check) => ({ ...check, name: `unified ${check.name}` }))];
}
