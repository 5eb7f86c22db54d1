import type { Config } from '../config/config.ts';
import { err, ok } from '../core/result.ts';
import type { Result } from '../core/result.ts';
import { candleAt } from '../feed/replay/series.ts';
import type { Series } from '../feed/replay/series.ts';
import { streaming } from '../lab/lookahead/path.ts';
import type { Candles } from '../lab/lookahead/path.ts';
import { perturbations } from '../lab/lookahead/perturb.ts';
import { prove } from '../lab/lookahead/prove.ts';
import { rng } from '../runtime/rng.ts';
import type { Listener, LookaheadOptions } from '../surface/cli/starts.ts';
import type { Causality } from '../view/causality.ts';
import { openCandleSet, saidOf } from './market.ts';
import type { Place } from './place.ts';

type Asked = Readonly<{ place: Place; config: Config; options: LookaheadOptions; listener: Listener }>;

/** Proves on every instrument of a folder that no decision of the strategy knows what comes after it. */
export async function proveCausality({ place, config, options, listener }: Asked): Promise<Result<Causality, string>> {
  const [cuts, seed] = [Number(options.cuts), Number(options.seed)];
  if (!/^\d+$/.test(options.cuts) || cuts === 0 || cuts > 100_000)
    return err(`--cuts ${options.cuts} is not a whole number from 1 to 100000.`);
  if (!/^\d+$/.test(options.seed) || seed >= 2 ** 40)
    return err(`--seed ${options.seed} is not a whole number below 2^40.`);
  if (options.data === undefined) return err('--data DIR is missing: the folder with the candles to look at.');
  const set = openCandleSet(place, { ...options, data: options.data });
  if (!set.ok) return set;
  listener.opened(saidOf(set.value).join('\n'));
  const rows: Causality['instruments'][number][] = [];
  for (const [n, series] of set.value.series.entries()) {
    const luck = rng(seed).fork(series.instrument.id);
    const proof = prove(candlesOf(series), { path: streaming, settings: config.settings, cuts, rng: luck });
    rows.push({ instrument: series.instrument.id, ...proof });
    listener.progress((n + 1) / set.value.series.length);
    // A person who presses Ctrl-C is heard between two instruments.
    await new Promise((resolve) => void setImmediate(resolve));
  }
  return ok({ instruments: rows, futures: Object.keys(perturbations), source: set.value.source, seed });
}

function candlesOf(series: Series): Candles {
  return {
    instrument: series.instrument,
    length: series.length,
    at: (index) => (index < series.length ? candleAt(series, index) : undefined),
  };
}
