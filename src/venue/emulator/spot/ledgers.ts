import { ok } from '../../../core/result.ts';
import type { UnifiedSwitches } from '../../dialect/unified-switches.ts';
import type { ExchangeApi } from '../api.ts';
import type { HistoryEntry } from '../happening.ts';
import { ledgerName } from '../unified/order-names.ts';
import type { Row } from '../unified/frame.ts';
import { walletOf } from '../unified/private/balances.ts';
import { ledgerRow } from '../unified/private/ledgers.ts';
import type { Answer, Call } from './rest.ts';

/** Entries of a page. */
const page = { rows: 50 } as const;

/**
 * The ledgers of the Unified WebSocket, newest first: what is asked for after a gap. `start` is exclusive, in seconds; the
 * entries of positions carry the names that the channel has for them.
 *
 * @see https://docs.kraken.com/api/docs/rest-api/get-ledgers-info
 */
export function ledgersAnswer({ params }: Call, exchange: ExchangeApi, switches: UnifiedSwitches): Answer {
  const [start, end] = [Number(params['start'] ?? 0) * 1_000, Number(params['end'] ?? Infinity) * 1_000];
  const all = exchange
    .history()
    .flatMap((entry) => (entry.at > start && entry.at <= end ? rowOf(entry, switches) : []));
  const wanted = all.filter(
    ([, { asset, type }]) =>
      (params['asset'] ?? asset) === asset && ['all', type, undefined].includes(params['type'] ?? undefined),
  );
  const from = Math.max(0, Number(params['ofs'] ?? 0) || 0);
  const rows = wanted.toReversed().slice(from, from + page.rows);
  return ok({ ledger: Object.fromEntries(rows), count: wanted.length });
}

function rowOf(entry: HistoryEntry, switches: UnifiedSwitches): readonly (readonly [string, Row])[] {
  const row = ledgerRow(entry, switches.ledgerNames, walletOf(switches));
  if (row === undefined) return [];
  const name = switches.ledgerNames === 'as-balances' ? ledgerName('L', entry.seq) : entry.uid;
  return [
    [name, { ...row, refid: row['ref_id'] ?? entry.uid, time: entry.at / 1_000, aclass: row['asset_class'] ?? '' }],
  ];
}
