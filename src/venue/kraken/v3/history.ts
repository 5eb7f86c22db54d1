import type { Fill } from '../../../core/order/order.ts';
import { ms, noUsd } from '../../../core/units.ts';
import type { Ms, Usd } from '../../../core/units.ts';
import { instrumentOf, orderIdOf } from '../decode.ts';
import type { Query, Rest } from './rest.ts';
import { historyPage } from './wire/history.ts';
import type { Execution, HistoryEvent, HistoryOrder, Party } from './wire/history.ts';

export type Told = Readonly<{ at: number; event: HistoryEvent }>;
/** `isWhole`: nothing of what was asked for is left out. */
export type Tale = Readonly<{ told: readonly Told[]; isWhole: boolean }>;
export type HistoryCall = 'orders' | 'triggers' | 'executions' | 'positions';
export type HistoryReader = (call: HistoryCall, since: Ms | undefined, tradeable?: string) => Promise<Tale | undefined>;

/** One question reads at most so many pages of a thousand. */
const pagesMax = { count: 20 };

/** Reads History since a moment, newest first, page by page. Undefined where the venue does not answer. */
export function createHistory(rest: Rest): HistoryReader {
  return async (call, since, tradeable) => {
    const told: Told[] = [];
    let token: string | undefined;
    for (let n = 0; n < pagesMax.count; n += 1) {
      const query: Query = [
        ...(since === undefined ? [] : [['since', String(Math.max(0, since))] as const]),
        ...(tradeable === undefined ? [] : [['tradeable', tradeable] as const]),
        ...(token === undefined ? [] : [['continuation_token', token] as const]),
      ];
      const page = await rest.get({
        base: 'history',
        call: `${call === 'positions' ? 'v3' : 'v2'}/${call}`,
        query,
        schema: historyPage,
      });
      if (!page.ok) return undefined;
      const { elements, continuationToken } = page.value;
      told.push(...elements.map(({ timestamp, event }) => ({ at: timestamp, event })));
      const isLast = continuationToken === undefined || continuationToken === token || elements.length === 0;
      const isPast = elements.some(({ timestamp }) => since !== undefined && timestamp < since);
      if (isLast || isPast) return { told, isWhole: true };
      token = continuationToken;
    }
    return { told, isWhole: false };
  };
}

/** Our side of an execution, with its fee; undefined for a contract that Keel cannot name. */
export function fillOf({ event }: Told): Fill | undefined {
  const execution = (event.Execution ?? event.execution)?.execution;
  if (execution === undefined) return undefined;
  const { order, party, liquidity } = ours(execution);
  const instrument = instrumentOf(order.tradeable);
  if (instrument === undefined) return undefined;
  return {
    id: execution.uid,
    order: orderIdOf(order.clientId ?? order.uid),
    instrument,
    side: order.direction.toLowerCase() === 'buy' ? 'buy' : 'sell',
    qty: execution.quantity,
    price: execution.price,
    fee: feeOf(party),
    liquidity,
    venueAt: ms(execution.timestamp),
  };
}

type Ours = Readonly<{ order: HistoryOrder; party: Party | null | undefined; liquidity: Fill['liquidity'] }>;

/** The side that names an account is ours; where both or neither do, the one with a fee. */
function ours({ makerOrder, takerOrder, makerOrderData, takerOrderData }: Execution): Ours {
  const maker: Ours = { order: makerOrder, party: makerOrderData, liquidity: 'maker' };
  const taker: Ours = { order: takerOrder, party: takerOrderData, liquidity: 'taker' };
  if ((makerOrder.accountUid === undefined) !== (takerOrder.accountUid === undefined)) {
    return makerOrder.accountUid === undefined ? taker : maker;
  }
  return takerOrderData?.fee === undefined && makerOrderData?.fee !== undefined ? maker : taker;
}

function feeOf(party: Party | null | undefined): Usd {
  return party?.fee ?? noUsd;
}
