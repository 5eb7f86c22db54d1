import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { instrument, settings, t0 } from '../../../test/support/keel.ts';
import { listed } from '../../../test/support/listings.ts';
import type { UniverseSettings } from '../settings.ts';
import { instrumentId } from '../units.ts';
import type { ListedContract } from './listing.ts';
import { emptyUniverse, isShrunk, sift, spreadOf } from './universe.ts';

const shipped = settings.universe;
const with_ = (change: Partial<UniverseSettings>): UniverseSettings => ({ ...shipped, ...change });

function verdict(contract: ListedContract, under: UniverseSettings = shipped): string {
  const { eligible, rejected } = sift([contract], under);
  const { id } = contract.instrument;
  return eligible.get(id) ?? rejected.get(id)?.code ?? 'lost';
}

const nowhere = (contract: ListedContract): ListedContract => {
  const { spot, ...rest } = contract;
  return spot === undefined ? contract : rest;
};

describe('who may be traded', () => {
  it.each<readonly [string, ListedContract, string]>([
    ['much volume and a narrow spread', listed('XRP', { volumeUsd: 5_000_000, spread: 0.001 }), 'A'],
    ['a little less volume', listed('XRP', { volumeUsd: 4_999_999, spread: 0.001 }), 'B'],
    ['a little more spread', listed('XRP', { volumeUsd: 5_000_000, spread: 0.0011 }), 'B'],
    ['a middling market', listed('XRP', { volumeUsd: 500_000, spread: 0.0025 }), 'B'],
    ['less volume than that', listed('XRP', { volumeUsd: 499_999, spread: 0.0025 }), 'C'],
    ['the least volume', listed('XRP', { volumeUsd: 250_000, spread: 0.005 }), 'C'],
    ['less than the least', listed('XRP', { volumeUsd: 249_999, spread: 0.005 }), 'VOLUME_TOO_LOW'],
    ['no volume that anybody knows', listed('XRP', { spread: 0.001 }), 'VOLUME_TOO_LOW'],
    ['too wide a spread', listed('XRP', { volumeUsd: 250_000, spread: 0.0051 }), 'SPREAD_TOO_WIDE'],
    ['nothing known at all', { ...listed('XRP', {}), liquidity: {} }, 'NO_TICKER'],
    ['a major without any volume', listed('BTC', { volumeUsd: 0, spread: 0.2 }), 'A'],
    ['a major that nothing is known of', { ...listed('BTC', {}), liquidity: {} }, 'NO_TICKER'],
    ['no candidate', listed('FTM', { volumeUsd: 9e9, spread: 0.0001 }), 'NOT_A_CANDIDATE'],
    ['fiat', listed('GBP', { volumeUsd: 9e9, spread: 0.0001 }), 'BASE_DISALLOWED'],
    ['a stablecoin', listed('USDC', { volumeUsd: 9e9, spread: 0.0001 }), 'BASE_DISALLOWED'],
    ['a token named like a currency', listed('MNT', { volumeUsd: 9e9, spread: 0.0001 }), 'A'],
    ['a token on the blocklist', listed('ANIME', { volumeUsd: 9e9, spread: 0.0001 }), 'BLOCKLISTED'],
    ['no spot market', nowhere(listed('XRP', { volumeUsd: 9e9, spread: 0.0001 })), 'NO_SPOT_MARKET'],
  ])('%s', (_, contract, expected) => {
    expect(verdict(contract)).toBe(expected);
  });

  it.each(['FI_XBTUSD', 'PI_XBTUSD'])('never %s: inverse and dated contracts are not for us', (name) => {
    const known = listed('BTC', { volumeUsd: 9e9, spread: 0.0001 });
    const other = name.startsWith('PI_') ? instrumentId(name) : (name as ReturnType<typeof instrumentId>);
    expect(verdict({ ...known, instrument: { ...known.instrument, id: other } })).toBe('NOT_LINEAR_PERPETUAL');
  });

  it('is a matter of configuration', () => {
    const thin = listed('XRP', { volumeUsd: 1000, spread: 0.0001 });
    const free = listed('FTM', { volumeUsd: 9e9, spread: 0.0001 });
    const lonely = nowhere(listed('XRP', { volumeUsd: 9e9, spread: 0.0001 }));
    expect(verdict(thin, with_({ volumeUsdMin: 1000 }))).toBe('C');
    expect(verdict(thin, with_({ filters: false }))).toBe('C');
    expect(verdict(free, with_({ candidates: 'all' }))).toBe('A');
    expect(verdict(free, with_({ candidates: 'all', blocked: ['FTM'] }))).toBe('BLOCKLISTED');
    expect(verdict(lonely, with_({ spotNeeded: 'never' }))).toBe('A');
    expect(verdict(lonely, with_({ spotNeeded: 'where-any' }))).toBe('A');
    const both = sift([lonely, listed('ETH', {})], with_({ spotNeeded: 'where-any' }));
    expect(both.rejected.get(lonely.instrument.id)?.code).toBe('NO_SPOT_MARKET');
  });

  it.each<readonly [string, ListedContract['spot'], string]>([
    ['a good spot market', { symbol: 'XRP/USD', volumeUsd: 1e6, bid: 1, ask: 1.002, last: 1 }, 'A'],
    [
      'little spot volume',
      { symbol: 'XRP/USD', volumeUsd: 999_999, bid: 1, ask: 1.002, last: 1 },
      'SPOT_VOLUME_TOO_LOW',
    ],
    ['a wide spot market', { symbol: 'XRP/USD', volumeUsd: 1e6, bid: 1, ask: 1.0021, last: 1 }, 'SPOT_SPREAD_TOO_WIDE'],
    [
      'a price of nothing',
      { symbol: 'XRP/USD', volumeUsd: 1e6, bid: 1, ask: 1.002, last: 0.009 },
      'SPOT_PRICE_TOO_LOW',
    ],
  ])('where spot counts too: %s', (_, spot, expected) => {
    const spotGates = { volumeUsdMin: 1_000_000, spreadMax: 0.002, priceMin: 0.01 };
    const contract = { ...listed('XRP', { volumeUsd: 9e9, spread: 0.0001 }), ...(spot === undefined ? {} : { spot }) };
    expect(verdict(contract, with_({ spotGates }))).toBe(expected);
  });

  it('tells what a major was let off', () => {
    const { trusted } = sift(
      [
        listed('BTC', { volumeUsd: 10, spread: 0.2 }),
        {
          ...listed('ETH', {}),
          liquidity: { volumeUsd: 9e9, bid: 1, ask: 1, mark: 100, openInterest: 4999.99, fundingRate: -0.002 },
        },
        listed('SOL', { volumeUsd: 9e9 }),
      ],
      shipped,
    );
    expect(trusted.map(({ contract, issues }) => [contract.instrument.base, issues])).toEqual([
      ['BTC', ['VOLUME_TOO_LOW']],
      ['ETH', ['LOW_OPEN_INTEREST', 'STRONG_FUNDING']],
    ]);
  });

  it('a spread without both sides is all of the price', () => {
    expect([
      spreadOf({}),
      spreadOf({ bid: 0, ask: 1 }),
      spreadOf({ bid: 1 }),
      spreadOf({ bid: 100, ask: 101 }),
    ]).toEqual([1, 1, 1, 0.01]);
  });
});

const money = fc.double({ min: 0, max: 1e7, noNaN: true });
const spread = fc.double({ min: 0, max: 0.01, noNaN: true });
const rank = { A: 3, B: 2, C: 1 } as const;

describe('properties of the registry', () => {
  it('more volume and less spread never make a market worse', () => {
    const rankOf = (volumeUsd: number, width: number): number => {
      const found = sift([listed('XRP', { volumeUsd, spread: width })], shipped);
      const [tier] = found.eligible.values();
      return tier === undefined ? 0 : rank[tier];
    };
    fc.assert(
      fc.property(money, money, spread, spread, (v, more, s, less) => {
        expect(rankOf(v + more, Math.max(0, s - less))).toBeGreaterThanOrEqual(rankOf(v, s));
      }),
    );
  });

  it('what is chosen is a candidate, allowed, and judged once', () => {
    const names = fc.constantFrom('BTC', 'XRP', 'FTM', 'GBP', 'USDT', 'MNT', '2Z', 'SOL', 'DOGE', 'EUR', 'WIF');
    const contract = fc
      .tuple(names, money, spread)
      .map(([name, volumeUsd, width]) => listed(name, { volumeUsd, spread: width }));
    fc.assert(
      fc.property(fc.uniqueArray(contract, { selector: ({ instrument: on }) => on.id }), (contracts) => {
        const { eligible, rejected } = sift(contracts, shipped);
        for (const { instrument: on } of contracts) {
          expect(Number(eligible.has(on.id)) + Number(rejected.has(on.id))).toBe(1);
          if (!eligible.has(on.id)) continue;
          expect(shipped.candidates).toContain(on.base);
          expect([...shipped.disallowed, ...shipped.blocked]).not.toContain(on.base);
        }
      }),
    );
  });

  it('a discovery is believed or not by what it lost of the last one', () => {
    const before = fc.integer({ min: 0, max: 300 });
    fc.assert(
      fc.property(before, before, (last, now) => {
        const universe = { ...emptyUniverse(), discovered: { at: t0, count: last, tierA: 0 } };
        const eligible = new Map(
          Array.from({ length: now }, (_, n) => [instrument(`T${n}`).id, 'C' as const] as const),
        );
        expect(isShrunk(universe, eligible, shipped)).toBe(last > 10 && now * 2 < last);
        expect(isShrunk(universe, eligible, with_({ shrinkMax: 1 }))).toBe(false);
        expect(isShrunk(emptyUniverse(), eligible, shipped)).toBe(false);
      }),
    );
  });

  it('half of the last one is still believed, and one less is not', () => {
    const universe = { ...emptyUniverse(), discovered: { at: t0, count: 12, tierA: 0 } };
    const of = (count: number) =>
      new Map(Array.from({ length: count }, (_, n) => [instrument(`T${n}`).id, 'C' as const] as const));
    expect([isShrunk(universe, of(6), shipped), isShrunk(universe, of(5), shipped)]).toEqual([false, true]);
  });

  it('a discovery without any of the majors is not believed', () => {
    const universe = { ...emptyUniverse(), discovered: { at: t0, count: 6, tierA: 5 } };
    const left = sift([listed('XRP', { volumeUsd: 500_000, spread: 0.002 })], shipped).eligible;
    expect(isShrunk(universe, left, shipped)).toBe(true);
  });
});
