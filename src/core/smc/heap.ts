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

export function push<T>({ key, item }: Heap<T>, newKey: number, newItem: T): void {
  key.push(newKey);
  item.push(newItem);
  rise({ key, item }, key.length - 1);
}

/** Takes the item at `n` out; 0 is the first. */
export function takeAt<T>({ key, item }: Heap<T>, n: number): T | undefined {
  const taken = item[n];
  const lastKey = key.pop();
  const lastItem = item.pop();
  if (lastKey === undefined || lastItem === undefined || n >= key.length) return taken;
  key[n] = lastKey;
  item[n] = lastItem;
  sink({ key, item }, n);
  if (n > 0) rise({ key, item }, n);
  return taken;
}

/** Gives the first item a smaller key. */
export function lowerFirst<T>({ key, item }: Heap<T>, newKey: number): void {
  key[0] = newKey;
  sink({ key, item }, 0);
}

/** Others move into the gap that the item leaves, until it has found its place. */
function rise<T>({ key, item }: Heap<T>, from: number): void {
  const movingKey = key[from];
  const moving = item[from];
  if (movingKey === undefined || moving === undefined) return;
  let n = from;
  while (n > 0) {
    const parent = (n - 1) >> 1;
    const parentKey = key[parent];
    const above = item[parent];
    if (parentKey === undefined || above === undefined || parentKey >= movingKey) break;
    key[n] = parentKey;
    item[n] = above;
    n = parent;
  }
  key[n] = movingKey;
  item[n] = moving;
}

function sink<T>({ key, item }: Heap<T>, from: number): void {
  const movingKey = key[from];
  const moving = item[from];
  if (movingKey === undefined || moving === undefined) return;
  let n = from;
  for (;;) {
    const left = 2 * n + 1;
    const leftKey = key[left];
    if (leftKey === undefined) break;
    const rightKey = left + 1 < key.length ? key[left + 1] : undefined;
    const child = rightKey !== undefined && rightKey > leftKey ? left + 1 : left;
    const childKey = child === left ? leftKey : (rightKey ?? leftKey);
    const below = item[child];
    if (below === undefined || movingKey >= childKey) break;
    key[n] = childKey;
    item[n] = below;
    n = child;
  }
  key[n] = movingKey;
  item[n] = moving;
}
