/** Points of a signal by component, in the predecessor's names; operators read them. */
export type Score = Readonly<{ smc: number; fib: number; htf: number; adx: number; cost: number; total: number }>;

export type ScoreInput = Readonly<{
  orderBlock: boolean;
  fairValueGap: boolean;
  structureBreak: boolean;
  inOte: boolean;
  nearKeyFib: boolean;
  biasAligned: boolean;
  adx: number;
  costBps: number;
}>;

/** Steps of a component: the first row whose bound is reached gives the points. */
const adxSteps = [
  [40, 15],
  [30, 12],
  [25, 10],
  [20, 7],
] as const;
const costSteps = [
  [10, 20],
  [20, 15],
  [30, 10],
  [50, 5],
] as const;

/** The score of spec 03 section 11; at most 90 with the shipped cost of 12.5 bps. */
export function score(input: ScoreInput): Score {
  const smc = (input.orderBlock ? 10 : 0) + (input.fairValueGap ? 8 : 0) + (input.structureBreak ? 7 : 0);
  const fib = input.inOte ? 15 : input.nearKeyFib ? 10 : 0;
  const htf = input.biasAligned ? 20 : 0;
  const adx = adxSteps.find(([from]) => input.adx >= from)?.[1] ?? 0;
  const cost = costSteps.find(([upTo]) => input.costBps <= upTo)?.[1] ?? 0;
  return { smc, fib, htf, adx, cost, total: smc + fib + htf + adx + cost };
}
