import type { Timer } from './events.ts';
import type { Trade } from './ledger/trade.ts';
import type { OrderTicket } from './order/order.ts';
import type { ApprovedIntent } from './risk/gate.ts';
import type { Decision } from './signal/decision.ts';
import type { ClientOrderId, InstrumentId, Ms } from './units.ts';

export type Severity = 'info' | 'warning' | 'critical';

/**
 * Everything the core can ask of the world. Imperative; each outcome comes back as an event.
 * More risk needs an approval and the safety epoch in which it was given; less risk never does.
 */
export type Effect =
  | Readonly<{ type: 'order.place'; ticket: OrderTicket; approval: ApprovedIntent; epoch: number }>
  | Readonly<{ type: 'order.place'; ticket: OrderTicket & { readonly reduceOnly: true } }>
  | Readonly<{ type: 'order.cancel'; order: ClientOrderId; instrument: InstrumentId }>
  /**
   * About one order: through every source. About the account: fills and ends since `since`, then a snapshot. `postedSince`:
   * movements of money from then on, where the venue's client cannot know how far it had come.
   */
  | Readonly<{ type: 'venue.ask'; about: 'account'; since: Ms; postedSince?: Ms }>
  | Readonly<{ type: 'venue.ask'; about: 'order'; order: ClientOrderId; instrument: InstrumentId }>
  /** What the venue lists: `market.listed` or `market.unlisted`. */
  | Readonly<{ type: 'listing.ask' }>
  | Readonly<{ type: 'timer.set'; timer: Timer; at: Ms }>
  | Readonly<{ type: 'trade.recorded'; trade: Trade }>
  /** Every judged close, for the read table; nothing waits for it. */
  | Readonly<{ type: 'decision.made'; decision: Decision }>
  /** What became of a signal, by the moment at which it was decided. */
  | Readonly<{ type: 'decision.settled'; instrument: InstrumentId; decidedAt: Ms; outcome: string }>
  /** `name` is what operators grep for (spec 09 section 3); details follow as key=value. */
  | Readonly<{
      type: 'alert.send';
      severity: Severity;
      name: string;
      details: Readonly<Record<string, string | number>>;
    }>;

/** What goes to people and to the read tables, and to no venue. */
export type Told = Extract<Effect, { type: 'alert.send' | 'trade.recorded' | 'decision.made' | 'decision.settled' }>;

export function isTold(effect: Effect): effect is Told {
  const { type } = effect;
  return type === 'alert.send' || type === 'trade.recorded' || type === 'decision.made' || type === 'decision.settled';
}

/** True for what may raise exposure: it waits for the journal, and for the epoch. */
export function increasesRisk(effect: Effect): effect is Extract<Effect, { approval: ApprovedIntent }> {
  return effect.type === 'order.place' && 'approval' in effect;
}
