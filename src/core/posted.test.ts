import { describe, expect, it } from 'vitest';
import { step } from './engine.ts';
import { cautiousBookOf, equityOf } from './account.ts';
import type { Effect } from './effects.ts';
import type { VenueMoney } from './events.ts';
import { balance, total } from './ledger/ledger.ts';
import type { AccountPosting } from './ledger/posting.ts';
import type { Trade } from './ledger/trade.ts';
import type { State } from './state.ts';
import { formatFixed, later, negate } from './units.ts';
import type { Fixed, Ms, Usd } from './units.ts';
import { begun, enter, feed, instrument, price, qty, settings, t0, usd } from '../../test/support/keel.ts';
import { accepted, ended, fills, obedient, placed } from '../../test/support/venue-reports.ts';

const btc = instrument('BTC');
const mark = price('100');

function paid(kind: AccountPosting['kind'], amount: string, more: Partial<AccountPosting> = {}): AccountPosting {
  const value: Fixed<string> = usd(amount);
  return { id: `${kind} ${amount}`, kind, word: kind, amount: value, currency: 'USD', venueAt: later(t0, 1), ...more };
}

function post(state: State, posting: AccountPosting): readonly Effect[] {
  return step(state, { type: 'account.posted', at: state.at, posting }, settings);
}

function told(state: State, money: VenueMoney, venueAt: Ms): readonly Effect[] {
  const empty = { orders: [], positions: [] };
  return step(state, { type: 'venue.snapshot', at: later(state.at, 1), venueAt, ...empty, money }, settings);
}

const cash = (amount: string): VenueMoney => ({ cash: usd(amount), collateral: usd('0') });
const names = (effects: readonly Effect[]): readonly string[] =>
  effects.flatMap((effect) => (effect.type === 'alert.send' ? [effect.name] : []));
const asks = (effects: readonly Effect[]): number => effects.filter(({ type }) => type === 'venue.ask').length;
const recorded = (effects: readonly Effect[]): readonly Trade[] =>
  effects.flatMap((effect) => (effect.type === 'trade.recorded' ? [effect.trade] : []));

/** A long of 2 at 100, its entry filled and its stop confirmed. */
function long(state: State): void {
  const effects = enter(state, { instrument: btc, side: 'long', qty: qty('2'), mark, stop: price('95') }) ?? [];
  const [entry] = placed(effects);
  if (entry === undefined) throw new Error('no entry');
  const after = feed(state, [
    accepted(entry, later(t0, 10)),
    ...fills(entry, [{ qty: qty('2'), price: mark }], later(t0, 20)),
    ended(entry, 'filled', qty('2'), later(t0, 21)),
  ]);
  feed(state, obedient(after, later(t0, 30)));
}

/** Its stop fills at 95. */
function stopped(state: State, at: Ms): readonly Effect[] {
  const stop = [...state.orders.values()].find(({ role, status }) => role === 'stop' && status === 'open');
  if (stop === undefined) throw new Error('no stop');
  return feed(state, fills(stop.ticket, [{ qty: qty('2'), price: price('95'), fee: usd('0.1') }], at));
}

describe('money that moves without a fill', () => {
  it('is told once: an operator hears of transfers, and neither drawdown nor the day’s loss does', () => {
    const state = begun('10000', [btc], mark);
    const effects = [
      ...post(state, paid('deposit', '1000')),
      ...post(state, paid('deposit', '1000')),
      ...post(state, paid('withdrawal', '-3000')),
    ];
    expect(names(effects)).toEqual(['BALANCE_CHANGED', 'BALANCE_CHANGED']);
    expect([equityOf(state), state.account.peakEquity, state.account.dayEquity].map(formatFixed)).toEqual([
      '8000',
      '8000',
      '8000',
    ]);
    expect(balance(state.ledger, 'capital')).toBe(usd('-8000'));
  });

  it('of a word that nobody knows is kept in an account of its own, counted, and told once', () => {
    const state = begun('10000', [btc], mark);
    const effects = ['1', '2', '3'].flatMap((amount) => post(state, paid('unknown', amount, { word: 'gift' })));
    expect(names(effects)).toEqual(['POSTING_UNKNOWN']);
    expect([...state.ledger.told.unknown]).toEqual([['gift', 3]]);
    expect([balance(state.ledger, 'unexplained'), equityOf(state)]).toEqual([usd('-6'), usd('10006')]);
  });

  it('in a coin is worth what the venue says, and is then no profit', () => {
    const state = begun('10000', [btc], mark);
    const effects = post(state, paid('deposit', '0.5', { currency: 'BTC' }));
    expect([asks(effects), equityOf(state)]).toEqual([1, usd('10000')]);
    told(state, { cash: usd('10000'), collateral: usd('40000') }, later(t0, 5));
    expect([equityOf(state), state.account.dayEquity]).toEqual([usd('50000'), usd('50000')]);
    // From here on its price is profit and loss.
    told(state, { cash: usd('10000'), collateral: usd('39000') }, later(t0, 6));
    expect([equityOf(state), state.account.dayEquity, total(state.ledger)]).toEqual([usd('49000'), usd('50000'), 0n]);
  });
});

describe('funding', () => {
  it('is part of the trade that it was paid for', () => {
    const state = begun('10000', [btc], mark);
    long(state);
    post(state, paid('funding', '-0.25', { instrument: btc.id, venueAt: later(t0, 40) }));
    const [trade] = recorded(stopped(state, later(t0, 50)));
    expect([trade?.funding, trade?.fees, trade?.netPnl]).toEqual([usd('-0.25'), usd('0.1'), usd('-10.35')]);
  });

  it('that is told after the last fill amends the trade; of another time it does not', () => {
    const state = begun('10000', [btc], mark);
    long(state);
    const [first] = recorded(stopped(state, later(t0, 50)));
    const last = { instrument: btc.id, venueAt: later(t0, 50) };
    const [amended] = recorded(post(state, paid('funding', '0.5', last)));
    expect([amended?.id, amended?.funding, amended?.netPnl]).toEqual([first?.id, usd('0.5'), usd('-9.6')]);
    const before = later(t0, -settings.execution.requestLifeMs - 1);
    expect(recorded(post(state, paid('funding', '1', { ...last, id: 'late', venueAt: later(t0, 51) })))).toEqual([]);
    expect(recorded(post(state, paid('funding', '1', { ...last, id: 'early', venueAt: before })))).toEqual([]);
    expect([balance(state.ledger, 'funding'), balance(state.ledger, 'cash')]).toEqual([usd('-2.5'), usd('9992.4')]);
  });
});

describe('a difference from the venue', () => {
  it('is asked after, then told with both figures and corrected; until then risk is sized by the smaller', () => {
    const state = begun('10000', [btc], mark);
    const first = told(state, cash('9000'), later(t0, 5));
    expect([names(first), asks(first), equityOf(state)]).toEqual([[], 1, usd('10000')]);
    const desk = { state, settings, at: state.at, effects: [] };
    expect(cautiousBookOf(desk).equity).toBe(usd('9000'));
    // The same look again is no second one.
    expect(names(told(state, cash('9000'), later(t0, 5)))).toEqual([]);
    const second = told(state, cash('9000'), later(t0, 6));
    const alert = second.find((effect) => effect.type === 'alert.send' && effect.name === 'EQUITY_DIFFERS');
    expect(alert).toMatchObject({ details: { ours: '10000', venue: '9000', corrected: '-1000' } });
    expect([equityOf(state), balance(state.ledger, 'corrections')]).toEqual([usd('9000'), usd('1000')]);
    expect([names(told(state, cash('9000'), later(t0, 7))), cautiousBookOf(desk).equity]).toEqual([[], usd('9000')]);
  });

  it('that goes away by itself was a matter of time; more than we know of is no reason to risk more', () => {
    const state = begun('10000', [btc], mark);
    told(state, cash('10500'), later(t0, 5));
    expect(cautiousBookOf({ state, settings, at: state.at, effects: [] }).equity).toBe(usd('10000'));
    expect(names(told(state, cash('10000.005'), later(t0, 6)))).toEqual([]);
    expect([state.account.gap, balance(state.ledger, 'corrections')]).toEqual([undefined, 0n]);
  });

  it('that is another one each time, or while an order is in doubt, waits', () => {
    const state = begun('10000', [btc], mark);
    const asked = ['9000', '9100', '9200'].map((amount, i) => told(state, cash(amount), later(t0, 5 + i)));
    expect(asked.map(asks)).toEqual([1, 0, 0]);
    enter(state, { instrument: btc, side: 'long', qty: qty('2'), mark, stop: price('95') });
    const [order] = [...state.orders.values()];
    if (order === undefined) throw new Error('no order');
    feed(state, [{ type: 'order.unresolved', at: state.at, order: order.ticket.id, cause: 'no answer' }]);
    expect(names(told(state, cash('9200'), later(t0, 9)))).not.toContain('EQUITY_DIFFERS');
    expect([state.account.gap?.amount, equityOf(state)]).toEqual([negate<Usd>(usd('800')), usd('10000')]);
  });

  it('does not lie in what an open position has cost or is worth', () => {
    const state = begun('10000', [btc], mark);
    long(state);
    step(state, { type: 'mark.observed', at: state.at, instrument: btc.id, price: price('110') }, settings);
    expect([equityOf(state), names(told(state, cash('10000'), later(t0, 60)))]).toEqual([
      usd('10020'),
      expect.not.arrayContaining(['EQUITY_DIFFERS']),
    ]);
    expect(state.account.gap).toBeUndefined();
  });
});
