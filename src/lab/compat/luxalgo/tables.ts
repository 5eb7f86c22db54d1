import { err, ok } from '../../../core/result.ts';
import type { Result } from '../../../core/result.ts';
import { at } from '../../series.ts';
import type { Series, Table } from '../../series.ts';
import { flagOf, numberOf, paramWords, readParams, textOf } from '../params.ts';
import type { Given, Parameters } from '../params.ts';
import { advanceScript, alerts, newScript } from './script.ts';
import type { Script, Structure } from './script.ts';
import type { LuxSettings } from './settings.ts';

const params: Parameters = {
  swings_length: { kind: 'count', byDefault: '50' },
  internal_length: { kind: 'count', byDefault: '5' },
  ob_mitigation: { kind: ['High/Low', 'Close'], byDefault: 'High/Low' },
  ob_filter: { kind: ['Atr', 'Cumulative Mean Range'], byDefault: 'Atr' },
  eq_length: { kind: 'count', byDefault: '3' },
  eq_threshold: { kind: 'fraction', byDefault: '0.1' },
  confluence_filter: { kind: 'flag', byDefault: 'False' },
  fvg_auto_threshold: { kind: 'flag', byDefault: 'True' },
};

const words = (list: string): readonly string[] => list.split(' ');

type Printer = Readonly<{ names: readonly string[]; rows: (script: Script) => Iterable<readonly number[]> }>;
const printers: Readonly<Record<string, Printer>> = {
  events: { names: alerts, rows: eventRows },
  state: {
    names: [
      ...words('swingTrend internalTrend swingHigh swingLow internalHigh internalLow equalHigh equalLow'),
      ...words('nIntOB nSwOB nFVG intOB0High intOB0Low intOB0Bias intOB0Idx'),
      ...words('swOB0High swOB0Low swOB0Bias swOB0Idx fvg0Top fvg0Bottom fvg0Bias'),
    ],
    rows: stateRows,
  },
  dense: { names: words('trailTop trailBottom atr200 parsedHigh parsedLow'), rows: denseRows },
};

/** What can be set for each of the tables, for a person. */
export const luxWords: readonly string[] = [`${Object.keys(printers).join(', ')}: ${paramWords(params)}`];

/** A table of LuxAlgo's script by its name, with `key=value` as they were typed. */
export function luxTable(
  name: string,
  typed: readonly string[],
): Result<(series: Series) => Result<Table, string>, string> {
  const printer = printers[name];
  if (printer === undefined) {
    return err(`--primitive ${name} is not one of luxalgo's: ${Object.keys(printers).join(', ')}.`);
  }
  const given = readParams(params, typed);
  if (!given.ok) return given;
  const settings = settingsOf(given.value);
  return ok((series) => ok({ names: printer.names, rows: printer.rows(newScript(series, settings)) }));
}

function settingsOf(given: Given): LuxSettings {
  return {
    swingsLength: numberOf(given, 'swings_length'),
    internalLength: numberOf(given, 'internal_length'),
    mitigation: textOf(given, 'ob_mitigation') === 'Close' ? 'Close' : 'High/Low',
    filter: textOf(given, 'ob_filter') === 'Atr' ? 'Atr' : 'Cumulative Mean Range',
    equalLength: numberOf(given, 'eq_length'),
    equalThreshold: numberOf(given, 'eq_threshold'),
    isConfluenceFiltered: flagOf(given, 'confluence_filter'),
    isThresholdAutomatic: flagOf(given, 'fvg_auto_threshold'),
  };
}

/** Candles on which something happened. */
function* eventRows(script: Script): Iterable<readonly number[]> {
  for (let row = 0; row < script.series.close.length; row += 1) {
    advanceScript(script, row);
    if (script.happened.includes(1)) yield [row, ...script.happened];
  }
}

/** Candles on which the state changed, the first of all candles included. */
function* stateRows(script: Script): Iterable<readonly number[]> {
  let before: readonly number[] = [];
  for (let row = 0; row < script.series.close.length; row += 1) {
    advanceScript(script, row);
    const state = stateOf(script);
    if (state.some((cell, n) => !Object.is(cell, before[n]))) yield [row, ...state];
    before = state;
  }
}

function stateOf({ swing, internal, equal, gaps }: Script): readonly number[] {
  const [gap] = gaps.list;
  const none = Number.NaN;
  return [
    swing.bias,
    internal.bias,
    ...[swing.legs, internal.legs, equal].flatMap(({ high, low }) => [high.level, low.level]),
    internal.blocks.length,
    swing.blocks.length,
    gaps.list.length,
    ...newest(internal),
    ...newest(swing),
    ...(gap === undefined ? [none, none, none] : [gap.top, gap.bottom, gap.side]),
  ];
}

function newest({ blocks: [block] }: Structure): readonly number[] {
  const none = Number.NaN;
  return block === undefined ? [none, none, none, none] : [block.high, block.low, block.side, block.row];
}

/** The numbers behind: the first 420 candles, and every twentieth. */
function* denseRows(script: Script): Iterable<readonly number[]> {
  const { atr, parsedHigh, parsedLow } = script.volatility;
  for (let row = 0; row < script.series.close.length; row += 1) {
    advanceScript(script, row);
    if (row >= 420 && row % 20 !== 0) continue;
    const { top, bottom } = script.trailing;
    yield [row, top, bottom, at(atr, row), at(parsedHigh, row), at(parsedLow, row)];
  }
}
