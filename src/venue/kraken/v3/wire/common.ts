import { z } from 'zod';
import type { Fixed, Ms } from '../../../../core/units.ts';
import { decimalOf, momentOf } from '../../decode.ts';

/** A price, quantity, fee or sum, exactly: a JSON number or its text, in whatever notation. */
export function exact<F extends Fixed<string>>(): z.ZodType<F> {
  return z.union([z.number(), z.string()]).transform((value, context): F => {
    const read = decimalOf<F>(value);
    if (read.ok) return read.value;
    context.addIssue('not a decimal');
    return z.NEVER;
  });
}

/** The same where nothing, null, or the empty text of History means that there is none. */
export function maybeExact<F extends Fixed<string>>(): z.ZodType<F | undefined> {
  const none = z.union([z.literal(''), z.null()]).transform(() => undefined);
  return z.union([none, exact<F>()]).optional();
}

/** An ISO time, to the millisecond. */
export const moment: z.ZodType<Ms> = z.string().transform((text, context): Ms => {
  const at = momentOf(text);
  if (at !== undefined) return at;
  context.addIssue('not a time');
  return z.NEVER;
});

/** A name that may be missing, null, or the empty text of History. */
export const maybeName: z.ZodType<string | undefined> = z
  .string()
  .nullish()
  .transform((text) => (text === null || text === '' ? undefined : text));

export const maybeNumber: z.ZodType<number | undefined> = z
  .number()
  .nullish()
  .transform((value) => value ?? undefined);

/** Keys that we know and do not read. */
export function known(keys: string): Record<string, z.ZodOptional<z.ZodUnknown>> {
  return Object.fromEntries(keys.split(' ').map((key) => [key, z.unknown().optional()]));
}

/** What every answer of the trading API carries. */
export const envelope: Readonly<{ result: z.ZodLiteral<'success'>; serverTime: z.ZodType<Ms> }> = {
  result: z.literal('success'),
  serverTime: moment,
};
export type Answered = Readonly<{ serverTime: Ms }>;

/** Both shapes of a refusal, and the gateway's own. */
export type ErrorAnswer = Readonly<{
  error?: string | undefined;
  errors?: readonly Readonly<{ code: number; message: string }>[] | undefined;
  serverTime?: string | undefined;
}>;
export const errorAnswer: z.ZodType<ErrorAnswer> = z.object({
  error: z.string().optional(),
  errors: z.array(z.object({ code: z.number(), message: z.string() })).optional(),
  serverTime: z.string().optional(),
  ...known('result status timestamp path message requestId'),
});
