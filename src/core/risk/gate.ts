import { err, ok } from '../result.ts';
import type { Result } from '../result.ts';
import type { RiskSettings } from '../settings.ts';
import type { Book, Exposure } from './book.ts';
import { breachesAtGate } from './limits.ts';
import type { Breach } from './limits.ts';

declare const approved: unique symbol;

/** An exposure that passed the gate. Only `gate` can make one, and only this can become an entry. */
export type ApprovedIntent = Exposure & { readonly [approved]: true };

/** Before the trade: would the book, with this wholly filled, still be within every limit? */
export function gate(book: Book, intent: Exposure, settings: RiskSettings): Result<ApprovedIntent, readonly Breach[]> {
  const broken = breachesAtGate(book, intent, settings);
  return broken.length === 0 ? ok(intent as ApprovedIntent) : err(broken);
}
