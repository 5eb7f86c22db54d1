import { parseFixed } from '../../../core/units.ts';
import type { Fixed } from '../../../core/units.ts';
import type { Asked } from '../standing/service.ts';

/** The parameters of a call, wherever they came: in the query, in the body, or some in each. Gotcha 44. */
export type Params = Readonly<{
  get: (name: string) => string | undefined;
  /** Repeated keys, as `orderIds=a&orderIds=b`. */
  all: (name: string) => readonly string[];
}>;

export function readParams({ query, body }: Asked): Params {
  const said = new Map<string, string[]>();
  collect(said, query);
  collect(said, body);
  const raw = rawJson(body);
  return {
    get: (name) => (name === 'json' && raw !== undefined ? raw : said.get(name)?.[0]),
    all: (name) => said.get(name) ?? [],
  };
}

/** Adds what a form says; what is said to be empty is not said. */
function collect(said: Map<string, string[]>, form: string): void {
  if (form === '') return;
  for (const [name, value] of new URLSearchParams(form)) {
    if (value === '') continue;
    const others = said.get(name);
    if (others === undefined) said.set(name, [value]);
    else others.push(value);
  }
}

/** An unescaped `json={...}`, in which & and + mean themselves. Gotcha 43. */
function rawJson(body: string): string | undefined {
  const begin = body.indexOf('json={');
  return begin < 0 ? undefined : body.slice(begin + 5, body.lastIndexOf('}') + 1);
}

/** A decimal as clients write it, exponents included; undefined where it is none or has more than ten places. */
export function readDecimal<F extends Fixed<string>>(text: string): F | undefined {
  const direct = parseFixed<F>(text);
  if (direct.ok) return direct.value;
  const plain = /^[+-]?\d*\.?\d+e[+-]?\d+$/i.test(text) ? Number(text).toFixed(10) : text.replace(/^\+/, '');
  const parsed = parseFixed<F>(
    plain
      .replace(/^(-?)\./, '$10.')
      .replace(/(\.\d*?)0+$/, '$1')
      .replace(/\.$/, ''),
  );
  return parsed.ok ? parsed.value : undefined;
}

export function readFlag(text: string | undefined): boolean {
  return text?.toLowerCase() === 'true';
}

/** Milliseconds since the epoch, or ISO-8601. */
export function readTime(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const at = /^\d+$/.test(text) ? Number(text) : Date.parse(text);
  return Number.isSafeInteger(at) ? at : undefined;
}
