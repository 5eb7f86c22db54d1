import { flag, number, read, retired } from '../key.ts';
import type { Section } from '../key.ts';

/** The emulated account and its costs, in paper and backtest alike. */
export const backtest: Section = {
  starting_equity: read(number(10_000, 'USD', [1000, 1_000_000]), 'Equity of the emulated account when it opens.'),
  slippage_bps: read(number(2, 'bps', [0, 10]), 'What a taking order of the emulator pays beyond the price it sees.'),
  maker_fee_bps: read(number(2, 'bps', [0, 10]), 'Fee of the emulator on a resting order.'),
  taker_fee_bps: read(number(5, 'bps', [0, 20]), 'Fee of the emulator on a taking order.'),
  funding: read(
    flag(true),
    'Whether positions at the emulator are charged funding each hour, by the rate of the market.',
  ),
  assume_maker_fills: retired('an order that rests pays the maker fee, one that takes pays the taker fee'),
  basis_model: retired('signals and execution name their own candles: --source and --execution-source'),
  static_basis_bps: retired('signals and execution name their own candles: --source and --execution-source'),
};
