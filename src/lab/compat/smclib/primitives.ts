import { err, ok } from '../../../core/result.ts';
import type { Result } from '../../../core/result.ts';
import { at } from '../../series.ts';
import type { Series, Table } from '../../series.ts';
import { flagOf, numberOf, paramWords, readParams, textOf } from '../params.ts';
import type { Given, Parameters } from '../params.ts';
import { bosChoch } from './bos-choch.ts';
import { fvg } from './fvg.ts';
import { liquidity } from './liquidity.ts';
import { orderBlocks } from './order-blocks.ts';
import { periodsOf } from './periods.ts';
import { previousHighLow } from './previous-high-low.ts';
import { retracements } from './retracements.ts';
import { sessionOf, sessions } from './sessions.ts';
import { swings, swingTable } from './swings.ts';
import type { Swing } from './swings.ts';

/** What a table is made from, once its candles are there. Refuses what only the candles can tell to be wrong. */
export type Maker = (series: Series) => Result<Table, string>;
type Primitive = Readonly<{ params: Parameters; maker: (given: Given) => Result<Maker, string> }>;

const swingLength = { swing_length: { kind: 'count', byDefault: '50' } } as const;
const swingsIn = (series: Series, given: Given): readonly Swing[] =>
  swings(series, { length: numberOf(given, 'swing_length') });
const made =
  (table: (series: Series, given: Given) => Table) =>
  (given: Given): Result<Maker, string> =>
    ok((series) => ok(table(series, given)));

const noSession = { byDefault: '', kind: 'text' } as const;

/** The functions of smartmoneyconcepts 0.0.27, with its parameters and their defaults. */
const primitives: Readonly<Record<string, Primitive>> = {
  fvg: {
    params: { join_consecutive: { kind: 'flag', byDefault: 'False' } },
    maker: made((series, given) => fvg(series, { isJoined: flagOf(given, 'join_consecutive') })),
  },
  swings: { params: swingLength, maker: made((series, given) => swingTable(swingsIn(series, given))) },
  bos_choch: {
    params: { ...swingLength, close_break: { kind: 'flag', byDefault: 'True' } },
    maker: made((series, given) =>
      bosChoch(series, swingsIn(series, given), { byClose: flagOf(given, 'close_break') }),
    ),
  },
  ob: {
    params: { ...swingLength, close_mitigation: { kind: 'flag', byDefault: 'False' } },
    maker: made((series, given) =>
      orderBlocks(series, swingsIn(series, given), { byBody: flagOf(given, 'close_mitigation') }),
    ),
  },
  liquidity: {
    params: { ...swingLength, range_percent: { kind: 'fraction', byDefault: '0.01' } },
    maker: made((series, given) =>
      liquidity(series, swingsIn(series, given), { rangePercent: numberOf(given, 'range_percent') }),
    ),
  },
  retracements: { params: swingLength, maker: made((series, given) => retracements(series, swingsIn(series, given))) },
  prevhl: { params: { time_frame: { kind: 'text', byDefault: '1D' } }, maker: previousMaker },
  sessions: {
    params: {
      session: noSession,
      start_time: noSession,
      end_time: noSession,
      time_zone: { kind: 'text', byDefault: 'UTC' },
    },
    maker: sessionMaker,
  },
};

/** The library's own names for the two that are shortened here. */
const aliases: Readonly<Record<string, string>> = { swing_highs_lows: 'swings', previous_high_low: 'prevhl' };

/** What can be set for each table, for a person: `bos_choch swing_length=50 close_break=True`. */
export const smclibWords: readonly string[] = Object.entries(primitives).map(([name, { params }]) => {
  return `${name} ${paramWords(params)}`;
});

/** A table of the library by its name, with `key=value` as they were typed. */
export function smclibTable(name: string, typed: readonly string[]): Result<Maker, string> {
  const primitive = primitives[aliases[name] ?? name];
  if (primitive === undefined) {
    return err(`--primitive ${name} is not one of smclib's: ${Object.keys(primitives).join(', ')}.`);
  }
  const given = readParams(primitive.params, typed);
  return given.ok ? primitive.maker(given.value) : given;
}

function previousMaker(given: Given): Result<Maker, string> {
  const offset = textOf(given, 'time_frame');
  const sample = periodsOf(offset, 0);
  if (!sample.ok) return sample;
  return ok((series) => {
    const periodOf = periodsOf(offset, at(series.openAt, 0));
    return periodOf.ok ? ok(previousHighLow(series, periodOf.value)) : periodOf;
  });
}

function sessionMaker(given: Given): Result<Maker, string> {
  const [session, start, end] = ['session', 'start_time', 'end_time'].map((key) => textOf(given, key));
  const words = { session: session ?? '', start_time: start ?? '', end_time: end ?? '' };
  const found = sessionOf({ ...words, time_zone: textOf(given, 'time_zone') });
  return found.ok ? ok((series) => ok(sessions(series, found.value))) : found;
}
