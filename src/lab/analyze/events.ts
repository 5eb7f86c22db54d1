import { err, ok } from '../../core/result.ts';
import type { Result } from '../../core/result.ts';
import { advance, newAnalysis, rangeOf } from '../../core/smc/analysis.ts';
import type { Analysis as Engine } from '../../core/smc/analysis.ts';
import type { Scale } from '../../core/smc/bar.ts';
import type { SmcEvent } from '../../core/smc/events.ts';
import type { AnalysisParams } from '../../core/smc/params.ts';
import { columnsOf, rowOf } from '../../core/smc/rows.ts';
import { ms } from '../../core/units.ts';
import { isoTime } from '../../view/format.ts';
import type { Analysis, Listener } from './analysis.ts';
import { fill, newFilled } from './candle.ts';
import { csvLine, newPages } from './csv.ts';
import type { Print } from './csv.ts';

/** In the order in which a reader asks. */
export const eventKinds: readonly SmcEvent['type'][] = [
  'pivot',
  'structure',
  'mss',
  'ob',
  'breaker',
  'fvg',
  'pool',
  'ote',
  'displacement',
  'idm',
  'session',
  'previous',
];

/** One kind of event of our own analysis as a table; `range_state` is no event but what stands on every 25th candle. */
export function eventTable(asked: string, params: AnalysisParams): Result<Analysis, string> {
  if (asked === 'range_state') return ok({ needs: 'one-by-one', start: (print) => listenToRanges(params, print) });
  const kind = eventKinds.find((known) => known === asked);
  if (kind === undefined) return err(`--events ${asked} is not one of ${[...eventKinds, 'range_state'].join(', ')}.`);
  return ok({ needs: 'one-by-one', start: (print) => listenTo(kind, params, print) });
}

function listenTo(kind: SmcEvent['type'], params: AnalysisParams, print: Print): Listener {
  const [engine, candle, pages] = [newAnalysis(params), newFilled(), newPages(print)];
  pages.add(columnsOf(kind).join(','));
  const emit = (event: SmcEvent): void => {
    if (event.type === kind) pages.add(csvLine(rowOf(event)));
  };
  return { hear: (row) => advance(engine, fill(candle, row), emit), end: pages.end };
}

const sample = { everyCandles: 25 } as const; // as the golden tables of ranges are sampled

/** First all of the internal scale, then all of the swing scale: the second waits until there is nothing more of the first. */
function listenToRanges(params: AnalysisParams, print: Print): Listener {
  const [engine, candle, pages] = [newAnalysis(params), newFilled(), newPages(print)];
  const swing: string[] = [];
  pages.add('t,scale,trend,low,high,pos');
  const ignore = (): void => undefined;
  return {
    hear: (row) => {
      advance(engine, fill(candle, row), ignore);
      if (engine.now.t % sample.everyCandles !== 0) return;
      for (const line of rangeLine(engine, 'internal')) pages.add(line);
      swing.push(...rangeLine(engine, 'swing'));
    },
    end: () => {
      for (const line of swing) pages.add(line);
      pages.end();
    },
  };
}

function rangeLine(engine: Engine, scale: Scale): readonly string[] {
  const range = rangeOf(engine, scale);
  if (range === undefined) return [];
  const { trend, low, high, pos } = range;
  return [csvLine([engine.now.t, scale, trend, low, high, pos])];
}

/** Every event as one JSON line: the candle at whose close it became known, when that opened, what it is, and on which side. */
export function eventLines(params: AnalysisParams): Analysis {
  return {
    needs: 'one-by-one',
    start: (print) => {
      const [engine, candle, pages] = [newAnalysis(params), newFilled(), newPages(print)];
      const emit = (event: SmcEvent): void => pages.add(JSON.stringify(eventJson(event, candle.openAt)));
      return { hear: (row) => advance(engine, fill(candle, row), emit), end: pages.end };
    },
  };
}

type EventJson = Readonly<Record<string, string | number>>;

/** Columns by their names, in the spelling of JSON; the kind of a break is its `break`, for `kind` says that it is one. */
function eventJson(event: SmcEvent, openAt: number): EventJson {
  const json: Record<string, string | number> = {
    bar: event.at,
    time: isoTime(ms(openAt)),
    kind: event.type,
    side: sideOf(event),
  };
  const names = jsonNames[event.type] ?? [];
  for (const [n, cell] of rowOf(event).entries()) {
    const name = names[n];
    if (name !== undefined && name !== '') json[name] = cell;
  }
  return json;
}

/** 1 for highs and what is bullish, -1 for lows and what is bearish, 0 for what has no side. */
function sideOf(event: SmcEvent): 1 | 0 | -1 {
  if ('dir' in event) return event.dir;
  if ('side' in event) return event.side;
  if (event.type !== 'previous' || event.event === 'new') return 0;
  return event.event === 'high' ? 1 : -1;
}

const told: Readonly<Record<string, string>> = { known_at: '', dir: '', side: '', kind: 'break' };
const jsonName = (column: string): string =>
  told[column] ?? column.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
const jsonNames: Readonly<Record<string, readonly string[]>> = Object.fromEntries(
  eventKinds.map((kind) => [kind, columnsOf(kind).map(jsonName)]),
);
