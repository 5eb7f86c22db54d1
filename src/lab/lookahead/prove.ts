import { isoTime } from '../../view/format.ts';
import type { Settings } from '../../core/settings.ts';
import type { Rng } from '../../runtime/ports.ts';
import { decideFromScratch } from './batch.ts';
import type { Candles, Checkpoint, Context, Path } from './path.ts';
import { perturbations, perturbed } from './perturb.ts';

/** A decision that is not the same when the future is not, or that a start at that moment would not have made. */
export type Difference = Readonly<{
  instrument: string;
  /** Open of the candle whose decision it is. */
  at: string;
  /** Which future, or `from scratch`. */
  by: string;
  said: string;
  should: string;
}>;

export type Proof = Readonly<{
  /** Decisions that were made, one at each candle. */
  decisions: number;
  /** How often one of them was made again, under another future or from scratch. */
  comparisons: number;
  cuts: number;
  differences: number;
  /** The same by the future that showed them, or `from scratch`. */
  by: Readonly<Record<string, number>>;
  /** The first of them. */
  examples: readonly Difference[];
}>;

export type ProofOptions = Readonly<{ path: Path; settings: Settings; cuts: number; rng: Rng }>;

/** Candles between two checkpoints, and before a cut at least: a day, so that the decisions before it are made again too. */
const checkpointEvery = 1_024;
const leadIn = 96;
/** So many differences are told in full. */
const told = 5;

type Baseline = Readonly<{
  decisions: readonly string[];
  checkpoints: readonly Checkpoint[];
  contexts: ReadonlyMap<number, Context>;
}>;

/**
 * Walks the candles once, and then again up to each of so many random cuts under every other future: no decision up to the
 * cut may change. The decision at each cut is also made from scratch. Work: one walk, and about a thousand candles a future.
 */
export function prove(candles: Candles, { path, settings, cuts: wanted, rng }: ProofOptions): Proof {
  const cuts = cutsOf(candles.length, wanted, rng.fork('cuts'));
  const baseline = walk(candles, { path, settings }, new Set(cuts));
  const examples: Difference[] = [];
  const by: Record<string, number> = {};
  let [comparisons, differences] = [0, 0];
  const compare = (index: number, future: string, again: string): void => {
    comparisons += 1;
    by[future] ??= 0;
    const said = baseline.decisions[index] ?? '';
    if (said === again) return;
    by[future] += 1;
    differences += 1;
    if (examples.length < told) examples.push({ ...placeOf(candles, index), by: future, said, should: again });
  };
  for (const cut of cuts) {
    const context = baseline.contexts.get(cut);
    if (context !== undefined) compare(cut, 'from scratch', decideFromScratch(candles, cut, settings, context));
    const start = baseline.checkpoints.findLast(({ index }) => index <= Math.max(0, cut - leadIn));
    for (const [name, future] of Object.entries(perturbations)) {
      const again = path(perturbed(candles, cut, future, rng.fork(`${name} at ${cut}`)), settings, start);
      for (let index = start?.index ?? 0; index <= cut; index += 1) compare(index, name, again.next());
    }
  }
  return { decisions: baseline.decisions.length, comparisons, cuts: cuts.length, differences, by, examples };
}

function walk(
  candles: Candles,
  { path, settings }: Pick<ProofOptions, 'path' | 'settings'>,
  cuts: ReadonlySet<number>,
): Baseline {
  const way = path(candles, settings);
  const decisions: string[] = [];
  const checkpoints: Checkpoint[] = [];
  const contexts = new Map<number, Context>();
  for (let index = 0; index < candles.length; index += 1) {
    if (index % checkpointEvery === 0) checkpoints.push(way.keep());
    if (cuts.has(index)) contexts.set(index, way.context());
    decisions.push(way.next());
  }
  return { decisions, checkpoints, contexts };
}

/** Drawn without repetition, in order; the last candle has no future to change. */
function cutsOf(length: number, wanted: number, rng: Rng): readonly number[] {
  const cuts = new Set<number>();
  const most = Math.min(wanted, Math.max(0, length - 1));
  while (cuts.size < most) cuts.add(Math.floor(rng.next() * (length - 1)));
  return [...cuts].sort((a, b) => a - b);
}

function placeOf(candles: Candles, index: number): Pick<Difference, 'instrument' | 'at'> {
  const candle = candles.at(index);
  return { instrument: candles.instrument.id, at: candle === undefined ? '' : isoTime(candle.openAt) };
}
