/**
 * What the venue says and we do not understand: a word of an enum, a key, a frame that does not decode.
 * It is counted, heard of once, and never stops anything.
 */
export type Strange = (where: string, what: string) => void;

/** What was heard, and how often; `tell` is called the first time. */
export type Oddities = Readonly<{ note: Strange; counts: () => ReadonlyMap<string, number> }>;

export function createOddities(tell: (where: string, what: string) => void): Oddities {
  const counts = new Map<string, number>();
  const note: Strange = (where, what) => {
    const name = `${where} ${what}`;
    const count = counts.get(name) ?? 0;
    counts.set(name, count + 1);
    if (count === 0) tell(where, what);
  };
  return { note, counts: () => counts };
}
