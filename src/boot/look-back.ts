import type { Config } from '../config/config.ts';
import { canonicalText, configFromValues } from '../config/config.ts';
import { find } from '../core/market/registry.ts';
import { err, ok } from '../core/result.ts';
import type { Result } from '../core/result.ts';
import type { Settings } from '../core/settings.ts';
import type { Instrument } from '../core/market/instrument.ts';
import type { Ms } from '../core/units.ts';
import { decodeEvent } from '../runtime/codec.ts';
import type { Journal } from '../runtime/ports.ts';
import { JournalUnreadable, recover } from '../runtime/recover.ts';
import { replay } from '../runtime/replay.ts';
import type { ReplayReport } from '../runtime/replay.ts';
import { explain } from '../view/explain.ts';
import type { Explanation } from '../view/explain.ts';
import { readJournalFile } from './journal-file.ts';
import { timeOf } from './time.ts';
import type { Place } from './place.ts';

/** The settings inside a configuration text of a journal. */
export function settingsOf(text: string): Settings {
  const config = configFromValues(text);
  if (!config.ok)
    throw new JournalUnreadable(`the configuration in the journal cannot be read: ${config.error.problems.join(' ')}`);
  return config.value.settings;
}

export function replayJournal(
  place: Place,
  { journal: name, config }: Readonly<{ journal: string; config?: Config }>,
): Result<ReplayReport, string> {
  return withJournal(place, name, (journal) =>
    ok(replay(journal, { settingsOf, ...(config === undefined ? {} : { config: canonicalText(config) }) })),
  );
}

type ExplainOptions = Readonly<{ instrument: string; at?: string; journal?: string }>;

/** Goes back to the last candle of an instrument that had closed by `at`, and asks the gates again. */
export function explainAt(
  place: Place,
  { instrument, at, journal: name }: ExplainOptions,
): Result<Explanation, string> {
  const time = timeOf('--at', at);
  if (!time.ok) return time;
  return withJournal(place, name, (journal) => {
    const { state: listed } = recover(journal, settingsOf, 2);
    const contract = find(listed.registry, instrument);
    if (contract === undefined)
      return err(`${instrument} is not an instrument of this run; it may be written like BTC, BTC/USD or PF_XBTUSD.`);
    // A market that was left out has no candles, and is explained all the same.
    const seq = lastCandle(journal, contract, time.value);
    const end = time.value === undefined ? journal.lastSeq() : lastUpTo(journal, time.value);
    const { state } = recover(journal, settingsOf, seq ?? end);
    const explanation = explain(state, settingsOf(state.run.config), instrument);
    if (explanation !== undefined) return ok(explanation);
    return err(
      seq === undefined
        ? `The journal has no candle of ${contract.id}${at === undefined ? '' : ` by ${at}`}.`
        : `Nothing is known of ${contract.id} at that time.`,
    );
  });
}

/** The record of the newest candle of an instrument that is not later than `at`; looked for backwards, in growing windows. */
function lastCandle(journal: Journal, { id }: Instrument, at: Ms | undefined): number | undefined {
  const end = at === undefined ? journal.lastSeq() : lastUpTo(journal, at);
  for (let window = 4_096; ; window *= 4) {
    const start = Math.max(0, end - window);
    let found: number | undefined;
    for (const { seq, event } of journal.since(start)) {
      if (seq > end) break;
      const read = event.includes(id) ? decodeEvent(event) : undefined;
      if (read?.type === 'candle.closed' && read.candle.instrument === id) found = seq;
    }
    if (found !== undefined || start === 0) return found;
  }
}

/** The last record not later than `at`, by halving: time never runs backwards in a journal. */
function lastUpTo(journal: Journal, at: Ms): number {
  let [low, high] = [0, journal.lastSeq()];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const next = journal.since(middle).next();
    if (next.done !== true && next.value.at <= at) low = next.value.seq;
    else high = middle;
  }
  return low;
}

function withJournal<T>(
  place: Place,
  name: string | undefined,
  look: (journal: Journal) => Result<T, string>,
): Result<T, string> {
  const opened = readJournalFile(place, name);
  if (!opened.ok) return opened;
  const { journal } = opened.value;
  try {
    return look(journal);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    return err(`The journal ${opened.value.path} cannot be read: ${why.replace(/\.$/, '')}.`);
  } finally {
    journal.close();
  }
}
