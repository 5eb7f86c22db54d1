import { describe, expect, it } from 'vitest';
import { balance, total } from '../../src/core/ledger/ledger.ts';
import type { Candle } from '../../src/core/market/candle.ts';
import { remaining } from '../../src/core/position/tally.ts';
import type { State } from '../../src/core/state.ts';
import type { Fill } from '../../src/core/order/order.ts';
import { add, later, ms, noQty, notional, sub } from '../../src/core/units.ts';
import type { Side, Usd } from '../../src/core/units.ts';
import { rng } from '../../src/runtime/rng.ts';
import { createEmulator } from '../../src/venue/emulator/emulator.ts';
import { begun, instrument, price, settings, shipped, signalOn, t0, usd } from '../support/keel.ts';
import { believed, play } from '../support/mortal.ts';
import type { Life } from '../support/mortal.ts';

const btc = instrument('BTC');
const start = ms(t0 + 900_000);

/** Open, high, low, close of one quarter of an hour each, and its volume: small enough that orders fill in slices. */
type Bar = readonly [open: number, high: number, low: number, close: number, volume?: number];
const flat: Bar = [100, 100, 100, 100];
const stories: Readonly<Record<string, Readonly<{ side: Side; bars: readonly Bar[] }>>> = {
  'a long that takes its first profit and leaves at break-even': {
    side: 'long',
    bars: [flat, [100, 102.6, 100, 102.5], [102.5, 103, 101.5, 102], [102, 102, 99, 99.5], flat, flat],
  },
  'a short that is stopped out': {
    side: 'short',
    bars: [flat, [100, 101, 99.5, 100.5], [100.5, 103, 100, 102.8], flat, flat],
  },
  'a long that takes both profits and is still open': {
    side: 'long',
    bars: [flat, [100, 102.6, 100, 102.5], [102.5, 106, 102.4, 105.5], [105.5, 106, 104, 105], [105, 105, 104, 104]],
  },
  'a long that a market too thin for its stop lets go only piece by piece': {
    side: 'long',
    bars: [flat, [100, 100, 96, 97, 4], [97, 97.5, 96.5, 97, 4], flat],
  },
  'a short whose entry the market gives only in part': {
    side: 'short',
    bars: [[100, 100, 100, 100, 4], [100, 101, 99.5, 100.5, 4], [100.5, 103, 100, 102.8, 4], flat, flat],
  },
};

function candlesOf(bars: readonly Bar[]): readonly Candle[] {
  return bars.map(([open, high, low, close, volume = 200], i) => {
    const openAt = later(start, i * 900_000);
    return { instrument: btc.id, timeframe: '15m', openAt, open, high, low, close, volume };
  });
}

/** A signal has fired and its auction is about to be held: everything after that is the story. */
function prologue(side: Side): State {
  const state = begun('10000', [btc], price('100'));
  state.at = start;
  state.signals.set(btc.id, { ...signalOn(btc, side), stop: side === 'long' ? 98 : 102 });
  state.timers.set('auction', { at: later(start, 1_000), timer: { type: 'auction' } });
  return state;
}

function tell(
  name: string,
  killAt: number | undefined,
  deadMs: number,
): Readonly<{ life: Life; books: ReturnType<ReturnType<typeof createEmulator>['books']> }> {
  const story = stories[name];
  if (story === undefined) throw new Error(name);
  const { emulator } = shipped;
  const venue = createEmulator({
    instruments: [btc],
    startingEquity: usd('10000'),
    fees: { maker: emulator.makerFee, taker: emulator.takerFee },
    slippage: emulator.slippage,
    latencyMs: 100,
    participation: emulator.participation,
    rng: rng(1),
  });
  const until = later(start, (story.bars.length + 1) * 900_000);
  const killed = killAt === undefined ? {} : { killAt };
  const life = play({ begin: prologue(story.side), candles: candlesOf(story.bars), venue, deadMs, until, ...killed });
  return { life, books: venue.books() };
}

/** Keel and the venue tell the same story, nothing was sent twice, and nothing is left without its stop. */
function agree({ life, books }: ReturnType<typeof tell>): void {
  const state = life.state();
  expect(new Set(life.sent).size, 'every client order id was sent once').toBe(life.sent.length);
  const held = state.positions.get(btc.id);
  const there = books.positions.find(({ instrument: on }) => on === btc.id);
  expect(held === undefined ? noQty : remaining(held)).toBe(there?.qty ?? noQty);
  expect([...believed(state)].sort()).toEqual(books.orders.map(({ ticket }) => ticket.id).sort());
  expect(balance(state.ledger, 'cash')).toBe(cashAfter(books.fills));
  expect(total(state.ledger)).toBe(0n);
  expect(state.safety.latch).toBeUndefined();
  expect(held === undefined || ['closed', 'protected'].includes(held.phase)).toBe(true);
  const entries = books.fills.filter((fill) => state.orders.get(fill.order)?.role === 'entry');
  expect(new Set(entries.map((fill) => fill.order)).size).toBeLessThanOrEqual(1);
}

/** What the venue's own fills leave of the cash: computed from its books alone. */
function cashAfter(fills: readonly Fill[]): Usd {
  return fills.reduce((cash, { side, price: at, qty, fee }) => {
    const value = notional(at, qty);
    return sub(side === 'buy' ? sub(cash, value) : add(cash, value), fee);
  }, usd('10000'));
}

/** The next attempt at a stop may have to wait its turn; then come the question, its answer, the order and its answer. */
const nakedMost = settings.execution.protectEveryMs + 4 * 100;

describe.each(Object.keys(stories))('%s', (name) => {
  it('goes its way undisturbed', () => {
    const told = tell(name, undefined, 0);
    agree(told);
    expect(told.life.trades.size).toBe(name.includes('still open') ? 0 : 1);
    expect(told.books.fills.length).toBeGreaterThanOrEqual(3);
    // Two ways over the wire: the fill's report, and the stop's order.
    expect(told.life.nakedMs).toBeLessThanOrEqual(200);
  });

  it.each([0, 150, 20_000, 2_400_000])('killed at every point and dead for %i ms, it recovers', (deadMs) => {
    const { points } = tell(name, undefined, 0).life;
    expect(points).toBeGreaterThan(50);
    const endings = new Set<string>();
    for (let killAt = 1; killAt <= points; killAt += 1) {
      const told = tell(name, killAt, deadMs);
      try {
        agree(told);
        expect(told.life.nakedMs).toBeLessThanOrEqual(nakedMost);
      } catch (error) {
        throw new Error(
          `killed at point ${killAt} of ${points}: ${error instanceof Error ? error.message : String(error)}`,
          { cause: error },
        );
      }
      endings.add(`${told.life.trades.size} ${told.books.positions.length}`);
    }
    expect(endings.size).toBeGreaterThan(0);
  });
});

describe('a market order is over at once, filled or not', () => {
  it('several stops in a row let a position go where each finds only a part of what it needs', () => {
    const { books, life } = tell(
      'a long that a market too thin for its stop lets go only piece by piece',
      undefined,
      0,
    );
    const stops = new Set(books.fills.filter(({ side }) => side === 'sell').map(({ order }) => order));
    expect([stops.size > 1, books.positions]).toEqual([true, []]);
    expect(life.trades.size).toBe(1);
  });

  it('an entry that was cut short is a smaller position, covered and left whole', () => {
    const { books, life } = tell('a short whose entry the market gives only in part', undefined, 0);
    const entry = books.fills[0]?.order;
    const sold = books.fills.filter(({ order }) => order === entry);
    const placed = entry === undefined ? undefined : life.state().orders.get(entry);
    expect(sold.reduce((sum, { qty }) => add(sum, qty), noQty)).toBeLessThan(placed?.ticket.qty ?? 0n);
    expect([placed?.end?.how, books.positions]).toEqual(['canceled', []]);
  });
});
