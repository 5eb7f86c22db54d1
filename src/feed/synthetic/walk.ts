import { assert } from '../../core/assert.ts';
import type { Instrument } from '../../core/market/instrument.ts';
import { toNumber } from '../../core/units.ts';
import type { Rng } from '../../runtime/ports.ts';
import { laplace, normals, tail } from './chance.ts';
import { character, characters } from './character.ts';
import type { InstrumentCharacter } from './character.ts';
import type { Factor } from './factor.ts';
import { gridOf } from './grid.ts';
import { candlesADay, candlesAYear, minutes, ofMinute } from './span.ts';
import { createVolatility } from './volatility.ts';

/** One candle of one instrument. One object, overwritten by the next candle. */
export type Bar = {
  open: number;
  high: number;
  low: number;
  close: number;
  volume: number;
  /** Volatility that was due, over its long-run mean. */
  heat: number;
};

/** An instrument's history from its beginning; it follows the factor, and has its streams of chance to itself. */
export type Walk = Readonly<{ now: Bar; advance: (factor: Factor) => Bar }>;

export function characterOf({ base }: Instrument): InstrumentCharacter {
  const found = characters.get(base);
  assert(found !== undefined, `the synthetic market does not know ${base}`);
  return found;
}

export function createWalk(instrument: Instrument, luck: Rng): Walk {
  const { anchor, beta, ownVolatility } = characterOf(instrument);
  const [shock, jumps] = [luck.fork('shock'), luck.fork('jumps')];
  const draw = normals(shock);
  const volatility = createVolatility(luck.fork('volatility'));
  const [onTick, tick] = [gridOf(instrument.tick), toNumber(instrument.tick)];
  const [pull, volume] = [pullOf(anchor), volumeOf(instrument, luck.fork('volume'))];
  const [own, usual] = [ofMinute(ownVolatility), Math.hypot(beta * character.factorVolatility, ownVolatility)];
  const worst = 1 + character.worstMinute;
  let price = anchor * (1 + character.startsWithin * (2 * luck.fork('start').next() - 1));
  const first = onTick(price);
  const now: Bar = { open: first, high: first, low: first, close: first, volume: 0, heat: 1 };

  const advance = (factor: Factor): Bar => {
    const ownHeat = volatility.next() * Math.sqrt(factor.heat);
    const scatter = own * ownHeat * tail(shock, character.tail.most);
    const [jumpAt, size] = jumps.next() < jumpChance ? [Math.floor(jumps.next() * minutes), jumpSize(jumps)] : [-1, 0];
    if (jumpAt >= 0) volatility.kick();
    const drift = pull(price);
    let [high, low] = [price, price];
    for (let m = 0; m < minutes; m += 1) {
      const change = beta * (factor.minutes[m] ?? 0) + scatter * draw() + drift;
      price *= Math.max(worst, 1 + (m === jumpAt ? change + size : change));
      if (price > high) high = price;
      else if (price < low) low = price;
    }
    const minute = Math.hypot(beta * factor.scatter, scatter);
    now.open = now.close;
    now.close = Math.max(tick, onTick(price));
    now.high = Math.max(now.open, now.close, onTick(high * (1 + overshoot * minute * shock.next())));
    now.low = Math.max(tick, Math.min(now.open, now.close, onTick(low * (1 - overshoot * minute * shock.next()))));
    now.heat = Math.hypot(beta * character.factorVolatility * factor.heat, ownVolatility * ownHeat) / usual;
    now.volume = volume((now.high - now.low) / price, factor.season) / price;
    return now;
  };
  return { now, advance };
}
