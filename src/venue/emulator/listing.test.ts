import { expect, test } from 'vitest';
import { baseOf } from '../../core/market/base.ts';
import { formatFixed } from '../../core/units.ts';
import { createEmulator } from './emulator.ts';
import { listedInstruments } from './listing.ts';
import { plain } from './scene.ts';

const listed = listedInstruments();
const byId = new Map(listed.map((instrument) => [String(instrument.id), instrument]));

test('each contract is listed once, under the name that belongs to its base', () => {
  expect(byId.size).toBe(44);
  expect(listed.every(({ id, base }) => baseOf(id) === base)).toBe(true);
  expect(byId.get('PF_XBTUSD')?.base).toBe('BTC');
  expect([...byId.keys()].filter((id) => id.includes('1000') || id.includes('BTC'))).toEqual([]);
});

test('facts are what Kraken listed, fine ticks and coarse lots included', () => {
  const facts = (id: string): readonly string[] => {
    const found = byId.get(id);
    if (found === undefined) return [];
    return [found.tick, found.lot, found.minQty, found.maintenanceMargin].map((fact) => formatFixed(fact));
  };
  expect(facts('PF_XBTUSD')).toEqual(['1', '0.0001', '0.0001', '0.005']);
  expect(facts('PF_DOGEUSD')).toEqual(['0.000001', '1', '1', '0.01']);
  expect(facts('PF_PEPEUSD')).toEqual(['0.0000000001', '1000', '1000', '0.01']);
  expect(facts('PF_FTMUSD')).toEqual(['0.00001', '1', '1', '0.02']);
});

test('the emulator accepts all of them: values are exact', () => {
  expect(() => createEmulator({ ...plain, instruments: listed })).not.toThrow();
});
