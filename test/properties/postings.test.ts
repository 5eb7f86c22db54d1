import fc from 'fast-check';
import { expect, it } from 'vitest';
import { cashOf, equityOf } from '../../src/core/account.ts';
import { step } from '../../src/core/engine.ts';
import type { Event } from '../../src/core/events.ts';
import { balance, total } from '../../src/core/ledger/ledger.ts';
import type { AccountPosting } from '../../src/core/ledger/posting.ts';
import { initialState } from '../../src/core/state.ts';
import type { State } from '../../src/core/state.ts';
import { add, later, noUsd } from '../../src/core/units.ts';
import type { Usd } from '../../src/core/units.ts';
import { encode } from '../../src/runtime/codec.ts';
import { traded } from '../support/grids.ts';
import { configText, settings, t0, usd } from '../support/keel.ts';

const kinds = ['funding', 'deposit', 'withdrawal', 'fee', 'conversion', 'settlement', 'unknown'] as const;

/** A year of one account: what happened is a function of its id, so that a repetition tells the same. */
const posting = fc.nat(60).map((n): AccountPosting => {
  const kind = kinds[n % kinds.length] ?? 'fee';
  const sign = kind === 'withdrawal' || n % 3 === 0 ? -1n : 1n;
  const currency = n % 11 === 10 ? 'BTC' : 'USD';
  const on = traded[n % traded.length];
  const of = kind === 'funding' && on !== undefined ? { instrument: on.instrument.id } : {};
  const amount = (sign * BigInt(n * n + 1) * 123_456_789n) as Usd;
  return { id: `p${n}`, kind, word: `word ${n % 2}`, amount, currency, ...of, venueAt: later(t0, n * 1_000) };
});

function opened(collateral: Usd = noUsd): State {
  const state = initialState();
  const equity = usd('1000000');
  step(state, { type: 'run.started', at: t0, run: 7, equity, config: configText, collateral, asOf: t0 }, settings);
  return state;
}

function tell(state: State, told: readonly AccountPosting[], kept: number = 1_000): string {
  const ruled = { ...settings, ledger: { ...settings.ledger, postingsKept: kept } };
  const effects = told.map((one, i) => {
    const caused = step(state, { type: 'account.posted', at: later(t0, i), posting: one }, ruled);
    expect(total(state.ledger)).toBe(0n);
    return encode(caused);
  });
  return effects.join('\n');
}

it('told by a stream and by a catch-up, in any order and as often as it may be, every posting is booked once', () => {
  let repeated = 0;
  const told = fc.array(posting, { maxLength: 80, size: 'max' });
  const shuffled = told.chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })));
  fc.assert(
    fc.property(shuffled, ([all, again]) => {
      const [once, twice] = [opened(), opened()];
      tell(once, all);
      tell(twice, [...again, ...all]);
      repeated += all.length;
      const first = new Map(all.map((one) => [one.id, one]));
      // What happened at the moment at which the books begin is in them.
      const counted = [...first.values()].filter(({ currency, venueAt }) => currency === 'USD' && venueAt > t0);
      const sum = counted.reduce((cash, { amount }) => add(cash, amount as Usd), usd('1000000'));
      expect(balance(once.ledger, 'cash')).toBe(sum);
      expect(Object.fromEntries(twice.ledger.balances)).toEqual(Object.fromEntries(once.ledger.balances));
      expect(equityOf(twice)).toBe(equityOf(once));
      expect(twice.account.dayEquity).toBe(once.account.dayEquity);
    }),
    { seed: 20_261_160, numRuns: 300 },
  );
  expect(repeated).toBeGreaterThan(3_000);
});

it('a replay of postings and of the venue’s word is the same to the last bit', () => {
  const word = fc
    .record({
      cash: fc.bigInt({ min: -(10n ** 16n), max: 10n ** 17n }),
      collateral: fc.bigInt({ min: 0n, max: 10n ** 14n }),
    })
    .map((money) => money as { cash: Usd; collateral: Usd });
  const event = fc.oneof({ weight: 3, arbitrary: posting }, word);
  fc.assert(
    fc.property(fc.array(event, { maxLength: 60, size: 'max' }), (all) => {
      const run = (): string => {
        const state = opened(usd('5'));
        const effects = all.map((one, i) => {
          const at = later(t0, i * 10);
          const told: Event =
            'id' in one
              ? { type: 'account.posted', at, posting: one }
              : { type: 'venue.snapshot', at, venueAt: at, orders: [], positions: [], money: one };
          const caused = step(state, told, settings);
          expect(total(state.ledger)).toBe(0n);
          return encode(caused);
        });
        return [...effects, encode(state)].join('\n');
      };
      expect(run()).toBe(run());
    }),
    { seed: 20_261_161, numRuns: 200 },
  );
});

it('what is remembered is bounded, and what is older than all of it is not believed to be news', () => {
  fc.assert(
    fc.property(fc.array(posting, { maxLength: 80, size: 'max' }), (all) => {
      const state = opened();
      const ordered = all.toSorted((a, b) => a.venueAt - b.venueAt);
      tell(state, ordered, 5);
      expect(state.ledger.told.ids.size).toBeLessThanOrEqual(5);
      const before = encode(state.ledger.balances);
      tell(state, ordered, 5);
      expect(encode(state.ledger.balances)).toBe(before);
    }),
    { seed: 20_261_162, numRuns: 200 },
  );
});

it('the venue’s word, given twice, is followed: after that the books agree, whatever was missed', () => {
  fc.assert(
    fc.property(fc.array(posting, { maxLength: 30 }), fc.bigInt({ min: 0n, max: 10n ** 17n }), (all, cash) => {
      const state = opened();
      tell(state, all);
      const money = { cash: cash as Usd, collateral: usd('12.5') };
      for (const at of [1, 2])
        step(
          state,
          {
            type: 'venue.snapshot',
            at: later(t0, 100_000 + at),
            venueAt: later(t0, at),
            orders: [],
            positions: [],
            money,
          },
          settings,
        );
      const { toleranceUsd } = settings.ledger;
      const gap = cashOf(state) - cash;
      expect(gap <= toleranceUsd && -gap <= toleranceUsd).toBe(true);
      expect(balance(state.ledger, 'collateral')).toBe(usd('12.5'));
      expect(state.account.gap).toBeUndefined();
    }),
    { seed: 20_261_163, numRuns: 200 },
  );
});
