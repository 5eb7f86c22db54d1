import { ms } from '../../../src/core/units.ts';
import type { OrderTerms, SendStatus } from '../../../src/venue/emulator/order-view.ts';
import { facts } from '../../../src/venue/emulator/facts.ts';
import { D, isMultiple, of, sum, zero } from './decimal.ts';
import type { Marks, Worth } from './margin.ts';
import { reducible, remaining } from './state.ts';
import { judgeAccount } from './outcome.ts';
import type { Order, Sight, State } from './state.ts';
import { crosses, opposite, protection, walk } from './taking.ts';

/**
 * Why a request is to be refused. The documents name the reasons, not their order: of several that apply any may be
 * given. `may` are those whose bound is not published or that depend on what no document says.
 */
export type Verdict = Readonly<{ must: ReadonlySet<SendStatus>; may: ReadonlySet<SendStatus> }>;
export type Scene = Readonly<{ sight: Sight; worth: Worth; marks: Marks }>;
export type Notes = { must: Set<SendStatus>; may: Set<SendStatus> };

export const isTriggerKind = (kind: string): boolean =>
  kind === 'stp' || kind === 'take_profit' || kind === 'trailing_stop';
const longestId = 100;
const largestUsd = 20_000_000;

export function judgeSend(state: State, terms: OrderTerms, scene: Scene): Verdict {
  const notes: Notes = { must: new Set(), may: new Set() };
  const contract = state.contracts.get(terms.symbol);
  if (contract === undefined) return { must: new Set(['contractNotFound']), may: new Set(['marketInactive']) };
  const { sight } = scene;
  const size = of(terms.size);
  if (size.lte(0) || !isMultiple(size, of(contract.lot))) notes.must.add('invalidSize');
  for (const price of [terms.limitPrice, terms.stopPrice])
    if (price !== undefined && (price <= 0n || !isMultiple(of(price), of(contract.tick))))
      notes.must.add('invalidPrice');
  if (
    of(terms.limitPrice ?? (0n as never))
      .mul(size)
      .gt(largestUsd)
  )
    notes.must.add('invalidSize');
  names(state, terms, notes);
  if (terms.processBefore !== undefined && terms.processBefore < sight.now)
    notes.must.add('wouldProcessAfterSpecifiedTime');
  if (terms.processBefore === sight.now) notes.may.add('wouldProcessAfterSpecifiedTime');
  // A contract whose candle is over has no book: takers find it inactive.
  if (sight.bids.length + sight.asks.length === 0) notes.may.add('marketInactive');
  if (sight.last === undefined) notes.may.add('marketSuspended');
  if (!contract.tradeable || state.phase === 'maintenance' || state.phase === 'cancel_only')
    for (const status of ['marketSuspended', 'marketInactive'] as const) notes.must.add(status);
  if (notes.must.size > 0) return { ...notes, may: new Set([...notes.may, ...downstream]) };
  if (terms.reduceOnly === true && reducible(state, terms.symbol, terms.side).isZero())
    notes[isTriggerKind(terms.kind) ? 'may' : 'must'].add('wouldNotReducePosition');
  if (!isTriggerKind(terms.kind)) judgeOrder(state, asOrder(state, terms, sight), scene, notes);
  return notes;
}

/** What may be said too where something simpler is wrong already. */
const downstream: readonly SendStatus[] = [
  'wouldNotReducePosition',
  'insufficientAvailableFunds',
  'wouldCauseLiquidation',
  'maxPositionViolation',
  'outsidePriceCollar',
  'postWouldExecute',
  'iocWouldNotExecute',
  'selfFill',
  'marketIsPostOnly',
  'fixedLeverageTooHigh',
];

function names(state: State, { cliOrdId }: OrderTerms, notes: Notes): void {
  if (cliOrdId === undefined) return;
  if (cliOrdId.length > longestId) notes.must.add('clientOrderIdTooLong');
  if (state.idOf.has(cliOrdId)) notes.must.add('clientOrderIdAlreadyExist');
}

/** The order that the terms ask for: a market order is an `ioc` with a limit, a reduce-only one is no larger than the position. */
export function asOrder(state: State, terms: OrderTerms, sight: Sight): Order {
  const tick = of(state.contracts.get(terms.symbol)?.tick ?? (1n as never));
  const isTrigger = isTriggerKind(terms.kind);
  const clamp = terms.reduceOnly === true && !isTrigger;
  const size = clamp ? D.min(of(terms.size), reducible(state, terms.symbol, terms.side)) : of(terms.size);
  const limit = terms.kind === 'mkt' ? protection(sight, terms.side, tick) : terms.limitPrice && of(terms.limitPrice);
  return {
    id: '',
    cliOrdId: terms.cliOrdId,
    symbol: terms.symbol,
    side: terms.side,
    kind: terms.kind === 'mkt' ? 'ioc' : terms.kind,
    size,
    filled: zero,
    limit,
    stop: terms.stopPrice && of(terms.stopPrice),
    signal: terms.signal ?? 'last',
    trailing: terms.trailing && { value: of(terms.trailing.value), unit: terms.trailing.unit },
    limitOffset: terms.limitOffset && { value: of(terms.limitOffset.value), unit: terms.limitOffset.unit },
    reduceOnly: terms.reduceOnly ?? false,
    isTrigger,
    placedAt: ms(sight.now),
  };
}

/** What an order that is in order by itself comes to, in the book and on the account; also as an edit would leave it. */
export function judgeOrder(state: State, order: Order, scene: Scene, notes: Notes): void {
  const { sight } = scene;
  const best = opposite(sight, order.side)[0];
  const isCrossing = order.limit !== undefined && best !== undefined && crosses(order.side, order.limit, best.price);
  const qty = remaining(order);
  const mustTake = order.kind === 'ioc' || order.kind === 'fok';
  if (isCrossing && order.kind === 'post') notes.must.add('postWouldExecute');
  if (state.phase === 'post_only' && (mustTake || (isCrossing && order.kind !== 'post')))
    notes.must.add('marketIsPostOnly');
  judgeSelf(state, order, { scene, isCrossing }, notes);
  const got = sum(walk(opposite(sight, order.side), order.side, { limit: order.limit ?? zero, qty }).map((l) => l.qty));
  if ((order.kind === 'ioc' && (!isCrossing || got.isZero())) || (order.kind === 'fok' && got.lt(qty)))
    notes.must.add('iocWouldNotExecute');
  if (order.limit !== undefined && sight.mark !== undefined && crosses(order.side, order.limit, sight.mark)) {
    const away = order.limit.minus(sight.mark).abs().div(sight.mark);
    const bound = of(facts.collar);
    if (isCrossing && away.gt(bound.plus('1e-9')) && order.kind !== 'post') notes.must.add('outsidePriceCollar');
    else if (away.gte(bound.minus('1e-9')) && order.kind !== 'post') notes.may.add('outsidePriceCollar');
  }
  if (!order.reduceOnly) judgeAccount(state, order, scene, notes);
}

/** Where the taker would meet an order of its own: before its quantity is done surely, further on within its limit perhaps. */
function judgeSelf(
  state: State,
  order: Order,
  { scene, isCrossing }: Readonly<{ scene: Scene; isCrossing: boolean }>,
  notes: Notes,
): void {
  const { limit } = order;
  const facing = [...state.open.values()].filter(
    (other) => other.symbol === order.symbol && other.side !== order.side && !other.isTrigger && other.id !== order.id,
  );
  const own = facing.filter(
    (other) => limit !== undefined && other.limit !== undefined && crosses(order.side, limit, other.limit),
  );
  // A market order with nothing but the account's own orders before it.
  if (limit === undefined && facing.length > 0 && opposite(scene.sight, order.side).length === 0)
    notes.may.add('selfFill');
  if (own.length === 0) return;
  const levels = opposite(scene.sight, order.side);
  const isMet = own.some(({ limit: price = zero }) => {
    const nearer = levels.filter((level) => crosses(order.side, price, level.price));
    return sum(nearer.map(({ qty }) => qty)).lt(remaining(order));
  });
  if (state.phase === 'post_only') notes.may.add('marketIsPostOnly');
  notes[isMet && order.kind !== 'post' ? 'must' : 'may'].add('selfFill');
  if (order.kind === 'post') notes[isCrossing ? 'may' : 'must'].add('postWouldExecute');
}
