import { InvariantViolation, assert } from '../core/assert.ts';
import type { Effect } from '../core/effects.ts';
import type { Event, EventOf } from '../core/events.ts';
import type { Timeframe } from '../core/market/candle.ts';
import type { ListedContract } from '../core/market/listing.ts';
import type { Decision } from '../core/signal/decision.ts';
import type { State } from '../core/state.ts';
import type { InstrumentId, Ms, Price } from '../core/units.ts';

/**
 * Exact text of a value: JSON, with bigint as `"#12"`, Map as `{"$map":[[k,v]]}` and Set as `{"$set":[v]}`.
 * Strings that begin with `#` and keys that begin with `$` get one more of it, so nothing can be mistaken.
 * An undefined property is left out; whatever else has no text throws, naming its path.
 */
export function encode(value: unknown): string {
  return write(value, []);
}

/** The value that `encode` wrote; throws on text that it did not write. */
export function decode(text: string): unknown {
  const value: unknown = JSON.parse(text);
  return text.includes('"#') || text.includes('"$') ? revive(value) : value;
}

/** The state of a snapshot; the snapshot's version vouches for its shape, its hash for its bytes. */
export function decodeState(text: string): State {
  return decode(text) as State;
}

/** A listing that was kept for a start without the venue. */
export function decodeListing(text: string): readonly ListedContract[] {
  return decode(text) as readonly ListedContract[];
}

/** The effects of a journal's record, but for its decision, of which it keeps only the hash; its own vouches for them. */
export function decodeEffects(text: string): readonly Effect[] {
  const effects = text === '' ? [] : (decode(text) as readonly Effect[]);
  return effects.filter(({ type }) => type !== 'decision.made');
}

/** A decision from the columns of its table; the journal keeps a hash of every row. */
export function decodeDecision(columns: Readonly<Record<string, unknown>>): Decision {
  return columns as Decision;
}

/** Like `encode`, with a shorter and faster form for the two events that fill a journal: candles and marks. */
export function encodeEvent(event: Event): string {
  if (event.type === 'candle.closed') return candleText(event) ?? encode(event);
  if (event.type !== 'mark.observed' || !isPlain(event.at)) return encode(event);
  return `["m",${event.at},${JSON.stringify(event.instrument)},"#${event.price}"]`;
}

/** The inverse of `encodeEvent`. What the text says is trusted: the journal's hashes vouch for it. */
export function decodeEvent(text: string): Event {
  if (!text.startsWith('[')) return decode(text) as Event;
  const row = JSON.parse(text) as readonly unknown[];
  if (row[0] === 'c' && row.length === 10) return candleOf(row);
  assert(row[0] === 'm' && row.length === 4, `an event is an object, a candle or a mark, not ${text.slice(0, 60)}`);
  const [, at, instrument, price] = row as readonly [string, Ms, InstrumentId, string];
  return { type: 'mark.observed', at, instrument, price: bigintOf(price) as Price };
}

/** Undefined where JSON would lose something; the general form then keeps it, or says what is wrong with it. */
function candleText({ at, candle: c }: EventOf<'candle.closed'>): string | undefined {
  const { instrument, timeframe, openAt, open, high, low, close, volume } = c;
  if (!(isPlain(at) && isPlain(openAt) && isPlain(volume))) return undefined;
  if (!(isPlain(open) && isPlain(high) && isPlain(low) && isPlain(close))) return undefined;
  return JSON.stringify(['c', at, instrument, timeframe, openAt, open, high, low, close, volume]);
}

function isPlain(value: number): boolean {
  return Number.isFinite(value) && !Object.is(value, -0);
}

type CandleRow = readonly ['c', Ms, InstrumentId, Timeframe, Ms, number, number, number, number, number];

function candleOf(row: readonly unknown[]): Event {
  const [, at, instrument, timeframe, openAt, open, high, low, close, volume] = row as CandleRow;
  return { type: 'candle.closed', at, candle: { instrument, timeframe, openAt, open, high, low, close, volume } };
}

/** Minus zero keeps its sign: JSON reads `-0` back, only `String` forgets it. */
function float(value: number): string {
  return Object.is(value, -0) ? '-0' : String(value);
}

function write(value: unknown, path: string[]): string {
  switch (typeof value) {
    case 'string':
      return quote(value, '#');
    case 'number':
      return Number.isFinite(value) ? float(value) : refuse(String(value), path);
    case 'boolean':
      return value ? 'true' : 'false';
    case 'bigint':
      return `"#${value}"`;
    case 'object':
      return value === null ? 'null' : container(value, path);
    case 'undefined':
    case 'function':
    case 'symbol':
      return refuse(typeof value, path);
  }
}

function container(value: object, path: string[]): string {
  if (Array.isArray(value)) return list(value, path);
  if (value instanceof Map) return `{"$map":${list([...value], path)}}`;
  if (value instanceof Set) return `{"$set":${list([...value], path)}}`;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return refuse(`a ${value.constructor.name}`, path);
  return fields(value as Readonly<Record<string, unknown>>, path);
}

function list(values: readonly unknown[], path: string[]): string {
  let text = '';
  for (let i = 0; i < values.length; i += 1) {
    path.push(String(i));
    text += (i === 0 ? '' : ',') + write(values[i], path);
    path.pop();
  }
  return `[${text}]`;
}

function fields(value: Readonly<Record<string, unknown>>, path: string[]): string {
  let text = '';
  for (const key of Object.keys(value)) {
    if (value[key] === undefined) continue;
    path.push(key);
    text += `${text === '' ? '' : ','}${quote(key, '$')}:${write(value[key], path)}`;
    path.pop();
  }
  return `{${text}}`;
}

function quote(text: string, sign: '#' | '$'): string {
  return JSON.stringify(text.startsWith(sign) ? sign + text : text);
}

function refuse(what: string, path: readonly string[]): never {
  throw new InvariantViolation(
    `${what} has no place in the journal, at ${path.length === 0 ? 'the top' : path.join('.')}`,
  );
}

/** Works in place: the value came from JSON.parse a moment ago, and nobody else holds it. */
function revive(value: unknown): unknown {
  if (typeof value === 'string') return value.startsWith('#') ? unquote(value) : value;
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return reviveList(value);
  return reviveFields(value as Record<string, unknown>);
}

function unquote(text: string): string | bigint {
  return text.startsWith('##') ? text.slice(1) : bigintOf(text);
}

function bigintOf(text: string): bigint {
  assert(/^#-?\d+$/.test(text), `an integer is written as "#12", not as "${text}"`);
  return BigInt(text.slice(1));
}

function reviveList(values: unknown[]): unknown[] {
  for (let i = 0; i < values.length; i += 1) values[i] = revive(values[i]);
  return values;
}

function reviveFields(value: Record<string, unknown>): unknown {
  const keys = Object.keys(value);
  if (keys.length === 1 && keys[0] === '$map')
    return new Map(reviveList(value['$map'] as unknown[]) as [unknown, unknown][]);
  if (keys.length === 1 && keys[0] === '$set') return new Set(reviveList(value['$set'] as unknown[]));
  for (const key of keys) value[key] = revive(value[key]);
  if (!keys.some((key) => key.startsWith('$'))) return value;
  return Object.fromEntries(keys.map((key) => [key.startsWith('$') ? key.slice(1) : key, value[key]]));
}
