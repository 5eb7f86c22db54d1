import type { Instrument } from '../../core/market/instrument.ts';
import type { Rng } from '../../runtime/ports.ts';
import { rng } from '../../runtime/rng.ts';
import { createFactor } from './factor.ts';
import { createWalk } from './walk.ts';
import type { Walk } from './walk.ts';

/** The players of one seed before their first candle. Each has a stream of its own name: who else plays changes nothing. */
export function createStage(seed: number): Readonly<{
  factor: ReturnType<typeof createFactor>;
  luckOf: (instrument: Instrument) => Rng;
  walkOf: (instrument: Instrument) => Walk;
  /** What the factor's regimes are drawn from. */
  regimeLuck: Rng;
}> {
  const luck = rng(seed).fork('market');
  const luckOf = ({ id }: Instrument): Rng => luck.fork(id);
  return {
    factor: createFactor(luck.fork('factor')),
    luckOf,
    regimeLuck: luck.fork('factor').fork('regime'),
    walkOf: (instrument) => createWalk(instrument, luckOf(instrument)),
  };
}
