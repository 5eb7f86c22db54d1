import { z } from 'zod';
import type { ZodType } from 'zod';
import { err, ok } from '../../../core/result.ts';
import type { Result } from '../../../core/result.ts';
import type { Fixed } from '../../../core/units.ts';
import { decimalOf, momentOf } from '../decode.ts';
import type { Strange } from './strange.ts';

/** A key that may be missing or null. */
export type Said<T> = T | undefined;

/** A number, exactly. It comes here as its text (see text.ts), so a venue that quotes its numbers is understood too. */
export function decimal<F extends Fixed<string>>(): ZodType<F> {
  return z.string().transform((text, context) => {
    const value = decimalOf<F>(text);
    if (value.ok) return value.value;
    context.addIssue({ code: 'custom', message: value.error });
    return z.NEVER;
  });
}

/** A number for analysis or for counting. */
export const float: ZodType<number> = z.string().transform((text, context) => {
  const value = Number(text);
  if (text !== '' && Number.isFinite(value)) return value;
  context.addIssue({ code: 'custom', message: 'not-a-number' });
  return z.NEVER;
});

export const time: ZodType<number> = z.string().transform((text, context) => {
  const at = momentOf(text);
  if (at !== undefined) return at;
  context.addIssue({ code: 'custom', message: 'not-a-time' });
  return z.NEVER;
});

export function maybe<T>(schema: ZodType<T>): ZodType<Said<T>> {
  return schema.nullish().transform((value) => value ?? undefined);
}

/** One shape of the venue's: what does not fit is an error with its path, keys that we do not know are noted. */
export type Shape<T> = Readonly<{ where: string; schema: ZodType<T>; keys: ReadonlySet<string> }>;

/** `unused` are keys whose presence is no surprise. */
export function shape<T extends Readonly<Record<string, unknown>>>(
  where: string,
  fields: { readonly [Name in keyof T]: ZodType<T[Name]> },
  unused: readonly string[],
): Shape<T> {
  const schema: ZodType<unknown> = z.object(fields);
  const fits = (value: unknown): value is T => typeof value === 'object';
  const keys = new Set([...Object.keys(fields), ...unused]);
  return { where, schema: schema.transform((value) => (fits(value) ? value : z.NEVER)), keys };
}

export function read<T>({ where, schema, keys }: Shape<T>, raw: unknown, strange: Strange): Result<T, string> {
  const parsed = schema.safeParse(raw);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const what = `${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`;
    strange(where, `does not decode: ${what}`);
    return err(`${where} ${what}`);
  }
  if (typeof raw === 'object' && raw !== null)
    for (const key of Object.keys(raw)) if (!keys.has(key)) strange(where, `unknown key ${key}`);
  return ok(parsed.data);
}

/** One of the words that we know; any other is noted and gives undefined. */
export function word<W extends string>(
  known: readonly W[],
  text: Said<string>,
  strange: (what: string) => void,
): W | undefined {
  const found = known.find((candidate) => candidate === text);
  if (found === undefined && text !== undefined) strange(`unknown word ${text}`);
  return found;
}

export const text: ZodType<Said<string>> = maybe(z.string());
export const flag: ZodType<Said<boolean>> = maybe(z.boolean());
export const whatever: ZodType<unknown> = z.unknown().optional();
