import type { Position } from '../core/position/position.ts';
import { remaining } from '../core/position/tally.ts';
import type { Settings } from '../core/settings.ts';
import type { State } from '../core/state.ts';
import { add, toNumber } from '../core/units.ts';
import { positionsJson } from './positions.ts';
import type { PositionJson } from './positions.ts';
import { briefly, decimalsOf, fitted, signedIn } from './screen-number.ts';
import { cell, dim, left, nothing, plain, right, tinted } from './screen-text.ts';
import type { Line, Span } from './screen-text.ts';

/** A position, and what `keel positions` says of it: the numbers of the row are the same ones. */
type Shown = Readonly<{ position: Position; json: PositionJson }>;
type Column = Readonly<{ head: string; width: number; show: (shown: Shown, width: number) => Line }>;

/** Positions that hold something or may come to hold something, in the order in which they were opened. */
export function openPositions({ positions }: State): readonly Position[] {
  return [...positions.values()].filter(({ phase }) => phase !== 'closed').sort((a, b) => a.number - b.number);
}

export type Room = Readonly<{ rows: number; width: number }>;

/** The head of the table and its rows; what does not fit is counted in the last row. */
export function positionTable(state: State, settings: Settings, { rows, width }: Room): readonly Line[] {
  const columns = width >= 119 ? wide : narrow;
  const head = joined(columns.map(({ head: text, width: space }) => [dim(left(text, space))]));
  const shown = shownOf(state, settings);
  const fitting = shown.length > rows ? shown.slice(0, rows - 1) : shown;
  const lines = fitting.map((one) => joined(columns.map(({ width: space, show }) => cell(show(one, space), space))));
  const rest = shown.length - fitting.length;
  return [head, ...lines, ...(rest > 0 ? [[dim(` and ${rest} more: keel positions`)]] : [])];
}

function joined(cells: readonly Line[]): Line {
  return cells.flatMap((one): Line => [plain(' '), ...one]);
}

function shownOf(state: State, settings: Settings): readonly Shown[] {
  const known = new Map(positionsJson(state, settings).positions.map((json) => [json.instrument, json]));
  return openPositions(state).flatMap((position) => {
    const json = known.get(position.instrument);
    return json === undefined ? [] : [{ position, json }];
  });
}

const none = (width: number): Line => [dim(right('-', width))];

function price(of: (json: PositionJson) => string | null): Column['show'] {
  return ({ position, json }, width) => {
    const value = of(json);
    return value === null ? none(width) : [plain(fitted(Number(value), decimalsOf(position.tick), width))];
  };
}

function quantity({ position }: Shown, width: number): Line {
  const qty = toNumber(add(remaining(position), position.working));
  return [plain(fitted(qty, decimalsOf(position.lot), width))];
}

function result(of: (json: PositionJson) => string | number | null): Column['show'] {
  return ({ json }, width) => {
    const value = json.entryPrice === null ? null : of(json);
    if (value === null) return none(width);
    const text = signedIn(Number(value), width);
    return [tinted(text.includes('-') ? 'bad' : text.includes('+') ? 'good' : 'plain', text)];
  };
}

function away({ json: { stopDistancePct: share } }: Shown, width: number): Line {
  if (share === null) return none(width);
  const full = `${share.toFixed(2)}%`;
  return [tinted(share <= 0 ? 'bad' : 'plain', right(full.length <= width ? full : `${share.toFixed(1)}%`, width))];
}

function phase({ position, json }: Shown): Span {
  switch (position.phase) {
    case 'unprotected':
      return tinted('bad', `UNPROTECTED ${briefly(json.unprotectedMs)}`);
    case 'protected':
      return tinted('good', 'protected');
    case 'exiting':
      return tinted('warn', `exit ${position.reason}`);
    case 'entering':
    case 'closed':
      return dim(position.phase);
  }
}

/** How many take-profits still rest; without any it runs until its stop. */
function targetsLeft({ position, json }: Shown): string {
  if (position.working > 0n || position.tally.entryQty === 0n) return '';
  return json.targetsLeft.length > 0 ? `${json.targetsLeft.length} TP` : 'runner';
}

/** Both in one column; while it is unprotected, nothing else is worth a word. */
function phaseAndTargets(shown: Shown): Line {
  const targets = shown.position.phase === 'protected' ? [dim(`  ${targetsLeft(shown)}`)] : [];
  return [phase(shown), ...targets];
}

function nextTarget(shown: Shown): Line {
  const [next] = shown.json.targetsLeft;
  const level = next === undefined ? '' : ` ${fitted(Number(next.price), decimalsOf(shown.position.tick), 8).trim()}`;
  return [dim(`${targetsLeft(shown)}${level}`)];
}

const side: Column['show'] = ({ position }) => [tinted(position.side === 'long' ? 'plain' : 'accent', position.side)];

const narrow: readonly Column[] = [
  { head: 'base', width: 6, show: ({ position }) => [plain(position.base)] },
  { head: 'side', width: 5, show: side },
  { head: '    qty', width: 7, show: quantity },
  { head: '   entry', width: 8, show: price(({ entryPrice }) => entryPrice) },
  { head: '    mark', width: 8, show: price(({ mark }) => mark) },
  { head: 'R now', width: 5, show: result(({ r }) => r) },
  { head: '    stop', width: 8, show: price(({ stopPrice }) => stopPrice) },
  { head: ' away', width: 5, show: away },
  { head: 'state', width: 18, show: phaseAndTargets },
];

const wide: readonly Column[] = [
  { head: 'instrument', width: 12, show: ({ position }) => [plain(position.instrument)] },
  { head: 'side', width: 5, show: side },
  { head: '      qty', width: 9, show: quantity },
  { head: '     entry', width: 10, show: price(({ entryPrice }) => entryPrice) },
  { head: '      mark', width: 10, show: price(({ mark }) => mark) },
  { head: '  USD now', width: 9, show: result(({ unrealisedPnl }) => unrealisedPnl) },
  { head: ' R now', width: 6, show: result(({ r }) => r) },
  { head: '      stop', width: 10, show: price(({ stopPrice }) => stopPrice) },
  { head: '  away', width: 6, show: away },
  { head: '', width: 0, show: () => nothing },
  { head: 'state', width: 18, show: (shown) => [phase(shown)] },
  { head: 'targets left', width: 12, show: nextTarget },
];
