import { describe, expect, it } from 'vitest';
import { isSound } from '../../core/market/candle.ts';
import { fixedFromNumber, instrumentId, ms } from '../../core/units.ts';
import { listedInstruments } from '../../venue/emulator/listing.ts';
import { characters } from './character.ts';
import { createSyntheticMarket } from './market.ts';

const startAt = ms(Date.UTC(2024, 0, 1));
/** The lowest price, and the wildest with a coarse tick: where it would go wrong first. */
const ids = ['PF_PEPEUSD', 'PF_WIFUSD'].map(instrumentId);
const instruments = listedInstruments().filter(({ id }) => ids.includes(id));

/** Farthest from the anchor, as a multiple, down and up. */
function reach(seed: number): readonly [number, number] {
  const market = createSyntheticMarket({ seed, instruments, startAt, days: 3 * 365 });
  const known = market.instruments.map(({ base, tick }) => ({ tick, anchor: characters.get(base)?.anchor ?? NaN }));
  let [least, most, n] = [Infinity, 0, 0];
  for (const { candles } of market.candles.groups()) {
    n += 1;
    for (const [i, { tick, anchor }] of known.entries()) {
      const candle = candles[i];
      if (candle === undefined || !isSound(candle)) throw new Error(`not sound: ${JSON.stringify(candle)}`);
      if (n % 50 === 0 && fixedFromNumber(candle.close) % tick !== 0n) throw new Error(`off its tick: ${candle.close}`);
      least = Math.min(least, candle.low / anchor);
      most = Math.max(most, candle.high / anchor);
    }
  }
  return [least, most];
}

describe('three years of twenty seeds', () => {
  it('neither die nor explode, and stay sound and on tick', () => {
    for (let seed = 1; seed <= 20; seed += 1) {
      const [least, most] = reach(seed);
      expect(least, `seed ${seed}`).toBeGreaterThan(1 / 50);
      expect(most, `seed ${seed}`).toBeLessThan(50);
    }
  });
});
