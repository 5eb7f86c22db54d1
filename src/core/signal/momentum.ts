import type { ClosedCandle } from '../market/candle.ts';
import type { Ms } from '../units.ts';
import type { Dir } from '../smc/bar.ts';
import { dirOf, targetsOf, warmUp, wideningFor } from './definitions.ts';
import { bias, headOf, indicators, tail, trend } from './entry-gates.ts';
import { edgeLevels, isBeyondStop } from './levels.ts';
import { quality } from './quality.ts';
import { unknown } from './question.ts';
import type { Findings, Gate, Question, Strategy } from './question.ts';
import { extremeOf, newWindow, pushWindow } from './window.ts';
import type { Window } from './window.ts';

/** What the last closed candle of 4h did: closed beyond everything before it, up or down, or did not (0). */
export type Breakout = { window: Window; dir: Dir | 0; openAt: Ms; level: number };

/** Takes a closed candle of 4h in. */
export function readBreakout(before: Breakout | undefined, candle: ClosedCandle, lookback: number): Breakout {
  const window = before?.window ?? newWindow(lookback);
  const [high, low] = [extremeOf(window, 1, [0, lookback]), extremeOf(window, -1, [0, lookback])];
  const isFull = window.seen >= lookback;
  const dir = isFull && candle.close > high ? 1 : isFull && candle.close < low ? -1 : 0;
  pushWindow(window, candle);
  return { window, dir, openAt: candle.openAt, level: dir === 1 ? high : low };
}

const gates: readonly Gate[] = [
  ...headOf(warmUp),
  bias,
  {
    code: 'MOMENTUM_REQUIRED',
    asks: 'the last 4h close beyond all candles of the lookback, with the bias',
    passes: ({ market }, found) => {
      const { breakout } = market.reading;
      if (found.side === undefined || breakout === undefined || breakout.dir !== dirOf(found.side)) return false;
      [found.setup, found.regime, found.structureAt] = ['momentum', 'wide_structure', breakout.openAt];
      found.ingredients = { orderBlock: false, fairValueGap: false, structureBreak: true };
      found.inOte = false;
      return true;
    },
    shows: ({ market: { reading } }) => {
      const { breakout } = reading;
      const word = breakout === undefined || breakout.dir === 0 ? 'none' : breakout.dir === 1 ? 'up' : 'down';
      return { value: word, threshold: 'a breakout' };
    },
  },
  indicators,
  trend,
  {
    code: 'STOP_INVALID',
    asks: 'the stop on the losing side of the price',
    passes: findLevels,
    shows: ({ price }, { levels }) =>
      levels === undefined ? unknown('a breakout') : { value: levels.stop, threshold: `the other side of ${price}` },
  },
  quality,
  ...tail,
];

/**
 * A plain breakout beside SMC: bias and ADX agree, and the last 4h candle has closed beyond the highest high (lowest low) of
 * `momentum_lookback` candles. The stop lies `momentum_atr_stop` ATR away. Off as shipped: nobody has shown that it pays.
 */
export const momentum: Strategy = {
  name: 'momentum',
  version: 1,
  timeframe: '4h',
  warmUp,
  view: ({ decision }) => decision,
  read: (reading, candle, settings) => {
    if (candle.timeframe !== '4h' || settings.momentum === undefined) return;
    reading.breakout = readBreakout(reading.breakout, candle, settings.momentum.lookbackCandles);
  },
  gates,
};

function findLevels(question: Question, found: Findings): boolean {
  const { price, settings } = question;
  const { side, view, regime } = found;
  if (side === undefined || view.atr === undefined || settings.momentum === undefined || regime === undefined)
    return false;
  found.stopAtr = settings.momentum.stopAtr * wideningFor(question);
  const zone = { bottom: price, top: price };
  const targets = targetsOf(question, found);
  const { stopAtr } = found;
  found.levels = edgeLevels({ side, entry: price, zone, atr: view.atr, stopAtr, targets, minRr: settings.minRrWide });
  return isBeyondStop(side, price, found.levels.stop);
}
