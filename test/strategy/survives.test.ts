import { describe, expect, it, vi } from 'vitest';
import { questionOf } from '../../src/core/decide.ts';
import { closeAt, closedAt } from '../../src/core/market/candle.ts';
import type { Candle } from '../../src/core/market/candle.ts';
import { hear, newMarket } from '../../src/core/market/market.ts';
import type { Market } from '../../src/core/market/market.ts';
import { wideningFor } from '../../src/core/signal/definitions.ts';
import { judge } from '../../src/core/signal/judge.ts';
import { read } from '../../src/core/signal/read.ts';
import { strategies } from '../../src/core/signal/strategies.ts';
import type { State } from '../../src/core/state.ts';
import { later } from '../../src/core/units.ts';
import { decode, decodeState, encode } from '../../src/runtime/codec.ts';
import { drawn, settingsWith } from '../support/decisions.ts';
import { feed, instrument, price, settings, t0 } from '../support/keel.ts';
import { question } from '../support/questions.ts';
import type { Scene } from '../support/questions.ts';
import { at, beginning, btc, holding } from '../support/stories.ts';
import { ended, fills } from '../support/venue-reports.ts';

/** As a snapshot writes it, and a start reads it. */
const restarted = (state: State): State => decodeState(encode(state));

function stoppedOut(state: State, minute: number): void {
  const { stop } = holding(state, btc, '2');
  const when = at(minute * 60_000);
  feed(state, [...fills(stop, [{ qty: stop.qty, price: price('99') }], when), ended(stop, 'filled', stop.qty, when)]);
}

/** A market of the state in which every gate says yes, but for what the scene says. */
function asked(state: State, scene: Scene): string {
  const market = state.markets.get(btc.id);
  if (market === undefined) throw new Error('it is listed');
  const { market: made, ...rest } = question(scene);
  const { firedAt, traded, stopOuts, losses, restUntil } = market;
  const remembered = { traded, stopOuts, losses, ...(firedAt === undefined ? {} : { firedAt }) };
  const resting = restUntil === undefined ? {} : { restUntil };
  const judgement = judge({ ...rest, market: { ...made, ...remembered, ...resting }, at: later(t0, 3_600_000) });
  return judgement.fired ? 'SIGNAL' : judgement.code;
}

describe('a restart forgets nothing that a decision is made of', () => {
  it.each<readonly [string, (market: Market) => void, string]>([
    ['nothing', () => undefined, 'SIGNAL'],
    ['a signal that fired', (market) => void (market.firedAt = later(t0, 1)), 'SIGNAL_COOLDOWN'],
    ['a structure that was traded', (market) => void (market.traded = [t0]), 'STRUCTURE_TRADED'],
    ['a rest after losses', (market) => void (market.restUntil = later(t0, 7_200_000)), 'SYMBOL_LOSS_COOLDOWN'],
  ])('%s', (_, remember, code) => {
    const state = beginning();
    const market = state.markets.get(btc.id);
    if (market !== undefined) remember(market);
    expect(asked(state, {})).toBe(code);
    expect(asked(restarted(state), {})).toBe(code);
  });

  it('stop-outs of its own positions, which widen the next stop, and losses, which rest the instrument', () => {
    const state = beginning();
    for (const minute of [1, 2]) stoppedOut(state, minute);
    for (const each of [state, restarted(state)]) {
      const market = each.markets.get(btc.id);
      if (market === undefined) throw new Error('it is listed');
      expect(market.stopOuts).toEqual([at(60_000), at(120_000)]);
      expect(market.losses).toHaveLength(2);
      const desk = { state: each, settings, at: at(180_000), effects: [] };
      expect(wideningFor(questionOf(desk, market, 100))).toBe(1.5);
    }
    stoppedOut(state, 3);
    expect(restarted(state).markets.get(btc.id)?.restUntil).toBe(at(180_000 + 36 * 3_600_000 - 12 * 3_600_000));
  });

  it.each(['definitions', 'predecessor'])('what the strategies have read: %s', (reading) => {
    const keys = {
      ema_period: 50,
      reading,
      decision_timeframes: ['4h', '1h'],
      momentum_enabled: true,
      rsi_divergence_enabled: true,
      skip_reconfirmation_in_trends: false,
    };
    const asSet = settingsWith(keys);
    const candles = drawn({ seed: 3, base: 'BTC', price: 20_000, decimals: 1, days: 70 });
    const take = (market: Market, candle: Candle): string => {
      const closed = closedAt(candle, closeAt(candle));
      if (closed === undefined) throw new Error('it is sound');
      hear(market, closed, asSet.execution.gapMs);
      read(market.reading, closed, closeAt(candle), asSet.signal);
      const { price: last, at: now } = { price: candle.close, at: closeAt(candle) };
      const judgement = judge({ market, price: last, at: now, settings: asSet.signal, occupied: false });
      return judgement.fired ? JSON.stringify(judgement.signal) : judgement.code;
    };
    const whole = newMarket(instrument('BTC'), 'A');
    const said = candles.map((candle) => take(whole, candle));
    let broken = newMarket(instrument('BTC'), 'A');
    const again = candles.map((candle, n) => {
      if (n % 611 === 0) broken = decode(encode(broken)) as Market;
      return take(broken, candle);
    });
    expect(again).toEqual(said);
    expect(new Set(said).size).toBeGreaterThan(3);
  });
});

it('no decision makes text: what gates show is asked by those who want to know', () => {
  const shows = Object.values(strategies).flatMap(({ gates }) => gates.map((gate) => vi.spyOn(gate, 'shows')));
  for (const scene of [{}, { dailyClose: 100 }, { adx: 10 }, { price: 98.5 }, { zone: 'none' }] as const)
    judge(question(scene));
  for (const show of shows) expect(show).not.toHaveBeenCalled();
  vi.restoreAllMocks();
});
