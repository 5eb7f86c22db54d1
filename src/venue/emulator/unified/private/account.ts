import type { UnifiedSwitches } from '../../../dialect/unified-switches.ts';
import type { Exchange } from '../../api.ts';
import type { Hub } from '../hub.ts';
import type { Orders } from '../orders.ts';

/** What the private channels of one account stand on. */
export type Account = Readonly<{
  exchange: Exchange;
  hub: Hub;
  orders: Orders;
  switches: UnifiedSwitches;
  /** Whether the answer is left empty this time, where the documentation has a word for that. */
  empties: (channel: string) => boolean;
  /** Whether this frame is lost on the way, with its number. */
  loses: (channel: string) => boolean;
}>;

/** Counts the frames of one channel on one connection, from 1; undefined where the channel has no numbers. */
export function sequence(isCounted: boolean): () => number | undefined {
  let count = 0;
  return () => {
    count += 1;
    return isCounted ? count : undefined;
  };
}
