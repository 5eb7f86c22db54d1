import { find } from '../core/market/registry.ts';
import { err, ok } from '../core/result.ts';
import type { Result } from '../core/result.ts';
import { ms } from '../core/units.ts';
import type { Ms } from '../core/units.ts';
import type { Journal } from '../runtime/ports.ts';
import { recover } from '../runtime/recover.ts';
import type { DecisionsOptions } from '../surface/cli/starts.ts';
import { decisionReport } from '../view/decisions.ts';
import type { DecisionReport } from '../view/decisions.ts';
import { settingsOf, withJournal } from './look-back.ts';
import type { Place } from './place.ts';
import { timeOf } from './time.ts';

/** So many signals are listed one by one: the newest. */
const listed = 50;
const units = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const;

/** Counts what was decided since a moment, or during the last while of the run's own time. */
export function decisionsSince(place: Place, options: DecisionsOptions): Result<DecisionReport, string> {
  const { since, instrument, journal: name } = options;
  return withJournal(place, name, (journal) => {
    const to = endOf(journal);
    const from = sinceOf(since, to);
    if (!from.ok) return from;
    const span = { from: from.value, to };
    if (instrument === undefined) return ok(report(journal, span));
    const { state } = recover(journal, settingsOf, 2);
    const contract = find(state.registry, instrument);
    if (contract !== undefined) return ok(report(journal, { ...span, instrument: contract.id }));
    return err(`${instrument} is not an instrument of this run; it may be written like BTC, BTC/USD or PF_XBTUSD.`);
  });
}

function report(journal: Journal, span: Parameters<Journal['decisions']>[0]): DecisionReport {
  const counts = journal.decisionCounts(span);
  const signals = [];
  // Without a signal there is nothing to look for, row by row.
  if (counts.some(({ code }) => code === 'SIGNAL'))
    for (const row of journal.decisions(span)) if (row.decision.code === 'SIGNAL') signals.push(row);
  return decisionReport(counts, signals.slice(-listed), span);
}

/** The time of the last record: the run's now, whatever the wall says. */
function endOf(journal: Journal): Ms {
  const last = journal.since(Math.max(0, journal.lastSeq() - 1)).next();
  return last.done === true ? ms(0) : last.value.at;
}

function sinceOf(text: string, now: Ms): Result<Ms, string> {
  const [, count, unit] = /^(\d+(?:\.\d+)?)([mhdw])$/.exec(text) ?? [];
  if (count !== undefined && isUnit(unit)) return ok(ms(Math.max(0, Math.round(now - Number(count) * units[unit]))));
  const time = timeOf('--since', text);
  if (time.ok) return ok(time.value ?? ms(0));
  return err(`--since ${text} is neither a time like 2024-03-05T12:00:00Z nor a while like 90m, 24h, 7d or 2w.`);
}

function isUnit(text: string | undefined): text is keyof typeof units {
  return text !== undefined && Object.hasOwn(units, text);
}
