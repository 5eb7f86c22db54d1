import type { ExplainedSetup } from '../../src/view/explained-setup.ts';
import type { ByHand, Structure } from './by-hand.ts';
import { pointsOf, widened } from './gates-by-hand.ts';
import type { Situation } from './gates-by-hand.ts';

type Setup = Omit<ExplainedSetup, 'regime' | 'strategy'>;

/** Every number that the gates found, from the candles alone, with the shipped values written down anew. */
export function setupByHand(seen: ByHand, { at, stopOuts }: Situation): Setup {
  const { counts, daily, adx, atr, bps, structure } = seen;
  const side =
    counts.day >= 200 && Math.abs(bps) >= 10 ? (bps > 0 ? ('long' as const) : ('short' as const)) : undefined;
  const isOurs = structure !== undefined && side !== undefined && (structure.dir === 1) === (side === 'long');
  const zone = isOurs ? structure.zone : undefined;
  return {
    ...(side === undefined ? {} : { side }),
    ...(counts.day >= 200 ? { bias: { ...daily, bps } } : {}),
    ...(counts.hour >= 28 ? { adx } : {}),
    ...(counts.four >= 14 ? { atr } : {}),
    ...(structure === undefined ? {} : rangeOf(structure, seen.price)),
    ...(zone === undefined ? {} : { zone: { kind: zone.kind, bottom: zone.bottom, top: zone.top } }),
    ...(zone === undefined || counts.four < 14
      ? {}
      : { levels: levelsOf(seen, structure as Structure, widened(stopOuts, at)) }),
    ...(isOurs && counts.hour >= 28 ? scoreOf(seen, structure) : {}),
  };
}

function rangeOf({ kind, dir, level, openAt, a, b }: Structure, price: number): Setup {
  const back = (ratio: number): number => b + ratio * (a - b);
  return {
    structure: {
      kind,
      dir: dir === 1 ? 'up' : 'down',
      level,
      openAt: new Date(openAt).toISOString().replace('.000Z', 'Z'),
    },
    leg: { from: a, to: b, ...(a === b ? {} : { retracement: (price - b) / (a - b) }) },
    ote: [back(0.618), back(0.786)],
    fibs: [0.382, 0.5, 0.618, 0.786].map((ratio) => ({ ratio, price: back(ratio) })),
  };
}

function scoreOf({ price, adx: strength }: ByHand, { a, b, zone }: Structure): Pick<Setup, 'score'> {
  if (zone === undefined || a === b) return {};
  const back = (price - b) / (a - b);
  const isNear = [0.382, 0.5, 0.618, 0.786].some((ratio) => Math.abs(price - b - ratio * (a - b)) <= price * 0.002);
  const smc = zone.kind === 'ob' ? 17 : 15;
  const fib = back >= 0.618 && back <= 0.786 ? 15 : isNear ? 10 : 0;
  const adx = pointsOf(strength);
  const total = smc + fib + 20 + adx + 15;
  const grade = total >= 80 ? 'A' : total >= 65 ? 'B' : total >= 50 ? 'C' : total >= 35 ? 'D' : 'F';
  return { score: { smc, fib, htf: 20, adx, cost: 15, total, grade } };
}

function levelsOf(seen: ByHand, { dir, b, zone }: Structure, widen: number): NonNullable<Setup['levels']> {
  const { price, atr } = seen;
  const edge = dir === 1 ? (zone?.bottom ?? NaN) : (zone?.top ?? NaN);
  const stop = edge - dir * 0.225 * widen * atr;
  const risk = dir * (price - stop);
  return {
    entry: price,
    stop,
    objective: b,
    rr: risk > 0 ? (dir * (b - price)) / risk : 0,
    targets: [
      { name: 'TP1 1R', price: price + (price - stop) },
      { name: 'TP2 2.5R', price: price + 2.5 * (price - stop) },
    ],
    candidates: candidatesOf(seen, dir),
  };
}

/** Hourly extremes beyond both neighbours, all three among the newest 50: the nearest five beyond the price. */
function candidatesOf({ hours, price }: ByHand, dir: 1 | -1): readonly number[] {
  const ends = hours.slice(-50).map(({ high, low }) => (dir === 1 ? high : -low));
  const swings = ends.filter(
    (end, n) => n > 0 && n < ends.length - 1 && end > (ends[n - 1] ?? NaN) && end > (ends[n + 1] ?? NaN),
  );
  const beyond = [...new Set(swings)].filter((end) => end > dir * price).toSorted((x, y) => x - y);
  return beyond.slice(0, 5).map((end) => dir * end);
}

/** Where two values differ by more than a billionth of their size, by path. */
export function differences(ours: unknown, theirs: unknown, path: string = ''): readonly string[] {
  if (typeof ours === 'number' && typeof theirs === 'number') {
    const near = Math.abs(ours - theirs) <= 1e-9 * Math.max(1, Math.abs(ours));
    return near ? [] : [`${path}: ${ours} and by hand ${theirs}`];
  }
  if (typeof ours === 'object' && typeof theirs === 'object' && ours !== null && theirs !== null) {
    const [mine, yours] = [new Map(Object.entries(ours)), new Map(Object.entries(theirs))];
    return [...new Set([...mine.keys(), ...yours.keys()])].flatMap((key) =>
      differences(mine.get(key), yours.get(key), `${path}.${key}`),
    );
  }
  return ours === theirs ? [] : [`${path}: ${String(ours)} and by hand ${String(theirs)}`];
}
