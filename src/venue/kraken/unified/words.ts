/**
 * What an error of the venue's means. `unknown`: the order may live. `session`: a new token is needed. `closed`: the market
 * takes nothing of the kind now. `taken`: the client id is in use, by this very order for all we know.
 */
export type Refusal = 'unknown' | 'taken' | 'session' | 'rate' | 'closed' | 'gone' | 'retryable' | 'refused';

/** By keyword: the texts differ by channel, some end in a full stop, and those of derivatives have never been captured. */
const meanings: readonly (readonly [RegExp, Refusal])[] = [
  [/^EService:Unavailable|^EGeneral:Internal error|^EService:Busy/i, 'unknown'],
  [/duplicate|already exists|cl_ord_id.*(?:in use|not unique)/i, 'taken'],
  [/^EService:Market in/i, 'closed'],
  [/invalid session|ESession/i, 'session'],
  [/rate limit|throttle|msg rate/i, 'rate'],
  [/unknown order/i, 'gone'],
  [/not available yet|temporar/i, 'retryable'],
];

/** @see https://docs.kraken.com/exchange/guides/general/errors */
export function meaningOf(error: string): Refusal {
  return meanings.find(([pattern]) => pattern.test(error))?.[1] ?? 'refused';
}

/** Reasons in the words that the other dialect has for them, so that one alert means one thing. */
const reasons: readonly (readonly [RegExp, string])[] = [
  [/post.?only mode/i, 'marketIsPostOnly'],
  [/cancel_only|limit_only/i, 'marketSuspended'],
  [/post.?only/i, 'postWouldExecute'],
  [/reduce/i, 'wouldNotReducePosition'],
  [/liquidation/i, 'wouldCauseLiquidation'],
  [/self/i, 'selfFill'],
  [/position/i, 'maxPositionViolation'],
  [/margin|funds/i, 'insufficientAvailableFunds'],
  [/orders limit/i, 'tooManyOrders'],
  [/invalid price|price/i, 'invalidPrice'],
  [/minimum|quantity|volume|order_qty/i, 'invalidSize'],
  [/rate|throttl/i, 'rateLimit'],
  [/session|token|permission/i, 'permission'],
  [/deadline/i, 'wouldProcessAfterSpecifiedTime'],
];

/** The word of the other dialect where we can guess it; else the venue's text, whole. */
export function reasonOf(error: string): string {
  return reasons.find(([pattern]) => pattern.test(error))?.[1] ?? error;
}
