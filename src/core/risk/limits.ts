import type { RiskSettings } from '../settings.ts';
import { fixed, max, noUsd, ratioOf, scale, sub } from '../units.ts';
import type { Base, Ratio, Usd } from '../units.ts';
import { exposureMargin, largest, lossAtStop, totalMargin, totalNotional, withExposure } from './book.ts';
import type { Book, Exposure } from './book.ts';

/**
 * One limit, defined once: `observe` is the only code that measures it. The gate compares the book as it would be
 * with `gate`; the monitor compares the book as it is with `degraded` (soft) and `halted` (hard, latches).
 */
export type Limit = Readonly<{
  id: string;
  /** The reason code of a denial. */
  code: string;
  /** What it measures, for the reference. */
  measures: string;
  unit: 'count' | 'ratio' | 'usd';
  /** Of the whole book, or of the worst position: an old position that drifted is no reason to refuse another. */
  scope: 'book' | 'position';
  observe: (book: Book, settings: RiskSettings) => bigint;
  gate: (settings: RiskSettings) => bigint;
  degraded: (settings: RiskSettings) => bigint;
  halted?: (settings: RiskSettings) => bigint;
}>;

const count = (n: number): bigint => BigInt(n);
const whole: Ratio = fixed<Ratio>('1');

/** A share of equity; with nothing left, any amount is infinitely much. */
function ofEquity(amount: Usd, equity: Usd): bigint {
  if (amount <= 0n) return 0n;
  return equity > 0n ? ratioOf(amount, equity) : whole * scale;
}

/** Price alone may carry a drifting limit this far past its gate. */
function drifted(bound: bigint, settings: RiskSettings): bigint {
  return bound + (bound * settings.drift) / scale;
}

function mostPerBase({ exposures }: Book): bigint {
  const held = new Map<Base, number>();
  for (const { base } of exposures) held.set(base, (held.get(base) ?? 0) + 1);
  return count(Math.max(0, ...held.values()));
}

export const limits: readonly Limit[] = [
  {
    id: 'positions-open',
    code: 'MAX_POSITIONS_REACHED',
    measures: 'positions open or being entered',
    unit: 'count',
    scope: 'book',
    observe: (book) => count(book.exposures.length),
    gate: (s) => count(s.positionsGate),
    degraded: (s) => count(s.positionsDegraded),
    halted: (s) => count(s.positionsHalted),
  },
  {
    id: 'positions-per-base',
    code: 'POSITION_EXISTS',
    measures: 'positions on one base',
    unit: 'count',
    scope: 'position',
    observe: mostPerBase,
    gate: (s) => count(s.positionsPerBase),
    degraded: (s) => count(s.positionsPerBase),
  },
  {
    id: 'margin-use',
    code: 'MARGIN_INSUFFICIENT',
    measures: 'margin of all positions over equity',
    unit: 'ratio',
    scope: 'book',
    observe: (book) => ofEquity(totalMargin(book), book.equity),
    gate: (s) => s.marginGate,
    degraded: (s) => s.marginDegraded,
    halted: (s) => s.marginHalted,
  },
  {
    id: 'position-margin',
    code: 'SINGLE_MARGIN_EXCEEDED',
    measures: 'margin of the largest position over equity',
    unit: 'ratio',
    scope: 'position',
    observe: (book) => ofEquity(largest(book, exposureMargin), book.equity),
    gate: (s) => s.positionMarginMax,
    degraded: (s) => s.positionMarginMax,
  },
  {
    id: 'loss-at-stop',
    code: 'MAX_LOSS_PER_TRADE',
    measures: 'loss of the worst position from its entry to its stop, costs included, over equity',
    unit: 'ratio',
    scope: 'position',
    observe: (book, s) =>
      ofEquity(
        largest(book, (exposure) => lossAtStop(exposure, s.roundTripCost)),
        book.equity,
      ),
    gate: (s) => s.maxLossPerTrade,
    // Slippage of the entry and a falling equity may carry it past the gate.
    degraded: (s) => s.lossPerTradeDegraded,
  },
  {
    id: 'open-notional',
    code: 'OPEN_NOTIONAL_EXCEEDED',
    measures: 'notional of all positions at the mark, USD',
    unit: 'usd',
    scope: 'book',
    observe: (book) => totalNotional(book),
    gate: (s) => s.openNotionalMax,
    degraded: (s) => s.openNotionalMax,
    halted: (s) => drifted(s.openNotionalMax, s),
  },
  {
    id: 'drawdown',
    code: 'DRAWDOWN',
    measures: 'equity lost since its peak, over the peak',
    unit: 'ratio',
    scope: 'book',
    observe: (book) => ofEquity(max(sub(book.peakEquity, book.equity), noUsd), book.peakEquity),
    gate: (s) => s.drawdownDegraded,
    degraded: (s) => s.drawdownDegraded,
    halted: (s) => s.drawdownHalted,
  },
  {
    id: 'daily-loss',
    code: 'DAILY_LOSS_LIMIT',
    measures: 'equity lost since the UTC day began, over the equity it began with',
    unit: 'ratio',
    scope: 'book',
    observe: (book) => ofEquity(max(sub(book.dayEquity, book.equity), noUsd), book.dayEquity),
    gate: (s) => s.dailyLossMax,
    degraded: (s) => s.dailyLossMax,
  },
];

export type Severity = 'degraded' | 'halted';
export type Breach = Readonly<{ limit: string; code: string; unit: Limit['unit']; observed: bigint; bound: bigint }>;

/** What a limit measures in a book, against one of its bounds; undefined within it. Exactly at the bound is within. */
function breach({ id, code, unit }: Limit, observed: bigint, bound: bigint | undefined): readonly Breach[] {
  return bound !== undefined && observed > bound ? [{ limit: id, code, unit, observed, bound }] : [];
}

/** Every limit that a book with `intent` wholly filled would exceed at the gate's bound. */
export function breachesAtGate(book: Book, intent: Exposure, settings: RiskSettings): readonly Breach[] {
  const after = withExposure(book, intent);
  const own = { ...after, exposures: after.exposures.filter(({ base }) => base === intent.base) };
  return limits.flatMap((limit) => {
    const observed = limit.observe(limit.scope === 'book' ? after : own, settings);
    return breach(limit, observed, limit.gate(settings));
  });
}

/** Every limit that a book exceeds at the monitor's bounds, soft and hard; each is measured once. */
export function breachesNow(book: Book, settings: RiskSettings): Readonly<Record<Severity, readonly Breach[]>> {
  const found: Record<Severity, Breach[]> = { degraded: [], halted: [] };
  for (const limit of limits) {
    const observed = limit.observe(book, settings);
    found.degraded.push(...breach(limit, observed, limit.degraded(settings)));
    found.halted.push(...breach(limit, observed, limit.halted?.(settings)));
  }
  return found;
}
