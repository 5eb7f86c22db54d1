import Table from 'cli-table3';

/** Where words go: data on `out`, words for a person on `err`. */
export type Streams = Readonly<{
  out: (text: string) => void;
  err: (text: string) => void;
  /** Resolves when what was written to `out` has gone on its way: who prints much waits, and keeps nothing in memory. */
  drained?: () => Promise<void>;
  isWatched: boolean;
  colour: boolean;
}>;

const quiet = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
};
const plain = { ...quiet, left: '', 'left-mid': '', mid: '', 'mid-mid': '', right: '', 'right-mid': '', middle: '  ' };

/** Rows in aligned columns, without a frame: what a person reads and what grep can take apart. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const made = new Table({
    head: [...head],
    chars: plain,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
  });
  for (const row of rows) made.push([...row]);
  return made.toString();
}

/** One JSON document; exact numbers are strings already. */
export function json(value: unknown): string {
  return JSON.stringify(value);
}
