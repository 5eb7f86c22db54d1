import { newMarket } from '../../src/core/market/market.ts';
import type { Market, MarketStatus } from '../../src/core/market/market.ts';
import { addZone } from '../../src/core/smc/zone-book.ts';
import type { DecisionReading } from '../../src/core/signal/decision-reading.ts';
import { newWindow, pushWindow } from '../../src/core/signal/window.ts';
import type { SignalSettings } from '../../src/core/signal/signal-settings.ts';
import { pushBar } from '../../src/core/smc/extremes.ts';
import type { Question } from '../../src/core/signal/question.ts';
import type { Ms } from '../../src/core/units.ts';
import { instrument, settings, t0 } from './keel.ts';

export type Scene = Readonly<{
  price?: number;
  dailyClose?: number;
  adx?: number | null;
  dir?: 1 | -1;
  /** The zone: kind, edges and age in decision candles. */
  zone?: readonly ['ob' | 'fvg', number, number, number] | 'none';
  occupied?: boolean;
  blocked?: string;
  rejection?: string;
  status?: MarketStatus;
  unfit?: string;
  missing?: Market['missing'];
  firedAt?: Ms;
  traded?: readonly Ms[];
  restUntil?: Ms;
  stopOuts?: readonly Ms[];
  spread?: readonly [bid: number, ask: number];
  /** The kind of the break, or none at all. */
  structure?: 'BOS' | 'CHoCH' | 'none';
  /** Candles that held beyond it. */
  held?: number;
  /** The highs (lows) of the newest 15m candles, the last one last. */
  recent?: readonly number[];
  /** The leg goes nowhere. */
  flat?: true;
  /** What differs from the shipped settings. */
  settings?: Partial<SignalSettings>;
}>;

/**
 * A market in which every gate says yes: a leg from 90 to 110 (a fall: from 110 to 90) after a break, price come back to a
 * block around 97 (103), which lies in the OTE; ATR 2, ADX 31, and a daily close 10 % from its mean. The scene says what differs.
 */
export function question(scene: Scene): Question {
  const { dir = 1, price = dir === 1 ? 96 : 104, occupied = false, blocked, rejection, status = 'open' } = scene;
  return {
    market: { ...marketIn(scene), status },
    price,
    at: t0,
    settings: { ...settings.signal, ...scene.settings },
    occupied,
    ...(blocked === undefined ? {} : { blocked }),
    ...(rejection === undefined ? {} : { rejection }),
  };
}

function marketIn(scene: Scene): Market {
  const { dir = 1, firedAt, traded = [], unfit, missing = {}, restUntil, stopOuts = [], spread, recent } = scene;
  const market = newMarket(instrument('BTC'), 'A');
  const { daily, hourly } = market.reading;
  Object.assign(daily, { candles: 300, ema: 100, close: scene.dailyClose ?? (dir === 1 ? 110 : 90) });
  Object.assign(hourly, { candles: 300, adx: scene.adx ?? 31 });
  if (scene.adx === null) delete hourly.adx;
  read(market.reading.decision, scene);
  if (recent !== undefined) {
    market.reading.recent = newWindow(10);
    for (const end of recent) pushWindow(market.reading.recent, { open: end, high: end, low: end, close: end });
  }
  market.traded = traded;
  market.missing = missing;
  market.stopOuts = stopOuts;
  if (unfit !== undefined) market.health.unfit = unfit;
  if (firedAt !== undefined) market.firedAt = firedAt;
  if (restUntil !== undefined) market.restUntil = restUntil;
  if (spread !== undefined) market.liquidity = { bid: spread[0], ask: spread[1] };
  return market;
}

function read(decision: DecisionReading, { dir = 1, zone, structure = 'BOS', held = 0, flat }: Scene): void {
  const [a, b] = dir === 1 ? [90, 110] : [110, 90];
  decision.t = 299;
  decision.atr = 2;
  decision.atrs = [2];
  decision.leg = { dir, a, b: flat === true ? a : b };
  decision.held = held;
  if (structure !== 'none') {
    decision.lastBreak = {
      at: 280,
      kind: structure,
      dir,
      level: 105,
      levelIdx: 270,
      levelSrc: 'pivot',
      initial: false,
      strongPrice: a,
      strongIdx: 260,
      origin: null,
      openAt: t0,
    };
  }
  pushBar(decision.extremes, { open: 100, high: 111, low: 89, close: 100 }, 299);
  const [kind, bottom, top, age] =
    zone === undefined || zone === 'none'
      ? (['ob', dir === 1 ? 95.5 : 102.5, dir === 1 ? 97.5 : 104.5, 10] as const)
      : zone;
  const { book } = kind === 'ob' ? decision.blocks : decision.gaps;
  const made = { id: 0, dir, idx: 299 - age, createdIdx: 299 - age, bottom, top };
  if (zone !== 'none') addZone(book, { ...made, scale: 'internal', touched: false, steps: 0 }, dir);
}
