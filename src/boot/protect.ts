import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../config/config.ts';
import { clientOrderId } from '../core/order/client-order-id.ts';
import { err, ok } from '../core/result.ts';
import type { Result } from '../core/result.ts';
import { takeLock } from '../store/sqlite/process-lock.ts';
import type { ProtectOptions } from '../surface/cli/starts.ts';
import { missingStops } from '../view/protection.ts';
import type { MissingStop, Protection, Step } from '../view/protection.ts';
import { reach, seenAt } from './audit.ts';
import { chooseVenue } from './kraken.ts';
import type { Chosen } from './kraken.ts';
import { placeStops } from './place-stops.ts';
import type { Ordered } from './place-stops.ts';
import { stateDir } from './place.ts';
import type { Place } from './place.ts';

type Protect = Readonly<{ place: Place; config: Config; options: ProtectOptions }>;

/** Shows the stops that are missing at the venue, or places them. Real money needs what a live run needs. */
export async function protectVenue({ place, config, options }: Protect): Promise<Result<Protection, string>> {
  const isLive = options.live === true;
  const chosen = await (isLive ? chooseVenue : reach)(place, config, options.venue);
  if (!chosen.ok) return chosen;
  const lock = lockOut(place, isLive);
  try {
    return lock.ok ? await protect(chosen.value, config, isLive) : lock;
  } finally {
    if (lock.ok) lock.value.release();
    chosen.value.close();
  }
}

/** Beside a Keel that runs here nobody places anything: it is about to do so itself. A look leaves no folder behind. */
function lockOut(place: Place, isLive: boolean): Result<Readonly<{ release: () => void }>, string> {
  const base = stateDir(place);
  if (isLive) mkdirSync(base, { recursive: true, mode: 0o700 });
  const path = join(base, 'keel.lock');
  if (!existsSync(path) && !isLive) return ok({ release: () => undefined });
  const lock = takeLock(path);
  if (lock.ok) return lock;
  return err(`${lock.error} It puts stops to its positions itself; keel positions shows them.`);
}

async function protect(chosen: Chosen, config: Config, isLive: boolean): Promise<Result<Protection, string>> {
  const seen = await seenAt(chosen, config);
  if (!seen.ok) return seen;
  const { sighting, contracts } = seen.value;
  const instruments = new Map(contracts.map(({ instrument }) => [instrument.id, instrument]));
  const { stops, unpriced } = missingStops(sighting, instruments, config.settings.execution.takeoverStop);
  if (!isLive || stops.length === 0) {
    const steps = stops.map((stop): Step => ({ ...stop, outcome: 'missing', reason: '' }));
    return ok({ live: isLive, steps, unpriced });
  }
  const placed = await placeStops(chosen, config, stops.map(orderFor));
  if (!placed.ok) return placed;
  return ok({ live: true, steps: await confirm(chosen, config, placed.value), unpriced });
}

/** Ids that no run has: a run is called after the second in which it began, and none began in this one beside the lock. */
function orderFor(stop: MissingStop, index: number): Readonly<{ stop: MissingStop; ticket: Ordered['ticket'] }> {
  const { instrument, side, qty, trigger } = stop;
  const run = Math.floor(Date.now() / 1_000);
  const id = clientOrderId({ run, incarnation: 0, role: 'stop', position: 0, counter: index + 1 });
  return { stop, ticket: { id, instrument, side, qty, form: { type: 'stop', trigger }, reduceOnly: true } };
}

/** What counts is what the venue lists; an answer that was lost may have been a yes, and is not sent again. */
async function confirm(chosen: Chosen, config: Config, ordered: readonly Ordered[]): Promise<readonly Step[]> {
  const open = new Set<string>();
  for (let tries = 0; tries <= config.wire.retries; tries += 1) {
    const seen = await seenAt(chosen, config);
    for (const { ticket } of seen.ok ? seen.value.sighting.orders : []) open.add(ticket.id);
    if (ordered.every(({ ticket, word }) => open.has(ticket.id) || word === 'refused')) break;
  }
  return ordered.map(({ stop, ticket, word, reason }): Step => {
    if (open.has(ticket.id)) return { ...stop, outcome: 'confirmed', reason: '' };
    return { ...stop, outcome: word === 'refused' ? 'refused' : 'unknown', reason };
  });
}
