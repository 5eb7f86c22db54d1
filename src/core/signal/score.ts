import type { ScoreSettings } from './signal-settings.ts';

/** Points of a signal by component, in the predecessor's names; operators read them. */
export type Score = Readonly<{
  smc: number;
  fib: number;
  htf: number;
  adx: number;
  cost: number;
  /** Where the configuration asks for it. */
  freshness?: number;
  /** What entering off the zone costs: at most 0. */
  penalty?: number;
  total: number;
}>;

export type ScoreInput = Readonly<{
  orderBlock: boolean;
  fairValueGap: boolean;
  structureBreak: boolean;
  inOte: boolean;
  nearKeyFib: boolean;
  bias: 'aligned' | 'neutral' | 'counter';
  adx: number;
  costBps: number;
  /** From 0, a zone about to be stale or out of reach, to 1, a new one that price stands in. */
  freshness: number;
  penalty: number;
}>;

/** The score of spec 03 section 11; at most 90 as shipped with a cost of 12.5 bps. */
export function score(input: ScoreInput, points: ScoreSettings): Score {
  const smc =
    (input.orderBlock ? points.orderBlock : 0) +
    (input.fairValueGap ? points.fairValueGap : 0) +
    (input.structureBreak ? points.structureBreak : 0);
  const fib = input.inOte ? points.ote : input.nearKeyFib ? points.keyFib : 0;
  const htf = { aligned: points.biasAligned, neutral: points.biasAligned / 2, counter: 0 }[input.bias];
  const adx = points.adx.find(({ bound }) => input.adx >= bound)?.points ?? 0;
  const cost = points.costBps.find(({ bound }) => input.costBps <= bound)?.points ?? 0;
  const freshness = points.freshness * input.freshness;
  return {
    smc,
    fib,
    htf,
    adx,
    cost,
    ...(points.freshness === 0 ? {} : { freshness }),
    ...(input.penalty === 0 ? {} : { penalty: input.penalty }),
    total: smc + fib + htf + adx + cost + freshness + input.penalty,
  };
}

export type Grade = 'A' | 'B' | 'C' | 'D' | 'F';

/** How a total reads to a person (spec 03 section 11.2). */
export function gradeOf(total: number): Grade {
  if (total >= 80) return 'A';
  if (total >= 65) return 'B';
  if (total >= 50) return 'C';
  return total >= 35 ? 'D' : 'F';
}
