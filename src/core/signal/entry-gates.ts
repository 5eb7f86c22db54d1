import { spreadOf } from '../market/universe.ts';
import { unknown } from './question.ts';
import type { Check, Findings, Gate, Question, WarmUp } from './question.ts';
import type { SignalSettings } from './signal-settings.ts';

/** What every strategy asks first: a market that is wanted and open, and data that is there and can be believed. */
export function headOf(warmUp: (settings: SignalSettings) => WarmUp): readonly Gate[] {
  return [
    {
      code: 'NOT_IN_UNIVERSE',
      asks: 'a place in the universe',
      passes: ({ rejection }) => rejection === undefined,
      shows: ({ rejection }) => ({ value: rejection ?? 'chosen', threshold: 'chosen' }),
    },
    {
      code: 'NOT_TRADABLE',
      asks: 'a market in which orders execute',
      passes: ({ market }) => market.status === 'open',
      shows: ({ market }) => ({ value: market.status, threshold: 'open' }),
    },
    {
      code: 'DATA_MISSING',
      asks: 'enough closed candles: 1d / 4h / 1h',
      passes: (question, found) => isWarm(question, found, warmUp(question.settings)),
      shows: (question, found) => showWarm(question, found, warmUp(question.settings)),
    },
    {
      code: 'DATA_UNFIT',
      asks: 'data that can be believed',
      passes: ({ market: { health } }) => health.unfit === undefined,
      shows: ({ market: { health } }) => ({ value: health.unfit ?? health.state, threshold: 'fit' }),
    },
  ];
}

/** What failed to come is missing, however much there is besides. */
function isWarm({ market: { reading, missing } }: Question, { view }: Findings, least: WarmUp): boolean {
  return (
    reading.daily.candles >= least['1d'] &&
    view.t + 1 >= least.decision &&
    reading.hourly.candles >= least['1h'] &&
    Object.keys(missing).length === 0
  );
}

function showWarm({ market: { reading, missing } }: Question, { view }: Findings, least: WarmUp): Check {
  const lost = Object.entries(missing).map(([timeframe, cause]) => `; no ${timeframe}: ${cause}`);
  return {
    value: `${reading.daily.candles} / ${view.t + 1} / ${reading.hourly.candles}${lost.join('')}`,
    threshold: `${least['1d']} / ${least.decision} / ${least['1h']}`,
  };
}

/** The last closed daily close against its mean gives the side; too near to it there is none. */
export const bias: Gate = {
  code: 'BIAS_NEUTRAL',
  asks: 'last daily close away from its EMA, bps',
  passes: (question, found) => {
    const bps = biasBps(question);
    if (bps === undefined || Math.abs(bps) < question.settings.emaNeutralZoneBps) return false;
    found.side = bps > 0 ? 'long' : 'short';
    return true;
  },
  shows: (question) => ({ value: biasBps(question) ?? 'unknown', threshold: question.settings.emaNeutralZoneBps }),
};

/** How far the last closed daily close is from its mean; undefined where there is none. */
export function biasBps({ market: { reading } }: Pick<Question, 'market'>): number | undefined {
  const { close, ema } = reading.daily;
  return close === undefined || ema === undefined || ema === 0 ? undefined : ((close - ema) / ema) * 10_000;
}

/** ADX(1h) and the ATR of the decision timeframe, which every later gate counts with. A market that does not move has neither. */
export const indicators: Gate = {
  code: 'INDICATOR_UNAVAILABLE',
  asks: 'ADX of 1h and ATR of 4h',
  passes: ({ market: { reading } }, found) => {
    found.adx = reading.hourly.adx ?? Number.NaN;
    return reading.hourly.adx !== undefined && (found.view.atr ?? 0) > 0;
  },
  shows: ({ market: { reading } }, { view }) => ({
    value: `${reading.hourly.adx === undefined ? 'no ADX' : 'ADX'}, ${(view.atr ?? 0) > 0 ? 'ATR' : 'no ATR'}`,
    threshold: 'ADX, ATR',
  }),
};

/** No number is no trend. */
export const trend: Gate = {
  code: 'ADX_TOO_LOW',
  asks: 'ADX of 1h',
  passes: ({ settings }, { adx }) => adx !== undefined && adx >= settings.adxThreshold,
  shows: ({ market: { reading }, settings }) => ({
    value: reading.hourly.adx ?? 'unknown',
    threshold: settings.adxThreshold,
  }),
};

/** What every strategy asks last: whether a signal may be acted upon. */
export const tail: readonly Gate[] = [
  {
    code: 'STRUCTURE_TRADED',
    asks: 'a structure that was not traded yet',
    passes: ({ market }, { structureAt }) => structureAt !== undefined && !market.traded.includes(structureAt),
    shows: ({ market }, { structureAt }) => {
      if (structureAt === undefined) return unknown('a structure');
      return { value: market.traded.includes(structureAt) ? 'traded' : 'new', threshold: 'new' };
    },
  },
  {
    code: 'SIGNAL_COOLDOWN',
    asks: 'no signal within the cooldown',
    passes: (question) => cooldownLeft(question) === 0,
    shows: (question) => minutesLeft(cooldownLeft(question)),
  },
  {
    code: 'SYMBOL_LOSS_COOLDOWN',
    asks: 'no row of losses on the instrument of late',
    when: ({ losses }) => losses !== undefined,
    passes: (question) => restLeft(question) === 0,
    shows: (question) => minutesLeft(restLeft(question)),
  },
  {
    code: 'SPREAD_MAX_EXCEEDED',
    asks: 'a spread that can be paid, where it is known',
    passes: (question) => !((knownSpread(question) ?? 0) > question.settings.spreadMax),
    shows: (question) => ({ value: knownSpread(question) ?? 'not known', threshold: question.settings.spreadMax }),
  },
  {
    code: 'POSITION_EXISTS',
    asks: 'no position and no order in doubt on the base',
    passes: ({ occupied }) => !occupied,
    shows: ({ occupied }) => ({ value: occupied ? 'occupied' : 'free', threshold: 'free' }),
  },
  {
    code: 'ENTRIES_BLOCKED',
    asks: 'entries allowed',
    passes: ({ blocked }) => blocked === undefined,
    shows: ({ blocked }) => ({ value: blocked ?? 'allowed', threshold: 'allowed' }),
  },
];

/** A signal does not cool itself down: asked again about the candle that fired, the answer is the same. */
function cooldownLeft({ market: { firedAt }, at, settings }: Question): number {
  return firedAt === undefined || firedAt === at ? 0 : Math.max(0, firedAt + settings.cooldownMs - at);
}

function restLeft({ market: { restUntil }, at }: Question): number {
  return restUntil === undefined ? 0 : Math.max(0, restUntil - at);
}

function minutesLeft(left: number): Check {
  return { value: `${Math.ceil(left / 60_000)} min left`, threshold: '0 min left' };
}

/** Undefined where the venue does not say: the check is for comfort, the price collar of the order is what protects. */
export function knownSpread({ market: { liquidity } }: Pick<Question, 'market'>): number | undefined {
  const { bid, ask } = liquidity ?? {};
  return bid === undefined || ask === undefined || bid <= 0 || ask <= 0 ? undefined : spreadOf({ bid, ask });
}
