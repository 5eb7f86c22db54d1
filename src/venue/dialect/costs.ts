/** A bucket of units, and how many it gets back in a second. */
export type RatePool = Readonly<{ capacity: number; perSecond: number }>;

/**
 * What the venue lets an account ask. The documentation says 500 units in 10 seconds; we read it as a bucket that
 * refills evenly, which never asks for more than any reading of the sentence allows over the long run.
 *
 * @see https://docs.kraken.com/api/docs/guides/futures-rate-limits
 */
export const ratePools: Readonly<Record<'derivatives' | 'history', RatePool>> = {
  derivatives: { capacity: 500, perSecond: 50 },
  history: { capacity: 100, perSecond: 100 / 600 },
};

/** Units of one call; a call that is not here is public and free. Keys are method and path below `/api/v3/`. */
const costs: Readonly<Record<string, number>> = {
  'POST sendorder': 10,
  'POST editorder': 10,
  'POST cancelorder': 10,
  'POST batchorder': 9,
  'POST cancelallorders': 25,
  'POST cancelallordersafter': 25,
  'GET accounts': 2,
  'GET openpositions': 2,
  'GET openorders': 2,
  'GET fills': 2,
  'GET orders/status': 1,
  'POST orders/status': 1,
  'GET leveragepreferences': 2,
  'PUT leveragepreferences': 10,
  'GET pnlpreferences': 2,
  'PUT pnlpreferences': 10,
  'GET self-trade-strategy': 2,
  'GET trading-enabled': 2,
  'POST transfer': 10,
  'POST transfer/subaccount': 10,
  'POST withdrawal': 100,
  'GET unwindqueue': 200,
};

/** Fills before a moment are dear, and each item of a batch counts. */
export type CallDetails = Readonly<{ hasLastFillTime?: boolean; items?: number }>;

export function derivativesCost(call: string, { hasLastFillTime = false, items = 0 }: CallDetails): number {
  if (call === 'GET fills' && hasLastFillTime) return 25;
  return (costs[call] ?? 0) + (call === 'POST batchorder' ? items : 0);
}

/** Tokens of the history pool. @param call The path below `/api/history/v2/` or `v3/`; `count` is 500 where it is not given. */
export function historyCost(call: string, count: number = 500): number {
  if (call === 'accountlogcsv') return 6;
  if (call !== 'account-log') return 1;
  if (count <= 25) return 1;
  if (count <= 50) return 2;
  if (count <= 1_000) return 3;
  return count <= 5_000 ? 6 : 10;
}
