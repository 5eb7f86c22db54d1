import type { Now } from './bar.ts';
import type { Emit } from './events.ts';

/** The newest candle that displaced price either way; -1 where none has. */
export type Displacement = { lastUp: number; lastDown: number };

/** The least body, in average true ranges of the candle before and as a share of the candle's own span. */
export type DisplacementRules = Readonly<{ dispAtr: number; dispBody: number }>;

export function newDisplacement(): Displacement {
  return { lastUp: -1, lastDown: -1 };
}

/** Step S2, SMC definitions C.4. */
export function advanceDisplacement(
  { displacement }: Readonly<{ displacement: Displacement }>,
  { t, open, high, low, close, atrBefore }: Now,
  { dispAtr, dispBody }: DisplacementRules,
  emit: Emit,
): void {
  const body = Math.abs(close - open);
  if (atrBefore < 0 || body === 0 || body < dispAtr * atrBefore || body < dispBody * (high - low)) return;
  const dir = close > open ? 1 : -1;
  if (dir === 1) displacement.lastUp = t;
  else displacement.lastDown = t;
  emit({ type: 'displacement', at: t, dir, bodyAtr: body / atrBefore });
}
