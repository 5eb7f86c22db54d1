import { sub } from '../../../../core/units.ts';
import type { UnifiedSwitches } from '../../../dialect/unified-switches.ts';
import type { CashCause, HistoryEntry } from '../../happening.ts';
import type { Channel } from '../channel.ts';
import { stamp } from '../frame.ts';
import type { Row } from '../frame.ts';
import { ledgerName } from '../order-names.ts';
import { flagIn } from '../params.ts';
import { sequence } from './account.ts';
import type { Account } from './account.ts';

/** What a ledger calls the reason for a change of cash. @see https://docs.kraken.com/api/docs/websocket-v2/balances */
export const causes: Readonly<Record<CashCause, string>> = {
  trade: 'trade',
  funding: 'rollover',
  transfer: 'transfer',
  'liquidation fee': 'trade',
  conversion: 'conversion',
  settlement: 'settled',
};

export function walletOf(switches: UnifiedSwitches): Readonly<{ type: string; id: string }> {
  return switches.walletName === 'spot-main' ? { type: 'spot', id: 'main' } : { type: 'futures', id: 'flex' };
}

/** Cash by currency: all of it, then every change. */
export function balancesChannel({ exchange, hub, switches }: Account): Channel {
  const wallet = walletOf(switches);
  return {
    name: 'balances',
    spec: { snapshot: 'boolean' },
    needs: { symbol: false, token: true, assetClass: false },
    open: ({ params, talk }) => {
      const snapshot = flagIn(params, 'snapshot', true);
      return {
        result: { snapshot },
        begin: () => {
          const next = sequence(switches.sequenceOn === 'all');
          const say = (type: 'snapshot' | 'update', data: readonly Row[]): void =>
            talk.say({ channel: 'balances', type, data, sequence: next() });
          if (snapshot) {
            const rows = exchange.wallet().currencies.map(({ currency, quantity: balance }) => {
              const wallets = [{ ...wallet, balance }];
              return { asset: currency, asset_class: 'currency', balance, wallets };
            });
            say('snapshot', rows);
          }
          return hub.on('history', (event) => {
            if (event.type === 'history' && event.entry.type === 'cash') say('update', [cashRow(event.entry, wallet)]);
          });
        },
      };
    },
  };
}

type Cash = Extract<HistoryEntry, { type: 'cash' }>;

/** One change of one currency; the balance is what there is after it. */
export function cashRow(entry: Cash, wallet: Readonly<{ type: string; id: string }>): Row {
  return {
    asset: entry.currency,
    asset_class: 'currency',
    amount: sub(entry.after, entry.before),
    balance: entry.after,
    fee: 0,
    ledger_id: ledgerName('L', entry.seq),
    ref_id: ledgerName('T', entry.seq),
    timestamp: stamp(entry.at),
    type: causes[entry.cause],
    subtype: entry.cause === 'liquidation fee' ? entry.cause : '',
    category: causes[entry.cause],
    wallet_type: wallet.type,
    wallet_id: wallet.id,
  };
}
