import { definitions, definitionsHourly } from './definitions.ts';
import { momentum } from './momentum.ts';
import { predecessor, predecessorHourly } from './predecessor.ts';
import type { Gate, Strategy } from './question.ts';
import type { SignalSettings, StrategyName } from './signal-settings.ts';

/** Every strategy by its name; another one is one more line. */
export const strategies: Readonly<Record<StrategyName, Strategy>> = {
  definitions,
  definitions_1h: definitionsHourly,
  predecessor,
  predecessor_1h: predecessorHourly,
  momentum,
};

/** The strategy whose refusal is the reason for no signal. */
export function primaryOf({ strategies: [name = 'definitions'] }: SignalSettings): Strategy {
  return strategies[name];
}

/** The gates that a strategy asks under these settings, in order. */
export function gatesOf({ gates }: Strategy, settings: SignalSettings): readonly Gate[] {
  return gates.filter(({ when }) => when === undefined || when(settings));
}
