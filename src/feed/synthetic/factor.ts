import type { Rng } from '../../runtime/ports.ts';
import { exponential, laplace, tail } from './chance.ts';
import { character, regimes } from './character.ts';
import { advanceCourse, createCourse } from './course.ts';
import type { Course } from './course.ts';
import { normals } from './normal.ts';
import { seasonAt } from './season.ts';
import { candlesADay, candlesAYear, minutes, ofMinute } from './span.ts';
import { createVolatility } from './volatility.ts';

/** What moves all instruments, in one candle. One object, overwritten by the next candle. */
export type Factor = {
  /** Returns of the minutes. */
  readonly minutes: Float64Array;
  readonly course: Course;
  /** Volatility that is due at this time, over its long-run mean. */
  heat: number;
  /** Time of the week's part of it. */
  season: number;
  /** Standard deviation of one minute, jumps apart. */
  scatter: number;
};

/** The factor's history from its beginning, a candle at a time. It has its streams of chance to itself. */
export function createFactor(luck: Rng): Readonly<{ now: Factor; advance: (openAt: number) => Factor }> {
  const [regime, shock, jumps] = [luck.fork('regime'), luck.fork('shock'), luck.fork('jumps')];
  const draw = normals(shock);
  const volatility = createVolatility(luck.fork('volatility'));
  const minute = ofMinute(character.factorVolatility);
  const now: Factor = {
    minutes: new Float64Array(minutes),
    course: createCourse(),
    heat: 1,
    season: 1,
    scatter: minute,
  };
  const advance = (openAt: number): Factor => {
    advanceCourse(now.course, regime);
    const { heat, lean } = regimes[now.course.regime];
    now.season = seasonAt(openAt);
    now.heat = volatility.next() * heat * now.season;
    now.scatter = minute * now.heat * tail(shock, character.tail.most);
    const drift = (lean * character.trend.drift) / (candlesADay * minutes);
    for (let m = 0; m < minutes; m += 1) now.minutes[m] = drift + now.scatter * draw();
    if (addJumps(now, jumps)) volatility.kick();
    return now;
  };
  return { now, advance };
}

/** News, and what takes back a trend: exactly its drift on average, in every candle of it. */
function addJumps({ minutes: path, course }: Factor, luck: Rng): boolean {
  const { trend, news } = character;
  const { lean } = regimes[course.regime];
  const newsChance = (news.aYear * (course.regime === 'volatile' ? news.volatileTimes : 1)) / candlesAYear;
  const pullbackChance = lean === 0 ? 0 : (trend.drift / candlesADay - course.endChance * trend.flush) / trend.pullback;
  const which = luck.next();
  let size = 0;
  if (which < newsChance) size += news.size * laplace(luck);
  else if (which < newsChance + pullbackChance) size -= lean * trend.pullback * exponential(luck);
  if (course.ends) size -= lean * trend.flush * exponential(luck);
  if (size === 0) return false;
  const at = Math.floor(luck.next() * minutes);
  path[at] = (path[at] ?? 0) + size;
  return true;
}
