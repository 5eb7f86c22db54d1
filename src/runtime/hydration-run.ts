import type { Severity } from '../core/effects.ts';
import type { Event } from '../core/events.ts';
import { closedAt, closeAt, timeframeMs } from '../core/market/candle.ts';
import type { Candle, ClosedCandle, Timeframe } from '../core/market/candle.ts';
import { err } from '../core/result.ts';
import type { Result } from '../core/result.ts';
import { later } from '../core/units.ts';
import type { Ms } from '../core/units.ts';
import type { Need } from './hydration.ts';
import type { Rests } from './hydration-rests.ts';
import type { CandleStore } from './hydration-store.ts';
import type { CandleQuestion, Clock, MarketData } from './ports.ts';

export type FetchSettings = Readonly<{
  /** Questions that are under way at once, and the least time from the start of one to that of the next. */
  concurrent: number;
  minDelayMs: number;
  /** Of one question; the pause before the second is `backoffMs`, and each further one twice as long. */
  attempts: number;
  backoffMs: number;
}>;

export type HydrationLinks = Readonly<{
  market: Pick<MarketData, 'candles'>;
  store: CandleStore;
  rests: Rests;
  clock: Clock;
  settings: FetchSettings;
  /** What a person should know: the disk, candles that were no candles, series that rest. */
  notify: (severity: Severity, name: string, details: Readonly<Record<string, string | number>>) => void;
  signal: AbortSignal;
}>;

/**
 * Carries out a plan: questions go out in its order, a few at a time, and the events of each instrument come out as soon as its last
 * question is answered, in the plan's order too, all of its candles in order of time. What could not be had, however often it was
 * asked for, is told as such; nothing here throws. When the signal is aborted, no more comes.
 */
export async function* hydrate(plan: readonly Need[], links: HydrationLinks): AsyncGenerator<readonly Event[], void> {
  const jobs = plan.map((need) => ({ need, left: need.questions.length, ...Promise.withResolvers<void>() }));
  const found = new Map<Need, Found>(plan.map((need) => [need, { lost: new Map(), unkept: [] }]));
  const tasks = jobs.flatMap((job) => job.need.questions.map((question) => ({ job, question })));
  for (const { left, resolve } of jobs) if (left === 0) resolve();
  const turn = createTurnstile(links);
  const work = async (): Promise<void> => {
    for (let task = tasks.shift(); task !== undefined; task = tasks.shift()) {
      await turn();
      const into = found.get(task.job.need);
      if (into !== undefined && !links.signal.aborted) await answer(task.question, into, links);
      task.job.left -= 1;
      if (task.job.left === 0) task.job.resolve();
    }
  };
  const workers = Array.from({ length: links.settings.concurrent }, () => work());
  for (const { need, promise } of jobs) {
    await promise;
    if (links.signal.aborted) break;
    const events = eventsOf(need, found.get(need) ?? { lost: new Map(), unkept: [] }, links);
    found.delete(need);
    if (events.length > 0) yield events;
  }
  await Promise.all(workers);
}

/** Timeframes that could not be had, and candles that the store did not take. */
type Found = Readonly<{ lost: Map<Timeframe, string>; unkept: ClosedCandle[] }>;

/** Lets one pass at a time, each a little after the one before. */
function createTurnstile({ clock, settings, signal }: HydrationLinks): () => Promise<void> {
  let next = clock.now();
  return async () => {
    const at = next > clock.now() ? next : clock.now();
    next = later(at, settings.minDelayMs);
    await clock.wake(at, signal);
  };
}

async function answer(question: CandleQuestion, into: Found, links: HydrationLinks): Promise<void> {
  const { store, rests, clock, notify } = links;
  const { instrument, timeframe } = question;
  const told = await ask(question, links);
  if (links.signal.aborted) return;
  if (!told.ok) {
    into.lost.set(timeframe, told.error);
    const until = rests.failed(instrument, timeframe, clock.now());
    if (until !== undefined) notify('warning', 'OHLCV cooldown started', { symbol: instrument, timeframe, until });
    return;
  }
  rests.answered(instrument, timeframe);
  const candles = sound(told.value, question, clock.now());
  if (candles.length < told.value.length)
    notify('warning', 'CANDLES_DROPPED', { symbol: instrument, timeframe, count: told.value.length - candles.length });
  try {
    store.put(question, candles);
  } catch (cause) {
    for (const candle of candles) into.unkept.push(candle);
    notify('warning', 'CANDLE_STORE_FAILED', { cause: cause instanceof Error ? cause.message : String(cause) });
  }
}

/** One bad row is dropped and not the answer: what is not of the question, not closed yet, out of order, or no candle. */
function sound(candles: readonly Candle[], question: CandleQuestion, now: Ms): readonly ClosedCandle[] {
  const { instrument, timeframe, from, to } = question;
  let newest = -Infinity;
  return candles.flatMap((candle): readonly ClosedCandle[] => {
    const asked = candle.instrument === instrument && candle.timeframe === timeframe;
    const within = candle.openAt >= from && candle.openAt <= to && candle.openAt % timeframeMs[timeframe] === 0;
    const closed = asked && within && candle.openAt > newest ? closedAt(candle, now) : undefined;
    if (closed === undefined) return [];
    newest = candle.openAt;
    return [closed];
  });
}

async function ask(question: CandleQuestion, links: HydrationLinks): Promise<Result<readonly Candle[], string>> {
  const { clock, settings, signal } = links;
  let result = await once(question, links);
  for (let attempt = 1; attempt < settings.attempts && !result.ok; attempt += 1) {
    await clock.wake(later(clock.now(), settings.backoffMs * 2 ** (attempt - 1)), signal);
    if (signal.aborted) break;
    result = await once(question, links);
  }
  return result;
}

async function once(question: CandleQuestion, { market }: HydrationLinks): Promise<Result<readonly Candle[], string>> {
  try {
    return await market.candles(question);
  } catch (cause) {
    return err(cause instanceof Error ? cause.message : String(cause));
  }
}

function eventsOf(need: Need, { lost, unkept }: Found, { store, clock, notify }: HydrationLinks): readonly Event[] {
  const { instrument, begins, spans } = need;
  const at = clock.now();
  const candles = new Map<string, Candle>();
  const take = (candle: Candle): unknown => candles.set(`${candle.timeframe}${candle.openAt}`, candle);
  try {
    for (const span of spans) store.range(span).forEach(take);
  } catch (cause) {
    notify('warning', 'CANDLE_STORE_FAILED', { cause: cause instanceof Error ? cause.message : String(cause) });
  }
  unkept.forEach(take);
  return [
    ...(begins ? [{ type: 'history.begun', at, instrument } as const] : []),
    ...[...candles.values()].sort(inOrder).map((candle) => ({ type: 'candle.closed', at, candle }) as const),
    ...[...lost].map(([timeframe, cause]) => ({ type: 'history.failed', at, instrument, timeframe, cause }) as const),
  ];
}

/** By their close, of one moment the longer ones first. */
function inOrder(a: Candle, b: Candle): number {
  return closeAt(a) - closeAt(b) || timeframeMs[b.timeframe] - timeframeMs[a.timeframe];
}
