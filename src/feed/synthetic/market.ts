import { assert } from '../../core/assert.ts';
import type { Candle } from '../../core/market/candle.ts';
import type { Instrument } from '../../core/market/instrument.ts';
import { ms } from '../../core/units.ts';
import type { InstrumentId, Ms } from '../../core/units.ts';
import type { CandleSource } from '../../runtime/ports.ts';
import { usualBases } from './character.ts';
import { createFacts } from './facts.ts';
import { createFundingRates } from './funding.ts';
import type { Facts } from './gauges.ts';
import { candleMillis, candlesADay } from './span.ts';
import { createStage } from './stage.ts';
import type { Bar } from './walk.ts';

export type SyntheticOptions = Readonly<{
  seed: number;
  /** Of bases that character.ts knows: all that the emulator lists. */
  instruments: readonly Instrument[];
  /** When the first candle opens: a full quarter of an hour. For warm-up, let it be earlier. */
  startAt: Ms;
  /** Absent: without end. */
  days?: number;
}>;

export type SyntheticMarket = Readonly<{
  /** In order of instrument id. */
  instruments: readonly Instrument[];
  /** Begins anew each time that it is asked for groups, with the same candles. */
  candles: CandleSource;
  /** What is known at `at`, of candles that have closed by then. Cheap in order of time, and up to two days back. */
  facts: (instrument: InstrumentId, at: Ms) => Facts;
  /** Relative, for the hour that begins then, as the facts have it; cheap for all instruments and at any time. */
  fundingRate: (instrument: InstrumentId, hour: Ms) => number;
}>;

/** A market drawn from a seed: same seed, same candles, whatever else is asked of it. See character.ts for what it is like. */
export function createSyntheticMarket(options: SyntheticOptions): SyntheticMarket {
  const { seed, startAt } = options;
  assert(startAt >= 0 && startAt % candleMillis === 0, 'candles open at full quarters of an hour');
  const instruments = [...options.instruments].sort((a, b) => (a.id < b.id ? -1 : 1));
  const facts = new Map(
    instruments.map((instrument) => [instrument.id, createFacts({ seed, instrument, startAt })] as const),
  );
  return {
    instruments,
    candles: { groups: () => groupsOf({ ...options, instruments }) },
    fundingRate: createFundingRates({ seed, instruments, startAt }),
    facts: (instrument, at) => {
      const found = facts.get(instrument);
      assert(found !== undefined, `${instrument} is not in this market`);
      return found(at);
    },
  };
}

/** The twelve that a synthetic market has unless it is told otherwise, the five majors among them. */
export function usualInstruments(listed: readonly Instrument[]): readonly Instrument[] {
  return listed.filter(({ base }) => usualBases.has(base));
}

type Group = Readonly<{ openAt: Ms; candles: readonly Candle[] }>;

function* groupsOf({ seed, instruments, startAt, days = Infinity }: SyntheticOptions): Iterable<Group> {
  const { factor, walkOf } = createStage(seed);
  const walks = instruments.map((instrument) => ({ id: instrument.id, walk: walkOf(instrument) }));
  const count = Math.floor(days * candlesADay);
  for (let n = 0; n < count; n += 1) {
    const openAt = ms(startAt + n * candleMillis);
    const common = factor.advance(openAt);
    yield { openAt, candles: walks.map(({ id, walk }) => candleOf(id, openAt, walk.advance(common))) };
  }
}

function candleOf(instrument: InstrumentId, openAt: Ms, { open, high, low, close, volume }: Bar): Candle {
  return { instrument, timeframe: '15m', openAt, open, high, low, close, volume };
}
