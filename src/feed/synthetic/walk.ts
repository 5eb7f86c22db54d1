import { assert } from '../../core/assert.ts';
import type { Instrument } from '../../core/market/instrument.ts';
import { toNumber } from '../../core/units.ts';
import type { Rng } from '../../runtime/ports.ts';
import { laplace, tail } from './chance.ts';
import { character, characters } from './character.ts';
import type { InstrumentCharacter } from './character.ts';
import type { Factor } from './factor.ts';
import { gridOf } from './grid.ts';
import { normals } from './normal.ts';
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
  const common = beta * character.factorVolatility;
  const usual = Math.hypot(common, ownVolatility);
  const volatility = createVolatility(luck.fork('volatility'));
  const path = createPath(luck, characterOf(instrument));
  const [record, volume, pull] = [recorder(instrument), volumeOf(instrument, luck), pullOf(anchor)];
  path.price = anchor * (1 + character.startsWithin * (2 * luck.fork('start').next() - 1));
  const now: Bar = { open: 0, high: 0, low: 0, close: 0, volume: 0, heat: 1 };
  record(now, path);
  const advance = (factor: Factor): Bar => {
    const ownHeat = volatility.next() * Math.sqrt(factor.heat);
    path.own = ofMinute(ownVolatility) * ownHeat;
    path.drift = pull(path.price);
    if (path.walk(factor)) volatility.kick();
    record(now, path);
    now.volume = volume(now, factor.season);
    now.heat = Math.sqrt((common * factor.heat) ** 2 + (ownVolatility * ownHeat) ** 2) / usual;
    return now;
  };
  return { now, advance };
}

/** The price before ticks. `own` and `drift` are of one minute. */
type Path = { price: number; high: number; low: number; own: number; drift: number } & Readonly<{
  /** Walks through one candle; true where the instrument jumped. */
  walk: (factor: Factor) => boolean;
}>;

function createPath(luck: Rng, { beta, ownVolatility }: InstrumentCharacter): Path {
  const [shock, jumps] = [luck.fork('shock'), luck.fork('jumps')];
  const draw = normals(shock);
  const [worst, jumpSize] = [1 + character.worstMinute, character.own.size * ownVolatility];
  const walk = (factor: Factor): boolean => {
    const scatter = path.own * tail(shock, character.tail.most);
    const jumped = jumps.next() < character.own.aYear / candlesAYear;
    const jumpAt = jumped ? Math.floor(jumps.next() * minutes) : -1;
    let price = path.price;
    let high = price;
    let low = price;
    for (let m = 0; m < minutes; m += 1) {
      let change = beta * (factor.minutes[m] ?? 0) + scatter * draw() + path.drift;
      if (m === jumpAt) change += jumpSize * laplace(jumps);
      price *= Math.max(worst, 1 + change);
      if (price > high) high = price;
      else if (price < low) low = price;
    }
    const minute = Math.sqrt((beta * factor.scatter) ** 2 + scatter ** 2);
    path.price = price;
    path.high = high * (1 + character.overshoot * minute * shock.next());
    path.low = low / (1 + character.overshoot * minute * shock.next());
    return jumped;
  };
  const path: Path = { price: 0, high: 0, low: 0, own: 0, drift: 0, walk };
  return path;
}

/** Puts a path on ticks; a candle opens where the one before it closed. */
function recorder({ tick }: Instrument): (bar: Bar, path: Path) => void {
  const [onTick, least] = [gridOf(tick), toNumber(tick)];
  return (bar, { price, high, low }) => {
    const close = Math.max(least, onTick(price));
    const open = bar.close === 0 ? close : bar.close;
    bar.open = open;
    bar.close = close;
    bar.high = Math.max(open, close, onTick(high));
    bar.low = Math.max(least, Math.min(open, close, onTick(low)));
  };
}

/** The return of a minute that the anchor asks for: none within its free reach. */
function pullOf(anchor: number): (price: number) => number {
  const { freeTimes, aYear } = character.pull;
  const [low, high] = [anchor / freeTimes, anchor * freeTimes];
  const each = aYear / (candlesAYear * minutes);
  return (price) => (price < low ? each * Math.log(low / price) : price > high ? each * Math.log(high / price) : 0);
}

/** In units of the base, on the lot: what the day and the hour bring, times the candle's range, times scatter. */
function volumeOf(instrument: Instrument, luck: Rng): (bar: Bar, season: number) => number {
  const { beta, ownVolatility, dailyVolume } = characterOf(instrument);
  const { scatter, steady } = character.volume;
  const draw = normals(luck.fork('volume'));
  const onLot = gridOf(instrument.lot);
  const mean = (dailyVolume * 1e6) / candlesADay;
  // A walk's range is 1.6 times the standard deviation of its end.
  const range = 1.6 * Math.sqrt(minutes) * ofMinute(Math.hypot(beta * character.factorVolatility, ownVolatility));
  return ({ high, low, close }, season) => {
    const stir = steady + ((1 - steady) * (high - low)) / (close * range);
    return onLot((mean * season * stir * Math.exp(scatter * draw() - scatter ** 2 / 2)) / close);
  };
}
