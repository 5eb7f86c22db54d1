import { InvariantViolation } from '../assert.ts';
import type { Market } from '../market/market.ts';
import { dirOf, targetsOf } from './definitions.ts';
import { divergenceOf } from './divergence.ts';
import type { Check, Findings, Gate, Question, Strategy } from './question.ts';
import { gradeOf } from './score.ts';
import type { StrategyName } from './signal-settings.ts';
import { gatesOf, primaryOf, strategies } from './strategies.ts';
import type { GateCode, MarketRegime, Signal } from './signal.ts';

/** What a strategy says, in which market it says it, and what its gates found on the way. */
export type Judgement = Readonly<{ strategy: StrategyName; regime: MarketRegime; found: Findings }> &
  (Readonly<{ fired: false; code: GateCode }> | Readonly<{ fired: true; signal: Signal }>);

/** A gate with what it saw. */
export type Looked = Readonly<{ code: GateCode; asks: string; pass: boolean }> & Check;

/**
 * Asks every strategy in force, each until its first gate that says no. The first that fires has the word; where none
 * does, the reason is that of the first strategy.
 */
export function judge(question: Question): Judgement {
  const primary = judgeBy(primaryOf(question.settings), question);
  if (primary.fired) return primary;
  const { strategies: names } = question.settings;
  for (let n = 1; n < names.length; n += 1) {
    const other = judgeBy(strategies[names[n] ?? primary.strategy], question);
    if (other.fired) return other;
  }
  return primary;
}

function judgeBy(strategy: Strategy, question: Question): Judgement {
  const found = findingsOf(strategy, question);
  const refusal = found === undefined ? 'DATA_MISSING' : refusalOf(strategy.gates, question, found);
  const { name } = strategy;
  if (found === undefined || refusal !== undefined) {
    const code = refusal ?? 'DATA_MISSING';
    const seen = found ?? { timeframe: strategy.timeframe, view: question.market.reading.decision };
    return { strategy: name, regime: regimeOf(code, question, seen), found: seen, fired: false, code };
  }
  const signal = signalOf(strategy, question, found);
  return { strategy: name, regime: found.regime ?? 'wide_structure', found, fired: true, signal };
}

function findingsOf({ view, timeframe }: Strategy, { market }: Question): Findings | undefined {
  const read = view(market.reading);
  return read === undefined ? undefined : { view: read, timeframe };
}

function refusalOf(gates: readonly Gate[], question: Question, found: Findings): GateCode | undefined {
  for (const { code, when, passes } of gates) {
    if ((when === undefined || when(question.settings)) && !passes(question, found)) return code;
  }
  return undefined;
}

/** What a market is called whose first no is one of these. */
const regimes: Partial<Record<GateCode, MarketRegime>> = {
  NOT_IN_UNIVERSE: 'no_data',
  NOT_TRADABLE: 'no_data',
  DATA_MISSING: 'no_data',
  DATA_UNFIT: 'no_data',
  BIAS_NO_DATA: 'no_data',
  '4H_STRUCTURE_REQUIRED': 'no_4h_structure',
  ZONE_REQUIRED: 'no_4h_structure',
  MOMENTUM_REQUIRED: 'no_4h_structure',
};

/** Where nothing was found that could be traded, the market is named after what is missing (spec 03 section 6.2). */
function regimeOf(code: GateCode, { market: { reading }, settings }: Question, found: Findings): MarketRegime {
  const { adx } = reading.hourly;
  const isRanging = adx !== undefined && adx < settings.adxThreshold;
  return regimes[code] ?? (isRanging ? 'consolidation' : (found.regime ?? 'wide_structure'));
}

/** All that can be said of a question: every gate, and everything that they found, also behind the first no. */
export type Examination = Pick<Judgement, 'strategy' | 'regime' | 'found'> &
  Readonly<{ looked: readonly Looked[]; targets: readonly number[] }>;

/**
 * The same questions, all of them asked: what `explain` shows. They are those of the strategy that has the word: the
 * one that fires, else the first. Undefined before it has read a candle.
 */
export function examination(question: Question): Examination | undefined {
  const { strategy: name, regime } = judge(question);
  const strategy = strategies[name];
  const found = findingsOf(strategy, question);
  if (found === undefined) return undefined;
  const looked = gatesOf(strategy, question.settings).map(({ code, asks, passes, shows }) => {
    const pass = passes(question, found);
    return { code, asks, pass, ...shows(question, found) };
  });
  return { strategy: name, regime, found, looked, targets: targetsOf(question, found) };
}

/** The gates alone. */
export function lookAtAll(question: Question): readonly Looked[] {
  return examination(question)?.looked ?? [];
}

function signalOf({ name }: Strategy, question: Question, found: Findings): Signal {
  const { market, at } = question;
  const { side, levels, setup, structureAt, score, adx, regime } = found;
  if (side === undefined || levels === undefined || setup === undefined || regime === undefined) return unfinished();
  if (structureAt === undefined || score === undefined || adx === undefined) return unfinished();
  const { entry, stop, objective, rr } = levels;
  const targets = targetsOf(question, found);
  const after = found.structure === undefined ? '' : ` after ${found.structure.kind}`;
  const by = name === 'definitions' ? '' : ` (${name})`;
  const but = notesOf(question, found).map((note) => `; ${note}`);
  const reason = `${side} at ${setup}${after}, adx ${adx.toFixed(1)}, rr ${rr.toFixed(2)}, score ${score.total} ${gradeOf(score.total)}${by}${but.join('')}`;
  return {
    ...nameOf(market),
    at,
    side,
    entry,
    stop,
    objective,
    ...(targets.length === 0 ? {} : { targets }),
    setup,
    regime,
    structureAt,
    score,
    reason,
  };
}

/** What a person should know besides, and no gate asks. */
function notesOf({ market, settings }: Question, { side }: Findings): readonly string[] {
  const { strength } = market.reading.hourly;
  if (settings.divergence === undefined || strength === undefined || side === undefined) return [];
  const dir = divergenceOf(strength, settings.divergence);
  if (dir === 0 || dir === dirOf(side)) return [];
  return [`${dir === 1 ? 'bullish' : 'bearish'} RSI divergence opposes`];
}

function nameOf({ instrument }: Market): Pick<Signal, 'instrument' | 'base'> {
  return { instrument: instrument.id, base: instrument.base };
}

function unfinished(): never {
  throw new InvariantViolation('a gate passed without establishing what it is there for');
}
