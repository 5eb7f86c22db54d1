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

/** A number in its shortest spelling that is read back as the same; nothing for NaN; words as they are. */
export function csvLine(cells: readonly (number | string)[]): string {
  return cells.map((cell) => (typeof cell === 'number' && Number.isNaN(cell) ? '' : String(cell))).join(',');
}
