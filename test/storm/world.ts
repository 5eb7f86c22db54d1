import { fixed, instrumentId, later, ms } from '../../src/core/units.ts';
import type { Fixed, InstrumentId, Ms, Price, Qty, Ratio, Usd } from '../../src/core/units.ts';
import type { Candle } from '../../src/core/market/candle.ts';
import { createExchange } from '../../src/venue/emulator/exchange.ts';
import type { Exchange } from '../../src/venue/emulator/api.ts';
import type { Contract, MarginLevel } from '../../src/venue/emulator/market-view.ts';
import type { Dice } from './dice.ts';

/** A contract and about where its price is. */
export type Traded = Readonly<{ contract: Contract; price: number }>;

const level = (from: string, percent: string): MarginLevel => ({
  from: fixed<Usd>(from),
  initial: fixed<Ratio>(String(Number(percent) / 100)),
  maintenance: fixed<Ratio>(String(Number(percent) / 200)),
});

type Kind = readonly [symbol: string, tick: string, precision: number, price: number, levels: readonly MarginLevel[]];
/** From PEPE's ticks to whole dollars, lots of thousands, and tiers that a storm reaches. */
const kinds: readonly Kind[] = [
  ['PF_XBTUSD', '1', 4, 84_000, [level('0', '1'), level('40000', '2'), level('200000', '5')]],
  ['PF_SOLUSD', '0.01', 2, 160, [level('0', '2'), level('20000', '10')]],
  ['PF_DOGEUSD', '0.000001', 0, 0.21, [level('0', '4'), level('30000', '5'), level('100000', '20')]],
  ['PF_PEPEUSD', '0.0000000001', -3, 0.0000123, [level('0', '10'), level('50000', '50')]],
];

const lotOf = (precision: number): Qty =>
  fixed<Qty>(precision >= 0 ? (10 ** -precision).toFixed(precision) : `1${'0'.repeat(-precision)}`);

export function tradedIn(dice: Dice): readonly Traded[] {
  const chosen = kinds.filter(() => dice.chance(0.6));
  const list = chosen.length === 0 ? [dice.pick(kinds)] : chosen;
  return list.map(([symbol, tick, precision, price, marginLevels]) => ({
    price,
    contract: {
      symbol: instrumentId(symbol),
      base: symbol.slice(3, -3) === 'XBT' ? 'BTC' : symbol.slice(3, -3),
      tick: fixed<Price>(tick),
      lot: lotOf(precision),
      precision,
      maxPosition: (lotOf(precision) * BigInt(Math.round((400_000 / price / Number(lotOf(precision))) * 1e10))) as Qty,
      impactMidSize: lotOf(precision),
      marginLevels,
      fundingCoefficient: 8,
      maxRelativeFunding: 0.005,
      openedAt: ms(Date.UTC(2022, 2, 22)),
      tradeable: true,
      category: '',
    },
  }));
}

export const beginsAt: Ms = ms(Date.UTC(2026, 8, 1, 0, 0));

export function exchangeOf(dice: Dice, traded: readonly Traded[], usd: Fixed<string>): Exchange {
  const rate = dice.pick([0, 0.0001, -0.0004, 0.003]);
  const basis = dice.pick([0, 0.0005, -0.002]);
  return createExchange({
    contracts: traded.map(({ contract }) => contract),
    deposits: { USD: usd },
    fees: { maker: fixed<Ratio>('0.0002'), taker: fixed<Ratio>('0.0005') },
    slippage: fixed<Ratio>(dice.pick(['0', '0.0002', '0.001'])),
    participation: dice.pick([0.01, 0.2, 1]),
    rng: dice.rng.fork('exchange'),
    basis: () => basis,
    fundingRate: (_: InstrumentId, hour: Ms) => rate * (((hour / 3_600_000) % 3) - 1 || 1),
  });
}

/** A random candle that begins at `openAt` near the price. */
export function candleOf(dice: Dice, { contract, price }: Traded, openAt: Ms): Candle {
  const near = (): number => price * (0.97 + dice.next() * 0.06);
  const [open, close, a, b] = [near(), near(), near(), near()];
  const volume = (dice.pick([0, 5_000, 200_000]) * (0.5 + dice.next())) / price;
  return {
    instrument: contract.symbol,
    timeframe: '15m',
    openAt: later(openAt, 0),
    open,
    high: Math.max(open, close, a, b),
    low: Math.min(open, close, a, b),
    close,
    volume,
  };
}

export const unlisted: InstrumentId = instrumentId('PF_FTMUSD');
