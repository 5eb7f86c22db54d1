import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatFixed } from '../core/units.ts';
import { assemble, canonicalText, configFromValues } from './config.ts';
import { contradictions } from './relations.ts';
import { fits, liveKeys } from './schema.ts';
import { canonical } from './values.ts';
import type { Config, Source } from './config.ts';
import type { Json, Shape } from './key.ts';

const none = { set: new Map(), refused: new Set<string>() };

function configOf(set: Readonly<Record<string, Json>>): Config {
  const source: Source = 'file';
  const given = Object.entries(set).map(([path, value]) => [path, { value, source }] as const);
  const assembled = assemble({ set: new Map(given), refused: new Set() });
  if (!assembled.ok) throw new Error(assembled.error.problems.join('\n'));
  return assembled.value;
}

const shipped = configOf({});

/** Values that a key accepts, its shipped one among them. */
function accepted(shape: Shape): fc.Arbitrary<Json> {
  switch (shape.type) {
    case 'whole':
      return fc.integer({ min: shape.range[0], max: Math.min(shape.range[1], 1_000_000) });
    case 'number':
      return fc
        .double({ min: shape.range[0], max: Math.min(shape.range[1], 1_000_000), noNaN: true })
        .map((value) => Number(value.toFixed(4)) + 0)
        .filter((value) => fits(shape, value));
    case 'flag':
      return fc.boolean();
    case 'choice':
      return fc.constantFrom(...shape.of);
    case 'numbers':
      return fc.array(fc.constantFrom(0.236, 0.5, 0.705), { minLength: 1, maxLength: 4 });
    case 'bases':
      return fc.array(fc.constantFrom('BTC', 'ETH', 'WIF', '1INCH'), { maxLength: 4 });
    case 'number-or-null':
    case 'texts':
    case 'levels':
      return fc.constant(shape.shipped);
  }
}

const readKeys = [...liveKeys].filter(([, { status }]) => status === 'read');
const agrees = (set: Readonly<Record<string, Json>>): boolean =>
  contradictions({ ...shipped.values, ...set }).length === 0;
const oneValue: fc.Arbitrary<Readonly<Record<string, Json>>> = fc
  .constantFrom(...readKeys)
  .chain(([path, { shape }]) => accepted(shape).map((value) => ({ [path]: value })))
  .filter(agrees);
/** A handful at a time: whole records are seldom free of contradictions. */
const someValues: fc.Arbitrary<Readonly<Record<string, Json>>> = fc
  .array(oneValue, { maxLength: 6 })
  .map((sets) => Object.assign({}, ...sets) as Readonly<Record<string, Json>>)
  .filter(agrees);

describe('a configuration', () => {
  it('ships the values that the design decided', () => {
    const { risk, signal, exit, execution, safety, auction, universe } = shipped.settings;
    expect([risk.positionsGate, risk.positionsDegraded, risk.positionsHalted]).toEqual([8, 8, 10]);
    expect([risk.marginDegraded, risk.marginGate, risk.marginHalted].map(formatFixed)).toEqual(['0.85', '0.9', '0.92']);
    expect(formatFixed(risk.positionMarginMax)).toBe('0.25');
    expect(formatFixed(risk.maxLossPerTrade)).toBe('0.01');
    expect(formatFixed(risk.roundTripCost)).toBe('0.00125');
    expect(signal.roundTripCostBps).toBe(12.5);
    expect(signal.stopAtrTight).toBe(0.225);
    expect(signal.cooldownMs).toBe(14_400_000);
    expect(exit.targets.tight_smc.map(({ role, r, share }) => [role, formatFixed(r), formatFixed(share)])).toEqual([
      ['tp1', '1', '0.5'],
      ['tp2', '2.5', '0.4'],
    ]);
    expect(execution.gapMs).toBe(16 * 3_600_000);
    expect([execution.entryTimeoutMs, safety.cleanMs, auction.roundMs]).toEqual([120_000, 180_000, 1000]);
    expect(universe.pinned).toEqual(['BTC', 'ETH', 'SOL', 'DOGE', 'BNB']);
  });

  it('ships the emulator', () => {
    const { startingEquity, takerFee, makerFee, slippage, ...rest } = shipped.emulator;
    expect([startingEquity, takerFee, makerFee, slippage].map(formatFixed)).toEqual([
      '10000',
      '0.0005',
      '0.0002',
      '0.0002',
    ]);
    expect(rest).toEqual({ latencyMs: 100, funding: true, participation: 0.25, remembers: 25_000, lingerMs: 600_000 });
    expect(formatFixed(configOf({ 'paper.simulate_realistic_slippage': false }).emulator.slippage)).toBe('0');
  });

  it('follows the switches that choose between values', () => {
    const plain = configOf({ 'multi_tp.regime_runner_sizing_enabled': false }).settings.exit.targets.tight_smc;
    expect(plain.map(({ share }) => formatFixed(share))).toEqual(['0.4', '0.4']);
    const still = configOf({ 'strategy.entry_zone_tolerance_adaptive': false });
    expect(still.settings.signal.zoneToleranceAtrMult).toBe(0);
    const faces = configOf({ mode: 'live', 'monitoring.log_format': 'json', 'monitoring.log_level': 'DEBUG' });
    expect([faces.mode, faces.logFormat, faces.logLevel]).toEqual(['live', 'json', 'DEBUG']);
  });

  it('is frozen, all the way down', () => {
    const frozen = (value: unknown): boolean =>
      typeof value !== 'object' || value === null || (Object.isFrozen(value) && Object.values(value).every(frozen));
    expect(frozen(shipped)).toBe(true);
    expect(() => Object.assign(shipped.settings.risk, { positionsGate: 99 })).toThrow(TypeError);
  });

  it('says where each value comes from', () => {
    const config = configOf({ 'risk.target_leverage': 5 });
    expect(config.sources['risk.target_leverage']).toBe('file');
    expect(config.sources['risk.max_leverage']).toBe('shipped');
    expect(Object.keys(config.sources)).toEqual([...liveKeys.keys()]);
  });

  it('hashes the same whatever the order of keys', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(Object.keys(shipped.values), { minLength: liveKeys.size }), (order) => {
        const shuffled = Object.fromEntries(order.map((path) => [path, shipped.values[path] ?? null]));
        expect(canonical(shuffled)).toBe(canonicalText(shipped));
      }),
    );
    expect(configOf({ 'risk.target_leverage': 7 }).hash).toBe(shipped.hash);
    expect(shipped.hash).toMatch(/^[0-9a-f]{64}$/);
  });

  it('hashes differently with each value', () => {
    fc.assert(
      fc.property(oneValue, (set) => {
        const same = Object.entries(set).every(
          ([path, value]) => canonical(value) === canonical(shipped.values[path] ?? null),
        );
        expect(configOf(set).hash === shipped.hash).toBe(same);
      }),
      { numRuns: 500 },
    );
  });

  it('comes back from its own text', () => {
    fc.assert(
      fc.property(someValues, (set) => {
        const config = configOf(set);
        const again = configFromValues(canonicalText(config));
        expect(again.ok && { ...again.value, sources: {} }).toEqual({ ...config, sources: {} });
      }),
      { numRuns: 200 },
    );
  });
});

describe('the configuration of a journal', () => {
  const text = canonicalText(shipped);

  it.each(['', '[]', 'null', '{'])('is refused when it is %j', (broken) => {
    expect(configFromValues(broken)).toEqual({
      ok: false,
      error: { problems: ['The configuration in the journal is not a JSON object.'] },
    });
  });

  it('is refused when a key is missing, unknown, retired or unfit', () => {
    const change = (by: (values: Record<string, Json>) => void): readonly string[] => {
      const values = JSON.parse(text) as Record<string, Json>;
      by(values);
      const again = configFromValues(JSON.stringify(values));
      return again.ok ? [] : again.error.problems;
    };
    expect(change((values) => delete values['mode'])).toEqual([
      'The journal lacks mode, which this version of Keel asks for.',
    ]);
    expect(change((values) => (values['risk.colour'] = 1))).toEqual([
      'The journal has risk.colour, which this version of Keel does not know.',
    ]);
    expect(change((values) => (values['environment'] = 'prod'))).toEqual([
      'The journal has environment, which this version of Keel retired.',
    ]);
    expect(change((values) => (values['risk.target_leverage'] = 12))).toEqual([
      'The journal has risk.target_leverage as 12, expected a number of at most ten decimals from 1 to 10 (times).',
    ]);
  });

  it('says that its values come from there', () => {
    const again = configFromValues(text);
    expect(again.ok && new Set(Object.values(again.value.sources))).toEqual(new Set(['journal']));
  });
});

describe('assembling', () => {
  it('does not blame a contradiction on a value that was refused', () => {
    const set = new Map([['risk.auction_max_positions', { value: 20, source: 'file' as const }]]);
    expect(assemble({ ...none, set }).ok).toBe(false);
    expect(assemble({ set, refused: new Set(['safety.invariants.degraded_concurrent_positions']) }).ok).toBe(true);
  });
});
