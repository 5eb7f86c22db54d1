import { analysed } from '../format.ts';
import { gateRow } from '../explain.ts';
import type { Explanation, ExplainedGate } from '../explain.ts';
import { fitted, paper, rect, text, widthOf } from './paint.ts';
import type { Box } from './paint.ts';
import { tick } from './trade-layer.ts';

/** Every gate in order, with what it saw and what it asked for; the first that said no is the reason, and stands out. */
export function gateList({ gates }: Explanation, { x, y, width, height }: Box): string {
  const row = Math.min(height / Math.max(gates.length, 1), 38);
  const first = gates.findIndex(({ verdict }) => verdict === 'fail');
  return gates
    .map((gate, n) =>
      gateOf(gate, {
        box: { x, y: y + n * row, width, height: row },
        isReason: n === first,
        isBehind: first >= 0 && n > first,
      }),
    )
    .join('\n');
}

type Row = Readonly<{ box: Box; isReason: boolean; isBehind: boolean }>;

function gateOf(gate: ExplainedGate, { box: { x, y, width, height }, isReason, isBehind }: Row): string {
  const [code = '', asks = '', value = '', threshold = ''] = gateRow(gate);
  const fill = isBehind ? paper.faint : paper.ink;
  const middle = y + height / 2;
  // Letters are bold: they come out wider.
  const bold = 11.2;
  const said = fitted(value, bold, width * 0.5);
  const room = width - 34 - widthOf(said, bold);
  const small = { size: 9.5, fill: isBehind ? paper.faint : paper.soft };
  const tint = { fill: paper.down, 'fill-opacity': 0.09, rx: 4 };
  return [
    isReason ? rect({ x: x - 6, y: y + 1, width: width + 12, height: height - 2 }, tint) : '',
    isBehind && gate.verdict === 'fail' ? '' : tick([x + 6, middle], gate.verdict === 'pass'),
    text(fitted(asks, bold, room), { x: x + 20, y: middle - 2, size: 10.5, fill, weight: isReason ? 700 : 600 }),
    text(said, { x: x + width, y: middle - 2, size: 10.5, fill, anchor: 'end', weight: 600 }),
    text(code, { x: x + 20, y: middle + 11, ...small, size: 8.5 }),
    text(fitted(threshold, 9.5, width - 30 - widthOf(code, 8.5)), {
      x: x + width,
      y: middle + 11,
      ...small,
      anchor: 'end',
    }),
  ].join('');
}

/** The points by component, as a row of bars, and the grade. */
export function scoreBars({ setup }: Explanation, { x, y, width }: Box): string {
  if (setup?.score === undefined) return '';
  const { total, grade, ...points } = setup.score;
  const parts = Object.entries(points);
  const across = width / Math.max(parts.length, 1);
  const bars = parts.map(([name, count], n) => {
    const left = x + n * across;
    const full = across - 8;
    return [
      rect({ x: left, y: y + 14, width: full, height: 6 }, { fill: paper.grid, rx: 3 }),
      rect(
        { x: left, y: y + 14, width: full * Math.min(Math.max(count / 25, 0), 1), height: 6 },
        { fill: paper.bull, rx: 3 },
      ),
      text(`${name} ${analysed(count)}`, { x: left, y: y + 34, size: 10, fill: paper.soft }),
    ].join('');
  });
  return [text(`Score ${analysed(total)} · grade ${grade}`, { x, y: y + 4, size: 12, weight: 600 }), ...bars].join(
    '\n',
  );
}
