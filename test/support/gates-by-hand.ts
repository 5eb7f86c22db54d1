import type { ExplainedGate } from '../../src/view/explain.ts';
import type { ByHand, Structure } from './by-hand.ts';

/** What the candles do not tell: what the run had done by then. */
export type Situation = Readonly<{
  at: number;
  /** When the signal before this close fired. */
  firedAt?: number;
  /** When the candles opened that broke the structures entered on. */
  traded: readonly number[];
  occupied: boolean;
  /** When the trades before this close were stopped out, and when they lost. */
  stopOuts: readonly number[];
  losses: readonly number[];
}>;

export type Answer = Omit<ExplainedGate, 'asks'>;
type Value = number | string;

const unknown = 'unknown';

/** The gates of the strategy with the shipped thresholds, written down anew: every one, in order, with what it sees. */
export function gatesByHand(
  seen: ByHand,
  { at, firedAt, traded, occupied, stopOuts, losses }: Situation,
): readonly Answer[] {
  const { counts, price, bps, adx, atr } = seen;
  const hasBias = counts.day >= 200 && Math.abs(bps) >= 10;
  const side = hasBias ? (bps > 0 ? 1 : -1) : undefined;
  const structure = side !== undefined && seen.structure?.dir === side ? seen.structure : undefined;
  const zone = structure?.zone;
  const place = placeOf(seen, structure, widened(stopOuts, at));
  const rest = restOf(losses, at);
  const points =
    place?.ote === undefined || counts.hour < 28 || zone === undefined
      ? undefined
      : (zone.kind === 'ob' ? 17 : 15) + (place.ote ? 15 : place.fib ? 10 : 0) + 20 + pointsOf(adx) + 15;
  const left = firedAt === undefined ? 0 : Math.max(0, firedAt + 4 * 3_600_000 - at);
  const tolerance = Math.min(0.02 + (atr / price) * 0.3, 0.05);
  const isAt = zone !== undefined && price >= zone.bottom * (1 - tolerance) && price <= zone.top * (1 + tolerance);
  const isTraded = structure !== undefined && traded.includes(structure.openAt);
  const edge = zone === undefined ? '' : `${zone.bottom}-${zone.top}`;
  const row = (code: string, [value, threshold]: readonly [Value, Value], pass: boolean): Answer => ({
    code,
    value,
    threshold,
    verdict: pass ? 'pass' : 'fail',
  });
  const isWarm = counts.day >= 200 && counts.four >= 250 && counts.hour >= 28;
  const fibs = '0.618-0.786, or within 20 bps of 0.382, 0.5, 0.618, 0.786';
  return [
    row('NOT_IN_UNIVERSE', ['chosen', 'chosen'], true),
    row('NOT_TRADABLE', ['open', 'open'], true),
    row('DATA_MISSING', [`${counts.day} / ${counts.four} / ${counts.hour}`, '200 / 250 / 28'], isWarm),
    row('DATA_UNFIT', ['HEALTHY', 'fit'], true),
    row('BIAS_NEUTRAL', [counts.day >= 200 ? bps : unknown, 10], hasBias),
    row('4H_STRUCTURE_REQUIRED', structureRow(seen, side), structure !== undefined),
    row(
      'ZONE_REQUIRED',
      [
        structure === undefined ? unknown : zone === undefined ? 'none' : `${zone.kind} ${edge}`,
        'at most 50 candles old',
      ],
      zone !== undefined,
    ),
    row(
      'INDICATOR_UNAVAILABLE',
      [`${counts.hour >= 28 ? 'ADX' : 'no ADX'}, ${counts.four >= 14 ? 'ATR' : 'no ATR'}`, 'ADX, ATR'],
      counts.hour >= 28 && counts.four >= 14,
    ),
    row('ADX_TOO_LOW', [counts.hour >= 28 ? adx : unknown, 25], counts.hour >= 28 && adx >= 25),
    row(
      'ZONE_NOT_REACHED',
      zone === undefined ? [unknown, 'a zone'] : [price, `${edge} within ${(tolerance * 100).toFixed(2)} %`],
      isAt,
    ),
    row(
      'FIB_UNAVAILABLE',
      [structure === undefined ? unknown : `${structure.a}-${structure.b}`, 'a leg'],
      structure !== undefined && structure.a !== structure.b,
    ),
    row('FIB_GATE', [place?.r ?? unknown, fibs], place?.fib === true),
    row(
      'STOP_INVALID',
      place?.stop === undefined ? [unknown, 'a zone'] : [place.stop, `${side === 1 ? 'below' : 'above'} ${price}`],
      place?.stop !== undefined && place.stop > 0 && (side === 1 ? place.stop < price : place.stop > price),
    ),
    row('RR_TOO_LOW', [place?.rr ?? unknown, 2], (place?.rr ?? 0) >= 2),
    row('SCORE_BELOW_THRESHOLD', [points ?? unknown, 65], (points ?? 0) >= 65),
    row(
      'STRUCTURE_TRADED',
      structure === undefined ? [unknown, 'a structure'] : [isTraded ? 'traded' : 'new', 'new'],
      structure !== undefined && !isTraded,
    ),
    row('SIGNAL_COOLDOWN', [`${Math.ceil(left / 60_000)} min left`, '0 min left'], left === 0),
    row('SYMBOL_LOSS_COOLDOWN', [`${Math.ceil(rest / 60_000)} min left`, '0 min left'], rest === 0),
    row('SPREAD_MAX_EXCEEDED', ['not known', 0.01], true),
    row('POSITION_EXISTS', [occupied ? 'occupied' : 'free', 'free'], !occupied),
    row('ENTRIES_BLOCKED', ['allowed', 'allowed'], true),
  ];
}

function structureRow({ structure }: ByHand, side: 1 | -1 | undefined): readonly [Value, Value] {
  if (side === undefined) return [unknown, 'a bias'];
  const threshold = `BOS or CHoCH ${side === 1 ? 'up' : 'down'}`;
  if (structure === undefined) return ['no break', threshold];
  const { kind, dir, level } = structure;
  return [`${kind} ${dir === 1 ? 'up' : 'down'} through ${level}`, threshold];
}

type Place = Readonly<{ r: number; ote: boolean; fib: boolean; stop?: number; rr?: number }>;

/** Where the price stands on the leg (C.11), where the trade would be wrong, and what it would earn over what it risks. */
function placeOf({ price, atr }: ByHand, structure: Structure | undefined, wider: number): Place | undefined {
  if (structure === undefined || structure.a === structure.b) return undefined;
  const { a, b, dir, zone } = structure;
  const r = Math.abs(b - price) / Math.abs(b - a);
  const signed = dir * (b - price) >= 0 ? r : -r;
  const ote = signed >= 0.618 && signed <= 0.786;
  const near = [0.382, 0.5, 0.618, 0.786].some((fib) => Math.abs(price - (b - fib * (b - a))) <= price * 0.002);
  const place = { r: signed, ote, fib: ote || near };
  if (zone === undefined) return place;
  const stop = dir === 1 ? zone.bottom - 0.225 * wider * atr : zone.top + 0.225 * wider * atr;
  const risk = dir * (price - stop);
  return { ...place, stop, rr: risk > 0 ? (dir * (b - price)) / risk : 0 };
}

const day = 86_400_000;

/** Two stop-outs within a day widen the stop by half, each further one by a quarter, up to twice. */
export function widened(stopOuts: readonly number[], at: number): number {
  const count = stopOuts.filter((time) => time > at - day).length;
  return count < 2 ? 1 : Math.min(1.5 + 0.25 * (count - 2), 2);
}

/** Three losses within a day rest the instrument for twelve hours, and for twelve more while three still count. */
function restOf(losses: readonly number[], at: number): number {
  let until = -Infinity;
  for (const [n, time] of losses.entries()) {
    const before = losses.slice(0, n + 1);
    for (let from = time; before.filter((lost) => lost > from - day).length >= 3;) until = from += day / 2;
  }
  return Math.max(0, until - at);
}

export function pointsOf(adx: number): number {
  if (adx >= 40) return 15;
  if (adx >= 30) return 12;
  if (adx >= 25) return 10;
  return adx >= 20 ? 7 : 0;
}

/** The first that says no, or SIGNAL. */
export function verdictOf(answers: readonly Answer[]): string {
  return answers.find(({ verdict }) => verdict === 'fail')?.code ?? 'SIGNAL';
}
