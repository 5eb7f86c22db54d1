import type { Plot } from './axes.ts';
import type { Chart, ChartBreak, ChartSwing, ChartZone } from './chart.ts';
import { element, line, paper, rect, widthOf } from './paint.ts';

/** Marks a drawn fact with when it was known: nothing of it may be drawn before. */
const known = (at: number, kind: string): Readonly<Record<string, string | number>> => ({
  class: `known ${kind}`,
  'data-known': at,
});

/** A halo keeps words legible on whatever they lie. */
const halo = { 'paint-order': 'stroke', stroke: paper.ground, 'stroke-width': 3, 'stroke-linejoin': 'round' };

/** Boxes from when a zone was known: strong while fresh, faint once touched; a thin outline shows where it comes from. */
export function zones(plot: Plot, { zones: all, at }: Pick<Chart, 'zones' | 'at'>): string {
  return all.map((zone) => zoneOf(plot, zone, at)).join('\n');
}

function zoneOf({ box, x, y }: Plot, zone: ChartZone, now: number): string {
  const { kind, dir, top, bottom, originAt, knownAt, touchedAt, endAt, isChosen } = zone;
  const stroke = dir === 1 ? paper.bull : paper.bear;
  const [y1, height] = [y(top), Math.max(y(bottom) - y(top), 1.5)];
  const end = endAt ?? now;
  const freshTo = Math.min(touchedAt ?? end, end);
  const part = (from: number, till: number, opacity: number): string =>
    rect(
      { x: x(from), y: y1, width: x(till) - x(from), height },
      { fill: stroke, 'fill-opacity': opacity, ...known(knownAt, 'zone') },
    );
  const origin = rect(
    { x: x(originAt), y: y1, width: x(knownAt) - x(originAt), height },
    { fill: 'none', stroke, 'stroke-opacity': 0.45, 'stroke-width': 0.7, 'stroke-dasharray': '2 3', class: 'origin' },
  );
  const edge = rect(
    { x: x(knownAt), y: y1, width: x(freshTo) - x(knownAt), height },
    { fill: 'none', stroke, 'stroke-width': isChosen ? 1.4 : 0.6, ...known(knownAt, 'zone') },
  );
  const left = Math.max(x(knownAt), box.x);
  const words = `${kind === 'ob' ? 'OB' : 'FVG'}${isChosen ? ' · entry zone' : ''}`;
  const fits = x(freshTo) - left > widthOf(words, 10) + 8 && (height > 11 || isChosen);
  const label = fits
    ? element(
        'text',
        {
          x: left + 5,
          y: y1 + height / 2 + 3.5,
          'font-size': 10,
          fill: stroke,
          'font-weight': isChosen ? 700 : 500,
          ...known(knownAt, 'zone-label'),
          ...halo,
        },
        words,
      )
    : '';
  const fresh = isChosen ? 0.26 : 0.13;
  return [origin, part(knownAt, freshTo, fresh), freshTo < end ? part(freshTo, end, 0.045) : '', edge, label].join('');
}

/** From when the level was there to be broken to the close that broke it, with the word at the break. */
export function breaks(plot: Plot, { breaks: all }: Chart, spanMs: number): string {
  return all.map((one, n) => breakOf(plot, one, { spanMs, isLast: n === all.length - 1 })).join('\n');
}

function breakOf(
  { x, y }: Plot,
  { kind, dir, level, originAt, levelKnownAt, knownAt }: ChartBreak,
  { spanMs, isLast }: Readonly<{ spanMs: number; isLast: boolean }>,
): string {
  const stroke = dir === 1 ? paper.up : paper.down;
  const [from, end, at] = [x(levelKnownAt), x(knownAt), y(level)];
  const origin = line([x(originAt + spanMs / 2), at], [from, at], {
    stroke,
    'stroke-opacity': 0.5,
    'stroke-width': 0.8,
    'stroke-dasharray': '1.5 3',
    class: 'origin',
  });
  const held = line([from, at], [end, at], {
    stroke,
    'stroke-width': isLast ? 1.8 : 1.1,
    ...known(levelKnownAt, 'level'),
  });
  const word = {
    x: end + 4,
    y: at + (dir === 1 ? -5 : 12),
    'font-size': isLast ? 11.5 : 10,
    'font-weight': 700,
    fill: stroke,
  };
  const dot = element('circle', { cx: end, cy: at, r: isLast ? 3 : 2.2, fill: stroke, ...known(knownAt, 'break') });
  return [origin, held, dot, element('text', { ...word, ...known(knownAt, 'break-label'), ...halo }, kind)].join('');
}

/** The word stands at the confirmation; a hairline leads back to the candle that it is about. */
export function swings(plot: Plot, { swings: all, breaks: broken }: Chart, spanMs: number): string {
  const { x, y } = plot;
  const words = broken.map(({ knownAt, level }) => [x(knownAt) + 22, y(level)] as const);
  const isFree = (left: number, at: number): boolean =>
    words.every(([word, level]) => Math.abs(left - word) > 34 || Math.abs(at - level) > 18);
  return all
    .map((swing) => {
      const free = isFree(x(swing.knownAt), y(swing.price));
      return swingOf(plot, free ? swing : { ...swing, label: '' }, spanMs);
    })
    .join('\n');
}

function swingOf({ x, y }: Plot, { at, knownAt, side, price, label }: ChartSwing, spanMs: number): string {
  const [from, to, level] = [x(at + spanMs / 2), x(knownAt), y(price)];
  const origin = line([from, level], [to, level], {
    stroke: paper.faint,
    'stroke-width': 0.7,
    'stroke-dasharray': '1 2.5',
    class: 'origin',
  });
  const ring = element('circle', {
    cx: from,
    cy: level,
    r: 2,
    fill: paper.ground,
    stroke: paper.faint,
    class: 'origin',
  });
  const dot = element('circle', { cx: to, cy: level, r: 1.8, fill: paper.soft, ...known(knownAt, 'swing') });
  const word = { x: to + 3, y: level + (side === 1 ? -3 : 10), 'font-size': 9.5, fill: paper.soft, ...halo };
  const name = label === '' ? '' : element('text', { ...word, ...known(knownAt, 'swing-label') }, label);
  return [origin, ring, dot, name].join('');
}

/** The dealing range from the break that made it: OTE as a band, the key fibs as lines, the leg itself as a hairline. */
export function range(plot: Plot, { leg, explanation: { setup }, at }: Chart): string {
  if (leg === undefined || setup?.ote === undefined) return '';
  const { x, y } = plot;
  const [from, to] = [x(leg.knownAt), x(at)];
  const [one, other] = setup.ote.map((price) => y(price));
  const band = {
    x: from,
    y: Math.min(one ?? 0, other ?? 0),
    width: to - from,
    height: Math.abs((other ?? 0) - (one ?? 0)),
  };
  const levels = [0.5, ...(setup.fibs ?? []).map(({ ratio }) => ratio)].map(
    (ratio) => leg.to.price - ratio * (leg.to.price - leg.from.price),
  );
  return [
    rect(band, { fill: paper.ote, 'fill-opacity': 0.13, ...known(leg.knownAt, 'ote') }),
    ...[leg.from.price, leg.to.price, ...new Set(levels)].map((price) =>
      line([from, y(price)], [to, y(price)], {
        stroke: paper.ote,
        'stroke-width': 0.8,
        'stroke-opacity': 0.7,
        'stroke-dasharray': '5 3',
        ...known(leg.knownAt, 'fib'),
      }),
    ),
    line([x(leg.from.at), y(leg.from.price)], [x(leg.to.at), y(leg.to.price)], {
      stroke: paper.ote,
      'stroke-width': 1,
      'stroke-opacity': 0.55,
      'stroke-dasharray': '2 3',
      class: 'origin',
    }),
  ].join('\n');
}
