import type { CandleStore } from '../../src/runtime/hydration-store.ts';
import { openCandleStore } from '../../src/store/sqlite/candles.ts';

/** A store that is gone with the test. */
export function memoryStore(): CandleStore {
  const store = openCandleStore(':memory:', { source: 'test' });
  if (!store.ok) throw new Error(store.error);
  return store.value;
}
