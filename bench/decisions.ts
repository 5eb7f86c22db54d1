// What the record of a decision costs beside the candle that led to it: time of the loop, and bytes on disk. npm run bench:decisions
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Decision } from '../src/core/signal/decision.ts';
import { instrumentId, ms } from '../src/core/units.ts';
import type { Effect } from '../src/core/effects.ts';
import type { Event } from '../src/core/events.ts';
import { initialState } from '../src/core/state.ts';
import { createRecorder } from '../src/runtime/recorder.ts';
import { openJournal } from '../src/store/sqlite/journal.ts';
import { control, median, print } from './figures.ts';

const instruments = Array.from({ length: 246 }, (_, n) => instrumentId(`PF_COIN${n}USD`));
const [closes, runs] = [40, 5];
const startAt = 1_704_067_200_000;
const room = mkdtempSync(join(tmpdir(), 'keel-bench-decisions-'));

/** Most closes end early; one in ten gets as far as a score. */
function decisionOf(instrument: Decision['instrument'], n: number, at: Decision['at']): Decision {
  const price = 100 + ((n * 7919) % 10_007) / 97;
  const head = { instrument, at, price, strategy: 'definitions', side: 'long' } as const;
  const measured = [-312.45678 + price, 31.1234567 + price / 1000, price / 97];
  if (n % 10 !== 0) return { ...head, code: '4H_STRUCTURE_REQUIRED', regime: 'no_4h_structure', measured };
  const score = { smc: 17, fib: 15, htf: 20, adx: 12, cost: 15, total: 79 };
  const deep = [
    price + 1,
    price - 5,
    price + 3,
    price / 160,
    price - 2.5,
    price - 1.25,
    price - 3.375,
    price + 7,
    price / 83,
  ];
  return {
    ...head,
    code: 'RR_TOO_LOW',
    regime: 'tight_smc',
    setup: 'ob',
    measured: [...measured, ...deep, 12.5],
    score,
    structureAt: at,
  };
}

type Taken = Readonly<{ us: number; bytes: number }>;

/** Closes of all instruments, each batch not durable: as in a quarter of an hour in which nothing is entered. */
function record(name: string, withDecisions: boolean): Taken {
  const path = join(room, name);
  const opened = openJournal(path);
  if (!opened.ok) throw new Error(opened.error.message);
  const journal = opened.value;
  const recorder = createRecorder({
    journal,
    head: '',
    snapshotEvery: Infinity,
    decisionsKeptMs: Infinity,
    onTrouble: () => undefined,
  });
  const state = initialState();
  const begun = performance.now();
  for (let close = 0; close < closes; close += 1) {
    const at = ms(startAt + close * 900_000);
    for (const [n, instrument] of instruments.entries()) {
      state.seq += 1;
      const price = 100 + n;
      const candle = { instrument, timeframe: '15m' as const, openAt: ms(at - 900_000), volume: 12.345 };
      const event: Event = {
        type: 'candle.closed',
        at,
        candle: { ...candle, open: price, high: price + 1, low: price - 1, close: price },
      };
      const effects: readonly Effect[] = withDecisions
        ? [{ type: 'decision.made', decision: decisionOf(instrument, n + close, at) }]
        : [];
      recorder.record(state.seq, event, effects);
    }
    recorder.commit(state, false);
  }
  recorder.flush();
  const us = ((performance.now() - begun) * 1000) / (closes * instruments.length);
  journal.close();
  return { us, bytes: statSync(path).size / (closes * instruments.length) };
}

print('machine control', control(), 'ms');
const taken = Array.from(
  { length: runs + 1 },
  (_, n) => [record(`a${n}`, false), record(`b${n}`, true)] as const,
).slice(1);
for (const [of, unit] of [
  ['us', 'us'],
  ['bytes', 'bytes'],
] as const) {
  print('a candle in the journal', median(taken.map(([alone]) => alone[of])), unit);
  print('a decision beside it', median(taken.map(([alone, both]) => both[of] - alone[of])), unit);
}
rmSync(room, { recursive: true, force: true });
