import { assert } from '../../core/assert.ts';
import { objection } from './admission.ts';
import type { Core, Market, Order } from './core.ts';
import { clamp, formed } from './forming.ts';
import { planOf } from './ladder.ts';
import { refreshMargin } from './margin.ts';
import { isMet } from './matching.ts';
import { catchUp, expect } from './walking.ts';
import type { OrderEvent, OrderTerms, SendAnswer } from './order-view.ts';
import { viewOf } from './order.ts';
import { refuse } from './refusing.ts';
import { act, holdOver } from './taking.ts';
import { unfit } from './validation.ts';

/** Takes an order, or refuses it; whatever it does at once is in the answer. */
export function send(core: Core, terms: OrderTerms): SendAnswer {
  const market = core.markets.get(terms.symbol);
  if (market === undefined) return { status: 'contractNotFound', at: core.now, events: [] };
  catchUp(core, market);
  const answer = sendTo(core, market, terms);
  expect(core, market);
  return answer;
}

function sendTo(core: Core, market: Market, terms: OrderTerms): SendAnswer {
  const status = unfit(core, market, terms);
  if (status !== undefined) return { status, at: core.now, events: [] };
  const order = formed(core, market, terms);
  if (terms.cliOrdId !== undefined && core.clients.has(terms.cliOrdId))
    return refuse(core, order, 'clientOrderIdAlreadyExist');
  const cut = clamp(market, order);
  if (order.quantity === 0n) return refuse(core, { ...order, quantity: terms.size }, 'wouldNotReducePosition');
  const answer = order.isTrigger ? arm(core, market, order) : enter(core, market, order);
  return cut > 0n ? { ...answer, events: answer.events.map((event) => ({ ...event, reduced: cut })) } : answer;
}

/** From here on the order exists, and its client id is taken for good. */
function register(core: Core, order: Order): void {
  core.orders.set(order.orderId, order);
  if (order.cliOrdId !== undefined) core.clients.set(order.cliOrdId, order);
}

function enter(core: Core, market: Market, order: Order): SendAnswer {
  const plan = planOf(core, market, order);
  const status = objection(core, market, order, plan);
  if (status !== undefined) return refuse(core, order, status);
  register(core, order);
  const events = act(core, market, order, { plan, cause: { reason: 'new_placed_order_by_user' } });
  return answered(core, order, events);
}

/** A trigger waits, even where its condition holds already: it is looked at when its signal next speaks. */
function arm(core: Core, market: Market, order: Order): SendAnswer {
  const reason = 'new_placed_order_by_user';
  register(core, order);
  if (isMet(core, market, order)) holdOver(market, order);
  market.orders.push(order);
  refreshMargin(core, market);
  const view = viewOf(order);
  core.news.record({ type: 'trigger.placed', order: view, reason });
  core.news.tell({ type: 'order', order: view, gone: false, reason, at: core.now });
  return answered(core, order, [{ type: 'PLACE', order: view }]);
}

function answered(core: Core, { orderId }: Order, events: readonly OrderEvent[]): SendAnswer {
  assert(events.length > 0, 'an order that is taken does something');
  return { status: 'placed', orderId, at: core.now, events };
}
