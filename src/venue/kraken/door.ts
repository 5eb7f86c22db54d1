import { z } from 'zod';
import type { LiveVenueLinks } from '../../runtime/ports.ts';

/** What passes the door is as its schema says. What was strange about it is counted, and told once. */
export type Door = Readonly<{
  /** @returns undefined where it is not what was expected; unknown keys are tolerated and noted under `place`. */
  read: <T>(place: string, schema: z.ZodType<T>, raw: unknown) => T | undefined;
  /** What a word means by a table of ours; undefined for a word that the table lacks. */
  word: <T>(place: string, table: Readonly<Record<string, T>>, word: string) => T | undefined;
  /** How often each strange thing was met, by place and name. */
  strange: () => ReadonlyMap<string, number>;
}>;

/** Every message is read by its schema; its keys are compared with the schema's for the first of a kind, and now and then. */
const compared = { first: 8, every: 64 };
/** Strange things beyond this many are counted together: a venue gone mad must not fill our memory. */
const strangeMax = { kinds: 1_000 };

export function createDoor(notify: LiveVenueLinks['notify']): Door {
  const met = new Map<string, number>();
  const strange = new Map<string, number>();
  const note = (name: string, details: Readonly<Record<string, string>>): void => {
    const id = `${name} ${Object.values(details).join(' ')}`;
    const key = strange.has(id) || strange.size < strangeMax.kinds ? id : 'other';
    const count = (strange.get(key) ?? 0) + 1;
    strange.set(key, count);
    if (count === 1) notify('warning', name, details);
  };
  const read = <T>(place: string, schema: z.ZodType<T>, raw: unknown): T | undefined => {
    const result = schema.safeParse(raw);
    if (!result.success) {
      const where = result.error.issues[0]?.path.join('.') ?? '';
      note('VENUE_ANSWER_UNREADABLE', { place, where });
      return undefined;
    }
    const count = met.get(place) ?? 0;
    met.set(place, count + 1);
    if (count < compared.first || count % compared.every === 0) {
      for (const key of unknownKeys(schema, raw)) note('VENUE_KEY_UNKNOWN', { place, key });
    }
    return result.data;
  };
  const word = <T>(place: string, table: Readonly<Record<string, T>>, text: string): T | undefined => {
    if (Object.hasOwn(table, text)) return table[text];
    note('VENUE_WORD_UNKNOWN', { place, word: text.slice(0, 80) });
    return undefined;
  };
  return { read, word, strange: () => strange };
}

/** Paths of keys that a schema does not know; the elements of a list and the values of a map are one path. */
export function unknownKeys(schema: unknown, raw: unknown, path: string = ''): readonly string[] {
  return [...new Set(walk(schema, raw, path))];
}

function walk(schema: unknown, raw: unknown, path: string): readonly string[] {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable) return walk(schema.unwrap(), raw, path);
  if (schema instanceof z.ZodPipe) return walk(schema.in, raw, path);
  if (schema instanceof z.ZodUnion) return narrowest(schema.options.map((option) => walk(option, raw, path)));
  if (typeof raw !== 'object' || raw === null) return [];
  if (schema instanceof z.ZodArray) {
    return Array.isArray(raw) ? raw.flatMap((item: unknown) => walk(schema.element, item, `${path}[]`)) : [];
  }
  if (schema instanceof z.ZodRecord) {
    return Object.values(raw).flatMap((value: unknown) => walk(schema.valueType, value, `${path}.*`));
  }
  if (!(schema instanceof z.ZodObject)) return [];
  const shape: Readonly<Record<string, unknown>> = schema.shape;
  const rest: unknown = schema.def.catchall;
  return Object.entries(raw).flatMap(([key, value]: [string, unknown]) => {
    const here = path === '' ? key : `${path}.${key}`;
    if (Object.hasOwn(shape, key)) return walk(shape[key], value, here);
    return rest === undefined ? [here] : walk(rest, value, here);
  });
}

/** Of several readings, the one that leaves the least unexplained. */
function narrowest(readings: readonly (readonly string[])[]): readonly string[] {
  return readings.reduce((a, b) => (b.length < a.length ? b : a), readings[0] ?? []);
}
