import type { Event } from '../../src/core/events.ts';
import type { Trade } from '../../src/core/ledger/trade.ts';
import type { Instrument } from '../../src/core/market/instrument.ts';
import type { State } from '../../src/core/state.ts';
import { fixed, later } from '../../src/core/units.ts';
import type { Ms, Price, Side } from '../../src/core/units.ts';
import { screen } from '../../src/view/screen.ts';
import type { ScreenInput } from '../../src/view/screen.ts';
import type { Line } from '../../src/view/screen-text.ts';
import { begun, enter, feed, instrument, price, qty, settings, t0, usd } from '../support/keel.ts';
import { accepted, ended, fills, placed } from '../support/venue-reports.ts';

export const btc: Instrument = instrument('BTC', { tick: price('1'), lot: qty('0.0001') });
export const eth: Instrument = instrument('ETH');
export const pepe: Instrument = instrument('PEPE', { tick: price('0.0000000001'), lot: qty('1000') });

const marks: Readonly<Record<string, string>> = { BTC: '42000', ETH: '2300', PEPE: '0.0000123456' };

export function quiet(): State {
  const state = begun('10000', [btc, eth, pepe], price('1'));
  for (const on of [btc, eth, pepe]) feed(state, [candleOf(on)]);
  for (const on of [btc, eth, pepe]) mark(state, on, marks[on.base] ?? '1', t0);
  return state;
}

/** One closed candle: enough to be judged, and far from enough to trade. */
function candleOf({ id: on, base }: Instrument): Event {
  const at = Number(marks[base]);
  const prices = { open: at, high: at, low: at, close: at, volume: 1 };
  return {
    type: 'candle.closed',
    at: t0,
    candle: { instrument: on, timeframe: '15m', openAt: later(t0, -900_000), ...prices },
  };
}

export function mark(state: State, on: Instrument, at: string, when: Ms = state.at): void {
  feed(state, [{ type: 'mark.observed', at: when, instrument: on.id, price: fixed<Price>(at) }]);
}

export type Wish = Readonly<{ on: Instrument; side: Side; size: string; stop: string }>;

/** Entered and filled at the mark; its stop is placed, and nobody has confirmed it. */
export function naked(state: State, { on, side, size, stop }: Wish): readonly string[] {
  const at = marks[on.base] ?? '1';
  const effects = enter(state, { instrument: on, side, qty: qty(size), mark: price(at), stop: price(stop) });
  const [ticket] = placed(effects ?? []);
  if (ticket === undefined) throw new Error('the gate said no');
  const slices = [{ qty: qty(size), price: price(at), fee: usd('0.5') }];
  const caused = feed(state, [
    accepted(ticket, state.at),
    ...fills(ticket, slices, state.at),
    ended(ticket, 'filled', qty(size), state.at),
  ]);
  const sent = placed(caused);
  feed(
    state,
    sent.filter(({ form }) => form.type !== 'stop').map((order) => accepted(order, state.at)),
  );
  return sent.filter(({ form }) => form.type === 'stop').map(({ id }) => id);
}

/** The same, with its stop confirmed. */
export function held(state: State, wish: Wish): void {
  const stops = naked(state, wish);
  const sent = [...state.orders.values()].map(({ ticket }) => ticket);
  for (const ticket of sent) if (stops.includes(ticket.id)) feed(state, [accepted(ticket, later(state.at, 50))]);
}

export function traded(number: number, net: string, on: Instrument = btc): Trade {
  const exitAt = later(t0, -number * 7_200_000);
  return {
    id: `trade-${number}`,
    instrument: on.id,
    base: on.base,
    side: number % 2 === 0 ? 'long' : 'short',
    qty: qty('0.01'),
    entryAt: later(exitAt, -5_400_000),
    entryPrice: price('41000'),
    exitAt,
    exitPrice: price('41500'),
    grossPnl: usd(net),
    fees: usd('0'),
    funding: usd('0'),
    netPnl: usd(net),
    r: Number(net) / 50,
    exitReason: net.startsWith('-') ? 'stop_loss' : 'take_profit_2',
    entryReason: 'test',
  };
}

export type Shown = Partial<Omit<ScreenInput, 'settings'>>;

export function frame(shown: Shown = {}): readonly Line[] {
  const facts = {
    mode: 'paper',
    market: 'synthetic',
    seed: 7,
    speed: 60,
    cycle: 42,
    journal: '.local/run.sqlite',
  } as const;
  const lastSummary =
    'CYCLE_SUMMARY cycle=42 duration_ms=3 positions=2 system_state=NORMAL universe=3 cooldowns_active=0';
  return screen({
    state: quiet(),
    settings,
    facts,
    decisions: [],
    lastSummary,
    trades: [],
    width: 80,
    height: 24,
    ...shown,
  });
}

export function textOf(line: Line): string {
  return line.map(({ text }) => text).join('');
}

/** As a person reads it: blanks at the end of a line are nobody's business. */
export function frameText(shown: Shown = {}): string {
  return frame(shown)
    .map((line) => textOf(line).trimEnd())
    .join('\n');
}
