import type { InstrumentId } from '../../../core/units.ts';
import type { ExchangeEvent } from '../happening.ts';
import type { Link } from '../standing/service.ts';
import { loggedUpTo } from './account-log.ts';
import { balancesFrame } from './balances-frame.ts';
import type { Desk } from './desk.ts';
import { fillsFrame, logFrames, orderFrame, positionsFrame, refusedFrame } from './private-frames.ts';
import type { Counter, PrivateFeed } from './private-frames.ts';
import { bookFrame, liteFrame, tickerFrame, tradeFrame } from './public-frames.ts';
import type { PublicFeed } from './public-frames.ts';
import type { Rhythm } from './rhythm.ts';

/** One connection, to whoever has something for it. */
export type Subscriber = {
  readonly link: Link;
  readonly has: (feed: PublicFeed | PrivateFeed | 'heartbeat', symbol?: InstrumentId) => boolean;
  readonly send: (frame: string | undefined, about?: 'book') => void;
  readonly count: Counter;
  readonly rhythm: Rhythm;
  /** The contracts whose fills are wanted; none is all. */
  readonly filter: Set<InstrumentId>;
  /** How much of the history its account log has shown. */
  logged: number;
};

/** What a connection is sent of something that happened. */
export function hear(desk: Desk, to: Subscriber, event: ExchangeEvent): void {
  switch (event.type) {
    case 'ticker':
      return tick(desk, to, event.symbol);
    case 'trade':
      return to.has('trade', event.trade.symbol) ? to.send(tradeFrame(desk, event.trade)) : undefined;
    case 'book':
      return to.has('book', event.symbol) ? to.send(bookFrame(desk, event), 'book') : undefined;
    case 'order':
      if (to.has('open_orders')) to.send(orderFrame(desk, 'open_orders', event));
      if (to.has('open_orders_verbose')) to.send(orderFrame(desk, 'open_orders_verbose', event));
      return;
    case 'refused':
      return to.has('open_orders_verbose') ? to.send(refusedFrame(desk, event)) : undefined;
    case 'execution':
      return fill(desk, to, event.execution);
    case 'position':
      return to.rhythm.together('open_positions', () => showPositions(desk, to));
    case 'wallet':
      return to.rhythm.together('balances', () => {
        if (to.has('balances')) to.send(balancesFrame(desk, to.count, 'changed'));
      });
    case 'history':
      return to.has('account_log') ? to.rhythm.together('account_log', () => log(desk, to)) : undefined;
    case 'phase':
      if (event.phase === 'maintenance') return to.link.close(1001);
      return notify(desk, to);
    case 'listing':
      return notify(desk, to);
  }
}

function notify({ notices }: Desk, to: Subscriber): void {
  if (to.has('notifications_auth')) to.send(notices.frame());
}

/** At most once a second each. */
function tick(desk: Desk, to: Subscriber, symbol: InstrumentId): void {
  if (to.has('ticker', symbol))
    to.rhythm.slowly(`ticker ${symbol}`, () => {
      if (to.has('ticker', symbol)) to.send(tickerFrame(desk, symbol));
    });
  if (to.has('ticker_lite', symbol))
    to.rhythm.slowly(`lite ${symbol}`, () => {
      if (to.has('ticker_lite', symbol)) to.send(liteFrame(desk, symbol));
    });
  const isHeld = to.has('open_positions') && desk.exchange.positions().some((position) => position.symbol === symbol);
  if (isHeld) to.rhythm.slowly('open_positions', () => showPositions(desk, to));
}

function showPositions(desk: Desk, to: Subscriber): void {
  if (to.has('open_positions')) to.send(positionsFrame(desk, to.count));
}

function fill(desk: Desk, to: Subscriber, execution: Extract<ExchangeEvent, { type: 'execution' }>['execution']): void {
  const isWanted = to.filter.size === 0 || to.filter.has(execution.symbol);
  if (to.has('fills') && isWanted) to.send(fillsFrame(desk, execution));
}

function log(desk: Desk, to: Subscriber): void {
  const from = to.logged;
  to.logged = loggedUpTo(desk);
  if (!to.has('account_log')) return;
  for (const frame of logFrames(desk, from)) to.send(frame);
}
