import { closeAt, timeframeMs } from '../market/candle.ts';
import type { ClosedCandle } from '../market/candle.ts';
import type { Reading } from '../market/market.ts';
import { later } from '../units.ts';
import type { Ms } from '../units.ts';
import { changeCandlesOf } from './confirmation.ts';
import { atrRatioOf } from './decision-reading.ts';
import type { DecisionReading } from './decision-reading.ts';
import { reaches, zoneTolerance } from './levels.ts';
import { isHeld, newestOf } from './predecessor-reading.ts';
import type { Flip, PredecessorReading } from './predecessor-reading.ts';
import type { Findings, Gate, Question } from './question.ts';
import type { SignalSettings } from './signal-settings.ts';
import { extremeOf } from './window.ts';

const pastOf = ({ market }: Question, { timeframe }: Findings): PredecessorReading | undefined =>
  market.reading.past?.[timeframe];

/** The flip of this very moment: a quarter of an hour later nobody remembers it (spec 03 section 5.4). */
function flipOf(question: Question, found: Findings): Flip | null {
  const [past, { last }] = [pastOf(question, found), question.market];
  return last === undefined ? null : flipAt(past, later(last.openAt, timeframeMs['15m']));
}

function flipAt(past: PredecessorReading | undefined, moment: Ms): Flip | null {
  return past?.flip?.at === moment ? past.flip : null;
}

function isConfirmed(past: PredecessorReading, view: DecisionReading, settings: SignalSettings): boolean {
  const { flip } = past;
  const { confirmation } = settings;
  const count = changeCandlesOf(confirmation, atrRatioOf(view));
  return flip !== null && isHeld(newestOf(past, past.bars.length), flip, { count, tolerance: confirmation.tolerance });
}

/** At a 15m close: whether the flip of this moment is confirmed, and the price back where it may be entered (section 5.5). */
export function confirmFlip(
  past: PredecessorReading,
  reading: Reading,
  [candle, settings]: readonly [ClosedCandle, SignalSettings],
): void {
  const flip = flipAt(past, closeAt(candle));
  const { decision: view, recent } = reading;
  if (flip === null || settings.reconfirmation === undefined || recent === undefined || view.atr === undefined) return;
  if (!isConfirmed(past, view, settings)) return;
  const { dir, level } = flip;
  const way = dir === 1 ? 'up' : 'down';
  const zone = past.blocks[way] ?? past.gaps[way].at(-1);
  const isNear = reaches(
    zone ?? { bottom: level, top: level },
    candle.close,
    zoneTolerance(view.atr, candle.close, settings),
  );
  if (!isNear || dir * extremeOf(recent, dir, [0, settings.reconfirmation.quarters]) <= dir * level) return;
  past.ready = dir;
  past.tolerant = zone === undefined || !reaches(zone, candle.close, 0);
}

/** Section 5, on the moment of a flip; what was confirmed anew stays so. */
export const changeGates: readonly Gate[] = [
  {
    code: 'MS_UNCONFIRMED',
    asks: 'a change of structure, where there is one, that has held',
    passes: (question, found) => {
      const past = pastOf(question, found);
      return past === undefined || flipOf(question, found) === null || isConfirmed(past, found.view, question.settings);
    },
    shows: (question, found) => ({ value: wordOf(flipOf(question, found)), threshold: 'none, or held' }),
  },
  {
    code: 'MS_RECONFIRM_WAIT',
    asks: '15m price back at the zone of such a change',
    when: ({ reconfirmation }) => reconfirmation !== undefined,
    passes: (question, found) => {
      const past = pastOf(question, found);
      const flip = flipOf(question, found);
      found.tolerant = past?.tolerant === true;
      return flip === null || past?.ready === flip.dir;
    },
    shows: (question, found) => ({
      value: wordOf(flipOf(question, found)),
      threshold: 'none, or confirmed anew',
    }),
  },
  {
    code: 'MS_CHANGE_REQUIRED',
    asks: 'a change of structure',
    when: ({ confirmation }) => confirmation.requireChange,
    passes: (question, found) => {
      const past = pastOf(question, found);
      return past !== undefined && (flipOf(question, found) !== null || past.ready !== 0);
    },
    shows: (question, found) => ({ value: wordOf(flipOf(question, found)), threshold: 'a change' }),
  },
];

/** Section 5.7: what was confirmed anew at last, in the direction of the trade. */
export const directionGate: Gate = {
  code: 'MS_DIRECTION_MISMATCH',
  asks: 'the direction that was confirmed anew',
  when: ({ reconfirmation }) => reconfirmation !== undefined,
  passes: (question, found) => {
    const ready = pastOf(question, found)?.ready ?? 0;
    return ready === 0 || ready === (found.side === 'long' ? 1 : -1);
  },
  shows: (question, found) => {
    const ready = pastOf(question, found)?.ready ?? 0;
    return { value: ready === 0 ? 'none' : ready === 1 ? 'up' : 'down', threshold: found.side ?? 'unknown' };
  },
};

function wordOf(flip: Flip | null): string {
  return flip === null ? 'none' : `${flip.dir === 1 ? 'up' : 'down'} through ${flip.level}`;
}
