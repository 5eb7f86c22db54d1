/** What a configuration value may be; the canonical text of a configuration holds nothing else. */
export type Json = string | number | boolean | null | readonly Json[] | Readonly<{ [key: string]: Json }>;

/** From and to, both included; `Infinity` where there is no upper bound. */
export type Range = readonly [from: number, to: number];

/** One step of the progressive trail: from this profit on, the stop follows at this many ATR. */
export type TrailLevel = Readonly<{ r_multiple: number; atr_mult: number }>;

/** The form of a value together with the only copy of what is shipped. */
export type Shape =
  | Readonly<{ type: 'number' | 'whole'; shipped: number; unit: string; range: Range }>
  | Readonly<{ type: 'number-or-null'; shipped: null; unit: string; range: Range }>
  | Readonly<{ type: 'flag'; shipped: boolean }>
  | Readonly<{ type: 'choice'; shipped: string; of: readonly string[] }>
  | Readonly<{ type: 'texts' | 'bases'; shipped: readonly string[] }>
  | Readonly<{ type: 'numbers'; shipped: readonly number[]; unit: string; range: Range }>
  | Readonly<{ type: 'levels'; shipped: readonly TrailLevel[] }>;

/**
 * A row of the table. `read` is used now. `not-built` is known and will come: a value other than the shipped one is
 * refused, because it would have no effect. `retired` is refused, with what to do instead.
 */
export type LiveKey = Readonly<{ status: 'read' | 'not-built'; shape: Shape; meaning: string }>;
export type RetiredKey = Readonly<{ status: 'retired'; instead: string }>;
export type Key = LiveKey | RetiredKey;
export type Section = Readonly<Record<string, Key>>;

/** A key that decides something today. */
export function read(shape: Shape, meaning: string): LiveKey {
  return { status: 'read', shape, meaning };
}

/** A key that is known and refused unless it has its shipped value. */
export function notBuilt(shape: Shape, meaning: string): LiveKey {
  return { status: 'not-built', shape, meaning };
}

/** A key, or a whole group of them, that is refused; `instead` is one sentence that tells an operator what to do. */
export function retired(instead: string): RetiredKey {
  return { status: 'retired', instead };
}

export function number(shipped: number, unit: string, range: Range): Shape {
  return { type: 'number', shipped, unit, range };
}

export function whole(shipped: number, unit: string, range: Range): Shape {
  return { type: 'whole', shipped, unit, range };
}

/** A part of something: 0.05 is 5 %. Keys of the predecessor call it `_pct`. */
export function share(shipped: number, range: Range): Shape {
  return number(shipped, 'share', range);
}

export function numberOrNull(unit: string, range: Range): Shape {
  return { type: 'number-or-null', shipped: null, unit, range };
}

export function flag(shipped: boolean): Shape {
  return { type: 'flag', shipped };
}

export function choice(shipped: string, of: readonly string[]): Shape {
  return { type: 'choice', shipped, of };
}

export function texts(shipped: readonly string[]): Shape {
  return { type: 'texts', shipped };
}

/** Assets in their common name: `BTC`, never `XBT`. */
export function bases(shipped: readonly string[]): Shape {
  return { type: 'bases', shipped };
}

export function numbers(shipped: readonly number[], unit: string, range: Range): Shape {
  return { type: 'numbers', shipped, unit, range };
}

export function levels(shipped: readonly TrailLevel[]): Shape {
  return { type: 'levels', shipped };
}
