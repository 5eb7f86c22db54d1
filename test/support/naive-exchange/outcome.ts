import { D, of, sum, zero } from './decimal.ts';
import type { Notes, Scene } from './judge.ts';
import { book, feeOf } from './ledger.ts';
import { initialWithOrders, ratesOf, sums } from './margin.ts';
import type { Sums } from './margin.ts';
import { remaining, signed, sizeOf } from './state.ts';
import type { Order, State } from './state.ts';
import { opposite, walk } from './taking.ts';

/** Figures this near to each other may go either way: the exchange rounds at 1e-10. */
const close = new D('1e-7');

/** What the account can bear, tried out on a copy of it: position limits, the leverage wished for, margin. */
export function judgeAccount(state: State, order: Order, scene: Scene, notes: Notes): void {
  judgeSize(state, order, notes);
  const after = tried(state, order, scene);
  judgeLeverage(state, order, after, notes);
  const now = sums(state, scene.worth, scene.marks);
  const then = sums(after.state, scene.worth, scene.marks);
  const more = initialWithOrders(after.state, order.symbol, []).minus(initialWithOrders(state, order.symbol, []));
  if (more.gt(close)) short(then.availableMargin, 'insufficientAvailableFunds', notes);
  else if (more.abs().lte(close))
    short(then.availableMargin, 'insufficientAvailableFunds', { ...notes, must: new Set() });
  if (more.lte(close) && after.hasTraded) short(room(then), 'wouldCauseLiquidation', notes);
  else if (room(then).lt(0) || room(now).lt(0)) notes.may.add('wouldCauseLiquidation');
}

const room = ({ marginEquity, maintenanceMargin }: Sums): D => marginEquity.minus(maintenanceMargin);

function short(left: D, status: 'insufficientAvailableFunds' | 'wouldCauseLiquidation', { must, may }: Notes): void {
  if (left.lt(close.neg())) must.add(status);
  if (left.lt(close)) may.add(status);
}

/** In the position if this and everything else on its side were filled. */
function judgeSize(state: State, order: Order, notes: Notes): void {
  const contract = state.contracts.get(order.symbol);
  if (contract === undefined) return;
  const held = sizeOf(state, order.symbol);
  const others = [...state.open.values()].filter(
    ({ id, symbol, side, isTrigger, reduceOnly }) =>
      symbol === order.symbol && side === order.side && id !== order.id && !isTrigger && !reduceOnly,
  );
  const all = held.plus(signed(order.side, sum([...others, order].map(remaining))));
  if (all.abs().gt(of(contract.maxPosition)) && all.abs().gt(held.abs())) notes.must.add('maxPositionViolation');
}

type Tried = Readonly<{ state: State; hasTraded: boolean; rests: D }>;

function tried(state: State, order: Order, { sight }: Scene): Tried {
  const copy: State = {
    ...state,
    open: new Map([...state.open].filter(([id]) => id !== order.id)),
    positions: new Map([...state.positions].map(([symbol, held]) => [symbol, { ...held }])),
    cash: new Map(state.cash),
    traded: [...state.traded],
  };
  const [limit, qty] = [order.limit ?? zero, remaining(order)];
  const takes = order.kind === 'post' ? [] : walk(opposite(sight, order.side), order.side, { limit, qty });
  for (const { price, qty: part } of takes) {
    const trade = { symbol: order.symbol, side: order.side, qty: part, price, at: sight.now };
    book(copy, trade, { fee: feeOf(copy, trade, 'taker'), rates: () => zero });
  }
  const left = qty.minus(sum(takes.map((level) => level.qty)));
  const isResting = order.kind === 'lmt' || order.kind === 'post';
  if (isResting && left.gt(0)) copy.open.set('tried', { ...order, id: 'tried', filled: order.size.minus(left) });
  return { state: copy, hasTraded: takes.length > 0, rests: isResting ? left.mul(limit) : zero };
}

/** An isolated contract takes no more than its tier allows at that leverage. */
function judgeLeverage(state: State, order: Order, { state: after, rests }: Tried, notes: Notes): void {
  const leverage = state.preferences.get(order.symbol);
  if (leverage === undefined) return;
  const exposure = (after.positions.get(order.symbol)?.cost.abs() ?? zero).plus(rests);
  if (ratesOf(state, order.symbol, exposure).initial.gt(new D(1).div(leverage))) notes.must.add('fixedLeverageTooHigh');
}
