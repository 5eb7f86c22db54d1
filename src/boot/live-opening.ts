import { universeOf } from '../core/discover.ts';
import type { Severity } from '../core/effects.ts';
import { err, ok } from '../core/result.ts';
import type { Result } from '../core/result.ts';
import type { State } from '../core/state.ts';
import { later } from '../core/units.ts';
import type { InstrumentId } from '../core/units.ts';
import type { AccountFacts, Clock, LiveVenue } from '../runtime/ports.ts';

export type Opening = Readonly<{
  venue: LiveVenue;
  state: State;
  resumed: boolean;
  clock: Clock;
  notify: (severity: Severity, name: string, details: Readonly<Record<string, string>>) => void;
  stopped: () => boolean;
}>;

/** Pauses between two tries to reach the venue of a run that goes on. */
const retry = { every: 5_000 } as const;

/** A new run that cannot reach its venue says so; one that goes on may hold something, and tries until it is stopped. */
export async function openVenue({
  venue,
  state,
  resumed,
  clock,
  notify,
  stopped,
}: Opening): Promise<Result<AccountFacts, string>> {
  for (;;) {
    const facts = await venue.open([...universeOf(state)]);
    if (facts.ok || !resumed || stopped())
      return facts.ok ? facts : err(`The venue cannot be reached: ${facts.error}.`);
    notify('critical', 'VENUE_UNREACHABLE', { cause: facts.error });
    await clock.wake(later(clock.now(), retry.every), new AbortController().signal);
  }
}

/**
 * A leverage preference isolates a contract's margin: nothing is entered there, as on a market that is not tradeable. The
 * venue is asked anew with every listing, for a person may isolate a contract at any time; where it does not say, what it said last holds.
 */
export function guarded(venue: LiveVenue, atStart: readonly InstrumentId[], notify: Opening['notify']): LiveVenue {
  let isolated: readonly InstrumentId[] = [];
  const note = (now: readonly InstrumentId[]): void => {
    const added = now.filter((id) => !isolated.includes(id));
    isolated = now;
    if (added.length > 0) notify('critical', 'ISOLATED_LEVERAGE', { instruments: added.join(' ') });
  };
  note(atStart);
  const listing: LiveVenue['listing'] = async () => {
    const [told, facts] = await Promise.all([venue.listing(), venue.account()]);
    if (facts.ok) note(facts.value.isolated);
    if (!told.ok) return told;
    return ok(told.value.map((row) => (isolated.includes(row.instrument.id) ? { ...row, tradeable: false } : row)));
  };
  return { ...venue, listing };
}
