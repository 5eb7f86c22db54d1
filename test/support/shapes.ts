/** Where the shapes of two JSON values differ: keys that only one has, and types that are not the same. */
export type Difference = Readonly<{ field: string; what: string }>;

/**
 * What an answer has and a model does not, and the other way round. Rows of a list count together: a key that some rows
 * have is a key of the list. `null` is of any type; numbers of one kind.
 */
export function differences(answer: unknown, model: unknown, at = ''): readonly Difference[] {
  if (answer === null || model === null) return [];
  if (Array.isArray(answer) && Array.isArray(model)) {
    if (answer.length === 0 || model.length === 0) return [];
    if (!isObject(answer[0])) return differences(answer[0], model[0], `${at}[]`);
    return differences(together(answer), together(model), `${at}[]`);
  }
  if (isObject(answer) && isObject(model)) {
    const keys = [...new Set([...Object.keys(answer), ...Object.keys(model)])].toSorted();
    return keys.flatMap((key) => {
      const field = at === '' ? key : `${at}.${key}`;
      if (!(key in answer)) return [{ field, what: 'missing' }];
      if (!(key in model)) return [{ field, what: 'additional' }];
      return differences(answer[key], model[key], field);
    });
  }
  return typeof answer === typeof model && Array.isArray(answer) === Array.isArray(model)
    ? []
    : [{ field: at, what: `${kindOf(answer)} for ${kindOf(model)}` }];
}

function kindOf(value: unknown): string {
  return Array.isArray(value) ? 'list' : typeof value;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** One row with every key of all of them; the first value that is not null, objects and lists together. */
function together(rows: readonly unknown[]): Readonly<Record<string, unknown>> {
  const all: Record<string, unknown> = {};
  for (const row of rows.filter(isObject)) {
    for (const [key, value] of Object.entries(row)) {
      const known = all[key];
      if (isObject(known) && isObject(value)) all[key] = together([known, value]);
      else if (Array.isArray(known) && Array.isArray(value)) all[key] = [...known, ...value];
      else all[key] = known ?? value;
    }
  }
  return all;
}
