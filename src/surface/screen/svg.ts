import { widthOf } from '../../view/screen-text.ts';
import type { Line, Span, Tone } from '../../view/screen-text.ts';

/** The picture of a frame for the documentation: dark, whatever the theme of the terminal it was taken from. */
const colours: Readonly<Record<Tone, string>> = {
  plain: '#d5d9e0',
  dim: '#7f8896',
  good: '#7ec98f',
  bad: '#f07a78',
  warn: '#e3b868',
  accent: '#72bcd8',
  bold: '#ffffff',
};

/** One character and its line, and the edge around all of them, in pixels. */
const grid = { column: 8.4, row: 19, font: 14, edge: 18, bar: 34 } as const;
const fonts = "ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', 'Liberation Mono', monospace";

export type Picture = Readonly<{ lines: readonly Line[]; width: number; title: string; description: string }>;

/** A window with a frame in it, as SVG that needs no script, font or other file. Same frame, same text. */
export function svg({ lines, width, title, description }: Picture): string {
  const across = round(width * grid.column + 2 * grid.edge);
  const down = round(lines.length * grid.row + grid.bar + grid.edge);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${across}" height="${down}" viewBox="0 0 ${across} ${down}" role="img" aria-label="${escaped(description)}">`,
    `<rect width="${across}" height="${down}" rx="10" fill="#14171c"/>`,
    ...['#f07a78', '#e3b868', '#7ec98f'].map(
      (fill, i) => `<circle cx="${22 + i * 18}" cy="18" r="5.5" fill="${fill}"/>`,
    ),
    `<text x="${round(across / 2)}" y="22" text-anchor="middle" font-family="${fonts}" font-size="12" fill="#7f8896">${escaped(title)}</text>`,
    `<g font-family="${fonts}" font-size="${grid.font}" xml:space="preserve">`,
    ...lines.flatMap(row),
    '</g>',
    '</svg>',
    '',
  ].join('\n');
}

/** Every word is put on the grid by itself, so that a font of another width does not shift the columns. */
function row(line: Line, index: number): readonly string[] {
  const y = round(grid.bar + (index + 0.75) * grid.row);
  return line.flatMap((span, i) => words(span, widthOf(line.slice(0, i)), y));
}

function words({ text, tone }: Span, column: number, y: number): readonly string[] {
  const weight = tone === 'bold' ? ' font-weight="bold"' : '';
  return [...text.matchAll(/\S+(?: \S+)*/g)].map((match) => {
    const [word] = match;
    const x = round(grid.edge + (column + match.index) * grid.column);
    if (/^[─█░]+$/.test(word)) return block(word, { x, y, fill: colours[tone] });
    const length = round(word.length * grid.column);
    return `<text x="${x}" y="${y}" fill="${colours[tone]}"${weight} textLength="${length}" lengthAdjust="spacingAndGlyphs">${escaped(word)}</text>`;
  });
}

/** Lines and bars are drawn: the glyphs of many fonts leave gaps between them. */
function block(text: string, { x, y, fill }: Readonly<{ x: number; y: number; fill: string }>): string {
  const across = round(text.length * grid.column);
  const [top, tall] = text.startsWith('─') ? [y - 5, 1] : [y - 10, 10];
  const opacity = text.startsWith('█') ? '' : ' fill-opacity="0.35"';
  return `<rect x="${x}" y="${round(top)}" width="${across}" height="${tall}" fill="${fill}"${opacity}/>`;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

function escaped(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');
}
