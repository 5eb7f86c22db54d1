import { at } from '../../series.ts';

/** An order block as the script stores it: edges of the parsed candle, so they may stand the wrong way round. */
export type LuxBlock = Readonly<{ row: number; high: number; low: number; side: 1 | -1 }>;
/** The newest first. */
export type LuxBlocks = LuxBlock[];
type Parsed = Readonly<{ high: Float64Array; low: Float64Array }>;

const kept = { blocks: 100 } as const; // as many as the script keeps of one kind

/** The first candle with the furthest parsed price between the pivot and the break. */
export function storeBlock(
  blocks: LuxBlocks,
  parsed: Parsed,
  between: Readonly<{ from: number; to: number; side: 1 | -1 }>,
): void {
  const { from, to, side } = between;
  const prices = side === 1 ? parsed.low : parsed.high;
  let row = from;
  for (let next = from + 1; next < to; next += 1) if (side * at(prices, next) < side * at(prices, row)) row = next;
  if (blocks.length >= kept.blocks) blocks.pop();
  blocks.unshift({ row, high: at(parsed.high, row), low: at(parsed.low, row), side });
}

/**
 * Takes out what price has gone through. The script removes from the list that it walks along, and so passes over the one after
 * each that it removes; that one lives a candle longer.
 */
export function removeFailed(
  blocks: LuxBlocks,
  above: number,
  below: number,
): Readonly<{ bull: boolean; bear: boolean }> {
  let [bull, bear] = [false, false];
  for (let n = 0; n < blocks.length; n += 1) {
    const block = blocks[n];
    if (block === undefined) break;
    const isFailed = block.side === 1 ? below < block.low : above > block.high;
    if (!isFailed) continue;
    blocks.splice(n, 1);
    if (block.side === 1) bull = true;
    else bear = true;
  }
  return { bull, bear };
}
