import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { loadConfig } from '../src/config/load.ts';
import { step } from '../src/core/engine.ts';
import { closeAt, closedAt } from '../src/core/market/candle.ts';
import type { Candle, Timeframe } from '../src/core/market/candle.ts';
import { timeframeMs } from '../src/core/market/candle.ts';
import { hear, newMarket } from '../src/core/market/market.ts';
import type { Market } from '../src/core/market/market.ts';
import type { Instrument } from '../src/core/market/instrument.ts';
import { isHigher } from '../src/core/market/series.ts';
import { judge } from '../src/core/signal/judge.ts';
import { read, readHistory } from '../src/core/signal/read.ts';
import type { StrategyName } from '../src/core/signal/signal-settings.ts';
import type { Settings } from '../src/core/settings.ts';
import { initialState } from '../src/core/state.ts';
import { asBase, fixed, instrumentId, ms } from '../src/core/units.ts';
import type { Price, Qty, Ratio, Usd } from '../src/core/units.ts';
import { rng } from '../src/runtime/rng.ts';
import { control, cpuMicros, median, print, seed } from './figures.ts';

/**
 * What a decision costs: one market at the close of a 15m candle, its four timeframes read and its gates asked; then 246
 * instruments at a common close, through the whole engine; then what is kept of one that has read 500 candles of each
 * timeframe. Candles of a market that trends and comes back, from a seed. `npm run bench:signal -- SEED`
 */
const rounds = 5;
const startAt = 1_640_995_200_000;
const loaded = loadConfig({ cwd: '/nonexistent', env: {} });
if (!loaded.ok) throw new Error(loaded.error.problems.join('\n'));
const { settings } = loaded.value;

function instrument(n: number): Instrument {
  const lot = fixed<Qty>('0.001');
  const base = asBase(`COIN${n}`);
  const spec = { tick: fixed<Price>('0.01'), lot, minQty: lot, maintenanceMargin: fixed<Ratio>('0.01') };
  return { id: instrumentId(`PF_COIN${n}USD`), base, ...spec };
}

/** Swings up and down that last for hours, within seasons that last for weeks. */
function walk(on: Instrument, timeframe: Timeframe, [from, count]: readonly [from: number, count: number]): Candle[] {
  const luck = rng(seed).fork(`${on.id} ${timeframe}`);
  const span = timeframeMs[timeframe];
  let [price, season, swing] = [100, 0.0002, 0.001];
  return Array.from({ length: count }, (_, n) => {
    if (luck.next() < 0.0005) season = (luck.next() - 0.5) * 0.0006;
    if (luck.next() < 0.02) swing = (luck.next() - 0.5) * 0.004;
    const open = price;
    const noise = (luck.next() + luck.next() - 1) * 0.004;
    const close = Number((open * (1 + season + swing + noise + (100 - open) * 0.00002)).toFixed(2));
    price = close;
    const [top, bottom] = [Math.max(open, close), Math.min(open, close)];
    const [high, low] = [top * (1 + luck.next() * 0.001), bottom * (1 - luck.next() * 0.001)];
    return { instrument: on.id, timeframe, openAt: ms(from + n * span), open, high, low, close, volume: 1 };
  });
}

function take(market: Market, candle: Candle, { signal, execution }: Settings): string {
  const at = closeAt(candle);
  const closed = closedAt(candle, at);
  if (closed === undefined) throw new Error('the candles are sound');
  hear(market, closed, execution.gapMs);
  read(market.reading, closed, at, signal);
  const verdict = judge({ market, price: candle.close, at, settings: signal, occupied: false });
  if (verdict.fired) market.firedAt = at;
  return verdict.fired ? 'SIGNAL' : verdict.code;
}

function decisions(name: string, strategies: readonly StrategyName[]): void {
  const momentum = { lookbackCandles: 20, stopAtr: 2, minScore: 45 };
  const asked: Settings = { ...settings, signal: { ...settings.signal, strategies, momentum } };
  const [warm, measured] = [205 * 96, 100_000];
  const candles = walk(instrument(0), '15m', [startAt, warm + measured]);
  const counts: Record<string, number> = {};
  const micros = Array.from({ length: rounds }, () => {
    const market = newMarket(instrument(0), 'A');
    for (const candle of candles.slice(0, warm)) take(market, candle, asked);
    const rest = candles.slice(warm);
    const before = cpuMicros();
    for (const candle of rest) {
      const code = take(market, candle, asked);
      counts[code] = (counts[code] ?? 0) + 1;
    }
    return (cpuMicros() - before) / measured;
  });
  print(`signal.decision${name}`, median(micros), 'us per 15m close');
  if (name !== '') return;
  for (const [code, count] of Object.entries(counts)) print(`signal.share.${code}`, count / rounds / measured, 'share');
}

/** Warm markets, told their history as a live run is; then closes that all of them have in common. */
function commonCloses(): void {
  const [closes, count] = [40, 246];
  const instruments = Array.from({ length: count }, (_, n) => instrument(n));
  const state = initialState();
  const beginAt = startAt + 300 * timeframeMs['1d'];
  // All of them are traded, on candles that are believed: the most that a close can cost.
  const asked = {
    ...settings,
    universe: { ...settings.universe, filters: false, candidates: 'all', spotNeeded: 'never' },
  } as const;
  const tell = (event: Parameters<typeof step>[1]): void => void step(state, event, asked);
  tell({ type: 'run.started', at: ms(startAt), run: 1, equity: fixed<Usd>('1000'), config: loaded.ok ? 'bench' : '' });
  const liquidity = { volumeUsd: 5_000_000, bid: 100, ask: 100.01, mark: 100, fundingRate: 0.00001 };
  const contracts = instruments.map((each) => ({
    instrument: each,
    tradeable: true,
    postOnly: false,
    openedAt: ms(0),
    liquidity,
  }));
  tell({ type: 'market.listed', at: ms(beginAt), contracts, source: 'venue', asOf: ms(beginAt) });
  for (const on of instruments)
    for (const candle of history(on, beginAt)) tell({ type: 'candle.closed', at: ms(beginAt), candle });
  const series = instruments.map((on) => walk(on, '15m', [beginAt, closes * rounds]));
  const took = Array.from({ length: closes * rounds }, (_, close) => {
    const before = cpuMicros();
    for (const candles of series) {
      const candle = candles[close];
      if (candle !== undefined) tell({ type: 'candle.closed', at: closeAt(candle), candle });
    }
    return (cpuMicros() - before) / 1_000;
  });
  const judged = [...state.markets.values()].reduce((sum, { funnel }) => sum + 1 - (funnel['NOT_IN_UNIVERSE'] ?? 0), 0);
  print('signal.common-close.instruments', judged, 'instruments judged');
  const medians = Array.from({ length: rounds }, (_, n) => median(took.slice(n * closes, (n + 1) * closes)));
  print('signal.common-close', median(medians), `ms of CPU for ${count} instruments`);
  print('signal.common-close.max', Math.max(...took.slice(closes)), 'ms of CPU, the slowest after the first round');
}

function history(on: Instrument, at: number): readonly Candle[] {
  return (['1d', '4h', '1h'] as const).flatMap((timeframe) => {
    const count = timeframe === '1d' ? 250 : 300;
    return walk(on, timeframe, [at - count * timeframeMs[timeframe], count]);
  });
}

/** Heap that stays when the rest is collected, over many instruments. */
function memory(): void {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const [instruments, bars] = [100, 500];
  const held: Market[] = [];
  collect();
  const before = process.memoryUsage().heapUsed;
  for (let n = 0; n < instruments; n += 1) held.push(full(instrument(n), bars));
  collect();
  const kept = (process.memoryUsage().heapUsed - before) / held.length / 1_024;
  print('signal.instrument-memory', kept, 'KB, 500 candles of each timeframe read');
}

function full(on: Instrument, bars: number): Market {
  const market = newMarket(on, 'A');
  const at = startAt + 500 * timeframeMs['1d'];
  for (const timeframe of ['1d', '4h', '1h'] as const) {
    for (const candle of walk(on, timeframe, [at - bars * timeframeMs[timeframe], bars])) {
      const closed = closedAt(candle, ms(at));
      if (closed !== undefined && isHigher(closed)) readHistory(market.reading, closed, settings.signal);
    }
  }
  for (const candle of walk(on, '15m', [at, bars])) take(market, candle, settings);
  return market;
}

print('control.before', control(), 'ms');
decisions('', ['definitions']);
decisions('.definitions-1h-momentum', ['definitions', 'definitions_1h', 'momentum']);
decisions('.predecessor', ['predecessor']);
commonCloses();
memory();
print('control.after', control(), 'ms');
