import { z } from 'zod';
import { assert } from '../core/assert.ts';
import { backtest } from './sections/backtest.ts';
import { data, dataSanity } from './sections/data.ts';
import { exchange } from './sections/exchange.ts';
import { execution } from './sections/execution.ts';
import { consolidationParts, executionExits, multiTp, tightSmcParts, wideStructureParts } from './sections/exits.ts';
import { assets, live, monitoring, paper, reconciliation, system, top } from './sections/general.ts';
import { costs, pauses } from './sections/risk-costs.ts';
import { auction, limits, sizing } from './sections/risk-limits.ts';
import { cycleGuard, invariants, safety } from './sections/safety.ts';
import { confirmation, gone, others, reports, scoring, setbacks, signal } from './sections/strategy.ts';
import { coinUniverse, liquidityFilters, tierA, tierB, tierC } from './sections/universe.ts';
import type { Json, Key, LiveKey, Range, Section, Shape } from './key.ts';

/** Every table with the path it stands under; the order is that of `config show` and of the reference. */
const tables: readonly (readonly [path: string, section: Section])[] = [
  ['', top],
  ['system', system],
  ['exchange', exchange],
  ['risk', sizing],
  ['risk', limits],
  ['risk', auction],
  ['risk', costs],
  ['risk', pauses],
  ['strategy', signal],
  ['strategy', confirmation],
  ['strategy', scoring],
  ['strategy', setbacks],
  ['strategy', reports],
  ['strategy', others],
  ['strategy', gone],
  ['assets', assets],
  ['coin_universe', coinUniverse],
  ['liquidity_filters', liquidityFilters],
  ['liquidity_filters.tier_configs.A', tierA],
  ['liquidity_filters.tier_configs.B', tierB],
  ['liquidity_filters.tier_configs.C', tierC],
  ['multi_tp', multiTp],
  ['multi_tp.regime_runner_overrides.tight_smc', tightSmcParts],
  ['multi_tp.regime_runner_overrides.wide_structure', wideStructureParts],
  ['multi_tp.regime_runner_overrides.consolidation', consolidationParts],
  ['execution', execution],
  ['execution', executionExits],
  ['data', data],
  ['data.data_sanity', dataSanity],
  ['reconciliation', reconciliation],
  ['monitoring', monitoring],
  ['safety', safety],
  ['safety.invariants', invariants],
  ['safety.cycle_guard', cycleGuard],
  ['backtest', backtest],
  ['paper', paper],
  ['live', live],
];

/** Every key by its full path, retired ones included. */
export const keys: ReadonlyMap<string, Key> = joined();

/** The keys that have a value, by their full path. */
export const liveKeys: ReadonlyMap<string, LiveKey> = new Map(
  [...keys].flatMap(([path, key]) => (key.status === 'retired' ? [] : [[path, key] as const])),
);

/** The paths that hold other keys, such as `risk` and `data.data_sanity`. */
export const sections: ReadonlySet<string> = new Set([...keys.keys()].flatMap((path) => above(path)));

function joined(): ReadonlyMap<string, Key> {
  const all = new Map<string, Key>();
  for (const [prefix, section] of tables) {
    for (const [name, key] of Object.entries(section)) {
      const path = prefix === '' ? name : `${prefix}.${name}`;
      assert(!all.has(path), `the key ${path} has one home`);
      all.set(path, key);
    }
  }
  return all;
}

function above(path: string): readonly string[] {
  const parts = path.split('.');
  return parts.slice(1).map((_, at) => parts.slice(0, at + 1).join('.'));
}

/** Whether a value has the form, the range and the precision that its key asks for. */
export function fits(shape: Shape, value: unknown): value is Json {
  return validatorOf(shape).safeParse(value).success;
}

function validatorOf(shape: Shape): z.ZodType {
  switch (shape.type) {
    case 'number':
      return amount(shape.range);
    case 'whole':
      return amount(shape.range).int();
    case 'number-or-null':
      return amount(shape.range).nullable();
    case 'flag':
      return z.boolean();
    case 'choice':
      return z.enum(shape.of);
    case 'texts':
      return z.array(z.string().min(1));
    case 'bases':
      return z.array(z.string().regex(/^(?!X(?:BT|DG)$)[A-Z0-9]+$/));
    case 'numbers':
      return z.array(amount(shape.range)).min(1);
    case 'levels':
      return z.array(z.strictObject({ r_multiple: amount([0, 100]), atr_mult: amount([0.1, 10]) })).min(1);
  }
}

/** The ledger keeps ten decimals; a value that it would round is refused rather than changed. */
function amount([from, to]: Range): z.ZodNumber {
  const bounded = z.number().min(from);
  const within = to === Infinity ? bounded : bounded.max(to);
  return within.refine((value) => Number(value.toFixed(10)) === value);
}

/** What a key accepts, to end the sentence "expected …". */
export function expectation(shape: Shape): string {
  const unit = unitOf(shape);
  return [formOf(shape), rangeOf(shape), unit === '' ? '' : `(${unit})`].filter((part) => part !== '').join(' ');
}

function formOf(shape: Shape): string {
  switch (shape.type) {
    case 'number':
      return 'a number of at most ten decimals';
    case 'whole':
      return 'a whole number';
    case 'number-or-null':
      return 'null or a number';
    case 'flag':
    case 'choice':
      return '';
    case 'texts':
      return 'a list of texts';
    case 'bases':
      return 'a list of assets such as BTC (never XBT)';
    case 'numbers':
      return 'a list of numbers, each';
    case 'levels':
      return 'a list of { r_multiple, atr_mult }';
  }
}

/** Between what a value must lie, in words; empty where nothing bounds it. */
export function rangeOf(shape: Shape): string {
  if (shape.type === 'flag') return 'true or false';
  if (shape.type === 'choice') return shape.of.length === 1 ? shape.of.join('') : `one of ${shape.of.join(', ')}`;
  if (!('range' in shape)) return '';
  const [from, to] = shape.range;
  return to === Infinity ? `at least ${from}` : `from ${from} to ${to}`;
}

/** What a number counts; empty for everything else. */
export function unitOf(shape: Shape): string {
  return 'unit' in shape ? shape.unit : '';
}
