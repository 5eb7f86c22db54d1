import type { Series } from '../../src/lab/series.ts';
import type { Swing } from '../../src/lab/compat/smclib/swings.ts';

type Rows = readonly (readonly number[])[];
const cell = (column: ArrayLike<number>, row: number): number => column[row] ?? Number.NaN;
const f32 = Math.fround;

/** `swing_highs_lows` by looking through each window, and by deleting the worse of two neighbours until nothing changes. */
export function naiveSwings({ high, low, close }: Series, length: number): readonly Swing[] {
  const found: Swing[] = [];
  for (let i = 2 * length - 1; i + length < close.length; i += 1) {
    const window = Array.from({ length: 2 * length }, (_, k) => i - length + 1 + k);
    if (window.every((k) => cell(high, k) <= cell(high, i))) found.push({ row: i, side: 1, level: cell(high, i) });
    else if (window.every((k) => cell(low, k) >= cell(low, i))) found.push({ row: i, side: -1, level: cell(low, i) });
  }
  for (let k = 0; k + 1 < found.length;) {
    const [a, b] = [found[k], found[k + 1]];
    if (a === undefined || b === undefined || a.side !== b.side) k += 1;
    else found.splice(a.side * a.level < b.side * b.level ? k : k + 1, 1);
  }
  const [first, last] = [found[0], found.at(-1)];
  if (first === undefined || last === undefined) return [];
  const end = (row: number, side: number): Swing =>
    side === 1 ? { row, side: -1, level: cell(low, row) } : { row, side: 1, level: cell(high, row) };
  return [end(0, first.side), ...found, end(close.length - 1, last.side)];
}

/** `ob` over whole arrays, with lists of active rows, as the definitions tell it. */
export function naiveBlocks(
  { open, high, low, close, volume }: Series,
  swings: readonly Swing[],
  byBody: boolean,
): Rows {
  const n = close.length;
  const zero = (): number[] => Array.from({ length: n }, () => 0);
  const [ob, top, bottom, size, mitigated, share] = [zero(), zero(), zero(), zero(), zero(), zero()];
  const broken = new Set<number>();
  for (const side of [1, -1]) {
    let active: number[] = [];
    const used = new Set<number>();
    for (let t = 0; t < n; t += 1) {
      const bodies = [cell(open, t), cell(close, t)];
      const through =
        side === 1 ? (byBody ? Math.min(...bodies) : cell(low, t)) : byBody ? Math.max(...bodies) : cell(high, t);
      active = active.filter((k) => {
        const isBack = side === 1 ? cell(high, t) > cell(top, k) : cell(low, t) < cell(bottom, k);
        if (broken.has(k) && isBack) {
          for (const column of [ob, top, bottom, size, mitigated, share]) column[k] = 0;
          return false;
        }
        if (!broken.has(k) && (side === 1 ? through < cell(bottom, k) : through > cell(top, k))) {
          broken.add(k);
          mitigated[k] = side === 1 ? t - 1 : t;
        }
        return true;
      });
      const swing = swings.findLast((each) => each.side === side && each.row < t);
      if (swing === undefined || used.has(swing.row) || !(side * cell(close, t) > side * swing.level)) continue;
      used.add(swing.row);
      const leg = Array.from({ length: t - 1 - swing.row }, (_, k) => swing.row + 1 + k);
      const [prices, best] = side === 1 ? [low, Math.min] : [high, Math.max];
      const extreme = best(...leg.map((j) => cell(prices, j)));
      const k = leg.findLast((j) => cell(prices, j) === extreme) ?? t - 1;
      const isSwapped = side === 1 && t - swing.row === 1;
      [ob[k], top[k], bottom[k]] = [side, f32(cell(isSwapped ? low : high, k)), f32(cell(isSwapped ? high : low, k))];
      const [a, b] = [f32(cell(volume, t) + cell(volume, t - 1)), f32(t < 2 ? 0 : cell(volume, t - 2))];
      size[k] = f32(cell(volume, t) + cell(volume, t - 1) + (t < 2 ? 0 : cell(volume, t - 2)));
      share[k] = Math.max(a, b) === 0 ? 100 : f32(f32(Math.min(a, b) / Math.max(a, b)) * 100);
      active.push(k);
    }
  }
  const columns = [ob, top, bottom, size, mitigated, share];
  return ob.flatMap((side, k) => (side === 0 ? [] : [[k, ...columns.map((column) => cell(column, k))]]));
}

/** `liquidity` by comparing each swing with all later ones. */
export function naiveLiquidity({ high, low }: Series, swings: readonly Swing[], percent: number): Rows {
  const band = (Math.max(...high) - Math.min(...low)) * percent;
  const rows: number[][] = [];
  for (const side of [1, -1]) {
    const used = new Set<Swing>();
    const mine = swings.filter((swing) => swing.side === side);
    for (const seed of mine) {
      if (used.has(seed)) continue;
      const [from, to] = [seed.level - band, seed.level + band];
      const prices = side === 1 ? high : low;
      const swept = prices.findIndex((price, c) => c > seed.row && (side === 1 ? price >= to : price <= from));
      const group = mine.filter((each) => {
        const isInTime = each.row > seed.row && (swept < 0 || each.row < swept);
        return isInTime && !used.has(each) && from <= each.level && each.level <= to;
      });
      for (const each of group) used.add(each);
      const levels = [seed, ...group].map(({ level }) => level);
      const mean = f32(levels.reduce((sum, level) => sum + level, 0) / levels.length);
      if (group.length > 0) rows.push([seed.row, side, mean, group.at(-1)?.row ?? 0, Math.max(swept, 0)]);
    }
  }
  return rows.sort((a, b) => (a[0] ?? 0) - (b[0] ?? 0));
}

/** `bos_choch` with a scan for every first break, and every earlier row cleared that is broken no earlier than a later one. */
export function naiveBreaks({ high, low, close }: Series, swings: readonly Swing[], byClose: boolean): Rows {
  const shapes = swings.slice(3).flatMap((d, k) => {
    const [a = NaN, b = NaN, c = NaN] = [0, 1, 2].map((offset) => (swings[k + offset]?.level ?? NaN) * d.side);
    const e = d.level * d.side;
    const isBos = a < c && c < b && b < e;
    const isChange = c < a && a < b && b < e;
    const row = swings[k + 1]?.row ?? 0;
    return isBos || isChange ? [{ row, side: d.side, isBos, level: f32(b * d.side) }] : [];
  });
  const broken = shapes.map(({ row, side, level }) => {
    const prices = byClose ? close : side === 1 ? high : low;
    return prices.findIndex((price, j) => j >= row + 2 && (side === 1 ? price > level : price < level));
  });
  return shapes.flatMap(({ row, side, isBos, level }, k) => {
    const mine = broken[k] ?? -1;
    if (mine < 0) return [];
    const isCleared = broken.some((other, i) => i > k && other >= 0 && other <= mine);
    const none = Number.NaN;
    return [isCleared ? [row, none, none, none, mine] : [row, isBos ? side : none, isBos ? none : side, level, mine]];
  });
}
