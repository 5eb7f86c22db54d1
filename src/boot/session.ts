import type { Config } from '../config/config.ts';
import { canonicalText } from '../config/config.ts';
import { equityOf } from '../core/account.ts';
import type { Effect } from '../core/effects.ts';
import type { Event } from '../core/events.ts';
import type { Trade } from '../core/ledger/trade.ts';
import { entryPrice, remaining } from '../core/position/tally.ts';
import { initialState } from '../core/state.ts';
import type { State } from '../core/state.ts';
import type { Ms } from '../core/units.ts';
import { run } from '../runtime/loop.ts';
import type { World } from '../runtime/loop.ts';
import type { CandleSource } from '../runtime/ports.ts';
import type { Recorder } from '../runtime/recorder.ts';
import { rng } from '../runtime/rng.ts';
import { createVirtualWorld } from '../runtime/virtual-world.ts';
import type { Listener, SessionResult } from '../surface/cli/starts.ts';
import { createEmulator } from '../venue/emulator/emulator.ts';
import { listedInstruments } from '../venue/emulator/listing.ts';
import { funnelOf } from '../view/funnel.ts';
import { exact, isoTime } from '../view/format.ts';
import { logLine } from '../view/log-line.ts';
import { summarise } from '../view/trades.ts';

/** What a run over candles is made of; `backtest` and `run --market replay` differ in the recorder and in nothing else. */
export type Session = Readonly<{
  config: Config;
  seed: number;
  candles: Readonly<{ source: CandleSource; count: number; firstAt: Ms; lastAt: Ms }>;
  recorder: Recorder;
  listener: Listener;
  inbox: () => readonly Event[];
  stopped: () => boolean;
}>;

/** Trades a series of candles from end to end on virtual time. Same candles, seed and configuration: same trades. */
export async function trade(session: Session): Promise<SessionResult> {
  const { config, candles, listener } = session;
  const trades = new Map<string, Trade>();
  const world = worldOf(session, (effect, at) => {
    if (effect.type === 'trade.recorded') trades.set(effect.trade.id, effect.trade);
    else listener.log(logLine(effect, at));
  });
  const state = await run(world, initialState(), config.settings);
  listener.progress(1);
  const all = [...trades.values()].sort((a, b) => a.entryAt - b.entryAt || (a.instrument < b.instrument ? -1 : 1));
  return {
    trades: all,
    summary: summarise(all),
    funnel: funnelOf(state),
    open: stillOpen(state),
    equity: exact(equityOf(state)),
    candles: candles.count,
  };
}

function worldOf(session: Session, tell: (effect: Told, at: Ms) => void): World {
  const { config, candles, listener } = session;
  const { startingEquity } = config.emulator;
  const instruments = listedInstruments();
  return createVirtualWorld({
    source: candles.source,
    venue: emulatorOf(session),
    recorder: session.recorder,
    first: (at) => [
      { type: 'run.started', at, run: session.seed, equity: startingEquity, config: canonicalText(config) },
      { type: 'instruments.listed', at, instruments },
    ],
    inbox: session.inbox,
    stopped: session.stopped,
    tell,
    progress: (at) => listener.progress((at - candles.firstAt) / (candles.lastAt - candles.firstAt + 1)),
  });
}

type Told = Extract<Effect, { type: 'alert.send' | 'trade.recorded' }>;

function emulatorOf({ config: { emulator }, seed }: Session): ReturnType<typeof createEmulator> {
  const { startingEquity, takerFee, makerFee, slippage, latencyMs, participation } = emulator;
  const fees = { maker: makerFee, taker: takerFee };
  const luck = rng(seed).fork('venue');
  return createEmulator({
    instruments: listedInstruments(),
    startingEquity,
    fees,
    slippage,
    latencyMs,
    participation,
    rng: luck,
  });
}

/** What the end of the candles cut short: held, protected, and without an end. */
function stillOpen({ positions }: State): readonly string[] {
  return [...positions.values()].flatMap((position) => {
    const price = entryPrice(position);
    if (price === undefined || position.phase === 'closed') return [];
    const { instrument, side, openedAt, stopPrice, phase } = position;
    return [
      `${instrument} ${side} ${exact(remaining(position))} at ${exact(price)} since ${isoTime(openedAt)}, ${phase}, stop ${exact(stopPrice)}`,
    ];
  });
}
