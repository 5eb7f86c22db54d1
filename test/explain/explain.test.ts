import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createStarts } from '../../src/boot/starts.ts';
import type { SessionResult } from '../../src/surface/cli/starts.ts';
import type { Explanation } from '../../src/view/explain.ts';
import { byHand } from '../support/by-hand.ts';
import { drawCandles, markets, opensAt, quarterHourMs, writeCandles } from '../support/candles.ts';
import type { Row } from '../support/candles.ts';
import { gatesByHand, verdictOf } from '../support/gates-by-hand.ts';
import { differences, setupByHand } from '../support/setup-by-hand.ts';
import type { Answer } from '../support/gates-by-hand.ts';

const root = mkdtempSync(join(tmpdir(), 'keel-explain-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const dayMs = 86_400_000;

type Series = Readonly<Record<string, readonly Row[]>>;
type Signalled = Readonly<{ instrument: string; at: number; entered: boolean }>;
type Run = Readonly<{ result: SessionResult; series: Series; signals: readonly Signalled[]; cwd: string }>;

/** Two generated markets, in which the data has holes: a lost quarter, the lost end of a 4h candle, a lost morning. */
function drawn(): Series {
  const lost = new Set([3000, 20_031, 20_415, 20_416, 20_417, ...Array.from({ length: 30 }, (_, n) => 21_000 + n)]);
  return Object.fromEntries(
    markets.map((walk) => [
      walk.base === 'BTC' ? 'PF_XBTUSD' : 'PF_ETHUSD',
      drawCandles(walk).filter((_, n) => walk.base === 'BTC' || !lost.has(n)),
    ]),
  );
}

async function runOn(name: string, series: Series): Promise<Run> {
  const cwd = join(root, name);
  for (const [id, rows] of Object.entries(series)) writeCandles(join(cwd, 'candles'), id.slice(3, -3), rows);
  const log: string[] = [];
  const options = { data: 'candles', seed: '1', mode: 'paper', market: 'replay', speed: 'max' };
  const listener = { opened: () => undefined, progress: () => undefined, log: (line: string) => void log.push(line) };
  const result = await createStarts({ cwd, env: {} }).run(options, listener);
  if (!result.ok) throw new Error(result.error);
  if (!('trades' in result.value)) throw new Error('a run at full speed ends');
  return { result: result.value, series, signals: signalsIn(log), cwd };
}

/** Every signal of the run's log, and whether a position came of it. */
function signalsIn(log: readonly string[]): readonly Signalled[] {
  const lines = log.map((line) => /^(\S+) \w+ (\w+) instrument=(\w+)/.exec(line) ?? []);
  return lines.flatMap(([, time = '', name, instrument = '']) => {
    if (name !== 'SIGNAL_GENERATED') return [];
    const at = Date.parse(time);
    const entered = lines.some(
      ([, later = '', what, on]) =>
        what === 'NEW_POSITION' && on === instrument && Date.parse(later) > at && Date.parse(later) < at + 60_000,
    );
    return [{ instrument, at, entered }];
  });
}

function explained({ cwd }: Run, instrument: string, at: number): Explanation {
  const result = createStarts({ cwd, env: {} }).explain({ instrument, at: new Date(at).toISOString() });
  if (!result.ok) throw new Error(result.error);
  return result.value;
}

/** Every gate, and every number that they found. */
type Said = Readonly<{ answers: readonly Answer[]; setup: ReturnType<typeof setupByHand> }>;
type Hand = (instrument: string, at: number) => Said;

/** The same answers from the candles, the log and the trades. */
function handOf({ result, series, signals }: Run): Hand {
  const readings = new Map(Object.entries(series).map(([id, rows]) => [id, byHand(rows)]));
  const traded = signals.map((signal) => ({
    ...signal,
    structureAt: readings.get(signal.instrument)?.(signal.at - quarterHourMs).structure?.openAt ?? NaN,
  }));
  return (instrument, at) => {
    const before = traded.filter((signal) => signal.instrument === instrument && signal.at < at);
    const entered = before.filter((signal) => signal.entered);
    const last = entered.at(-1);
    const trade = result.trades.find((one) => one.instrument === instrument && one.entryAt > (last?.at ?? Infinity));
    const firedAt = before.at(-1)?.at;
    const situation = {
      at,
      ...(firedAt === undefined ? {} : { firedAt }),
      traded: entered.map(({ structureAt }) => structureAt),
      occupied: last !== undefined && (trade === undefined || at <= trade.exitAt + 1000),
    };
    const ended = result.trades.filter((one) => one.instrument === instrument && one.exitAt <= at);
    const losses = ended.filter(({ netPnl }) => netPnl < 0n).map(({ exitAt }) => exitAt);
    const stopOuts = ended.filter(({ exitReason }) => exitReason === 'stop_loss').map(({ exitAt }) => exitAt);
    const reading = readings.get(instrument);
    if (reading === undefined) throw new Error(`no candles of ${instrument}`);
    const seen = reading(at - quarterHourMs);
    const all = { ...situation, losses, stopOuts };
    return { answers: gatesByHand(seen, all), setup: setupByHand(seen, all) };
  };
}

/** Texts exactly, numbers to 1e-9 of their size. */
function compare({ instrument, at, gates, verdict, setup }: Explanation, { answers, setup: byHands }: Said): void {
  const where = `${instrument} at ${at}`;
  const shape = ({ code, verdict: word, value }: Answer): unknown => [code, word, typeof value === 'number' || value];
  expect(gates.map(shape), `${where}`).toEqual(answers.map(shape));
  expect(
    gates.map(({ threshold }) => threshold),
    `${where}`,
  ).toEqual(answers.map(({ threshold }) => threshold));
  for (const [n, { code, value }] of gates.entries()) {
    const ours = answers[n]?.value;
    if (typeof value !== 'number' || typeof ours !== 'number') continue;
    expect(Math.abs(value - ours), `${code}, ${where}: ${value} and by hand ${ours}`).toBeLessThanOrEqual(
      1e-9 * Math.max(1, Math.abs(value)),
    );
  }
  expect(verdict, `${where}`).toBe(verdictOf(answers));
  const { strategy, regime, ...found } = setup ?? {};
  expect(differences(found, byHands), `${where}`).toEqual([]);
  expect([strategy, typeof regime]).toEqual(['definitions', 'string']);
}

/** Closes to ask about: spread over the whole run, and closer together where everything is warm. */
function closesOf(rows: readonly Row[]): readonly number[] {
  const places = [5, 100, 5000, 19_000, ...Array.from({ length: 22 }, (_, n) => 19_210 + n * 173)];
  return places.map((place) => (rows[place]?.time ?? NaN) + quarterHourMs);
}

describe('explain', () => {
  let run: Run;
  let hand: Hand;
  beforeAll(async () => {
    run = await runOn('usual', drawn());
    hand = handOf(run);
  });

  it('says of every signal what the candles say', () => {
    expect(run.signals.length).toBeGreaterThanOrEqual(5);
    for (const { instrument, at } of run.signals) {
      const explanation = explained(run, instrument, at);
      expect(explanation).toMatchObject({
        instrument,
        verdict: 'SIGNAL',
        at: new Date(at).toISOString().slice(0, 19) + 'Z',
      });
      compare(explanation, hand(instrument, at));
    }
  });

  it('says of other closes what the candles say', () => {
    const verdicts = new Set<string>();
    let asked = 0;
    for (const [instrument, rows] of Object.entries(run.series)) {
      for (const at of closesOf(rows)) {
        const explanation = explained(run, instrument, at);
        expect(Date.parse(explanation.at)).toBe(at);
        compare(explanation, hand(instrument, at));
        verdicts.add(explanation.verdict);
        asked += 1;
      }
    }
    expect(asked).toBeGreaterThanOrEqual(40);
    expect(verdicts.size).toBeGreaterThanOrEqual(6);
  });

  it('goes by the last close before the time that is asked about, in any spelling of the instrument', () => {
    const at = (run.series['PF_XBTUSD']?.[20_000]?.time ?? 0) + quarterHourMs;
    const usual = explained(run, 'PF_XBTUSD', at);
    for (const spelling of ['BTC', 'XBT', 'btc/usd']) expect(explained(run, spelling, at + 899_999)).toEqual(usual);
    expect(explained(run, 'BTC', at - 1).at).not.toBe(usual.at);
  });

  it('is what the run itself counted, close by close', () => {
    const { codes, rows } = run.result.funnel;
    for (const { instrument, counts } of rows) {
      const counted = Object.fromEntries(codes.map((code, n) => [code, counts[n] ?? 0]));
      const ours: Record<string, number> = Object.fromEntries(codes.map((code) => [code, 0]));
      for (const { time } of run.series[instrument] ?? []) {
        // The first 199 days cannot hold the 200 candles of the mean; the slow hand is spared them.
        const isCold = time < opensAt + 199 * dayMs;
        const verdict = isCold ? 'DATA_MISSING' : verdictOf(hand(instrument, time + quarterHourMs).answers);
        ours[verdict] = (ours[verdict] ?? 0) + 1;
      }
      expect(ours, `funnel of ${instrument}`).toEqual(counted);
    }
  });

  it('changes with one candle, as the candles say', async () => {
    const { instrument, at } = run.signals.find((signal) => signal.instrument === 'PF_XBTUSD') ?? {
      instrument: '',
      at: 0,
    };
    const rows = run.series[instrument] ?? [];
    const place = rows.findIndex(({ time }) => time === at - quarterHourMs) - 40;
    const spiked = rows.with(place, spike(rows[place]));
    const other = await runOn('spiked', { ...run.series, [instrument]: spiked });
    const otherHand = handOf(other);
    const closes = Array.from({ length: 12 }, (_, n) => at + (n - 4) * 16 * quarterHourMs);
    for (const close of closes) compare(explained(other, instrument, close), otherHand(instrument, close));
    const differs = closes.filter(
      (close) => JSON.stringify(hand(instrument, close)) !== JSON.stringify(otherHand(instrument, close)),
    );
    expect(differs.length).toBeGreaterThan(0);
    const firstSeen = Math.min(...differs);
    expect(firstSeen).toBeGreaterThan(rows[place]?.time ?? 0);
    expect(explained(other, instrument, firstSeen).gates).not.toEqual(explained(run, instrument, firstSeen).gates);
    expect(explained(other, instrument, firstSeen).setup).not.toEqual(explained(run, instrument, firstSeen).setup);
  });

  it.each([
    ['begins anew after a hole of more than four decision candles', 65, '15 / 86 / 344'],
    ['goes on after a hole of four decision candles', 64, '20 / 116 / 464'],
  ])('%s', async (_what, quarters, warmth) => {
    const rows = drawCandles({ seed: 3, base: 'BTC', price: 100, decimals: 2, days: 20 });
    const holed = rows.filter((_, n) => n < 480 || n >= 480 + quarters);
    const short = await runOn(`hole of ${quarters}`, { PF_XBTUSD: holed });
    const shortHand = handOf(short);
    for (const n of [479, 480, 500, 1200, holed.length - 1]) {
      const at = (holed[n]?.time ?? 0) + quarterHourMs;
      compare(explained(short, 'BTC', at), shortHand('PF_XBTUSD', at));
    }
    expect(explained(short, 'BTC', opensAt + 20 * dayMs).gates.find(({ code }) => code === 'DATA_MISSING')?.value).toBe(
      warmth,
    );
  });
});

function spike(row: Row | undefined): Row {
  if (row === undefined) throw new Error('there is such a row');
  return { ...row, high: row.high * 1.3, low: Number((row.low * 0.7).toFixed(1)) };
}
