import { newMarket } from '../../src/core/market/market.ts';
import type { Market, MarketStatus } from '../../src/core/market/market.ts';
import { addZone } from '../../src/core/smc/order-block.ts';
import type { Question } from '../../src/core/signal/gates.ts';
import type { Ms } from '../../src/core/units.ts';
import { instrument, settings, t0 } from './keel.ts';

export type Scene = Readonly<{
  price?: number;
  dailyClose?: number;
  adx?: number;
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
    settings: settings.signal,
    occupied,
    ...(blocked === undefined ? {} : { blocked }),
    ...(rejection === undefined ? {} : { rejection }),
  };
}

function marketIn({ dailyClose, adx = 31, dir = 1, zone, firedAt, traded = [], unfit, missing = {} }: Scene): Market {
  const market = newMarket(instrument('BTC'), 'A');
  const { daily, hourly, decision } = market.reading;
  Object.assign(daily, { candles: 300, ema: 100, close: dailyClose ?? (dir === 1 ? 110 : 90) });
  Object.assign(hourly, { candles: 300, adx });
  const [a, b] = dir === 1 ? [90, 110] : [110, 90];
  decision.t = 299;
  decision.atr = 2;
  decision.leg = { dir, a, b };
  decision.lastBreak = {
    at: 280,
    kind: 'BOS',
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
  const [kind, bottom, top, age] =
    zone === undefined || zone === 'none'
      ? (['ob', dir === 1 ? 95.5 : 102.5, dir === 1 ? 97.5 : 104.5, 10] as const)
      : zone;
  const book = kind === 'ob' ? decision.blocks : decision.gaps.book;
  if (zone !== 'none') addZone(book, { dir, idx: 299 - age, createdIdx: 299 - age, bottom, top });
  market.traded = traded;
  market.missing = missing;
  if (unfit !== undefined) market.health.unfit = unfit;
  if (firedAt !== undefined) market.firedAt = firedAt;
  return market;
}
