import { find } from '../core/market/registry.ts';
import type { Instrument } from '../core/market/instrument.ts';
import { err, ok } from '../core/result.ts';
import type { Result } from '../core/result.ts';
import type { Settings } from '../core/settings.ts';
import type { Ms } from '../core/units.ts';
import { decodeEvent } from '../runtime/codec.ts';
import type { Journal } from '../runtime/ports.ts';
import { recover } from '../runtime/recover.ts';
import { explain } from '../view/explain.ts';
import type { Explanation } from '../view/explain.ts';
import { follow } from '../view/chart/follow.ts';
import type { Followed } from '../view/chart/follow.ts';
import { settingsOf, withJournal } from './look-back.ts';
import type { Place } from './place.ts';
import { timeOf } from './time.ts';

/** An explanation, and the candles that it can be drawn from. */
export type Drawn = Readonly<{ explanation: Explanation; followed: Followed; settings: Settings }>;
type Options = Readonly<{ instrument: string; at?: string; journal?: string }>;

/** Goes back to the last candle of an instrument that had closed by `at`, and asks the gates again. */
export function explainAt(place: Place, options: Options): Result<Explanation, string> {
  return lookBack(place, options, (_journal, { explanation }) => explanation);
}

/** The same, with its candles: what the engine had read of the instrument by then. */
export function drawAt(place: Place, options: Options): Result<Drawn, string> {
  return lookBack(place, options, (journal, { explanation, settings, contract, seq }) => {
    const follower = follow(contract, settings);
    for (const record of journal.since(0)) {
      if (record.seq > seq) break;
      if (!record.event.includes(contract.id)) continue;
      const event = decodeEvent(record.event);
      if (event.type === 'candle.closed' && event.candle.instrument === contract.id)
        follower.take(event.candle, event.at);
      else if (event.type === 'history.begun' && event.instrument === contract.id) follower.restart(event.at);
    }
    return { explanation, settings, followed: follower.followed() };
  });
}

type Seen = Readonly<{ explanation: Explanation; settings: Settings; contract: Instrument; seq: number }>;

function lookBack<T>(
  place: Place,
  { instrument, at, journal: name }: Options,
  take: (journal: Journal, seen: Seen) => T,
): Result<T, string> {
  const time = timeOf('--at', at);
  if (!time.ok) return time;
  return withJournal(place, name, (journal) => {
    const { state: listed } = recover(journal, settingsOf, 2);
    const contract = find(listed.registry, instrument);
    if (contract === undefined)
      return err(`${instrument} is not an instrument of this run; it may be written like BTC, BTC/USD or PF_XBTUSD.`);
    // A market that was left out has no candles, and is explained all the same.
    const found = lastCandle(journal, contract, time.value);
    const end = time.value === undefined ? journal.lastSeq() : lastUpTo(journal, time.value);
    const seq = found ?? end;
    const { state } = recover(journal, settingsOf, seq);
    const settings = settingsOf(state.run.config);
    const explanation = explain(state, settings, instrument);
    if (explanation !== undefined) return ok(take(journal, { explanation, settings, contract, seq }));
    return err(
      found === undefined
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
