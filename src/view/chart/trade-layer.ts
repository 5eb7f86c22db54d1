import { apart, priceText } from './axes.ts';
import type { Plot } from './axes.ts';
import type { Chart } from './chart.ts';
import { element, fitted, line, paper, path, rect, text } from './paint.ts';

type Named = Readonly<{ name: string; price: number; fill: string; isStrong: boolean }>;

/** What would be risked and earned, from the moment of the decision on: a box each, and a line for every target. */
export function trade(plot: Plot, { at, explanation: { setup, verdict, price } }: Chart): string {
  const { box, x, y } = plot;
  const right = box.x + box.width;
  const now = line([x(at), box.y], [x(at), box.y + box.height], { stroke: paper.faint, 'stroke-dasharray': '3 3' });
  const last = line([x(at), y(price)], [right, y(price)], { stroke: paper.entry, 'stroke-width': 1.2 });
  if (setup?.levels === undefined) return [now, last].join('');
  const { entry, stop, objective, targets, candidates } = setup.levels;
  const area = (price: number, fill: string): string =>
    rect(
      { x: x(at), y: Math.min(y(entry), y(price)), width: right - x(at), height: Math.abs(y(entry) - y(price)) },
      { fill, 'fill-opacity': verdict === 'SIGNAL' ? 0.16 : 0.08, class: 'known trade', 'data-known': at },
    );
  const mark = (price: number, stroke: string, dash?: string): string =>
    line([x(at), y(price)], [right, y(price)], {
      stroke,
      'stroke-width': 1.3,
      'stroke-dasharray': dash,
      class: 'known trade',
      'data-known': at,
    });
  return [
    now,
    area(objective, paper.up),
    area(stop, paper.down),
    mark(stop, paper.down),
    mark(objective, paper.up),
    ...targets.map((target) => mark(target.price, paper.up, '4 3')),
    ...candidates.map((candidate) => mark(candidate, paper.soft, '1 3')),
    last,
  ].join('');
}

/** The prices that have a name, beside the axis: moved apart where they are near to each other, each led to its line. */
export function priceLabels(
  plot: Plot,
  chart: Chart,
  { x: left, width }: Readonly<{ x: number; width: number }>,
): string {
  const { box, y, low, high } = plot;
  const named = namesOf(chart).filter(({ price }) => price >= low && price <= high);
  const places = apart(
    named.map(({ price }) => y(price)),
    15,
    [box.y + 7, box.y + box.height - 5],
  );
  return named
    .map(({ name, price, fill, isStrong }, n) => {
      const at = places[n] ?? y(price);
      const lead = [
        [left, y(price)],
        [left + 8, y(price)],
        [left + 16, at],
        [left + 20, at],
      ] as const;
      const words = fitted(name, 11, width - 84);
      const weight = isStrong ? { weight: 700 } : {};
      return [
        path(lead, { stroke: fill, 'stroke-width': 0.8, 'stroke-opacity': 0.7 }),
        text(words, { x: left + 24, y: at + 4, fill, className: 'price-label', ...weight }),
        text(priceText(price, high - low), { x: left + width, y: at + 4, fill, anchor: 'end', ...weight }),
      ].join('');
    })
    .join('\n');
}

function namesOf({ explanation: { setup, price }, leg }: Chart): readonly Named[] {
  const { levels, fibs = [] } = setup ?? {};
  const soft = (name: string, at: number, fill: string): Named => ({ name, price: at, fill, isStrong: false });
  const strong = (name: string, at: number, fill: string): Named => ({ name, price: at, fill, isStrong: true });
  return [
    ...(leg === undefined
      ? []
      : [
          soft('leg origin 1', leg.from.price, paper.ote),
          ...fibs.map(({ ratio, price: at }) => soft(`fib ${ratio}`, at, paper.ote)),
          ...(levels?.objective === leg.to.price ? [] : [soft('leg end 0', leg.to.price, paper.ote)]),
        ]),
    strong(levels === undefined ? 'price' : 'entry', price, paper.entry),
    ...(levels === undefined
      ? []
      : [
          strong('stop', levels.stop, paper.down),
          soft(`leg end ${levels.rr.toFixed(2)}R`, levels.objective, paper.up),
          ...levels.targets.map(({ name, price: at }) => soft(name, at, paper.up)),
          ...levels.candidates.map((at) => soft('1h swing', at, paper.soft)),
        ]),
  ];
}

/** A tick or a cross, drawn: not every font has them. */
export function tick([x, y]: readonly [number, number], isPass: boolean): string {
  return isPass
    ? path(
        [
          [x - 4, y],
          [x - 1, y + 3.5],
          [x + 5, y - 4],
        ],
        { stroke: paper.up, 'stroke-width': 2.2, 'stroke-linecap': 'round' },
      )
    : element(
        'g',
        { stroke: paper.down, 'stroke-width': 2.2, 'stroke-linecap': 'round' },
        `${line([x - 4, y - 4], [x + 4, y + 4], {})}${line([x + 4, y - 4], [x - 4, y + 4], {})}`,
      );
}
