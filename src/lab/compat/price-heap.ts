/** Rows waiting for a price, the lowest key first. A caller that waits for a falling price negates keys. */
export type PriceHeap = { readonly keys: number[]; readonly rows: number[] };

export function newPriceHeap(): PriceHeap {
  return { keys: [], rows: [] };
}

/** Infinity when nothing waits, so that no price is beyond it. */
export function lowestKey({ keys }: PriceHeap): number {
  return keys[0] ?? Infinity;
}

export function pushRow({ keys, rows }: PriceHeap, key: number, row: number): void {
  let child = keys.length;
  while (child > 0) {
    const parent = (child - 1) >> 1;
    const above = keys[parent] ?? -Infinity;
    if (above <= key) break;
    keys[child] = above;
    rows[child] = rows[parent] ?? 0;
    child = parent;
  }
  keys[child] = key;
  rows[child] = row;
}

/** Takes the row with the lowest key; -1 when there is none. */
export function popRow({ keys, rows }: PriceHeap): number {
  const first = rows[0] ?? -1;
  const [key, row] = [keys.pop(), rows.pop()];
  if (key === undefined || row === undefined || keys.length === 0) return first;
  let hole = 0;
  for (;;) {
    let child = 2 * hole + 1;
    if (child >= keys.length) break;
    if ((keys[child + 1] ?? Infinity) < (keys[child] ?? Infinity)) child += 1;
    const below = keys[child] ?? Infinity;
    if (below >= key) break;
    keys[hole] = below;
    rows[hole] = rows[child] ?? 0;
    hole = child;
  }
  keys[hole] = key;
  rows[hole] = row;
  return first;
}
