/** What a piece of text is, for whoever gives it a colour. Tone never says what the words do not say too. */
export type Tone = 'plain' | 'dim' | 'good' | 'bad' | 'warn' | 'accent' | 'bold';
export type Span = Readonly<{ text: string; tone: Tone }>;
export type Line = readonly Span[];

/** One piece of text; anything that is not exactly one column wide on every terminal becomes `?`. */
export function tinted(tone: Tone, text: string): Span {
  return { text: text.replace(/[^ -~·…─█░●▲■×]/gu, '?'), tone };
}

export const plain = (text: string): Span => tinted('plain', text);
export const dim = (text: string): Span => tinted('dim', text);
export const bold = (text: string): Span => tinted('bold', text);

export const nothing: Line = [];

/** Columns that a line takes. */
export function widthOf(line: Line): number {
  return line.reduce((sum, { text }) => sum + text.length, 0);
}

/** Text in a column of its own: padded on the right, or cut with an ellipsis. */
export function left(text: string, width: number): string {
  return cut(text, width).padEnd(width);
}

/** The same, against the right edge. */
export function right(text: string, width: number): string {
  return cut(text, width).padStart(width);
}

function cut(text: string, width: number): string {
  if (text.length <= width) return text;
  return width > 0 ? `${text.slice(0, width - 1)}…` : '';
}

/** A line that is not wider than `width`; what is cut off leaves an ellipsis. */
export function crop(line: Line, width: number): Line {
  if (widthOf(line) <= width) return line;
  const kept: Span[] = [];
  let room = width;
  for (const { text, tone } of line) {
    if (text.length >= room) return [...kept, { text: cut(`${text} `, room), tone }];
    kept.push({ text, tone });
    room -= text.length;
  }
  return kept;
}

/** A line that is exactly `width` wide. */
export function cell(line: Line, width: number): Line {
  const fitting = crop(line, width);
  const gap = width - widthOf(fitting);
  return gap > 0 ? [...fitting, plain(' '.repeat(gap))] : fitting;
}

/** One part at each edge; where both do not fit, the left one is cut. */
export function apart(start: Line, end: Line, width: number): Line {
  return [...cell(start, Math.max(0, width - widthOf(end))), ...end];
}

/** A line across, with a title: the head of a section. */
export function rule(title: Line, width: number): Line {
  const start: Line = [dim('── '), ...title, dim(' ')];
  return [...start, dim('─'.repeat(Math.max(0, width - widthOf(start))))];
}
