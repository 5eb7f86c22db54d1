import { atrRatioOf } from './decision-reading.ts';
import { reaches, zoneTolerance } from './levels.ts';
import { unknown } from './question.ts';
import type { Check, Findings, Gate, Question } from './question.ts';
import type { ConfirmationSettings } from './signal-settings.ts';
import { extremeOf } from './window.ts';

/** What may be asked of a break besides its close; as shipped, nothing is (spec 03 sections 5.3 to 5.8). */
export const confirmationGates: readonly Gate[] = [
  {
    code: 'MS_CHANGE_REQUIRED',
    asks: 'a change of structure, not its continuation',
    when: ({ confirmation }) => confirmation.requireChange,
    passes: (_, { structure }) => structure?.kind === 'CHoCH',
    shows: (_, { structure }) => ({ value: structure?.kind ?? 'unknown', threshold: 'CHoCH' }),
  },
  {
    code: 'MS_UNCONFIRMED',
    asks: 'closed candles that hold beyond the break',
    when: ({ confirmation }) => confirmation.requireChange || confirmation.requireHold,
    passes: (question, found) => found.structure !== undefined && found.view.held >= heldNeeded(question, found),
    shows: (question, found) =>
      found.structure === undefined
        ? unknown(heldNeeded(question, found))
        : { value: found.view.held, threshold: heldNeeded(question, found) },
  },
  {
    code: 'MS_RECONFIRM_WAIT',
    asks: '15m price back at the zone, from beyond the break',
    when: ({ reconfirmation }) => reconfirmation !== undefined,
    passes: isReconfirmed,
    shows: showReconfirmation,
  },
];

/** How many candles must hold: more where the market is livelier, or quieter, than it uses to be. */
function heldNeeded({ settings: { confirmation } }: Question, { view, structure }: Findings): number {
  const hold = confirmation.requireHold ? confirmation.bosCandles : 0;
  if (!confirmation.requireChange || structure?.kind !== 'CHoCH') return hold;
  return Math.max(hold, changeCandlesOf(confirmation, atrRatioOf(view)));
}

/** The candles that confirm a change at this ratio of ATR to its mean (spec 03 section 5.3). */
export function changeCandlesOf({ adaptive, changeCandles }: ConfirmationSettings, ratio: number | undefined): number {
  if (adaptive === undefined || ratio === undefined) return changeCandles;
  if (ratio > adaptive.high) return adaptive.highCandles;
  return ratio < adaptive.low ? adaptive.lowCandles : changeCandles;
}

/** The last close at the zone, or at the break where there is none, and price beyond the break shortly before (section 5.5). */
function isReconfirmed(question: Question, found: Findings): boolean {
  const { settings, market, price } = question;
  const { structure, zone, view } = found;
  const { recent } = market.reading;
  if (settings.reconfirmation === undefined || structure === undefined || recent === undefined) return false;
  if (view.atr === undefined) return false;
  const { dir, level } = structure;
  const tolerance = zoneTolerance(view.atr, price, settings);
  found.tolerant = zone === undefined || !reaches(zone, price, 0);
  const isNear = reaches(zone ?? { bottom: level, top: level }, price, tolerance);
  return isNear && dir * extremeOf(recent, dir, [0, settings.reconfirmation.quarters]) > dir * level;
}

function showReconfirmation({ market, settings }: Question, { structure }: Findings): Check {
  const { recent } = market.reading;
  if (structure === undefined || recent === undefined || settings.reconfirmation === undefined)
    return unknown('a break');
  const { dir, level } = structure;
  return {
    value: extremeOf(recent, dir, [0, settings.reconfirmation.quarters]),
    threshold: `${dir === 1 ? 'above' : 'below'} ${level}, and the close at the zone`,
  };
}
