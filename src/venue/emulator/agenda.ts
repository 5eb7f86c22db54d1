import type { Ms } from '../../core/units.ts';

/** What is to happen, by time and then by the order of adding. */
export type Agenda<T> = Readonly<{
  add: (at: Ms, item: T) => void;
  nextAt: () => Ms | undefined;
  /** Removes and returns the first item; undefined when there is none. */
  take: () => T | undefined;
}>;

type Entry<T> = Readonly<{ at: Ms; turn: number; item: T }>;

function precedes<T>(a: Entry<T>, b: Entry<T>): boolean {
  return a.at < b.at || (a.at === b.at && a.turn < b.turn);
}

/** Lets the last entry rise to its place. */
function rise<T>(heap: Entry<T>[], entry: Entry<T>): void {
  let at = heap.length;
  while (at > 0) {
    const above = (at - 1) >> 1;
    const parent = heap[above];
    if (parent === undefined || !precedes(entry, parent)) break;
    heap[at] = parent;
    at = above;
  }
  heap[at] = entry;
}

/** Lets an entry sink from the top, which is free. */
function sink<T>(heap: Entry<T>[], entry: Entry<T>): void {
  let at = 0;
  for (;;) {
    const left = heap[2 * at + 1];
    const right = heap[2 * at + 2];
    const goesRight = left !== undefined && right !== undefined && precedes(right, left);
    const child = goesRight ? right : left;
    if (child === undefined || !precedes(child, entry)) break;
    heap[at] = child;
    at = 2 * at + (goesRight ? 2 : 1);
  }
  heap[at] = entry;
}

/** A binary heap; of two items for the same moment the one added first comes first. */
export function createAgenda<T>(): Agenda<T> {
  const heap: Entry<T>[] = [];
  let turns = 0;
  return {
    add: (at, item) => {
      rise(heap, { at, turn: turns, item });
      turns += 1;
    },
    nextAt: () => heap[0]?.at,
    take: () => {
      const first = heap[0];
      const last = heap.pop();
      if (last !== undefined && heap.length > 0) sink(heap, last);
      return first?.item;
    },
  };
}
