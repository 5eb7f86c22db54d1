import { timeframeMs } from '../../core/market/candle.ts';
import { analysed } from '../format.ts';
import { airy, plotOf } from './axes.ts';
import type { Chart, ChartBar } from './chart.ts';
import { document, fitted, line, paper, path, rect, text, widthOf } from './paint.ts';
import type { Point } from './paint.ts';
import { candles, panel } from './panel.ts';
import { gateList, scoreBars } from './sidebar.ts';
import { breaks, range, swings, zones } from './structure-layer.ts';
import { priceLabels, trade } from './trade-layer.ts';

/** Where everything is on the sheet, in pixels. */
const sheet = {
  size: { width: 1600, height: 1000 },
  main: { x: 24, y: 108, width: 960, height: 500 },
  labels: { x: 1042, width: 184 },
  near: { x: 24, y: 676, width: 600, height: 266 },
  days: { x: 716, y: 676, width: 448, height: 266 },
  gates: { x: 1264, y: 108, width: 310, height: 790 },
  score: { x: 1264, y: 920, width: 310, height: 40 },
} as const;
/** Right of the newest candle: room for what would come of a trade. */
const future = 0.13;

/**
 * The picture of one decision: four-hourly candles with structure, zones, range and trade, the quarters of an hour before
 * it, the days behind its bias, and every gate's word. Everything is drawn from when it was known. Same chart, same text.
 */
export function picture(chart: Chart): string {
  const { instrument, at, verdict } = chart.explanation;
  const title = `${instrument} at ${at}: ${verdict}`;
  return document(sheet.size, title, [
    ...header(chart),
    ...mainPanel(chart),
    nearPanel(chart),
    dayPanel(chart),
    text('Gates', { x: sheet.gates.x, y: sheet.gates.y - 10, size: 12, weight: 600 }),
    gateList(chart.explanation, sheet.gates),
    scoreBars(chart.explanation, sheet.score),
    text(
      'Closed candles only; each thing is drawn from when it was known, dotted lines show where it comes from. Times are UTC.',
      {
        x: sheet.near.x,
        y: sheet.size.height - 14,
        size: 10,
        fill: paper.faint,
      },
    ),
  ]);
}

function header({ explanation }: Chart): readonly string[] {
  const { instrument, at, price, verdict, setup, lastSignal } = explanation;
  const isSignal = verdict === 'SIGNAL';
  const word = isSignal ? `SIGNAL ${(setup?.side ?? '').toUpperCase()}` : verdict.replaceAll('_', ' ');
  const chip = widthOf(word, 15) + 28;
  const name = widthOf(instrument, 26) + 18;
  const facts = [
    `${at.replace('T', ' ').replace(':00Z', '')} UTC`,
    `price ${analysed(price)}`,
    ...(setup?.side === undefined ? [] : [`bias ${setup.side}`]),
    ...(setup === undefined ? [] : [setup.regime.replaceAll('_', ' ')]),
    ...(setup?.adx === undefined ? [] : [`ADX ${setup.adx.toFixed(1)}`]),
    ...(setup?.atr === undefined ? [] : [`ATR ${analysed(setup.atr)}`]),
    ...(lastSignal === undefined ? [] : [`newest signal ${lastSignal.outcome.replaceAll('_', ' ').toLowerCase()}`]),
  ];
  const fill = isSignal ? (setup?.side === 'short' ? paper.down : paper.up) : paper.soft;
  return [
    text(instrument, { x: 24, y: 44, size: 26, weight: 700 }),
    rect({ x: 24 + name, y: 22, width: chip, height: 28 }, { fill, rx: 14 }),
    text(word, { x: 24 + name + chip / 2, y: 41.5, size: 15, fill: paper.ground, anchor: 'middle', weight: 700 }),
    text(fitted(facts.join('   ·   '), 13, 1200), { x: 24, y: 72, size: 13, fill: paper.soft }),
    line([24, 84], [sheet.size.width - 24, 84], { stroke: paper.frame }),
  ];
}

function mainPanel(chart: Chart): readonly string[] {
  const { bars, at, timeframe, explanation, leg } = chart;
  const spanMs = timeframeMs[timeframe];
  const { levels } = explanation.setup ?? {};
  const seen = [
    ...bars.flatMap(({ low, high }) => [low, high]),
    explanation.price,
    ...(leg === undefined ? [] : [leg.from.price, leg.to.price]),
    ...(levels === undefined ? [] : [levels.stop, levels.objective]),
  ];
  const from = bars[0]?.openAt ?? at - spanMs;
  const plot = plotOf(sheet.main, [from, at + (at - from) * (future / (1 - future))], airy(seen, 0.04));
  const layers = [
    zones(plot, chart),
    range(plot, chart),
    trade(plot, chart),
    candles(plot, bars, spanMs),
    swings(plot, chart, spanMs),
    breaks(plot, chart, spanMs),
  ];
  const name = `${timeframe} · structure, zones and range`;
  return [
    panel(plot, { id: 'main', name, note: structureWords(chart) }, layers),
    priceLabels(plot, chart, sheet.labels),
  ];
}

function structureWords({ explanation: { setup } }: Chart): string {
  if (setup?.structure === undefined) return 'no break yet';
  const { kind, dir, level } = setup.structure;
  const back = setup.leg?.retracement;
  return `${kind} ${dir} through ${analysed(level)}${back === undefined ? '' : `, price at ${back.toFixed(3)} of the leg`}`;
}

function nearPanel(chart: Chart): string {
  const { near, at, explanation } = chart;
  const { levels, zone } = explanation.setup ?? {};
  const span = timeframeMs['15m'];
  const from = near[0]?.openAt ?? at - span;
  const prices = [
    ...near.flatMap(({ low, high }) => [low, high]),
    explanation.price,
    ...near_levels(near, levels?.stop, zone),
  ];
  const plot = plotOf(sheet.near, [from, at + (at - from) * 0.06], airy(prices, 0.05));
  const chosen = { ...chart, zones: chart.zones.filter(({ isChosen }) => isChosen) };
  const layers = [zones(plot, chosen), range(plot, chart), trade(plot, chart), candles(plot, near, span)];
  return panel(plot, { id: 'near', name: '15m · before the decision', spacing: 75 }, layers);
}

/** The stop and the zone are shown where they are near enough not to flatten the candles. */
function near_levels(near: readonly ChartBar[], ...levels: readonly unknown[]): readonly number[] {
  const [low, high] = [Math.min(...near.map((bar) => bar.low)), Math.max(...near.map((bar) => bar.high))];
  const prices = levels.flatMap((level) => (typeof level === 'number' ? [level] : []));
  return prices.filter((price) => price > low - (high - low) && price < high + (high - low));
}

/** The daily closes and their mean; the side on which the last one stands is the bias. */
function dayPanel({ days, at, explanation: { setup } }: Chart): string {
  const prices = days.flatMap(({ close, ema }) => (ema === undefined ? [close] : [close, ema]));
  const plot = plotOf(sheet.days, [days[0]?.openAt ?? at - 1, at], airy(prices.length === 0 ? [0, 1] : prices, 0.06));
  const { x, y } = plot;
  const place = (openAt: number, price: number): Point => [x(openAt + timeframeMs['1d']), y(price)];
  const closes = days.map(({ openAt, close }) => place(openAt, close));
  const means = days.flatMap(({ openAt, ema }) => (ema === undefined ? [] : [place(openAt, ema)]));
  const note =
    setup?.bias === undefined
      ? 'not enough days'
      : `close ${analysed(setup.bias.close)} · EMA ${analysed(setup.bias.ema)} · ${setup.bias.bps >= 0 ? '+' : ''}${setup.bias.bps.toFixed(0)} bps`;
  const end = closes.at(-1);
  const dot =
    end === undefined ? '' : rect({ x: end[0] - 3, y: end[1] - 3, width: 6, height: 6 }, { fill: paper.ink, rx: 3 });
  return panel(plot, { id: 'days', name: '1d · bias', note, spacing: 75 }, [
    closes.length > 1 ? path(closes, { stroke: paper.ink, 'stroke-width': 1.3 }) : '',
    means.length > 1 ? path(means, { stroke: paper.ema, 'stroke-width': 2 }) : '',
    dot,
  ]);
}
