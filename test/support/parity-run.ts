import { openMarket } from '../../src/boot/market.ts';
import type { OpenMarket } from '../../src/boot/market.ts';
import { firstEvents, trade } from '../../src/boot/session.ts';
import { assemble } from '../../src/config/config.ts';
import type { Config } from '../../src/config/config.ts';
import type { Trade } from '../../src/core/ledger/trade.ts';
import type { Candle } from '../../src/core/market/candle.ts';
import { initialState } from '../../src/core/state.ts';
import { formatFixed, later } from '../../src/core/units.ts';
import type { Ms } from '../../src/core/units.ts';
import { noRecorder } from '../../src/runtime/recorder.ts';
import type { Recorder } from '../../src/runtime/recorder.ts';
import { run } from '../../src/runtime/loop.ts';
import { createHostedWorld } from '../../src/runtime/virtual-world.ts';
import { createLockstepHost } from './lockstep-host.ts';
import { standForParity } from './lockstep-venues.ts';
import type { Connect } from './lockstep-venues.ts';

/** The market of `keel run --seed S --days 30`, cut, and when the emulator over the wire begins. */
export type ParityMarket = Readonly<{ seed: number; market: OpenMarket; wireFrom: Ms }>;

const dayMs = 86_400_000;
/** From the beginning of the candles: before that nothing is warm, and nothing is traded. */
const warmDays = 199;

export const config: Config = shipped();

/** @param days After the warm-up; undefined is the whole run. */
export function parityMarket(seed: number, days?: number): ParityMarket {
  const opened = openMarket({ cwd: '.', env: {} }, { market: 'synthetic', seed: String(seed), days: '30' });
  if (!opened.ok) throw new Error(opened.error);
  const whole = opened.value;
  const wireFrom = later(whole.firstAt, warmDays * dayMs);
  const endAt = days === undefined ? Infinity : wireFrom + days * dayMs;
  const groups = function* (): Generator<Group, void> {
    for (const group of whole.source.groups()) {
      if (group.openAt >= endAt) return;
      yield group;
    }
  };
  return { seed, market: { ...whole, source: { groups } }, wireFrom };
}

type Group = Readonly<{ openAt: Ms; candles: readonly Candle[] }>;

/** What a run comes to: its trades in order, and every order sent or cancelled with its moment and its terms. */
export type Ran = Readonly<{ trades: readonly Trade[]; orders: readonly string[]; notes: readonly string[] }>;

export async function inProcess({ seed, market }: ParityMarket): Promise<Ran> {
  const { recorder, orders } = noting();
  const listener = { opened: nothing, progress: nothing, log: nothing };
  const { trades } = await trade({ config, seed, market, recorder, listener, stopped: () => false });
  return { trades: inOrder(trades), orders: orders(), notes: [] };
}

/** The same run beside an emulator in lockstep, of which a client of one of the dialects hears and to which it sends. */
export async function overTheWire({ seed, market, wireFrom }: ParityMarket, dialect: Connect): Promise<Ran> {
  const { recorder, orders } = noting();
  const { source } = market;
  const standing = await standForParity(config, { seed, market, wireFrom });
  const { latencyMs } = config.emulator;
  const host = await createLockstepHost({ source, standing, connect: dialect(standing), latencyMs });
  const trades = new Map<string, Trade>();
  const options = {
    recorder,
    first: (at: Ms) => firstEvents(config, seed, at),
    inbox: () => [],
    stopped: () => false,
    progress: nothing,
    tell: (effect: Told) => void (effect.type === 'trade.recorded' && trades.set(effect.trade.id, effect.trade)),
  };
  try {
    await run(createHostedWorld(options, host, host.startAt), initialState(), config.settings);
    return { trades: inOrder([...trades.values()]), orders: orders(), notes: host.notes };
  } finally {
    await host.close();
    await standing.close();
  }
}

type Told = Parameters<Parameters<typeof createHostedWorld>[0]['tell']>[0];

function nothing(): void {
  // Nobody looks on.
}

/** Orders of one moment have no order among them: over HTTP they arrive as they may. So their running numbers are left out. */
function noting(): Readonly<{ recorder: Recorder; orders: () => readonly string[] }> {
  const orders: string[] = [];
  const named = new Map<string, string>();
  const record: Recorder['record'] = (_, { at }, effects) => {
    for (const effect of effects) {
      if (effect.type === 'order.place') {
        const { id, instrument, side, qty, form, reduceOnly } = effect.ticket;
        const terms = 'price' in form ? form.price : 'trigger' in form ? form.trigger : '';
        named.set(id, `${instrument} ${side} ${formatFixed(qty)} ${form.type} ${terms} ${reduceOnly}`);
        orders.push(`${new Date(at).toISOString()} place ${named.get(id)}`);
      }
      if (effect.type === 'order.cancel')
        orders.push(`${new Date(at).toISOString()} cancel ${named.get(effect.order)}`);
    }
  };
  return { recorder: { ...noRecorder, record }, orders: () => orders.toSorted() };
}

function inOrder(trades: readonly Trade[]): readonly Trade[] {
  return trades.toSorted((a, b) => a.entryAt - b.entryAt || (a.instrument < b.instrument ? -1 : 1));
}

function shipped(): Config {
  const assembled = assemble({ set: new Map(), refused: new Set() });
  if (!assembled.ok) throw new Error(assembled.error.problems.join('\n'));
  return assembled.value;
}
