import fc from 'fast-check';
import { expect, it } from 'vitest';
import { configText, enter, feed, instrument, price, qty, settings, t0, usd } from '../support/keel.ts';
import { listed, listing } from '../support/listings.ts';
import { isExposed } from '../../src/core/account.ts';
import { universeOf } from '../../src/core/discover.ts';
import { step } from '../../src/core/engine.ts';
import { baseOf } from '../../src/core/market/base.ts';
import { initialState } from '../../src/core/state.ts';
import { later } from '../../src/core/units.ts';
import { decodeState, encode } from '../../src/runtime/codec.ts';

const names = [
  'BTC',
  'ETH',
  'SOL',
  'XRP',
  'ADA',
  'LINK',
  'AVAX',
  'DOT',
  'UNI',
  'LTC',
  'BCH',
  'ATOM',
  'WIF',
  'FTM',
  'GBP',
];
const facts = fc.record({
  there: fc.oneof({ weight: 4, arbitrary: fc.constant(true) }, { weight: 1, arbitrary: fc.constant(false) }),
  volumeUsd: fc.constantFrom(0, 249_999, 250_000, 600_000, 9e6),
  spread: fc.constantFrom(0.0005, 0.002, 0.004, 0.02),
  tradeable: fc.boolean(),
});
/** Some listings in a row, each as a venue may give it: whole, thinned, or empty; and whether a position is opened after it. */
const story = fc.array(
  fc.record({
    contracts: fc.array(facts, { minLength: 15, maxLength: 15 }),
    opens: fc.option(fc.nat(14)),
    isEmpty: fc.nat(9),
  }),
  { minLength: 1, maxLength: 7 },
);

it('whatever the venue lists: what is held stays, members are candidates, a shrunk listing changes nobody, and it replays', () => {
  fc.assert(
    fc.property(story, (listings) => {
      const state = initialState();
      feed(state, [{ type: 'run.started', at: t0, run: 7, equity: usd('100000'), config: configText }]);
      for (const [n, { contracts, opens, isEmpty }] of listings.entries()) {
        const at = later(t0, n * 14_400_000);
        const given = names.flatMap((name, k) => {
          const { there, ...rest } = contracts[k] ?? { there: false };
          return there ? [listed(name, rest)] : [];
        });
        const [before, count] = [universeOf(state), state.universe.discovered?.count];
        const tiers = new Map([...state.markets].map(([id, { tier }]) => [id, tier]));
        const held = [...state.markets.keys()].filter((id) => isExposed(state, id));
        const effects = step(state, listing(at, isEmpty === 0 ? [] : given), settings);
        const after = universeOf(state);
        for (const id of held) {
          expect(after.has(id)).toBe(true);
          expect(state.markets.get(id)?.tier).toBe(tiers.get(id));
          expect(state.registry.byId.has(id)).toBe(true);
        }
        for (const id of after) {
          if (isExposed(state, id)) continue;
          expect(settings.universe.candidates).toContain(baseOf(id));
          expect(settings.universe.disallowed).not.toContain(baseOf(id));
        }
        const isRefused = effects.some(
          (effect) => effect.type === 'alert.send' && effect.name === 'UNIVERSE_SHRINK_REJECTED',
        );
        const isFailed = effects.some((effect) => effect.type === 'timer.set' && effect.at === later(at, 300_000));
        if (isRefused || isFailed) {
          expect(after).toEqual(before);
          expect(state.universe.discovered?.count).toBe(count);
        } else {
          expect(state.universe.discovered?.at).toBe(at);
          if (count !== undefined && count > 10)
            expect((state.universe.discovered?.count ?? 0) * 2).toBeGreaterThanOrEqual(count);
        }
        const on = instrument(names[opens ?? -1] ?? 'BTC');
        if (opens !== null && universeOf(state).has(on.id) && !isExposed(state, on.id)) {
          step(state, { type: 'mark.observed', at, instrument: on.id, price: price('100') }, settings);
          enter(state, { instrument: on, side: 'long', qty: qty('1'), mark: price('100'), stop: price('99') });
        }
      }
      expect(decodeState(encode(state))).toEqual(state);
    }),
    { numRuns: 300 },
  );
});
