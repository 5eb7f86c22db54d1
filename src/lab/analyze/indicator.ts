import { indicator } from '../../core/smc/indicators.ts';
import type { IndicatorParams } from '../../core/smc/indicators.ts';
import { err, ok } from '../../core/result.ts';
import type { Result } from '../../core/result.ts';
import type { Analysis, Listener } from './analysis.ts';
import { fill, newFilled } from './candle.ts';
import { cellText, newPages } from './csv.ts';
import type { Print } from './csv.ts';

const names = ['ema', 'atr', 'adx', 'rsi'] as const;
/** TradingView compares with this tolerance, and its formulas are the ones that are meant (SMC definitions E). */
const pine = { smoothing: 'wilder', tolerance: 1e-10 } as const;

/** An indicator as Pine computes it, one line a candle; nothing where it is not defined yet. */
export function indicatorAnalysis(asked: string, period: string | undefined): Result<Analysis, string> {
  const name = names.find((known) => known === asked);
  if (name === undefined) return err(`--indicator ${asked} is not one that is known here: ${names.join(', ')}.`);
  if (period === undefined) return err(`--indicator ${name} needs --period: over how many candles.`);
  if (!/^\d{1,7}$/.test(period) || Number(period) === 0)
    return err(`--period ${period} is not a whole number above zero.`);
  return ok({ needs: 'one-by-one', start: (print) => listen({ name, period: Number(period), ...pine }, print) });
}

function listen(params: IndicatorParams, print: Print): Listener {
  const [state, candle, pages] = [indicator.begin(params), newFilled(), newPages(print)];
  let [row, value] = [0, ''];
  pages.add('i,value');
  return {
    hear: (columns) => {
      value = '';
      indicator.advance(state, fill(candle, columns), (told) => void (value = cellText(told)));
      pages.add(`${row},${value}`);
      row += 1;
    },
    end: pages.end,
  };
}
