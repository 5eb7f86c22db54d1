import type { Signal } from '../signal/signal.ts';
import type { AuctionSettings, RiskSettings } from '../settings.ts';
import type { Tier } from '../market/instrument.ts';
import type { Instrument } from '../market/instrument.ts';
import type { Price } from '../units.ts';
import type { Book } from '../risk/book.ts';
import { withExposure } from '../risk/book.ts';
import { gate } from '../risk/gate.ts';
import type { ApprovedIntent } from '../risk/gate.ts';
import { size } from '../risk/sizing.ts';

/** A signal that bids for capital, with what is needed to size it at this moment. */
export type Candidate = Readonly<{ signal: Signal; instrument: Instrument; tier: Tier; mark: Price; stop: Price }>;

/** What became of a candidate: an award that may become an order, or the reason why not. */
export type Award =
  | Readonly<{ won: true; candidate: Candidate; intent: ApprovedIntent; binding: string }>
  | Readonly<{ won: false; candidate: Candidate; code: string }>;

/** Points that a candidate is worth: its score less the cost of getting in. */
export function bid({ signal }: Candidate, settings: AuctionSettings): number {
  return signal.score.total - settings.entryCost;
}

/**
 * The best candidates that fit, best first: each is sized and gated against the book with the winners before it.
 * Pure and independent of the order of its input: ties are broken by the instrument's name.
 */
export function auction(
  candidates: readonly Candidate[],
  book: Book,
  { auction: settings, risk }: Readonly<{ auction: AuctionSettings; risk: RiskSettings }>,
): readonly Award[] {
  const ranked = [...candidates].sort(
    (a, b) => bid(b, settings) - bid(a, settings) || (nameOf(a) < nameOf(b) ? -1 : 1),
  );
  const awards: Award[] = [];
  let held = book;
  let opened = 0;
  for (const candidate of ranked) {
    const award =
      opened < settings.opensPerRoundMax ? offer(candidate, held, risk) : lost(candidate, 'AUCTION_ROUND_FULL');
    awards.push(award);
    if (!award.won) continue;
    held = withExposure(held, award.intent);
    opened += 1;
  }
  return awards;
}

function offer(candidate: Candidate, book: Book, risk: RiskSettings): Award {
  const { instrument, tier, mark, stop, signal } = candidate;
  const sized = size(book, { instrument, tier, side: signal.side, mark, stop }, risk);
  if (!sized.ok) return lost(candidate, sized.error);
  const verdict = gate(book, sized.value.exposure, risk);
  if (!verdict.ok) return lost(candidate, verdict.error[0]?.code ?? 'GATE');
  return { won: true, candidate, intent: verdict.value, binding: sized.value.binding };
}

function lost(candidate: Candidate, code: string): Award {
  return { won: false, candidate, code };
}

function nameOf({ instrument, signal }: Candidate): string {
  return `${instrument.id} ${signal.side}`;
}
