import type { Market } from '../market/market.ts';
import type { SignalSettings } from '../settings.ts';
import type { Ms, Side } from '../units.ts';
import { freshZone } from './decision-reading.ts';
import type { DecisionReading, FreshZone } from './decision-reading.ts';
import { retracement } from '../smc/leg.ts';
import { levels, nearFib, reaches, zoneTolerance } from './levels.ts';
import type { Levels } from './levels.ts';
import { score } from './score.ts';
import type { Score } from './score.ts';
import type { GateCode } from './signal.ts';

/** What is looked at: one market, at the close of a 15m candle, and what the rest of the system says about entering it. */
export type Question = Readonly<{
  market: Market;
  /** Close of the newest 15m candle: the price that we would enter at. */
  price: number;
  at: Ms;
  settings: SignalSettings;
  /** Why the registry left it out, where it did. */
  rejection?: string;
  /** A position or an unresolved order on the same base. */
  occupied: boolean;
  /** Why entries are blocked altogether, if they are. */
  blocked?: string;
}>;

/** What the gates have found so far; each one adds what it established for those behind it. */
export type Findings = {
  side?: Side;
  leg?: NonNullable<DecisionReading['leg']>;
  structure?: NonNullable<DecisionReading['lastBreak']>;
  zone?: FreshZone;
  adx?: number;
  inOte?: boolean;
  levels?: Levels;
  score?: Score;
};

/** One look of a gate: what it measured, what it asked for, and its verdict. */
export type Check = Readonly<{ value: number | string; threshold: number | string; pass: boolean }>;

export type Gate = Readonly<{ code: GateCode; asks: string; look: (question: Question, found: Findings) => Check }>;

/** A gate behind one that failed may lack what it needs; it then says so and does not pass. */
const unknown = (threshold: number | string): Check => ({ value: 'unknown', threshold, pass: false });

/**
 * The way of a signal, in order: the first gate that says no is the reason. Direction and data first, then structure,
 * filter, place and price, then quality, and at last whether it may be acted upon.
 */
export const gates: readonly Gate[] = [
  { code: 'NOT_IN_UNIVERSE', asks: 'a place in the universe', look: chosen },
  { code: 'NOT_TRADABLE', asks: 'a market in which orders execute', look: tradable },
  { code: 'DATA_MISSING', asks: 'enough closed candles: 1d / 4h / 1h', look: warm },
  { code: 'DATA_UNFIT', asks: 'data that can be believed', look: believable },
  { code: 'BIAS_NEUTRAL', asks: 'last daily close away from its EMA, bps', look: bias },
  { code: '4H_STRUCTURE_REQUIRED', asks: '4h close through structure in the direction of the bias', look: structure },
  { code: 'ZONE_REQUIRED', asks: 'a fresh, unmitigated zone within the leg', look: zone },
  { code: 'ADX_TOO_LOW', asks: 'ADX of 1h', look: trend },
  { code: 'ZONE_NOT_REACHED', asks: 'price at the zone', look: reached },
  { code: 'FIB_GATE', asks: 'entry in OTE or at a key fib of the leg', look: retraced },
  { code: 'STOP_INVALID', asks: 'the stop on the losing side of the price', look: stopSide },
  { code: 'RR_TOO_LOW', asks: 'reward to the end of the leg over risk', look: reward },
  { code: 'SCORE_BELOW_THRESHOLD', asks: 'score', look: quality },
  { code: 'STRUCTURE_TRADED', asks: 'a structure that was not traded yet', look: untraded },
  { code: 'SIGNAL_COOLDOWN', asks: 'no signal within the cooldown', look: cool },
  { code: 'POSITION_EXISTS', asks: 'no position and no order in doubt on the base', look: free },
  { code: 'ENTRIES_BLOCKED', asks: 'entries allowed', look: allowed },
];

function chosen({ rejection }: Question): Check {
  return { value: rejection ?? 'chosen', threshold: 'chosen', pass: rejection === undefined };
}

function tradable({ market: { status } }: Question): Check {
  return { value: status, threshold: 'open', pass: status === 'open' };
}

/** What failed to come is missing, however much there is besides. */
function warm({ market: { reading, missing }, settings }: Question): Check {
  const { daily, decision, hourly } = reading;
  const lost = Object.entries(missing).map(([timeframe, cause]) => `; no ${timeframe}: ${cause}`);
  const pass =
    lost.length === 0 &&
    daily.ema !== undefined &&
    decision.t + 1 >= settings.decisionCandlesMin &&
    hourly.candles >= 2 * settings.adxPeriod;
  const value = `${daily.candles} / ${decision.t + 1} / ${hourly.candles}${lost.join('')}`;
  return {
    value,
    threshold: `${settings.emaPeriod} / ${settings.decisionCandlesMin} / ${2 * settings.adxPeriod}`,
    pass,
  };
}

function believable({ market: { health } }: Question): Check {
  return { value: health.unfit ?? health.state, threshold: 'fit', pass: health.unfit === undefined };
}

function bias({ market: { reading }, settings }: Question, found: Findings): Check {
  const { close, ema } = reading.daily;
  const threshold = settings.emaNeutralZoneBps;
  if (close === undefined || ema === undefined || ema === 0) return unknown(threshold);
  const bps = ((close - ema) / ema) * 10_000;
  const pass = Math.abs(bps) >= threshold;
  if (pass) found.side = bps > 0 ? 'long' : 'short';
  return { value: bps, threshold, pass };
}

function structure({ market: { reading } }: Question, found: Findings): Check {
  const { lastBreak, leg } = reading.decision;
  if (found.side === undefined) return unknown('a bias');
  const threshold = found.side === 'long' ? 'BOS or CHoCH up' : 'BOS or CHoCH down';
  if (lastBreak === null || leg === null) return { value: 'no break', threshold, pass: false };
  const pass = lastBreak.dir === (found.side === 'long' ? 1 : -1);
  if (pass) [found.structure, found.leg] = [lastBreak, leg];
  return {
    value: `${lastBreak.kind} ${lastBreak.dir === 1 ? 'up' : 'down'} through ${lastBreak.level}`,
    threshold,
    pass,
  };
}

function zone({ market: { reading }, settings }: Question, found: Findings): Check {
  const threshold = `at most ${settings.zoneAgeCandlesMax} candles old`;
  if (found.side === undefined || found.structure === undefined) return unknown(threshold);
  const fresh = freshZone(reading.decision, found.side === 'long' ? 1 : -1, settings.zoneAgeCandlesMax);
  if (fresh === undefined) return { value: 'none', threshold, pass: false };
  found.zone = fresh;
  return { value: `${fresh.kind} ${fresh.bottom}-${fresh.top}`, threshold, pass: true };
}

function trend({ market: { reading }, settings }: Question, found: Findings): Check {
  const { adx } = reading.hourly;
  if (adx === undefined) return unknown(settings.adxThreshold);
  found.adx = adx;
  return { value: adx, threshold: settings.adxThreshold, pass: adx >= settings.adxThreshold };
}

function reached({ market: { reading }, price, settings }: Question, found: Findings): Check {
  const { atr } = reading.decision;
  if (found.zone === undefined || atr === undefined) return unknown('a zone');
  const tolerance = zoneTolerance(atr, price, settings);
  const { bottom, top } = found.zone;
  const threshold = `${bottom}-${top} within ${(tolerance * 100).toFixed(2)} %`;
  return { value: price, threshold, pass: reaches(found.zone, price, tolerance) };
}

function retraced({ price, settings }: Question, found: Findings): Check {
  const threshold = `${settings.oteFrom}-${settings.oteTo}, or within ${settings.fibProximityBps} bps of ${settings.keyFibs.join(', ')}`;
  if (found.leg === undefined) return unknown(threshold);
  const r = retracement(found.leg, price);
  if (r === undefined) return unknown(threshold);
  found.inOte = r >= settings.oteFrom && r <= settings.oteTo;
  return { value: r, threshold, pass: found.inOte || nearFib(found.leg, price, settings) };
}

function stopSide({ market: { reading }, price, settings }: Question, found: Findings): Check {
  const { atr } = reading.decision;
  const { side, zone: at, leg } = found;
  if (side === undefined || at === undefined || leg === undefined || atr === undefined) return unknown('a zone');
  found.levels = levels({ side, zone: at, entry: price, legEnd: leg.b, atr, stopAtr: settings.stopAtrTight });
  const { stop } = found.levels;
  return {
    value: stop,
    threshold: `${side === 'long' ? 'below' : 'above'} ${price}`,
    pass: stop > 0 && (side === 'long' ? stop < price : stop > price),
  };
}

function reward({ settings }: Question, found: Findings): Check {
  if (found.levels === undefined) return unknown(settings.minRrMultiple);
  const { rr } = found.levels;
  return { value: rr, threshold: settings.minRrMultiple, pass: rr >= settings.minRrMultiple };
}

function quality({ settings }: Question, found: Findings): Check {
  const threshold = settings.minScoreTightAligned;
  if (found.zone === undefined || found.adx === undefined || found.inOte === undefined) return unknown(threshold);
  found.score = score({
    orderBlock: found.zone.kind === 'ob',
    fairValueGap: found.zone.kind === 'fvg',
    structureBreak: true,
    inOte: found.inOte,
    nearKeyFib: true,
    biasAligned: true,
    adx: found.adx,
    costBps: settings.roundTripCostBps,
  });
  return { value: found.score.total, threshold, pass: found.score.total >= threshold };
}

function untraded({ market }: Question, found: Findings): Check {
  if (found.structure === undefined) return unknown('a structure');
  const traded = market.traded.includes(found.structure.openAt);
  return { value: traded ? 'traded' : 'new', threshold: 'new', pass: !traded };
}

function cool({ market: { firedAt }, at, settings }: Question): Check {
  // A signal does not cool itself down: asked again about the candle that fired, the answer is the same.
  const left = firedAt === undefined || firedAt === at ? 0 : Math.max(0, firedAt + settings.cooldownMs - at);
  return { value: `${Math.ceil(left / 60_000)} min left`, threshold: '0 min left', pass: left === 0 };
}

function free({ occupied }: Question): Check {
  return { value: occupied ? 'occupied' : 'free', threshold: 'free', pass: !occupied };
}

function allowed({ blocked }: Question): Check {
  return { value: blocked ?? 'allowed', threshold: 'allowed', pass: blocked === undefined };
}
