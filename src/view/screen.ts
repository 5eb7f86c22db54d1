import type { Trade } from '../core/ledger/trade.ts';
import type { Settings } from '../core/settings.ts';
import type { State } from '../core/state.ts';
import { modeJson } from './mode.ts';
import { decisionRows } from './screen-decisions.ts';
import type { RecentDecision } from './screen-decisions.ts';
import { headLines } from './screen-head.ts';
import type { ScreenFacts } from './screen-head.ts';
import { openPositions, positionTable } from './screen-positions.ts';
import type { Room } from './screen-positions.ts';
import { apart, bold, crop, dim, nothing, plain, rule, widthOf } from './screen-text.ts';
import type { Line } from './screen-text.ts';
import { tradeLines, tradesTitle } from './screen-trades.ts';
import { reasonRows, waitingLine, waitingOf } from './screen-waiting.ts';
import type { Waiting } from './screen-waiting.ts';

export type ScreenInput = Readonly<{
  state: State;
  settings: Settings;
  facts: ScreenFacts;
  /** Newest first. */
  decisions: readonly RecentDecision[];
  /** The last CYCLE_SUMMARY line, or '' before the first. */
  lastSummary: string;
  /** All of this run, newest last. */
  trades: readonly Trade[];
  width: number;
  height: number;
}>;

/**
 * What a person sees of a run: a frame of `height` lines, none of them as wide as the terminal. The place of everything
 * follows from the size alone, so nothing moves while numbers change.
 */
export function screen(input: ScreenInput): readonly Line[] {
  const { state, settings, decisions, trades, height } = input;
  const width = Math.max(1, input.width - 1);
  const { rows, reasons, airy } = allot(height);
  const waiting = waitingOf(state, settings);
  const air: readonly Line[] = airy ? [nothing] : [];
  const why: readonly Line[] = [
    ...air,
    rule([bold('why no signal'), plain(' now')], width),
    ...filled(reasonRows(waiting, reasons, width), reasons),
  ];
  const lines = [
    ...headLines(input, width),
    ...air,
    rule(positionsTitle(input), width),
    ...filled(positions(input, waiting, { rows: rows.positions, width }), rows.positions + 1),
    ...(reasons > 0 ? why : []),
    ...air,
    rule([bold('decisions')], width),
    ...filled(decisionRows(decisions, rows.decisions), rows.decisions),
    ...air,
    rule(tradesTitle(trades), width),
    ...filled(tradeLines(trades, { rows: rows.trades, width, registry: state.registry }), rows.trades),
    ...air,
    ...footer(input, width),
  ];
  return lines.slice(0, height).map((line) => crop(line, width));
}

type Allotment = Readonly<{
  rows: Readonly<{ positions: number; decisions: number; trades: number }>;
  reasons: number;
  airy: boolean;
}>;

/** How many rows each section has, from the height alone. */
function allot(height: number): Allotment {
  const airy = height >= 32;
  const reasons = airy ? 4 : 0;
  // Five of the head, four of section heads, three at the foot; and with air, five empty lines and one more section.
  const left = Math.max(3, height - 12 + (airy ? -6 - reasons : 0));
  const positions = Math.max(1, Math.min(10, Math.round(left * 0.45)));
  const trades = Math.max(1, Math.round((left - positions) * 0.3));
  return { rows: { positions, decisions: Math.max(1, left - positions - trades), trades }, reasons, airy };
}

function filled(lines: readonly Line[], rows: number): readonly Line[] {
  return Array.from({ length: rows }, (_, row) => lines[row] ?? nothing);
}

function positionsTitle({ state, settings }: ScreenInput): Line {
  return [bold('positions'), plain(` ${openPositions(state).length} of ${settings.risk.positionsGate}`)];
}

/** The table; where it is empty, what is being waited for. */
function positions(input: ScreenInput, waiting: Waiting, room: Room): readonly Line[] {
  const { state, settings, height } = input;
  if (openPositions(state).length > 0) return positionTable(state, settings, room);
  const { mode } = modeJson(state, settings);
  if (mode !== 'NORMAL') return [[plain(' no position, '), dim(`and none is entered while ${mode}`)]];
  const details = allot(height).reasons > 0 || waiting.markets === 0 ? [] : reasonRows(waiting, room.rows, room.width);
  return [[plain(` no position: ${waitingLine(waiting)}`)], ...details];
}

/** The last heartbeat, and what a person can do. */
function footer(input: ScreenInput, width: number): readonly Line[] {
  const { lastSummary, facts } = input;
  const from = lastSummary.indexOf('CYCLE_SUMMARY');
  const beat = from >= 0 ? lastSummary.slice(from) : 'CYCLE_SUMMARY comes every 60 seconds of market time';
  const stop: Line = [plain(' Ctrl-C'), dim(' stops; positions and stops stay')];
  const journal: Line = [dim(`journal ${facts.journal}`)];
  const fits = widthOf(stop) + widthOf(journal) + 3 <= width;
  return [[dim(` ${beat}`)], fits ? apart(stop, journal, width) : stop, commandLine(input)];
}

function commandLine({ state, settings }: ScreenInput): Line {
  const { latch, paused } = modeJson(state, settings);
  const last = latch !== null ? ['reset'] : [paused ? 'resume' : 'pause', 'kill'];
  const commands = ['status', 'explain BTC', ...last].map((name) => `keel ${name}`);
  return [dim(' second terminal: '), plain(commands.join(' · '))];
}
