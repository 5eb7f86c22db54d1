import type { InstrumentId } from '../../../core/units.ts';
import type { BookView, PublicTrade, Ticker } from '../market-view.ts';
import type { Bar, BarQuestion } from '../standing/charts.ts';
import { decimalsOf } from './checksum.ts';
import type { Decimals } from './checksum.ts';
import type { UnifiedSwitches } from '../../dialect/unified-switches.ts';
import type { Contract } from '../market-view.ts';
import type { Hub } from './hub.ts';
import type { Ground } from '../standing/service.ts';

/** One market under the name that a client knows it by. */
export type Listed = Readonly<{
  /** How the client spells it. */
  name: string;
  /** The contract that it is, or that it follows. */
  symbol: InstrumentId;
  /** Base and quote in their common names. */
  base: string;
  decimals: Decimals;
}>;

/** What public channels read: the futures themselves, or the spot markets that follow their indices. */
export type PublicMarket = Readonly<{
  find: (name: string) => Listed | undefined;
  ticker: (listed: Listed) => Ticker | undefined;
  book: (listed: Listed, depth: number) => BookView | undefined;
  /** Oldest first. */
  trades: (listed: Listed, count: number) => readonly PublicTrade[];
  bars: (question: BarQuestion) => readonly Bar[];
}>;

export function futuresMarket({ exchange, charts }: Ground, hub: Hub, switches: UnifiedSwitches): PublicMarket {
  const known = new Map<string, Listed>();
  const listed = (contract: Contract): Listed => {
    const { symbol, base } = contract;
    return { name: symbol, symbol, base, decimals: decimalsIn(contract, switches) };
  };
  return {
    find: (given) => {
      const name = switches.symbolCase === 'any' ? given.toUpperCase() : given;
      const contract = hub.contracts().get(name);
      if (contract === undefined) return undefined;
      const found = known.get(name) ?? listed(contract);
      known.set(name, found);
      return found;
    },
    ticker: ({ symbol }) => exchange.ticker(symbol),
    book: ({ symbol }, depth) => exchange.book(symbol, depth),
    trades: ({ symbol }, count) => exchange.trades(symbol).slice(0, count).toReversed(),
    bars: charts.bars,
  };
}

/** Decimals of a contract's prices and quantities as its listing has them; the precision of quantities may be negative. */
export function precisionsOf({ tick, precision }: Contract): Readonly<{ price: number; qty: number }> {
  return { price: decimalsOf(tick), qty: precision };
}

/** The decimals that go into a checksum. */
function decimalsIn(contract: Contract, switches: UnifiedSwitches): Decimals {
  const { price, qty } = precisionsOf(contract);
  if (switches.checksumDecimals === 'increment') return { price, qty: decimalsOf(contract.lot) };
  return { price: Math.max(0, price), qty: Math.max(0, qty) };
}
