/** Takes text for stdout, in pieces as large as is convenient. */
export type Print = (text: string) => void;

/** Rows go in one by one and are printed a page at a time: a long table is never in memory as a whole. */
export type Pages = Readonly<{ add: (line: string) => void; end: () => void }>;

/** What is handed over at once. */
export const pageOf = { characters: 65_536 } as const;

export function newPages(print: Print): Pages {
  let waiting = '';
  const flush = (): void => {
    if (waiting !== '') print(waiting);
    waiting = '';
  };
  return {
    add: (line) => {
      waiting += `${line}\n`;
      if (waiting.length >= pageOf.characters) flush();
    },
    end: flush,
  };
}

/** Numbers as `cellText` spells them; words as they are. */
export function csvLine(cells: readonly (number | string)[]): string {
  return cells.map((cell) => (typeof cell === 'number' ? cellText(cell) : cell)).join(',');
}

/**
 * The shortest spelling that is read back as the same number, as Python writes it and so as the golden files have it: below 0.0001 with
 * an exponent of at least two digits. Nothing for NaN; zero has no sign.
 */
export function cellText(value: number): string {
  if (Number.isNaN(value)) return '';
  if (value === 0 || Math.abs(value) >= 1e-4) return String(value);
  return value.toExponential().replace(/-(\d)$/, '-0$1');
}
