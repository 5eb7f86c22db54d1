import { formatFixed } from '../../../core/units.ts';
import type { HistoryEntry } from '../happening.ts';
import type { Desk } from './desk.ts';
import type { Element } from './page.ts';
import type { Params } from './params.ts';
import { readFlag } from './params.ts';

type Position = Extract<HistoryEntry, { type: 'position' }>;
type Change = 'open' | 'close' | 'increase' | 'decrease' | 'reverse' | 'noChange';

/** The flags by which a client asks for some kinds of changes only. */
const asks: Readonly<Record<Change, string>> = {
  open: 'opened',
  close: 'closed',
  increase: 'increased',
  decrease: 'decreased',
  reverse: 'reversed',
  noChange: 'no_change',
};
const causes = { trade: 'trade', funding: 'fundingRealisation', settlement: 'settlement' } as const;
const trades = {
  maker: 'userExecution',
  taker: 'userExecution',
  liquidation: 'liquidation',
  partialLiquidation: 'liquidation',
} as const;

/** What became of positions, oldest first; all of it, or only the changes asked for. */
export function positionElements(desk: Desk, params: Params): readonly Element[] {
  const asked = Object.values(asks).filter((flag) => readFlag(params.get(flag)));
  return desk.exchange.history().flatMap((entry) => {
    if (entry.type !== 'position') return [];
    const change = changeOf(entry);
    if (asked.length > 0 && !asked.includes(asks[change])) return [];
    const event = { PositionUpdate: updateJson(desk, entry, change) };
    return [{ uid: entry.uid, timestamp: entry.at, tradeable: entry.symbol, event }];
  });
}

function changeOf({ before, after }: Position): Change {
  if (before === after) return 'noChange';
  if (before === 0n) return 'open';
  if (after === 0n) return 'close';
  if (before > 0n !== after > 0n) return 'reverse';
  return after > before === after > 0n ? 'increase' : 'decrease';
}

function updateJson({ account, spell }: Desk, entry: Position, positionChange: Change): unknown {
  const { execution, funding } = entry;
  return {
    accountUid: account,
    tradeable: spell(entry.symbol),
    oldPosition: formatFixed(entry.before),
    oldAverageEntryPrice: formatFixed(entry.entryBefore),
    newPosition: formatFixed(entry.after),
    newAverageEntryPrice: formatFixed(entry.entryAfter),
    fillTime: entry.at,
    fee: execution === undefined ? '' : formatFixed(entry.fee),
    feeCurrency: 'USD',
    realizedPnL: positionChange === 'open' || positionChange === 'increase' ? '' : formatFixed(entry.realised),
    positionChange,
    executionUid: execution?.id ?? '',
    executionPrice: execution === undefined ? '' : formatFixed(execution.price),
    executionSize: execution === undefined ? '' : formatFixed(execution.qty),
    tradeType: execution === undefined ? '' : trades[execution.type],
    fundingRealizationTime: funding === 0n ? null : entry.at,
    realizedFunding: funding === 0n ? '' : formatFixed(funding),
    timestamp: entry.at,
    updateReason: causes[entry.cause],
  };
}
