import { bookOf } from '../core/account.ts';
import { timeframeMs } from '../core/market/candle.ts';
import { isLive } from '../core/order/order.ts';
import { totalMargin } from '../core/risk/book.ts';
import type { Book } from '../core/risk/book.ts';
import type { Settings } from '../core/settings.ts';
import type { State } from '../core/state.ts';
import { noUsd, ratioOf, sub, toNumber } from '../core/units.ts';
import type { Ms, Ratio, Usd } from '../core/units.ts';
import { cycleSummary } from './cycle.ts';
import { exact, isoTime } from './format.ts';
import { modeJson } from './mode.ts';
import type { ModeJson } from './mode.ts';

/** What is not in the state, for it decides nothing: how this process was started. */
export type RunFacts = Readonly<{
  mode: 'paper' | 'live';
  market: 'synthetic' | 'replay' | 'kraken' | 'practice';
  seed: number;
  /** Simulated seconds a second of the wall. */
  speed: number | 'max';
  /** Wall time, ISO-8601. */
  startedAt: string;
  journal: string;
  /** Heartbeats so far. */
  cycle: number;
}>;

/** A run at a glance. `cycle`, `positions`, `universe`, `system_state`, `cooldowns_active` are spelled as in CYCLE_SUMMARY. */
export type StatusJson = ModeJson &
  Readonly<{
    version: 1;
    /** Resumed, and the venue has not told its side yet: no entries. */
    syncing: boolean;
    equity: string;
    peakEquity: string;
    /** Equity less that of the UTC day's first moment. */
    dayPnl: string;
    /** Margin of all exposures, with what still works counted as filled, over equity; null without equity. */
    marginUsedPct: number | null;
    cycle: number;
    /** Held, being entered or being left. */
    positions: number;
    /** Those of them of which nothing has filled yet. */
    entering: number;
    workingOrders: number;
    cooldowns_active: number;
    universe: number;
    surprises: number;
    simulatedAt: string;
    run: Readonly<{ id: number; incarnation: number; uptimeSeconds: number }> & Omit<RunFacts, 'cycle'>;
  }>;

/** `now` is wall time: the only thing here that the state does not know. */
export type StatusQuestion = Readonly<{ state: State; settings: Settings; facts: RunFacts; now: Ms }>;

export function statusJson({ state, settings, facts, now }: StatusQuestion): StatusJson {
  const book = bookOf({ state, settings, at: state.at, effects: [] });
  const { cycle, ...rest } = facts;
  const { id, incarnation } = state.run;
  const { positions, universe, cooldowns_active } = cycleSummary(state, settings, { cycle, durationMs: 0 });
  return {
    version: 1,
    ...modeJson(state, settings),
    syncing: state.syncing !== undefined,
    equity: exact(book.equity),
    peakEquity: exact(book.peakEquity),
    dayPnl: exact(dayPnl(state, book)),
    marginUsedPct: marginUsedPct(book),
    cycle,
    positions,
    entering: [...state.positions.values()].filter(({ phase }) => phase === 'entering').length,
    workingOrders: [...state.orders.values()].filter(isLive).length,
    cooldowns_active,
    universe,
    surprises: state.safety.surprises,
    simulatedAt: isoTime(state.at),
    run: {
      id,
      incarnation,
      ...rest,
      uptimeSeconds: Math.max(0, Math.floor((now - Date.parse(facts.startedAt)) / 1000)),
    },
  };
}

/** The core moves the day's mark with the first event of a day that touches the book: until then nothing was won or lost. */
function dayPnl({ at, account }: State, { equity, dayEquity }: Book): Usd {
  return account.day === Math.floor(at / timeframeMs['1d']) ? sub(equity, dayEquity) : noUsd;
}

function marginUsedPct(book: Book): number | null {
  return book.equity > 0n ? percent(ratioOf(totalMargin(book), book.equity)) : null;
}

/** A ratio in percent, to four decimals. */
export function percent(ratio: Ratio): number {
  return Number((toNumber(ratio) * 100).toFixed(4));
}
