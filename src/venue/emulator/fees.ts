import { add, min, sub } from '../../core/units.ts';
import type { Ratio, Usd } from '../../core/units.ts';
import type { Core } from './core.ts';
import { shareUp } from './exact.ts';
import { feeTiers } from './facts.ts';

const windowMillis = 30 * 86_400_000;
export type Liquidity = 'maker' | 'taker';

/** The account's rate now: its own, or that of the tier which 30 days of trading have reached, where that is lower. */
export function rateNow({ volume, options, now }: Core, liquidity: Liquidity): Ratio {
  while (volume.first < volume.parts.length) {
    const oldest = volume.parts[volume.first];
    if (oldest === undefined || oldest.at > now - windowMillis) break;
    volume.sum = sub(volume.sum, oldest.value);
    volume.first += 1;
  }
  const tier = feeTiers.findLast(({ from }) => from <= volume.sum);
  const own = options.fees[liquidity];
  return tier === undefined ? own : min(own, tier[liquidity]);
}

/** Rounded away from zero at 1e-10. */
export function feeOf(core: Core, liquidity: Liquidity, value: Usd): Usd {
  return shareUp(value, rateNow(core, liquidity));
}

/** What was traded counts toward the next tier. */
export function countVolume({ volume, now }: Core, value: Usd): void {
  volume.parts.push({ at: now, value });
  volume.sum = add(volume.sum, value);
}
