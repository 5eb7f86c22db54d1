import { add, min, sub } from '../../core/units.ts';
import type { Ms, Ratio, Usd } from '../../core/units.ts';
import type { Core } from './core.ts';
import { shareUp } from './exact.ts';
import { feeTiers } from './facts.ts';

const windowMillis = 30 * 86_400_000;
const minuteMillis = 60_000;
export type Liquidity = 'maker' | 'taker';

/** The account's rate now: its own, or that of the tier which 30 days of trading have reached, where that is lower. */
export function rateNow(core: Core, liquidity: Liquidity): Ratio {
  const traded = volumeNow(core);
  const tier = feeTiers.findLast(({ from }) => from <= traded);
  const own = core.options.fees[liquidity];
  return tier === undefined ? own : min(own, tier[liquidity]);
}

/** What was traded in 30 days. */
export function volumeNow({ volume, now }: Core): Usd {
  const { parts } = volume;
  const isOver = ({ at }: { at: Ms }): boolean => at <= now - windowMillis;
  if (parts[0] !== undefined && isOver(parts[0])) {
    const left = parts.findIndex((part) => !isOver(part));
    for (const { value } of parts.splice(0, left < 0 ? parts.length : left)) volume.sum = sub(volume.sum, value);
  }
  return volume.sum;
}

/** Rounded away from zero at 1e-10. */
export function feeOf(core: Core, liquidity: Liquidity, value: Usd): Usd {
  return shareUp(value, rateNow(core, liquidity));
}

/** What was traded counts toward the next tier; of one minute it is one sum, and counts as long as its beginning. */
export function countVolume({ volume, now }: Core, value: Usd): void {
  const last = volume.parts.at(-1);
  if (last !== undefined && now < last.at + minuteMillis) last.value = add(last.value, value);
  else volume.parts.push({ at: now, value });
  volume.sum = add(volume.sum, value);
}
