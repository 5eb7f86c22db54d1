import { err, ok } from '../../core/result.ts';
import type { Result } from '../../core/result.ts';
import { defaultParams } from '../../core/smc/params.ts';
import type { AnalysisParams } from '../../core/smc/params.ts';

/** What a value has to be, and in which words that is said. */
type Rule = readonly [words: string, isRight: (value: unknown) => boolean];

const isNumber = (value: unknown): value is number => typeof value === 'number' && value >= 0 && Number.isFinite(value);
const isCount = (value: unknown): boolean => isNumber(value) && Number.isInteger(value) && value > 0;
const isSide = (value: unknown): boolean => isNumber(value) && Number.isInteger(value) && value < 1e6;
const oneOf = (...words: readonly unknown[]): Rule => [
  words.map((word) => JSON.stringify(word)).join(' or '),
  (value) => words.includes(value),
];
const share: Rule = ['a number that is not negative', isNumber];
const count: Rule = ['a whole number above zero', isCount];

/** The words of SMC definitions C.1; each may be left out, and then has its value there. */
const rules: Readonly<Record<string, Rule>> = {
  atr: count,
  dispAtr: share,
  dispBody: share,
  fvgMinAtr: share,
  scales: ['{"internal":[LEFT,RIGHT],"swing":[LEFT,RIGHT]} in whole candles, RIGHT above zero', areScales],
  breakOn: oneOf('close', 'wick'),
  protected: oneOf(true, false),
  obBreakOn: oneOf('close', 'wick'),
  poolScale: oneOf('internal', 'swing'),
  rangeScale: oneOf('internal', 'swing'),
  poolAtr: share,
  reclaimBars: ['a whole number', isSide],
  ote: ['three rising numbers, such as [0.618,0.705,0.786]', areRising],
  liveMax: count,
};

/**
 * Every zone is watched for good unless the file says otherwise: what is left out of the history of a file would be a lie about it.
 */
const unlimited = { liveMax: Number.MAX_SAFE_INTEGER } as const;

/** Parameters of the analysis as JSON; none gives the defaults. */
export function engineParams(json: string | undefined, file: string): Result<AnalysisParams, string> {
  if (json === undefined) return ok({ ...defaultParams, ...unlimited });
  const parsed = parse(json);
  if (!isRecord(parsed)) return err(`${file} is not a JSON object with parameters, such as {"atr":14}.`);
  for (const [key, value] of Object.entries(parsed)) {
    const rule = Object.hasOwn(rules, key) ? rules[key] : undefined;
    if (rule === undefined)
      return err(`${file}: ${key} is not a parameter; there is ${Object.keys(rules).join(', ')}.`);
    const [words, isRight] = rule;
    if (!isRight(value)) return err(`${file}: ${key} is ${words}, and not ${JSON.stringify(value)}.`);
  }
  return ok({ ...defaultParams, ...unlimited, ...parsed });
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function areScales(value: unknown): boolean {
  if (!isRecord(value) || Object.keys(value).sort().join() !== 'internal,swing') return false;
  return Object.values(value).every(
    (reach) => Array.isArray(reach) && reach.length === 2 && isSide(reach[0]) && isSide(reach[1]) && reach[1] !== 0,
  );
}

function areRising(value: unknown): boolean {
  if (!Array.isArray(value) || value.length !== 3 || !value.every(isNumber)) return false;
  const [enter = NaN, mid = NaN, deep = NaN] = value.filter(isNumber);
  return enter <= mid && mid <= deep;
}
