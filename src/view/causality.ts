/** What became of one instrument: how many decisions, and how many changed with the future. */
export type CausalityRow = Readonly<{
  instrument: string;
  decisions: number;
  comparisons: number;
  cuts: number;
  differences: number;
  by: Readonly<Record<string, number>>;
  examples: readonly Readonly<{ instrument: string; at: string; by: string; said: string; should: string }>[];
}>;

/** A proof over all instruments of a folder. */
export type Causality = Readonly<{
  instruments: readonly CausalityRow[];
  /** The ways in which the future was changed. */
  futures: readonly string[];
  source: string;
  seed: number;
}>;

/** As other programs read it: totals first. */
export function causalityJson({ instruments, futures, source, seed }: Causality): unknown {
  const sum = (of: (row: CausalityRow) => number): number => instruments.reduce((all, row) => all + of(row), 0);
  return {
    decisions: sum(({ decisions }) => decisions),
    differences: differencesOf(instruments),
    comparisons: sum(({ comparisons }) => comparisons),
    cuts: sum(({ cuts }) => cuts),
    futures,
    source,
    seed,
    instruments,
  };
}

export function differencesOf(rows: readonly CausalityRow[]): number {
  return rows.reduce((all, { differences }) => all + differences, 0);
}

export const causalityHead: readonly string[] = ['instrument', 'decisions', 'cuts', 'made again', 'differences'];

export function causalityRow(row: CausalityRow): readonly string[] {
  return [row.instrument, ...[row.decisions, row.cuts, row.comparisons, row.differences].map(String)];
}

/** The verdict, and where it fails, the decisions that show it. */
export function causalityWords({ instruments, futures }: Causality): readonly string[] {
  const differences = differencesOf(instruments);
  const made = instruments.reduce((all, { comparisons }) => all + comparisons, 0);
  const verdict = `${made} decisions made again under ${futures.length} other futures and from scratch: ${differences === 0 ? 'zero' : differences} differences`;
  const shown = instruments.flatMap(({ examples }) => examples).slice(0, 5);
  return [
    verdict,
    ...shown.flatMap(({ instrument, at, by, said, should }) => [
      `${instrument} at ${at}, ${by}:`,
      `  said   ${said}`,
      `  should ${should}`,
    ]),
  ];
}
