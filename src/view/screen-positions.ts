import { markOf } from '../core/market/market.ts';
import { outstanding } from '../core/position/exit-plan.ts';
import type { Position } from '../core/position/position.ts';
import { entryPrice, remaining } from '../core/position/tally.ts';
import type { State } from '../core/state.ts';
import { add, toNumber } from '../core/units.ts';
import type { Ms } from '../core/units.ts';
import { briefly, decimalsOf, fitted, signed } from './screen-number.ts';
import { cell, dim, left, plain, right, tinted } from './screen-text.ts';
import type { Line, Span, Tone } from './screen-text.ts';

/** A position with everything that its row shows, in plain numbers. */
type Shown = Readonly<{
  position: Position;
  at: Ms;
  qty: number;
  stop: number;
  mark?: number;
  /** Of what is filled; absent before the first fill. */
  entry?: number;
  /** Profit of what is still held, before costs. */
  gain?: number;
  /** The same in units of the risk first taken. */
  r?: number;
  /** From the mark to the stop, as a share of the mark; negative once the mark is beyond it. */
  away?: number;
}>;

type Column = Readonly<{ head: string; width: number; show: (shown: Shown, width: number) => Line }>;

/** Positions that hold something or may come to hold something, in the order in which they were opened. */
export function openPositions({ positions }: State): readonly Position[] {
  return [...positions.values()].filter(({ phase }) => phase !== 'closed').sort((a, b) => a.number - b.number);
}

/** The head of the table and its rows; what does not fit is counted in the last row. */
export function positionTable(state: State, rows: number, width: number): readonly Line[] {
  const columns = width >= 116 ? wide : narrow;
  const shown = openPositions(state).map((position) => shownOf(state, position));
  const fitting = shown.length > rows ? shown.slice(0, rows - 1) : shown;
  const rest = shown.length - fitting.length;
  const lines = fitting.map((one) => line(columns.map(({ width: space, show }) => cell(show(one, space), space))));
  return rest > 0 ? [...lines, [dim(` and ${rest} more: keel status`)]] : lines;
}

export function positionHead(width: number): Line {
  const columns = width >= 116 ? wide : narrow;
  return line(columns.map(({ head, width: space }) => [dim(left(head, space))]));
}

function line(cells: readonly Line[]): Line {
  return cells.flatMap((one): Line => [plain(' '), ...one]);
}

function shownOf(state: State, position: Position): Shown {
  const market = state.markets.get(position.instrument);
  const price = market === undefined ? undefined : markOf(market);
  const paid = entryPrice(position);
  const held = toNumber(remaining(position));
  const base = { position, at: state.at, qty: toNumber(add(remaining(position), position.working)) };
  const stop = toNumber(position.stopPrice);
  const way = position.side === 'long' ? 1 : -1;
  if (price === undefined) return { ...base, stop };
  const mark = toNumber(price);
  const marked = { ...base, stop, mark, away: (way * (mark - stop)) / mark };
  if (paid === undefined) return marked;
  const entry = toNumber(paid);
  const risk = Math.abs(entry - toNumber(position.initialStop));
  const move = way * (mark - entry);
  return { ...marked, entry, gain: move * held, ...(risk > 0 ? { r: move / risk } : {}) };
}

const number =
  (of: (shown: Shown) => number | undefined, step: 'tick' | 'lot') =>
  (shown: Shown, width: number): Line => {
    const value = of(shown);
    return value === undefined ? none(width) : [plain(fitted(value, decimalsOf(shown.position[step]), width))];
  };

const result =
  (of: (shown: Shown) => number | undefined) =>
  (shown: Shown, width: number): Line => {
    const value = of(shown);
    if (value === undefined) return none(width);
    const full = signed(value, 2);
    return [
      tinted(
        value < 0 ? 'bad' : 'good',
        right(full.length <= width ? full : signed(value, value >= 1e4 ? 0 : 1), width),
      ),
    ];
  };

function away({ away: share }: Shown, width: number): Line {
  if (share === undefined) return none(width);
  const full = `${(share * 100).toFixed(2)}%`;
  const text = right(full.length <= width ? full : `${(share * 100).toFixed(1)}%`, width);
  return [share <= 0 ? tinted('bad', text) : plain(text)];
}

const none = (width: number): Line => [dim(right('-', width))];

function phase({ position, at }: Shown): Span {
  switch (position.phase) {
    case 'unprotected':
      return tinted('bad', `UNPROTECTED ${briefly(at - position.since)}`);
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
function targetsLeft({ position }: Shown): string {
  if (position.working > 0n || position.tally.entryQty === 0n) return '';
  const left = position.targets.filter((target) => outstanding(position, target) > 0n);
  return left.length > 0 ? `${left.length} TP` : 'runner';
}

/** Both in one column; while it is unprotected, nothing else is worth a word. */
function phaseAndTargets(shown: Shown): Line {
  return shown.position.phase === 'protected' ? [phase(shown), dim(`  ${targetsLeft(shown)}`)] : [phase(shown)];
}

function nextTarget(shown: Shown): Line {
  const { position } = shown;
  const next = position.targets.find((target) => outstanding(position, target) > 0n);
  const price = next === undefined ? '' : ` at ${fitted(toNumber(next.price), decimalsOf(position.tick), 0).trim()}`;
  return [dim(`${targetsLeft(shown)}${price}`)];
}

const toneOfSide = (side: Position['side']): Tone => (side === 'long' ? 'plain' : 'accent');
const side = ({ position }: Shown): Line => [tinted(toneOfSide(position.side), position.side)];

const narrow: readonly Column[] = [
  { head: 'base', width: 6, show: ({ position }) => [plain(position.base)] },
  { head: 'side', width: 5, show: side },
  { head: '    qty', width: 7, show: number(({ qty }) => qty, 'lot') },
  { head: '   entry', width: 8, show: number(({ entry }) => entry, 'tick') },
  { head: '    mark', width: 8, show: number(({ mark }) => mark, 'tick') },
  { head: 'R now', width: 5, show: result(({ r }) => r) },
  { head: '    stop', width: 8, show: number(({ stop }) => stop, 'tick') },
  { head: ' away', width: 5, show: away },
  { head: 'state', width: 18, show: phaseAndTargets },
];

const wide: readonly Column[] = [
  { head: 'instrument', width: 12, show: ({ position }) => [plain(position.instrument)] },
  { head: 'side', width: 5, show: side },
  { head: '      qty', width: 9, show: number(({ qty }) => qty, 'lot') },
  { head: '     entry', width: 10, show: number(({ entry }) => entry, 'tick') },
  { head: '      mark', width: 10, show: number(({ mark }) => mark, 'tick') },
  { head: '  USD now', width: 9, show: result(({ gain }) => gain) },
  { head: ' R now', width: 6, show: result(({ r }) => r) },
  { head: '      stop', width: 10, show: number(({ stop }) => stop, 'tick') },
  { head: '  away', width: 6, show: away },
  { head: 'state', width: 18, show: (shown) => [phase(shown)] },
  { head: 'targets left', width: 13, show: nextTarget },
];
