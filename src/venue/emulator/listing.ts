import { asBase, fixed } from '../../core/units.ts';
import { perpetualOf } from '../../core/market/base.ts';
import type { Instrument } from '../../core/market/instrument.ts';

/**
 * Base, tick, lot, and the maintenance margin of the first tier, as Kraken listed its linear perpetuals on 2026-07-16.
 * FTM had been delisted by then; its row is of 2024-06-13. A lot above 1 is a negative precision of quantities.
 *
 * @see https://futures.kraken.com/derivatives/api/v3/instruments
 */
const contracts: readonly (readonly [base: string, tick: string, lot: string, maintenanceMargin: string])[] = [
  ['ADA', '0.00001', '1', '0.01'],
  ['ALGO', '0.00001', '1', '0.01'],
  ['APT', '0.0001', '0.1', '0.01'],
  ['ATOM', '0.001', '0.1', '0.01'],
  ['AVAX', '0.001', '0.01', '0.01'],
  ['AXS', '0.0001', '0.1', '0.025'],
  ['BCH', '0.01', '0.01', '0.01'],
  ['BNB', '0.01', '0.01', '0.01'],
  ['BTC', '1', '0.0001', '0.005'],
  ['COMP', '0.001', '0.1', '0.025'],
  ['CRV', '0.0001', '1', '0.01'],
  ['DOGE', '0.000001', '1', '0.01'],
  ['DOT', '0.0001', '0.1', '0.01'],
  ['EGLD', '0.001', '0.01', '0.025'],
  ['ENA', '0.00001', '1', '0.01'],
  ['ETC', '0.001', '0.1', '0.01'],
  ['ETH', '0.1', '0.001', '0.005'],
  ['FIL', '0.0001', '0.1', '0.01'],
  ['FTM', '0.00001', '1', '0.02'],
  ['GRT', '0.00001', '1', '0.025'],
  ['HBAR', '0.00001', '1', '0.01'],
  ['INJ', '0.001', '0.1', '0.01'],
  ['KAVA', '0.00001', '1', '0.05'],
  ['LINK', '0.001', '0.1', '0.01'],
  ['LTC', '0.01', '0.01', '0.01'],
  ['MANA', '0.00001', '1', '0.025'],
  ['PEPE', '0.0000000001', '1000', '0.01'],
  ['RENDER', '0.0001', '0.1', '0.01'],
  ['SAND', '0.00001', '1', '0.02'],
  ['SHIB', '0.000000001', '1000', '0.01'],
  ['SNX', '0.0001', '1', '0.02'],
  ['SOL', '0.01', '0.01', '0.01'],
  ['STX', '0.0001', '1', '0.025'],
  ['SUI', '0.0001', '1', '0.01'],
  ['TAO', '0.01', '0.01', '0.01'],
  ['THETA', '0.0001', '1', '0.025'],
  ['TRX', '0.000001', '1', '0.02'],
  ['UNI', '0.001', '0.1', '0.01'],
  ['VET', '0.000001', '1', '0.05'],
  ['WIF', '0.0001', '1', '0.01'],
  ['XLM', '0.00001', '1', '0.01'],
  ['XMR', '0.01', '0.01', '0.01'],
  ['XRP', '0.00001', '1', '0.01'],
  ['ZEC', '0.01', '0.01', '0.02'],
];

/** The contracts that the emulator lists, by base; the least quantity is one lot. */
export function listedInstruments(): readonly Instrument[] {
  return contracts.map(([name, tick, lot, maintenanceMargin]) => {
    const base = asBase(name);
    return {
      id: perpetualOf(base),
      base,
      tick: fixed(tick),
      lot: fixed(lot),
      minQty: fixed(lot),
      maintenanceMargin: fixed(maintenanceMargin),
    };
  });
}
