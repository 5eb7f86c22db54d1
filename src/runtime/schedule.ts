import { assert } from '../core/assert.ts';
import type { Ms } from '../core/units.ts';

type Entry<T> = Readonly<{ at: Ms; order: number; item: T }>;

/** Things waiting for their moment, soonest first; those of one moment leave in the order in which they came. */
export class Schedule<T> {
  /** A binary heap: each entry is due no later than the two at twice its place plus one and two. */
  readonly #heap: Entry<T>[] = [];
  #order = 0;

  add(at: Ms, item: T): void {
    const entry = { at, order: this.#order, item };
    this.#order += 1;
    let place = this.#heap.length;
    while (place > 0) {
      const above = (place - 1) >> 1;
      if (!before(entry, this.#entry(above))) break;
      this.#heap[place] = this.#entry(above);
      place = above;
    }
    this.#heap[place] = entry;
  }

  nextAt(): Ms | undefined {
    return this.#heap[0]?.at;
  }

  /** Removes and returns what is due first. */
  take(): T | undefined {
    const first = this.#heap[0];
    const last = this.#heap.pop();
    if (last !== undefined && this.#heap.length > 0) this.#sink(last);
    return first?.item;
  }

  /** Lets an entry fall from the top to its place. */
  #sink(entry: Entry<T>): void {
    const size = this.#heap.length;
    let place = 0;
    for (let below = 1; below < size; below = 2 * place + 1) {
      if (below + 1 < size && before(this.#entry(below + 1), this.#entry(below))) below += 1;
      if (!before(this.#entry(below), entry)) break;
      this.#heap[place] = this.#entry(below);
      place = below;
    }
    this.#heap[place] = entry;
  }

  #entry(place: number): Entry<T> {
    const entry = this.#heap[place];
    assert(entry !== undefined, 'the heap has no holes');
    return entry;
  }
}

function before<T>(a: Entry<T>, b: Entry<T>): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order);
}
