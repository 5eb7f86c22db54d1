/** The known path that a mistyped one most likely meant; the right name in the wrong section counts as near. */
export function nearest(path: string, known: Iterable<string>): string | undefined {
  let best: Readonly<{ path: string; distance: number }> | undefined;
  for (const candidate of known) {
    const distance = between(path, candidate);
    if (best === undefined || distance < best.distance) best = { path: candidate, distance };
  }
  return best?.path;
}

function between(path: string, candidate: string): number {
  const elsewhere = editDistance(lastOf(path), lastOf(candidate)) + 1;
  return Math.min(editDistance(path, candidate), elsewhere);
}

function lastOf(path: string): string {
  return path.slice(path.lastIndexOf('.') + 1);
}

/** Letters to insert, remove, change or swap with a neighbour, to make one word of the other. */
export function editDistance(a: string, b: string): number {
  let [beforeLast, last]: [readonly number[], readonly number[]] = [
    [],
    Array.from({ length: b.length + 1 }, (_, j) => j),
  ];
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const changed = at(last, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const swapped = isSwap(a, b, { i, j }) ? at(beforeLast, j - 2) + 1 : Infinity;
      row.push(Math.min(at(last, j) + 1, at(row, j - 1) + 1, changed, swapped));
    }
    [beforeLast, last] = [last, row];
  }
  return at(last, b.length);
}

function isSwap(a: string, b: string, { i, j }: Readonly<{ i: number; j: number }>): boolean {
  return i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? Infinity;
}
