import { auction } from './auction/auction.ts';
import type { Award, Candidate } from './auction/auction.ts';
import { cautiousBookOf, isExposed } from './account.ts';
import { alert, arm, modeNow } from './desk.ts';
import type { Desk } from './desk.ts';
import { closeAt, closedAt } from './market/candle.ts';
import type { Candle } from './market/candle.ts';
import { examine, pausedBy, quarterOf } from './examine.ts';
import { onHigherCandle, refuse } from './history.ts';
import { count, hear, hearMark, markOf } from './market/market.ts';
import type { Market } from './market/market.ts';
import { isHigher } from './market/series.ts';
import { rejectionText } from './market/universe.ts';
import { isLive } from './order/order.ts';
import { follow } from './position/manage.ts';
import { open } from './position/open.ts';
import { decisionOf } from './signal/decision.ts';
import { knownSpread } from './signal/entry-gates.ts';
import { judge } from './signal/judge.ts';
import type { Question } from './signal/question.ts';
import { read } from './signal/read.ts';
import type { Signal } from './signal/signal.ts';
import { later, priceFromAnalysis } from './units.ts';
import type { Base } from './units.ts';

/** A closed 15m candle: the market hears it, the series are read, the gates are asked, and a signal waits for its auction. */
export function onCandle(desk: Desk, candle: Candle): void {
  const market = desk.state.markets.get(candle.instrument);
  const closed = closedAt(candle, desk.at);
  if (market === undefined || closed === undefined) return refuse(desk, candle, market);
  if (isHigher(closed)) return onHigherCandle(desk, market, closed);
  const isNews = closeAt(closed) >= (market.seenAt ?? 0);
  if (!hear(market, closed, desk.settings.execution.gapMs)) return;
  if (isNews && isExposed(desk.state, candle.instrument)) {
    const mark = priceFromAnalysis(closed.close, market.instrument.tick, 'down');
    hearMark(market, mark, desk.at);
    follow(desk, market, mark);
  }
  if (read(market.reading, closed, desk.at, desk.settings.signal) > 0) count(market, 'in-part');
  // History and what was missed while we were away are read, but nobody trades on an old price.
  if (desk.at - closeAt(closed) > desk.settings.execution.candleAgeMs) return;
  examine(desk, market, quarterOf(closeAt(closed)));
  const question = questionOf(desk, market, closed.close);
  const verdict = judge(question);
  const decision = decisionOf(question, verdict);
  market.funnel[decision.code] = (market.funnel[decision.code] ?? 0) + 1;
  desk.effects.push({ type: 'decision.made', decision });
  if (verdict.fired) fire(desk, market, verdict.signal);
  else if (verdict.code === 'SPREAD_MAX_EXCEEDED') tellSpread(desk, market, 'SIGNAL_REJECTED_SPREAD');
}

/** A spread that nobody tells refuses nothing; that it was not looked at is told, where somebody could have told it. */
function tellSpread(desk: Desk, market: Market, name: string): void {
  alert(desk, 'info', name, {
    instrument: market.instrument.id,
    spread: knownSpread({ market }) ?? 'not known',
    max: desk.settings.signal.spreadMax,
  });
}

/** Everything that the gates look at, at this moment. */
export function questionOf(desk: Desk, market: Market, price: number): Question {
  const { at, settings, state } = desk;
  const occupied = isOccupied(desk, market.instrument.base);
  const rejection = state.universe.rejected.get(market.instrument.id);
  return {
    market,
    price,
    at,
    settings: settings.signal,
    occupied,
    // Asked by the last gate alone: it looks at the whole universe.
    get blocked() {
      return blockedBy(desk);
    },
    ...(rejection === undefined ? {} : { rejection: rejectionText(rejection) }),
  };
}

function blockedBy(desk: Desk): string | undefined {
  if (desk.state.syncing !== undefined) return 'SYNCING';
  const mode = modeNow(desk);
  return mode === 'NORMAL' ? pausedBy(desk) : mode;
}

/** One open position per base; and while the fate of an order is unknown, its base is taken. */
function isOccupied({ state }: Desk, base: Base): boolean {
  const id = state.registry.byBase.get(base);
  const position = id === undefined ? undefined : state.positions.get(id);
  if (position === undefined) return id !== undefined && state.sightings.has(id);
  if (position.phase !== 'closed' || state.sightings.has(position.instrument)) return true;
  return [...state.orders.values()].some((order) => order.ticket.instrument === id && isLive(order));
}

/** The cooldown starts when the signal fires, whatever becomes of it. */
function fire(desk: Desk, market: Market, signal: Signal): void {
  const { state, settings, at } = desk;
  market.firedAt = at;
  if (state.universe.discovered !== undefined && knownSpread({ market }) === undefined) {
    tellSpread(desk, market, 'SPREAD_UNKNOWN');
  }
  state.signals.set(signal.instrument, signal);
  alert(desk, 'info', 'SIGNAL_GENERATED', {
    instrument: signal.instrument,
    side: signal.side,
    score: signal.score.total,
    reason: signal.reason,
  });
  if (!state.timers.has('auction')) arm(desk, { type: 'auction' }, later(at, settings.auction.roundMs));
}

/** The round is over: all signals since the first bid against each other, and the best that fit are entered. */
export function holdAuction(desk: Desk): void {
  const { state, settings } = desk;
  // Just resumed: what the venue holds is not known yet, so nothing is bid for; the round waits.
  if (state.syncing !== undefined) return arm(desk, { type: 'auction' }, later(desk.at, settings.auction.roundMs));
  const candidates: Candidate[] = [];
  for (const signal of state.signals.values()) {
    const candidate = candidateOf(desk, signal);
    if (typeof candidate === 'string') settleDecision(desk, signal, candidate);
    else candidates.push(candidate);
  }
  state.signals.clear();
  for (const award of auction(candidates, cautiousBookOf(desk), settings)) settleAward(desk, award);
}

function settleAward(desk: Desk, award: Award): void {
  const market = desk.state.markets.get(award.candidate.instrument.id);
  if (market === undefined) return;
  settleDecision(desk, award.candidate.signal, award.won ? 'ENTERED' : award.code);
  if (!award.won) {
    return alert(desk, 'info', 'AUCTION_OPEN_REJECTED', { instrument: market.instrument.id, reason: award.code });
  }
  // Bounded memory: an older break than these is no longer the last one.
  market.traded = [...market.traded.slice(-7), award.candidate.signal.structureAt];
  open(desk, award);
}

/** What became of a signal: for `explain`, and for the record of its decision. */
function settleDecision({ state, at, effects }: Desk, { instrument, at: decidedAt }: Signal, outcome: string): void {
  const market = state.markets.get(instrument);
  if (market !== undefined) market.outcome = { at, code: outcome };
  effects.push({ type: 'decision.settled', instrument, decidedAt, outcome });
}

/** A signal as a bid, at the mark of now, or why it does not bid any more. Analysis and execution read one source of prices, so the basis between them is one. */
function candidateOf(desk: Desk, signal: Signal): Candidate | string {
  const market = desk.state.markets.get(signal.instrument);
  const mark = market === undefined ? undefined : markOf(market);
  if (market === undefined || mark === undefined || market.status !== 'open') return 'NOT_TRADABLE';
  if (isOccupied(desk, signal.base)) return 'POSITION_EXISTS';
  if (modeNow(desk) !== 'NORMAL') return 'ENTRIES_BLOCKED';
  // Rounded toward the price: the risk is never wider than the structure asks for.
  const stop = priceFromAnalysis(signal.stop, market.instrument.tick, signal.side === 'long' ? 'up' : 'down');
  return { signal, instrument: market.instrument, tier: market.tier, mark, stop };
}
