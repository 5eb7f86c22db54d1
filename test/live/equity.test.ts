import { request } from 'node:http';
import { afterEach, expect, test } from 'vitest';
import { cashOf, equityOf } from '../../src/core/account.ts';
import type { Effect } from '../../src/core/effects.ts';
import { step } from '../../src/core/engine.ts';
import { balance, total } from '../../src/core/ledger/ledger.ts';
import { initialState } from '../../src/core/state.ts';
import type { State } from '../../src/core/state.ts';
import { abs, fixed, fixedFromNumber, instrumentId, later, sub } from '../../src/core/units.ts';
import type { Ms, Usd } from '../../src/core/units.ts';
import type { LiveVenue, VenueEffect } from '../../src/runtime/ports.ts';
import { listedInstruments } from '../../src/venue/emulator/listing.ts';
import type { Standing } from '../../src/venue/emulator/standing/start.ts';
import { configText, enter, positionOf, price, qty, settings, shipped } from '../support/keel.ts';
import { connectInLockstep } from '../support/lockstep-line.ts';
import type { Line } from '../support/lockstep-line.ts';
import { overUnified, overV3, standForParity } from '../support/lockstep-venues.ts';
import type { Connect } from '../support/lockstep-venues.ts';
import { startAt, steadyCandles } from '../support/standing-venue.ts';

const btc = instrumentId('PF_XBTUSD');
const hour = 3_600_000;
const { latencyMs } = shipped.emulator;
const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

const dialects: readonly (readonly [string, Connect])[] = [
  ['v3', overV3],
  ['unified', overUnified],
];

/** The engine on a venue over the wire, as a live run has it: what is missing is the strategy, for which the test decides. */
type Scene = Readonly<{
  state: State;
  standing: Standing;
  line: Line;
  alerts: string[];
  /** Lets time pass; what the venue reports is stepped, and what follows is sent. */
  until: (at: Ms) => Promise<void>;
  perform: (effects: readonly Effect[]) => Promise<void>;
  /** What we hold is compared with what the venue says, as every two minutes. */
  compare: () => Promise<void>;
}>;

/** The practice controls, past the client's own way to the venue: lockstep counts what goes there. */
function steer({ urls }: Standing, what: string, body: unknown): Promise<void> {
  return new Promise((resolve, reject) => {
    const asked = request(`${urls.control}${what}`, { method: 'POST' }, (answer) => {
      answer.resume().on('end', () => (answer.statusCode === 200 ? resolve() : reject(new Error(what))));
    });
    asked.on('error', reject).end(JSON.stringify(body));
  });
}

function isForVenue(effect: Effect): effect is VenueEffect {
  return ['order.place', 'order.cancel', 'venue.ask'].includes(effect.type);
}

async function scene(connect: Connect): Promise<Scene> {
  // Longs pay in two hours of three, and are paid in the third.
  const fundingRate = (_: unknown, at: Ms): number => (at % (3 * hour) === 0 ? -0.00007 : 0.000123457);
  const market = { source: steadyCandles(2), fundingRate };
  const standing = await standForParity(shipped, { seed: 1, market, wireFrom: startAt });
  closers.push(standing.close);
  const line = await connectInLockstep({ standing, connect: connect(standing), latencyMs });
  closers.push(line.close);
  const facts = await line.answer<Awaited<ReturnType<LiveVenue['account']>>>(line.venue.account());
  if (!facts.ok) throw new Error(facts.error);
  const { equity, money, asOf } = facts.value;
  expect(money).toEqual({ cash: equity, collateral: 0n });
  const state = initialState();
  const alerts: string[] = [];
  const { now } = standing.exchange;
  const perform = async (effects: readonly Effect[]): Promise<void> => {
    for (const effect of effects) if (effect.type === 'alert.send') alerts.push(effect.name);
    const asked = effects.filter(isForVenue);
    if (asked.length > 0) await line.perform(asked);
  };
  const at = now();
  step(
    state,
    { type: 'run.started', at, run: 7, equity, config: configText, ...(asOf === undefined ? {} : { asOf }) },
    settings,
  );
  step(state, { type: 'instruments.listed', at, instruments: listedInstruments() }, settings);
  const until = async (end: Ms): Promise<void> => {
    while (now() < end) {
      await line.turn(end);
      await perform(line.reports(now()).flatMap((event) => step(state, event, settings)));
    }
  };
  const compare = async (): Promise<void> => {
    await perform([{ type: 'venue.ask', about: 'account', since: now() }]);
    await until(later(now(), 2_000));
  };
  return { state, standing, line, alerts, until, perform, compare };
}

/** Ours, and the venue's own books: at the same mark, and without what no hour has settled yet. */
function figures({ state, standing }: Scene): Readonly<Record<'equity' | 'cash', readonly [Usd, Usd]>> {
  const { exchange } = standing;
  const mark = fixedFromNumber<ReturnType<typeof price>>(exchange.ticker(btc)?.mark ?? NaN);
  step(state, { type: 'mark.observed', at: state.at, instrument: btc, price: mark }, settings);
  const { portfolioValue, unrealisedFunding, balanceValue } = exchange.wallet();
  return {
    equity: [equityOf(state), sub(portfolioValue, unrealisedFunding)],
    cash: [cashOf(state), balanceValue],
  };
}

function expectEqual(one: Scene): void {
  for (const [ours, theirs] of Object.values(figures(one))) expect(abs(sub(ours, theirs))).toBeLessThanOrEqual(100n);
  expect(total(one.state.ledger)).toBe(0n);
}

test.each(dialects)(
  'over %s the engine’s equity is the venue’s, through transfers and three hours of funding',
  async (_, connect) => {
    const one = await scene(connect);
    const { state, standing, until, perform } = one;
    const start = standing.exchange.now();
    expectEqual(one);
    const instrument = listedInstruments().find(({ id }) => id === btc);
    if (instrument === undefined) throw new Error('BTC is listed');
    const mark = price(String(standing.exchange.ticker(btc)?.last ?? ''));
    step(state, { type: 'mark.observed', at: state.at, instrument: btc, price: mark }, settings);
    await perform(enter(state, { instrument, side: 'long', qty: qty('0.0123'), mark, stop: price('80000') }) ?? []);
    await until(later(start, 60_000));
    expect(positionOf(state, instrument)).toMatchObject({ phase: 'protected', tally: { entryQty: qty('0.0123') } });
    expectEqual(one);

    await steer(standing, 'balance', { currency: 'USD', amount: '1000' });
    await until(later(start, 120_000));
    expectEqual(one);
    await steer(standing, 'balance', { currency: 'USD', amount: '-200' });
    await until(later(start, 3 * hour + 90_000));
    expectEqual(one);
    expect(balance(state.ledger, 'capital')).toBe(fixed('-10800'));
    expect(one.alerts.filter((name) => name === 'BALANCE_CHANGED')).toHaveLength(2);
    const { funding } = positionOf(state, instrument).tally;
    const settled = standing.exchange.history().flatMap((entry) => (entry.type === 'position' ? [entry.funding] : []));
    expect(settled.filter((amount) => amount !== 0n)).toHaveLength(3);
    expect(funding).toBe(settled.reduce((sum, amount) => (sum + amount) as Usd));
    // Nothing is told as profit or loss that was put in or taken out.
    expect(abs(sub(state.account.dayEquity, fixed('10800')))).toBeLessThan(fixed<Usd>('20'));

    await one.compare();
    expect([one.alerts.includes('EQUITY_DIFFERS'), balance(state.ledger, 'corrections')]).toEqual([false, 0n]);

    // The stop is hit: the part of the hour is settled with it, and the trade has all of its funding.
    await steer(standing, 'price', { symbol: btc, price: '79500' });
    await until(later(standing.exchange.now(), 90_000));
    expect(positionOf(state, instrument).phase).toBe('closed');
    expectEqual(one);
    expect(balance(state.ledger, 'cash')).toBe(figures(one).cash[1]);
    expect(positionOf(state, instrument).tally.funding).toBe(sub(fixed<Usd>('0'), balance(state.ledger, 'funding')));
  },
);

test.each(dialects)(
  'over %s what no posting explains is told once, with both figures, and corrected',
  async (_, connect) => {
    const one = await scene(connect);
    const { state, standing, compare, until } = one;
    // Somebody else trades on the account: no order of ours, so no fill of ours.
    const { exchange } = standing;
    exchange.send({ symbol: btc, side: 'buy', size: fixed('0.1'), kind: 'mkt' });
    exchange.send({ symbol: btc, side: 'sell', size: fixed('0.1'), kind: 'mkt', reduceOnly: true });
    await until(later(exchange.now(), 1_000));
    await compare();
    await compare();
    expect(one.alerts.filter((name) => name === 'EQUITY_DIFFERS')).toHaveLength(1);
    expect(balance(state.ledger, 'corrections')).toBeGreaterThan(0n);
    expectEqual(one);
  },
);
