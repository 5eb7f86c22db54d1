import fc from 'fast-check';
import { expect, it } from 'vitest';
import { auction, bid } from '../../src/core/auction/auction.ts';
import type { Award, Candidate } from '../../src/core/auction/auction.ts';
import { bookOf } from '../../src/core/account.ts';
import { holdAuction } from '../../src/core/decide.ts';
import type { Desk } from '../../src/core/desk.ts';
import { step } from '../../src/core/engine.ts';
import type { Event } from '../../src/core/events.ts';
import type { Book } from '../../src/core/risk/book.ts';
import { monitor } from '../../src/core/risk/monitor.ts';
import { later, toNumber } from '../../src/core/units.ts';
import type { Side } from '../../src/core/units.ts';
import { begunWith, stopAt, traded } from '../support/grids.ts';
import type { Traded } from '../support/grids.ts';
import { instrument, price, settings, signalOn, t0, usd } from '../support/keel.ts';
import { accepted, ended, fills, placed } from '../support/venue-reports.ts';

const { risk } = settings;
const market: readonly Traded[] = [
  ...traded,
  ...['BNB', 'XRP', 'ADA', 'LINK'].map((base) => ({ instrument: instrument(base), mark: price('100') })),
];

const one = fc.record({
  on: fc.constantFrom(...market),
  side: fc.constantFrom<Side>('long', 'short'),
  tier: fc.constantFrom('A', 'B', 'C'),
  ticks: fc.constantFrom(0n, 1n, 2n, 10n),
  // Few values: ties are the norm.
  total: fc.constantFrom(65, 72, 79, 90),
});
const candidate: fc.Arbitrary<Candidate> = one.map(({ on, side, tier, ticks, total }) => {
  const signal = signalOn(on.instrument, side);
  return {
    signal: { ...signal, score: { ...signal.score, total } },
    instrument: on.instrument,
    tier,
    mark: on.mark,
    stop: stopAt(on, side, ticks),
  };
});
const differing = fc.uniqueArray(candidate, { selector: (each) => each.instrument.id, maxLength: 8 });
const empty = (equity: string): Book => ({
  at: t0,
  exposures: [],
  equity: usd(equity),
  peakEquity: usd(equity),
  dayEquity: usd(equity),
});
const equity = fc.constantFrom('350', '1000', '1000000', '50', '0');
const winners = (awards: readonly Award[]): readonly Extract<Award, { won: true }>[] =>
  awards.filter((award) => award.won);

it('the auction awards the same, in the same order, however its candidates are shuffled and however often it is held', () => {
  const cases = differing.chain((all) =>
    fc.record({ all: fc.constant(all), shuffled: fc.shuffledSubarray(all, { minLength: all.length }), of: equity }),
  );
  fc.assert(
    fc.property(cases, ({ all, shuffled, of }) => {
      const awards = auction(all, empty(of), settings);
      expect(auction(shuffled, empty(of), settings)).toEqual(awards);
      expect(auction(all, empty(of), settings)).toEqual(awards);
      expect(new Set(awards.map((award) => award.candidate))).toEqual(new Set(all));
      const bids = awards.map((award) => bid(award.candidate, settings.auction));
      expect(bids).toEqual([...bids].sort((a, b) => b - a));
    }),
    { seed: 20_261_127, numRuns: 500 },
  );
});

it('the winners together stay within every limit, one to a base and few enough to a round', () => {
  let most = 0;
  fc.assert(
    fc.property(fc.array(candidate, { maxLength: 20, size: 'max' }), equity, (all, of) => {
      const won = winners(auction(all, empty(of), settings));
      const book = { ...empty(of), exposures: won.map(({ intent }) => intent) };
      expect(won.length <= settings.auction.opensPerRoundMax).toBe(true);
      expect(new Set(won.map(({ intent }) => intent.base)).size).toBe(won.length);
      expect(monitor(book, risk)).toEqual({ halted: [], degraded: [] });
      most = Math.max(most, won.length);
    }),
    { seed: 20_261_128, numRuns: 500 },
  );
  expect(most).toBe(settings.auction.opensPerRoundMax);
});

/** What may stand on a base when the next round comes. */
const stages = ['working', 'in doubt', 'partly filled', 'protected', 'filled and closed', 'none'] as const;
type Stage = (typeof stages)[number];
const round = fc.array(fc.record({ on: fc.constantFrom(...traded), side: fc.constantFrom<Side>('long', 'short') }), {
  maxLength: 8,
});

it('round after round, a base with a position or with an order whose fate is unknown gets no second entry', () => {
  let [entries, refused] = [0, 0];
  const rounds = fc.array(fc.tuple(round, fc.constantFrom<Stage>(...stages)), { minLength: 2, maxLength: 5 });
  fc.assert(
    fc.property(rounds, equity, (all, of) => {
      const state = begunWith(of, traded);
      for (const [signals, stage] of all) {
        const busy = new Set(
          [...state.positions.values()].filter(({ phase }) => phase !== 'closed').map(({ base }) => base),
        );
        for (const { on, side } of signals)
          state.signals.set(on.instrument.id, {
            ...signalOn(on.instrument, side),
            stop: toNumber(stopAt(on, side, 2n)),
          });
        if (signals.some(({ on }) => busy.has(on.instrument.base))) refused += 1;
        const desk: Desk = { state, settings, at: state.at, effects: [] };
        holdAuction(desk);
        const tickets = placed(desk.effects).filter((ticket) => !ticket.reduceOnly);
        const bases = tickets.map(({ instrument: id }) => state.registry.byId.get(id)?.base);
        expect(new Set(bases).size).toBe(bases.length);
        expect(bases.filter((base) => base !== undefined && busy.has(base))).toEqual([]);
        expect(monitor(bookOf(desk), risk).halted).toEqual([]);
        entries += tickets.length;
        for (const ticket of tickets) for (const event of reportsAt(stage, ticket)) step(state, event, settings);
        state.at = later(state.at, 10_000);
      }
    }),
    { seed: 20_261_129, numRuns: 500 },
  );
  expect(entries).toBeGreaterThan(500);
  expect(refused).toBeGreaterThan(200);
});

function reportsAt(stage: Stage, ticket: ReturnType<typeof placed>[number]): readonly Event[] {
  const at = later(t0, 50);
  const mark = traded.find(({ instrument: { id } }) => id === ticket.instrument)?.mark ?? price('1');
  if (stage === 'none') return [];
  if (stage === 'in doubt') return [{ type: 'order.unresolved', at, order: ticket.id, cause: 'timeout' }];
  if (stage === 'filled and closed') return [ended(ticket, 'canceled', (0n * ticket.qty) as typeof ticket.qty, at)];
  const bought = stage === 'working' ? [] : fills(ticket, [{ qty: ticket.qty, price: mark }], at);
  return stage === 'protected'
    ? [accepted(ticket, at), ...bought, ended(ticket, 'filled', ticket.qty, at)]
    : [accepted(ticket, at), ...bought];
}
