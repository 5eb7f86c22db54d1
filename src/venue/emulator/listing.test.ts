import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { baseOf } from '../../core/market/base.ts';
import { fixed, fixedFromNumber, formatFixed } from '../../core/units.ts';
import { reference, referenceSuite } from '../../../test/reference.ts';
import { createEmulator } from './emulator.ts';
import { contractOf, listedContracts, listedInstruments } from './listing.ts';
import { plain, sol } from './scene.ts';

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

test('an instrument becomes the contract that is listed, or one of the class of its margin', () => {
  const [first] = listed;
  expect(first === undefined ? undefined : contractOf(first)).toEqual(listedContracts()[0]);
  expect(contractOf(sol)).toMatchObject({ precision: 1, maxPosition: fixed('280000') });
  const own = contractOf({ ...sol, maintenanceMargin: fixed('0.05') });
  expect(own.marginLevels[0]).toMatchObject({ initial: fixed('0.1'), maintenance: fixed('0.05') });
});

type Row = Readonly<{
  symbol: string;
  base: string;
  tickSize: number;
  contractValueTradePrecision: number;
  maxPositionSize: number;
  impactMidSize: number;
  openingDate: string;
  category: string;
  isin?: string;
  fundingRateCoefficient: number;
  maxRelativeFundingRate: number;
  marginLevels: readonly Readonly<{ numNonContractUnits: number; initialMargin: number; maintenanceMargin: number }>[];
}>;

referenceSuite('the captured instruments', () => {
  test('say of every contract what the listing says', () => {
    const path = reference('kraken', 'fixtures', 'rest', 'instruments.json');
    if (path === undefined) return;
    const { instruments } = JSON.parse(readFileSync(path, 'utf8')) as Readonly<{ instruments: readonly Row[] }>;
    const captured = new Map(instruments.map((row) => [row.symbol, row]));
    const known = listedContracts().filter(({ symbol }) => captured.has(symbol));
    expect(known).toHaveLength(43);
    for (const contract of known) expect(contract).toMatchObject(asListed(captured.get(contract.symbol)));
  });
});

function asListed(row: Row | undefined): object {
  if (row === undefined) return {};
  return {
    base: row.base,
    tick: fixedFromNumber(row.tickSize),
    precision: row.contractValueTradePrecision,
    maxPosition: fixedFromNumber(row.maxPositionSize),
    impactMidSize: fixedFromNumber(row.impactMidSize),
    openedAt: Date.parse(row.openingDate),
    category: row.category,
    isin: row.isin,
    fundingCoefficient: row.fundingRateCoefficient,
    maxRelativeFunding: row.maxRelativeFundingRate,
    marginLevels: row.marginLevels.map(({ numNonContractUnits, initialMargin, maintenanceMargin }) => ({
      from: fixedFromNumber(numNonContractUnits),
      initial: fixedFromNumber(initialMargin),
      maintenance: fixedFromNumber(maintenanceMargin),
    })),
  };
}
