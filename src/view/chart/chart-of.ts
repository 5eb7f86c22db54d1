import { timeframeMs } from '../../core/market/candle.ts';
import type { Candle } from '../../core/market/candle.ts';
import type { Settings } from '../../core/settings.ts';
import { advanceEma } from '../../core/smc/ema.ts';
import { newMean } from '../../core/smc/mean.ts';
import type { Explanation } from '../explain.ts';
import type { Chart, ChartBar, ChartLeg, ChartZone } from './chart.ts';
import type { Followed } from './follow.ts';
import { toldBy } from './told.ts';
import type { Told } from './told.ts';

/** How many candles each panel shows. */
const shown = { bars: 110, near: 120, days: 240, zones: 7 } as const;

/** Facts for the picture of a decision, from the candles that were known when it was taken. */
export function chartOf(explanation: Explanation, { series }: Followed, settings: Settings): Chart {
  const at = Date.parse(explanation.at);
  const timeframe = explanation.setup?.strategy === 'definitions_1h' ? '1h' : '4h';
  const spanMs = timeframeMs[timeframe];
  const known = series[timeframe].filter(({ openAt }) => openAt + spanMs <= at).map(barOf);
  const told = toldBy(known, spanMs, settings.signal);
  const bars = known.slice(-shown.bars);
  const from = bars[0]?.openAt ?? at;
  const leg = legOf(explanation, told, { known, spanMs });
  return {
    explanation,
    at,
    timeframe,
    bars,
    near: series['15m']
      .filter(({ openAt }) => openAt < at)
      .slice(-shown.near)
      .map(barOf),
    days: daysOf(series['1d'], at, settings).slice(-shown.days),
    swings: told.swings.filter((swing) => swing.at >= from),
    breaks: told.breaks.filter(({ knownAt }) => knownAt >= from).slice(-8),
    zones: zonesOf(told, explanation, { from, bars }),
    ...(leg === undefined ? {} : { leg }),
  };
}

function barOf({ openAt, open, high, low, close }: Candle): ChartBar {
  return { openAt, open, high, low, close };
}

function daysOf(days: readonly Candle[], at: number, { signal }: Settings): Chart['days'] {
  const average = newMean();
  return days
    .filter(({ openAt }) => openAt + timeframeMs['1d'] <= at)
    .map(({ openAt, close }) => {
      const ema = advanceEma(average, close, signal.emaPeriod);
      return { openAt, close, ...(ema === undefined ? {} : { ema }) };
    });
}

/** The newest zones that were alive in the frame, and always the one that was decided on. */
function zonesOf(
  told: Told,
  { setup }: Explanation,
  { from, bars }: Readonly<{ from: number; bars: readonly ChartBar[] }>,
): readonly ChartZone[] {
  const chosen = setup?.zone;
  const [low, high] = [Math.min(...bars.map((bar) => bar.low)), Math.max(...bars.map((bar) => bar.high))];
  const zones = told.zones
    .map((zone): ChartZone => ({ ...zone, isChosen: false }))
    .filter(({ endAt = Infinity, top, bottom }) => endAt > from && top >= low && bottom <= high);
  const place = zones.findLastIndex(
    ({ kind, top, bottom }) => kind === chosen?.kind && top === chosen.top && bottom === chosen.bottom,
  );
  const picked = zones[place];
  const others = zones.filter((_, n) => n !== place);
  const few = (kind: ChartZone['kind']): readonly ChartZone[] =>
    others.filter((zone) => zone.kind === kind).slice(-shown.zones);
  const rest = [...few('fvg'), ...few('ob')];
  return picked === undefined ? rest : [...rest, { ...picked, isChosen: true }];
}

function legOf(
  { setup }: Explanation,
  { breaks, strongAt }: Told,
  { known, spanMs }: Readonly<{ known: readonly ChartBar[]; spanMs: number }>,
): ChartLeg | undefined {
  const last = breaks.at(-1);
  if (setup?.leg === undefined || last === undefined || strongAt === undefined) return undefined;
  const { from, to } = setup.leg;
  const end = known.findLast(({ openAt, high, low }) => openAt >= strongAt && (last.dir === 1 ? high : low) === to);
  return {
    dir: last.dir,
    knownAt: last.knownAt,
    from: { at: strongAt + spanMs / 2, price: from },
    to: { at: (end?.openAt ?? last.knownAt) + spanMs / 2, price: to },
  };
}
