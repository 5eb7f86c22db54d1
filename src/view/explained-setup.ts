import type { Examination } from '../core/signal/judge.ts';
import type { Question } from '../core/signal/question.ts';
import type { Score } from '../core/signal/score.ts';
import { gradeOf } from '../core/signal/score.ts';
import { fibLevel } from '../core/smc/leg.ts';
import type { Settings } from '../core/settings.ts';
import { ms, toNumber } from '../core/units.ts';
import { isoTime } from './format.ts';

type Priced = Readonly<{ name: string; price: number }>;

/** What the gates found on their way, as far as it goes: prices as analysed, none of them on the tick. */
export type ExplainedSetup = Readonly<{
  strategy: string;
  regime: string;
  side?: 'long' | 'short';
  /** The last closed daily close and its mean. */
  bias?: Readonly<{ close: number; ema: number; bps: number }>;
  adx?: number;
  atr?: number;
  structure?: Readonly<{ kind: string; dir: 'up' | 'down'; level: number; openAt: string }>;
  /** From its origin to its end so far. */
  leg?: Readonly<{ from: number; to: number; retracement?: number }>;
  ote?: readonly [from: number, to: number];
  fibs?: readonly Readonly<{ ratio: number; price: number }>[];
  zone?: Readonly<{ kind: string; bottom: number; top: number }>;
  levels?: Readonly<{
    entry: number;
    stop: number;
    /** The structure level that the reward is measured to. */
    objective: number;
    rr: number;
    /** Multiples of the risk, at which take-profits would rest. */
    targets: readonly Priced[];
    /** Hourly swings beyond the price, nearest first. */
    candidates: readonly number[];
  }>;
  score?: Score & Readonly<{ grade: string }>;
}>;

export function setupOf(question: Question, seen: Examination, settings: Settings): ExplainedSetup {
  const { found, strategy, regime } = seen;
  const { side, score, zone } = found;
  return {
    strategy,
    regime,
    ...(side === undefined ? {} : { side }),
    ...readingsOf(question, seen),
    ...structureOf(question, seen),
    ...(zone === undefined ? {} : { zone: { kind: zone.kind, bottom: zone.bottom, top: zone.top } }),
    ...levelsOf(seen, settings),
    ...(score === undefined ? {} : { score: { ...score, grade: gradeOf(score.total) } }),
  };
}

function readingsOf(
  { market: { reading } }: Question,
  { found }: Examination,
): Pick<ExplainedSetup, 'bias' | 'adx' | 'atr'> {
  const { close, ema } = reading.daily;
  const { adx } = reading.hourly;
  const { atr } = found.view;
  return {
    ...(close === undefined || ema === undefined ? {} : { bias: { close, ema, bps: ((close - ema) / ema) * 10_000 } }),
    ...(adx === undefined ? {} : { adx }),
    ...(atr === undefined ? {} : { atr }),
  };
}

/** The last break and its leg, whether or not they go the way of the bias. */
function structureOf(
  { price, settings: { oteFrom, oteTo, keyFibs } }: Question,
  { found: { view } }: Examination,
): Pick<ExplainedSetup, 'structure' | 'leg' | 'ote' | 'fibs'> {
  const { lastBreak, leg } = view;
  if (lastBreak === null || leg === null) return {};
  const { kind, dir, level, openAt } = lastBreak;
  const { a, b } = leg;
  const back = a === b ? {} : { retracement: (b - price) / (b - a) };
  return {
    structure: { kind, dir: dir === 1 ? 'up' : 'down', level, openAt: isoTime(ms(openAt)) },
    leg: { from: a, to: b, ...back },
    ote: [fibLevel(leg, oteFrom), fibLevel(leg, oteTo)],
    fibs: keyFibs.map((ratio) => ({ ratio, price: fibLevel(leg, ratio) })),
  };
}

function levelsOf({ found, regime, targets }: Examination, { exit }: Settings): Pick<ExplainedSetup, 'levels'> {
  if (found.levels === undefined) return {};
  const { entry, stop, objective, rr } = found.levels;
  const kind = found.regime ?? (regime === 'consolidation' ? 'consolidation' : 'unknown');
  const multiples = exit.targets[kind].map(({ role, r }) => ({
    name: `${role.toUpperCase()} ${toNumber(r)}R`,
    price: entry + toNumber(r) * (entry - stop),
  }));
  return { levels: { entry, stop, objective, rr, targets: multiples, candidates: targets } };
}
