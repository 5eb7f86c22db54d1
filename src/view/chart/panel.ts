import { priceText, priceTicks, timeTicks } from './axes.ts';
import type { Plot } from './axes.ts';
import type { ChartBar } from './chart.ts';
import { element, line, paper, rect, text } from './paint.ts';

/** A plot with its grid, its ticks, what is drawn in it, and its name above. What would stick out of the plot is cut off. */
export function panel(
  plot: Plot,
  { id, name, note = '', spacing = 80 }: Readonly<{ id: string; name: string; note?: string; spacing?: number }>,
  layers: readonly string[],
): string {
  const { box, from, to } = plot;
  const clip = `clip-${id}`;
  const inside = [...grid(plot, spacing), ...layers].filter((layer) => layer !== '').join('\n');
  const facts = { 'data-panel': id, 'data-from': from, 'data-to': to, 'data-x': box.x, 'data-width': box.width };
  return [
    element('clipPath', { id: clip }, rect(box, {})),
    text(name, { x: box.x, y: box.y - 10, size: 12, weight: 600 }),
    text(note, { x: box.x + box.width, y: box.y - 10, size: 11, fill: paper.soft, anchor: 'end' }),
    element('g', { 'clip-path': `url(#${clip})`, ...facts }, `\n${inside}\n`),
    rect(box, { fill: 'none', stroke: paper.frame }),
    ...ticks(plot, spacing),
  ].join('\n');
}

function grid({ box, from, to, low, high, x, y }: Plot, spacing: number): readonly string[] {
  const bottom = box.y + box.height;
  return [
    ...priceTicks(low, high, box.height / 55).map((price) =>
      line([box.x, y(price)], [box.x + box.width, y(price)], { stroke: paper.grid }),
    ),
    ...timeTicks(from, to, box.width / spacing).map(({ at, isMajor }) =>
      line([x(at), box.y], [x(at), bottom], { stroke: isMajor ? paper.frame : paper.grid }),
    ),
  ];
}

/** Labels lie outside the plot; one that would stick out beyond its ends is left away. */
function ticks({ box, from, to, low, high, x, y }: Plot, spacing: number): readonly string[] {
  const below = box.y + box.height + 15;
  const right = box.x + box.width + 6;
  return [
    ...priceTicks(low, high, box.height / 55)
      .filter((price) => y(price) > box.y + 6 && y(price) < box.y + box.height - 4)
      .map((price) =>
        text(priceText(price, high - low), { x: right, y: y(price) + 4, fill: paper.soft, className: 'price-tick' }),
      ),
    ...timeTicks(from, to, box.width / spacing)
      .filter(({ at }) => x(at) > box.x + 20 && x(at) < box.x + box.width - 20)
      .map(({ at, label, isMajor }) =>
        text(label, {
          x: x(at),
          y: below,
          fill: isMajor ? paper.ink : paper.soft,
          anchor: 'middle',
          className: 'time-tick',
          ...(isMajor ? { weight: 600 } : {}),
        }),
      ),
  ];
}

/** Hollow bodies would look like outlines of zones, so both ways are filled. */
export function candles(plot: Plot, bars: readonly ChartBar[], spanMs: number): string {
  const { x, y } = plot;
  const across = Math.max((x(spanMs) - x(0)) * 0.64, 1);
  const drawn = bars.map(({ openAt, open, high, low, close }) => {
    const fill = close >= open ? paper.up : paper.down;
    const middle = x(openAt + spanMs / 2);
    const [top, bottom] = [y(Math.max(open, close)), y(Math.min(open, close))];
    const body = { x: middle - across / 2, y: top, width: across, height: Math.max(bottom - top, 1) };
    return `${line([middle, y(high)], [middle, y(low)], { stroke: fill })}${rect(body, { fill })}`;
  });
  return element('g', { class: 'candles' }, drawn.join('\n'));
}
