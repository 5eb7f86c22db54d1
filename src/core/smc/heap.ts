/** The item with the greatest key comes first. Keys stand beside the items, so that a look at a quiet candle is one comparison. */
export type Heap<T> = { key: number[]; item: T[] };

export function newHeap<T>(): Heap<T> {
  return { key: [], item: [] };
}

/** Whether the greatest key is at least `price`. */
export function reaches<T>({ key }: Heap<T>, price: number): boolean {
  const top = key[0];
  return top !== undefined && price <= top;
}

/** Whether the greatest key is more than `price`. */
export function exceeds<T>({ key }: Heap<T>, price: number): boolean {
  const top = key[0];
  return top !== undefined && price < top;
}

export function push<T>(heap: Heap<T>, key: number, item: T): void {
  heap.key.push(key);
  heap.item.push(item);
  rise(heap, heap.key.length - 1);
}

/** Takes the item at `n` out; 0 is the first. */
export function takeAt<T>({ key, item }: Heap<T>, n: number): T | undefined {
  const taken = item[n];
  const [lastKey, lastItem] = [key.pop(), item.pop()];
  if (lastKey === undefined || lastItem === undefined || n >= key.length) return taken;
  key[n] = lastKey;
  item[n] = lastItem;
  sink({ key, item }, n);
  rise({ key, item }, n);
  return taken;
}

function rise<T>(heap: Heap<T>, from: number): void {
  let n = from;
  while (n > 0) {
    const parent = (n - 1) >> 1;
    if ((heap.key[parent] ?? 0) >= (heap.key[n] ?? 0)) return;
    swap(heap, n, parent);
    n = parent;
  }
}

function sink<T>(heap: Heap<T>, from: number): void {
  const { key } = heap;
  let n = from;
  for (;;) {
    let child = 2 * n + 1;
    if (child >= key.length) return;
    if ((key[child + 1] ?? -Infinity) > (key[child] ?? 0)) child += 1;
    if ((key[n] ?? 0) >= (key[child] ?? 0)) return;
    swap(heap, n, child);
    n = child;
  }
}

function swap<T>({ key, item }: Heap<T>, a: number, b: number): void {
  const [keyA, keyB, itemA, itemB] = [key[a], key[b], item[a], item[b]];
  if (keyA === undefined || keyB === undefined || itemA === undefined || itemB === undefined) return;
  key[a] = keyB;
  key[b] = keyA;
  item[a] = itemB;
  item[b] = itemA;
}
