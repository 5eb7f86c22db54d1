import type { RiskSettings } from '../settings.ts';
import type { Book } from './book.ts';
import { breachesNow } from './limits.ts';
import type { Breach } from './limits.ts';

/** After the trade: the same limits, asked of the book as it is. */
export function monitor(
  book: Book,
  settings: RiskSettings,
): Readonly<{ halted: readonly Breach[]; degraded: readonly Breach[] }> {
  return breachesNow(book, settings);
}
