import type { Line, Tone } from '../../view/screen-text.ts';

/** Of the terminal's own sixteen colours, so that a frame suits the theme of whoever looks at it. */
const codes: Readonly<Record<Tone, string>> = {
  plain: '',
  dim: '2',
  good: '32',
  bad: '31',
  warn: '33',
  accent: '36',
  bold: '1',
};

/** A line as a terminal takes it. Without colour there is no escape in it at all. */
export function ansi(line: Line, colour: 'colour' | 'none'): string {
  return line
    .map(({ text, tone }) =>
      colour === 'none' || codes[tone] === '' || text === '' ? text : `\u001b[${codes[tone]}m${text}\u001b[0m`,
    )
    .join('');
}
