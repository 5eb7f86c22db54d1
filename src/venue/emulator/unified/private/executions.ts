import type { Channel } from '../channel.ts';
import type { Row } from '../frame.ts';
import { flagIn } from '../params.ts';
import { counterFacts } from '../rate.ts';
import { sequence } from './account.ts';
import type { Account } from './account.ts';

/** How many executions a snapshot holds. @see https://docs.kraken.com/exchange/api-reference/unified-ws/executions */
const snapshotOf = { trades: 50 } as const;
/** What is left of the states where `order_status` is false: an order opens and ends. */
const ends: readonly unknown[] = ['new', 'filled', 'canceled', 'expired'];
const inner: readonly unknown[] = ['status', 'amended', 'restated'];

/** Orders and executions: open orders and the newest executions as they are, then every change. */
export function executionsChannel(account: Account): Channel {
  const { orders, switches } = account;
  return {
    name: 'executions',
    spec: {
      snap_trades: 'boolean',
      snap_orders: 'boolean',
      order_status: 'boolean',
      ratecounter: 'boolean',

      snapshot: 'boolean',
      snapshot_trades: 'boolean',
    },
    needs: { symbol: false, token: true, assetClass: true },
    open: ({ params, talk }) => {
      const snapTrades = flagIn(params, 'snap_trades', flagIn(params, 'snapshot_trades', false));
      const snapOrders = flagIn(params, 'snap_orders', flagIn(params, 'snapshot', true));
      const isWhole = flagIn(params, 'order_status', true);
      const counted = flagIn(params, 'ratecounter', false) ? { maxratecount: counterFacts.limit } : {};
      return {
        result: { snap_orders: snapOrders, snap_trades: snapTrades, ...counted, warnings: [] },
        begin: () => {
          const next = sequence(switches.sequenceOn === 'all');
          const say = (type: 'snapshot' | 'update', data: readonly Row[]): void =>
            talk.say({ channel: 'executions', type, data, sequence: next() });
          if (snapOrders || snapTrades) {
            say('snapshot', [
              ...(snapOrders ? orders.open() : []),
              ...(snapTrades ? orders.trades(snapshotOf.trades) : []),
            ]);
          }
          return orders.follow((row) => {
            if (isWhole || (ends.includes(row['order_status']) && !inner.includes(row['exec_type'])))
              say('update', [row]);
          });
        },
      };
    },
  };
}
