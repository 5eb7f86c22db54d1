import { sub } from '../../../../core/units.ts';
import type { UnifiedSwitches } from '../../../dialect/unified-switches.ts';
import type { HistoryEntry } from '../../happening.ts';
import type { Channel } from '../channel.ts';
import { stamp } from '../frame.ts';
import type { Row } from '../frame.ts';
import { ledgerName } from '../order-names.ts';
import { sequence } from './account.ts';
import type { Account } from './account.ts';
import { cashRow, walletOf } from './balances.ts';

/**
 * Every change of a currency or of the size of a position, as it happens; there is no snapshot. A frame that is lost
 * leaves a hole in the numbers.
 *
 * @see https://docs.kraken.com/exchange/api-reference/unified-ws/ledgers
 */
export function ledgersChannel({ hub, switches, loses }: Account): Channel {
  const wallet = walletOf(switches);
  return {
    name: 'ledgers',
    spec: {},
    needs: { symbol: false, token: true, assetClass: false },
    open: ({ talk }) => ({
      begin: () => {
        const next = sequence(true);
        return hub.on('history', (event) => {
          const row = event.type === 'history' ? ledgerRow(event.entry, switches.ledgerNames, wallet) : undefined;
          if (row === undefined) return;
          const frame = { channel: 'ledgers', type: 'update', data: [row], sequence: next() };
          if (!loses('ledgers')) talk.say(frame);
        });
      },
    }),
  };
}

/** An entry of the ledgers under either of the names that it may have; undefined for what is none. */
export function ledgerRow(
  entry: HistoryEntry,
  names: UnifiedSwitches['ledgerNames'],
  wallet: ReturnType<typeof walletOf>,
): Row | undefined {
  if (entry.type === 'position') return names === 'as-balances' ? positionRow(entry) : positionLog(entry);
  if (entry.type !== 'cash') return undefined;
  return names === 'as-balances' ? cashRow(entry, wallet) : cashLog(entry);
}

type PositionChange = Extract<HistoryEntry, { type: 'position' }>;
const words = { trade: 'trade', funding: 'rollover', settlement: 'settled' } as const;

/** Names of `balances`, and of what the documentation says is in it for derivatives. */
function positionRow(entry: PositionChange): Row {
  return {
    ledger_id: ledgerName('L', entry.seq),
    ref_id: ledgerName('T', entry.execution?.seq ?? entry.seq),
    timestamp: stamp(entry.at),
    type: words[entry.cause],
    asset_class: 'derivatives',
    asset: entry.symbol,
    amount: sub(entry.after, entry.before),
    balance: entry.after,
    fee: entry.fee,
    trade_price: entry.execution?.price,
    mark_price: entry.execution?.mark,
    old_average_entry_price: entry.entryBefore,
    new_average_entry_price: entry.entryAfter,
    realized_pnl: entry.realised,
    realized_funding: entry.funding,
  };
}

/** Names of the account log of v3. */
function positionLog(entry: PositionChange): Row {
  return {
    id: entry.seq,
    booking_uid: entry.uid,
    date: stamp(entry.at),
    info: entry.cause === 'trade' ? 'futures trade' : 'funding rate change',
    asset_class: 'derivatives',
    asset: entry.symbol,
    contract: entry.symbol,
    old_balance: entry.before,
    new_balance: entry.after,
    old_average_entry_price: entry.entryBefore,
    new_average_entry_price: entry.entryAfter,
    trade_price: entry.execution?.price,
    mark_price: entry.execution?.mark,
    realized_pnl: entry.realised,
    fee: entry.fee,
    realized_funding: entry.funding,
  };
}

function cashLog(entry: Extract<HistoryEntry, { type: 'cash' }>): Row {
  return {
    id: entry.seq,
    booking_uid: entry.uid,
    date: stamp(entry.at),
    info: entry.cause === 'trade' ? 'futures trade' : entry.cause,
    asset_class: 'currency',
    asset: entry.currency,
    old_balance: entry.before,
    new_balance: entry.after,
  };
}
