import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Event } from '../core/events.ts';
import type { ListedContract } from '../core/market/listing.ts';
import { err } from '../core/result.ts';
import type { Result } from '../core/result.ts';
import { scale } from '../core/units.ts';
import { hearInto } from '../runtime/live-world.ts';
import { createMailbox } from '../runtime/mailbox.ts';
import type { Clock } from '../runtime/ports.ts';
import { rng } from '../runtime/rng.ts';
import { initialState } from '../core/state.ts';
import { openCandleStore } from '../store/sqlite/candles.ts';
import { openJournal } from '../store/sqlite/journal.ts';
import { takeLock } from '../store/sqlite/process-lock.ts';
import type { Rested } from '../surface/cli/starts.ts';
import { createKrakenPublic } from '../venue/kraken/v3/public.ts';
import type { KrakenPublic } from '../venue/kraken/v3/public.ts';
import { sealJournal } from './journal-file.ts';
import { addressesOf, clockFor, v3Wire } from './kraken.ts';
import type { Begin } from './live.ts';
import { createEars, trade } from './live-session.ts';
import type { Ears } from './live-session.ts';
import { createPaperVenue } from './paper-venue.ts';
import type { PaperVenue } from './paper-venue.ts';
import { paperKrakenDir, setAside, stateDir } from './place.ts';
import { onStopSignal } from './stop-signal.ts';
import type { StopSignal } from './stop-signal.ts';

/**
 * Paper trading on the live prices of Kraken, or of an emulator that stands in for it: public feeds, no key, and orders that only
 * the emulator in this process ever sees.
 */
export async function paperOnLivePrices(begin: Begin): Promise<Result<Rested, string>> {
  const { place, config, options, listener } = begin;
  const addresses = addressesOf(place, options.venue);
  if (!addresses.ok) return addresses;
  const clock = await clockFor(addresses.value);
  if (!clock.ok) return clock;
  const ears = createEars(listener, clock.value);
  const link: { venue?: PaperVenue } = {};
  const market = createKrakenPublic(v3Wire(addresses.value, config.wire, rng(0).fork('wire')), {
    clock: clock.value,
    notify: ears.notify,
    marked: (instrument, mark, funding) => link.venue?.marked(instrument, mark, funding),
  });
  const alarm = { ring: (): void => undefined };
  const stop = onStopSignal(() => alarm.ring());
  try {
    const listed = await market.listing();
    if (!listed.ok)
      return err(`Live prices cannot be had: ${listed.error}. Is there a network? --market synthetic needs none.`);
    // Nothing is written before it is known that there is a market.
    const base = stateDir(place);
    mkdirSync(base, { recursive: true, mode: 0o700 });
    const lock = takeLock(join(base, 'keel.lock'));
    if (!lock.ok) return lock;
    try {
      return await inFolder({ begin, base, clock: clock.value, market, listed: listed.value, ears, link, stop, alarm });
    } finally {
      lock.value.release();
    }
  } finally {
    stop.release();
    await market.close();
    clock.value.close();
  }
}

type Parts = Readonly<{
  begin: Begin;
  base: string;
  clock: Clock;
  market: KrakenPublic;
  listed: readonly ListedContract[];
  ears: Ears;
  link: { venue?: PaperVenue };
  stop: StopSignal;
  alarm: { ring: () => void };
}>;

async function inFolder(parts: Parts): Promise<Result<Rested, string>> {
  const { begin, base, clock, market, listed, ears, link, stop, alarm } = parts;
  const { place, config, options } = begin;
  const dir = paperKrakenDir(place);
  // The venue's books end with the process that holds them: what was traded on them is kept, and a new run begins.
  if (existsSync(join(dir, 'journal.sqlite'))) setAside(dir);
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const store = openCandleStore(join(base, 'candles-kraken.sqlite'), { source: 'kraken_futures' });
  if (!store.ok) return store;
  const path = join(dir, 'journal.sqlite');
  const journal = openJournal(path);
  if (!journal.ok) return err(journal.error.message);
  const mailbox = createMailbox<Event>();
  const venue = createPaperVenue({
    config,
    seed: Number(options.seed),
    market,
    listed: listed.filter(({ instrument }) => (instrument.tick * instrument.lot) % scale === 0n),
    clock,
    hear: hearInto(mailbox, clock),
  });
  link.venue = venue;
  try {
    const { startingEquity: equity } = config.emulator;
    const fresh = { head: '', state: initialState(), resumed: false } as const;
    const kept = { store: store.value, journal: journal.value, path };
    return await trade({
      ...begin,
      ...fresh,
      ...kept,
      clock,
      mailbox,
      ears,
      stop,
      alarm,
      venue,
      isolated: [],
      facts: { equity },
    });
  } finally {
    sealJournal(journal.value);
    await venue.close();
  }
}
