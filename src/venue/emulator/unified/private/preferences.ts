import { fixedFromNumber } from '../../../../core/units.ts';
import type { Fixed } from '../../../../core/units.ts';
import type { Channel } from '../channel.ts';
import type { Row } from '../frame.ts';
import type { Account } from './account.ts';

export type Preferences = Readonly<{
  channel: Channel;
  /** A preference was set: whoever has subscribed is told. */
  changed: () => void;
}>;

/** What the account may do, and, by a switch, which contracts are isolated. */
export function createPreferences({ exchange, switches, empties }: Account): Preferences {
  const ears = new Set<() => void>();
  const data = (): Row => ({
    [switches.preferencesKey]: 'enabled',
    leverage_modes: switches.preferencesLeverage === 'absent' ? undefined : modes(),
  });
  const modes = (): readonly Row[] =>
    [...exchange.preferences()].map(([symbol, leverage]) => ({
      symbol,
      max_leverage: fixedFromNumber<Fixed<string>>(leverage),
    }));
  const channel: Channel = {
    name: 'preferences',
    spec: {},
    needs: { symbol: false, token: true, assetClass: false },
    objection: () => (empties('preferences') ? 'Preferences are not available yet, try again later' : undefined),
    open: ({ talk }) => ({
      begin: () => {
        const say = (type: string): void => talk.say({ channel: 'preferences', type, data: data() });
        say('snapshot');
        const hear = (): void => say('update');
        ears.add(hear);
        return () => void ears.delete(hear);
      },
    }),
  };
  return {
    channel,
    changed: () => {
      if (switches.preferencesLeverage === 'leverage_modes') for (const hear of ears) hear();
    },
  };
}
