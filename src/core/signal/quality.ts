import { reaches, zoneTolerance } from './levels.ts';
import { knownSpread } from './entry-gates.ts';
import { unknown } from './question.ts';
import type { Findings, Gate, Question } from './question.ts';
import { score } from './score.ts';

/** The score gate: its bound is that of the regime, and of an aligned bias, for a neutral one has stopped before. */
export const quality: Gate = {
  code: 'SCORE_BELOW_THRESHOLD',
  asks: 'score',
  passes: (question, found) => {
    const { adx, setup, regime, inOte } = found;
    if (adx === undefined || setup === undefined || regime === undefined || inOte === undefined) return false;
    found.costBps = costBpsOf(question, found);
    found.score = score(
      {
        ...(found.ingredients ?? {
          orderBlock: setup === 'ob',
          fairValueGap: setup === 'fvg',
          structureBreak: found.structure !== undefined,
        }),
        inOte,
        nearKeyFib: found.nearFib === true,
        bias: 'aligned',
        adx,
        costBps: found.costBps,
        freshness: freshnessOf(question, found),
        penalty: found.tolerant === true ? (question.settings.reconfirmation?.penalty ?? 0) : 0,
      },
      question.settings.score,
    );
    return found.score.total >= thresholdOf(question, found);
  },
  shows: (question, found) =>
    found.score === undefined
      ? unknown(thresholdOf(question, found))
      : { value: found.score.total, threshold: thresholdOf(question, found) },
};

function thresholdOf({ settings }: Question, { regime, setup }: Findings): number {
  if (setup === 'momentum') return settings.momentum?.minScore ?? settings.minScoreWideAligned;
  return regime === 'wide_structure' ? settings.minScoreWideAligned : settings.minScoreTightAligned;
}

/** What a round trip costs, in bps of notional: spread, fees and funding where the venue tells them, else what is assumed. */
export function costBpsOf(question: Question, { regime, side }: Findings): number {
  const { settings, market } = question;
  const isWide = regime === 'wide_structure';
  const assumed = isWide ? settings.roundTripCostWideBps : settings.roundTripCostBps;
  const spread = knownSpread(question);
  if (spread === undefined) return assumed;
  const fees = 2 * settings.takerFeeBps;
  const rate = market.liquidity?.fundingRate;
  const hours = isWide ? settings.holdHours.wide : settings.holdHours.tight;
  // Funding that is received is not counted on: it may have turned by the time it is due.
  const funding = rate === undefined ? assumed - fees : Math.max(0, side === 'short' ? -rate : rate) * hours * 10_000;
  return spread * 10_000 + fees + funding;
}

/** 1 for a zone of this very candle that price stands in; 0 where it is about to be stale, or out of reach. */
function freshnessOf({ price, settings }: Question, { zone, view }: Findings): number {
  if (zone === undefined || view.atr === undefined) return 0;
  const age = Math.min((view.t - zone.createdIdx) / settings.zoneAgeCandlesMax, 1);
  const outside = Math.max(zone.bottom / price, price / zone.top, 1) - 1;
  const near = reaches(zone, price, 0) ? 1 : Math.max(0, 1 - outside / zoneTolerance(view.atr, price, settings));
  return (1 - age) * near;
}
