import { assert } from '../core/assert.ts';

/** Where everything that reaches the core waits for the loop, in the order of its coming. */
export type Mailbox<T> = Readonly<{
  /** With a key, it takes the place of the waiting item that has the same key: of marks only the newest matters. */
  put: (item: T, conflateKey?: string) => void;
  /** All that waits, at once. */
  take: () => readonly T[];
  /** All that waits, as soon as anything does or the signal is aborted. One caller at a time. */
  waitAndTake: (signal: AbortSignal) => Promise<readonly T[]>;
}>;

/** Makes an empty mailbox; more than `capacity` waiting items mean that the loop has stopped, which is a bug. */
export function createMailbox<T>({ capacity = 100_000 }: Readonly<{ capacity?: number }> = {}): Mailbox<T> {
  let items: T[] = [];
  const places = new Map<string, number>();
  let notify: (() => void) | undefined;

  const put = (item: T, conflateKey?: string): void => {
    const place = conflateKey === undefined ? undefined : places.get(conflateKey);
    if (place !== undefined) {
      items[place] = item;
      return;
    }
    assert(items.length < capacity, `the mailbox holds at most ${capacity} items; nobody empties it`);
    if (conflateKey !== undefined) places.set(conflateKey, items.length);
    items.push(item);
    notify?.();
  };
  const take = (): readonly T[] => {
    const taken = items;
    items = [];
    places.clear();
    return taken;
  };
  const waitAndTake = async (signal: AbortSignal): Promise<readonly T[]> => {
    assert(notify === undefined, 'a mailbox has one reader');
    if (items.length > 0 || signal.aborted) return take();
    const { promise, resolve } = Promise.withResolvers<void>();
    notify = resolve;
    signal.addEventListener('abort', notify);
    await promise;
    // The signal lives as long as the process: a listener left behind at every wait would be a leak.
    signal.removeEventListener('abort', notify);
    notify = undefined;
    return take();
  };
  return { put, take, waitAndTake };
}
