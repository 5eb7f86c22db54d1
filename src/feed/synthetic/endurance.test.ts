import { describe, expect, it } from 'vitest';
import { isSound } from '../../core/market/candle.ts';
import { fixedFromNumber, instrumentId, ms } from '../../core/units.ts';
import { listedInstruments } from '../../venue/emulator/listing.ts';
import { characters } from './character.ts';
import { createSyntheticMarket } from './market.ts';

const startAt = ms(Date.UTC(2024, 0, 1));
/** The wildest, on a coarse tick: it would go wrong first. Others do not change it, so that it stands for itself. */
const wildest = instrumentId('PF_WIFUSD');
const instruments = listedInstruments().filter(({ id }) => id === wildest);

/** Farthest from the anchor, as a multiple, down and up. */
function reach(seed: number): readonly [number, number] {
  const market = createSyntheticMarket({ seed, instruments, startAt, days: 3 * 365 });
  const [{ base, tick } = { base: '', tick: 0n }] = market.instruments;
  const anchor = characters.get(base)?.anchor ?? NaN;
  let [least, most, n] = [Infinity, 0, 0];
  for (const { candles } of market.candles.groups()) {
    n += 1;
    const [candle] = candles;
    if (candle === undefined || !isSound(candle)) throw new Error(`not sound: ${JSON.stringify(candle)}`);
    if (n % 20 === 0 && fixedFromNumber(candle.close) % tick !== 0n) throw new Error(`off its tick: ${candle.close}`);
    least = Math.min(least, candle.low / anchor);
    most = Math.max(most, candle.high / anchor);
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
