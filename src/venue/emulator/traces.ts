import { assert } from '../../core/assert.ts';
import type { VenueOrder } from '../../core/events.ts';
import type { AccountPosting } from '../../core/ledger/posting.ts';
import type { Fill, OrderTicket } from '../../core/order/order.ts';
import { add, negate, noQty, noUsd, sub } from '../../core/units.ts';
import type { ClientOrderId, Ms, Qty, Usd } from '../../core/units.ts';
import type { Execution } from './account-view.ts';
import type { Exchange } from './api.ts';
import { counted } from './exact.ts';
import type { ExchangeEvent } from './happening.ts';
import type { VenueOrder as ExchangeOrder } from './order-view.ts';
import { postingOf } from './postings.ts';
import type { VenueReport as Report } from '../../runtime/ports.ts';

/** What the venue knows of one of Keel's orders, in Keel's words. */
export type Trace = {
  /** As it stands: a person, or the venue itself, may have changed it since it was sent. */
  ticket: OrderTicket;
  venueOrderId: string;
  readonly placedAt: Ms;
  readonly fills: Fill[];
  filled: Qty;
  end?: Readonly<{ how: 'filled' | 'canceled'; at: Ms }>;
};

/** Keel's orders by its own ids, kept by listening to the exchange. */
export type Traces = Readonly<{
  find: (id: ClientOrderId) => Trace | undefined;
  /** From here on what happens to this order is kept. */
  begin: (ticket: OrderTicket) => Trace;
  /** It was refused: its id is free. */
  drop: (trace: Trace) => void;
  open: () => readonly VenueOrder[];
  /** The live lists, not copies: they only grow, in order of time. */
  fills: () => readonly Fill[];
  ended: () => readonly Trace[];
  postings: () => readonly AccountPosting[];
  money: () => Readonly<{ realised: Usd; fees: Usd; funding: Usd }>;
  /** Hears an event of the exchange; what of it Keel is told. */
  hear: (event: ExchangeEvent) => readonly Report[];
}>;

export function createTraces(exchange: Exchange): Traces {
  const traces = new Map<ClientOrderId, Trace>();
  const traceOf = (cliOrdId: string | undefined): Trace | undefined =>
    cliOrdId === undefined ? undefined : traces.get(named(cliOrdId));
  const live = new Set<Trace>();
  const fills: Fill[] = [];
  const ended: Trace[] = [];
  const money = { realised: noUsd, fees: noUsd, funding: noUsd };
  const postings: AccountPosting[] = [];
  const onCash = (entry: Parameters<typeof postingOf>[0]): readonly Report[] => {
    const posting = postingOf(entry);
    if (posting === undefined) return [];
    postings.push(posting);
    return [{ type: 'account.posted', posting }];
  };
  const onExecution = (execution: Execution): readonly Report[] => {
    const trace = traceOf(execution.cliOrdId);
    const fill = fillOf(execution, trace);
    fills.push(fill);
    money.fees = add(money.fees, fill.fee);
    if (trace !== undefined) {
      trace.fills.push(fill);
      trace.filled = add(trace.filled, fill.qty);
    }
    return [{ type: 'order.filled', fill }];
  };
  const onEnd = (cliOrdId: string | undefined, at: Ms): readonly Report[] => {
    const trace = traceOf(cliOrdId);
    if (trace === undefined) return [];
    trace.end = { how: trace.filled === trace.ticket.qty ? 'filled' : 'canceled', at };
    live.delete(trace);
    ended.push(trace);
    return [endOf(trace)];
  };
  return {
    find: (id) => traces.get(id),
    begin: (ticket) => {
      const trace = { ticket, venueOrderId: '', placedAt: exchange.now(), fills: [], filled: noQty };
      traces.set(ticket.id, trace);
      live.add(trace);
      return trace;
    },
    drop: (trace) => {
      traces.delete(trace.ticket.id);
      live.delete(trace);
    },
    open: () =>
      [...live].map(({ venueOrderId, ticket, filled, placedAt }) => ({ venueOrderId, ticket, filled, placedAt })),
    fills: () => fills,
    ended: () => ended,
    postings: () => postings,
    money: () => money,
    hear: (event) => {
      if (event.type === 'execution') return onExecution(event.execution);
      if (event.type === 'order' && event.gone) return onEnd(event.order.cliOrdId, event.at);
      if (event.type === 'order') return amend(traceOf(event.order.cliOrdId), event.order);
      if (event.type === 'ticker') return [{ type: 'mark.observed', instrument: event.symbol, price: event.mark }];
      if (event.type !== 'history') return [];
      const { entry } = event;
      // A liquidation costs a fee of its own, beside that of its execution.
      if (entry.type === 'cash' && entry.cause === 'liquidation fee')
        money.fees = add(money.fees, counted(sub(entry.before, entry.after)));
      if (entry.type === 'cash') return onCash(entry);
      if (entry.type !== 'position') return [];
      money.realised = add(money.realised, entry.realised);
      money.funding = add(money.funding, negate(entry.funding));
      return [];
    },
  };
}

/** Nobody is told of it: whoever asks for the account sees it. */
function amend(trace: Trace | undefined, { quantity: qty, limitPrice, stopPrice }: ExchangeOrder): readonly Report[] {
  if (trace === undefined) return [];
  const { form } = trace.ticket;
  if (form.type === 'limit')
    trace.ticket = { ...trace.ticket, qty, form: { ...form, price: limitPrice ?? form.price } };
  else if (form.type === 'market') trace.ticket = { ...trace.ticket, qty };
  else trace.ticket = { ...trace.ticket, qty, form: { ...form, trigger: stopPrice ?? form.trigger } };
  return [];
}

/** An execution that no order of Keel's asked for, such as a liquidation, goes by the venue's own id. */
function fillOf(execution: Execution, trace: Trace | undefined): Fill {
  const { id, orderId, symbol, side, qty, price, fee, at, type } = execution;
  const order = trace?.ticket.id ?? named(orderId);
  const liquidity = type === 'maker' ? 'maker' : 'taker';
  return { id, order, instrument: symbol, side, qty, price, fee, liquidity, venueAt: at };
}

/** The report of an order's end, as often as it is asked for. */
export function endOf({ ticket, end, filled }: Trace): Report {
  return { type: 'order.ended', order: ticket.id, how: end?.how ?? 'canceled', filled };
}

/** Keel's orders carry its own id as the client's; any other name is one that Keel will not know. */
function named(id: string): ClientOrderId {
  assert(isName(id), 'a name is not empty');
  return id;
}

function isName(id: string): id is ClientOrderId {
  return id !== '';
}
