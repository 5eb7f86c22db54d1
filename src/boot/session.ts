import type { Config } from '../config/config.ts';
import { canonicalText } from '../config/config.ts';
import { equityOf } from '../core/account.ts';
import type { Told } from '../core/effects.ts';
import type { Event } from '../core/events.ts';
import type { Trade } from '../core/ledger/trade.ts';
import { entryPrice, remaining } from '../core/position/tally.ts';
import { initialState } from '../core/state.ts';
import type { State } from '../core/state.ts';
import type { Ms } from '../core/units.ts';
import { run } from '../runtime/loop.ts';
import type { Recorder } from '../runtime/recorder.ts';
import { rng } from '../runtime/rng.ts';
import { createVirtualWorld } from '../runtime/virtual-world.ts';
import type { Listener, SessionResult } from '../surface/cli/starts.ts';
import { createEmulator } from '../venue/emulator/emulator.ts';
import type { Emulator } from '../venue/emulator/emulator.ts';
import { listedInstruments } from '../venue/emulator/listing.ts';
import { funnelOf } from '../view/funnel.ts';
import { exact, isoTime } from '../view/format.ts';
import { logLine } from '../view/log-line.ts';
import { summarise } from '../view/trades.ts';
import type { OpenMarket } from './market.ts';

/** What a run at full speed is made of; `backtest` and `run --speed max` differ in the recorder and in nothing else. */
export type Session = Readonly<{
  config: Config;
  seed: number;
  market: OpenMarket;
  recorder: Recorder;
  listener: Listener;
  stopped: () => boolean;
}>;

/** Trades a market from end to end on virtual time. Same candles, seed and configuration: same trades. */
export async function trade({ config, seed, market, recorder, listener, stopped }: Session): Promise<SessionResult> {
  const trades = new Map<string, Trade>();
  const { firstAt, endAt } = market;
  let candles = 0;
  const tell = (effect: Told, at: Ms): void => {
    if (effect.type === 'trade.recorded') trades.set(effect.trade.id, effect.trade);
    if (effect.type === 'alert.send') listener.log(logLine(effect, at));
  };
  const world = createVirtualWorld({
    source: market.source,
    venue: createVenue(config, seed, market),
    recorder,
    first: (at) => firstEvents(config, seed, at),
    inbox: () => [],
    stopped,
    tell,
    progress: (at, closed) => {
      candles += closed;
      if (endAt !== undefined) listener.progress((at - firstAt) / (endAt - firstAt));
    },
  });
  const state = await run(world, initialState(), config.settings);
  listener.progress(1);
  return resultOf(state, [...trades.values()], candles);
}

/** The first moment of a run: what it is called and begins with, and what may be traded. */
export function firstEvents(config: Config, seed: number, at: Ms): readonly Event[] {
  const { startingEquity } = config.emulator;
  return [
    { type: 'run.started', at, run: seed, equity: startingEquity, config: canonicalText(config) },
    { type: 'instruments.listed', at, instruments: listedInstruments() },
  ];
}

/** The emulated venue of a market: its prices come as candles, its funding by the hour. */
export function createVenue(
  { emulator }: Config,
  seed: number,
  { fundingRate }: Pick<OpenMarket, 'fundingRate'>,
): Emulator {
  const { startingEquity, takerFee, makerFee, slippage, latencyMs, participation, remembers } = emulator;
  const fees = { maker: makerFee, taker: takerFee };
  const luck = rng(seed).fork('venue');
  return createEmulator({
    instruments: listedInstruments(),
    startingEquity,
    fees,
    slippage,
    latencyMs,
    participation,
    remembers,
    rng: luck,
    ...(emulator.funding ? { fundingRate } : {}),
  });
}

function resultOf(state: State, trades: readonly Trade[], candles: number): SessionResult {
  const all = [...trades].sort((a, b) => a.entryAt - b.entryAt || (a.instrument < b.instrument ? -1 : 1));
  const equity = exact(equityOf(state));
  return { trades: all, summary: summarise(all), funnel: funnelOf(state), open: stillOpen(state), equity, candles };
}

/** What is held when a run ends: protected, and without an end of its own. */
export function stillOpen({ positions }: State): readonly string[] {
  return [...positions.values()].flatMap((position) => {
    const price = entryPrice(position);
    if (price === undefined || position.phase === 'closed') return [];
    const { instrument, side, openedAt, stopPrice, phase } = position;
    return [
      `${instrument} ${side} ${exact(remaining(position))} at ${exact(price)} since ${isoTime(openedAt)}, ${phase}, stop ${exact(stopPrice)}`,
    ];
  });
}
