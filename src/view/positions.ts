import { bookOf } from '../core/account.ts';
import { markOf } from '../core/market/market.ts';
import { outstanding } from '../core/position/exit-plan.ts';
import type { Position } from '../core/position/position.ts';
import { entryPrice, remaining } from '../core/position/tally.ts';
import { exposureMargin } from '../core/risk/book.ts';
import type { Book } from '../core/risk/book.ts';
import type { Settings } from '../core/settings.ts';
import type { State } from '../core/state.ts';
import { abs, noUsd, notional, ratioOf, sub, toNumber } from '../core/units.ts';
import type { Price, Usd } from '../core/units.ts';
import { exact, isoTime } from './format.ts';
import { percent } from './status.ts';

/** One position as other programs read it. What is not known yet is null: no entry before the first fill. */
export type PositionJson = Readonly<{
  instrument: string;
  side: string;
  phase: string;
  /** Held now. */
  qty: string;
  /** Entry quantity that may still execute. */
  workingQty: string;
  entryPrice: string | null;
  mark: string | null;
  /** Profit at the mark over the risk first taken, per unit, before costs. */
  r: number | null;
  stopPrice: string;
  /** From the mark to the stop, in percent of the mark; negative when the mark is beyond the stop. */
  stopDistancePct: number | null;
  /** How long no confirmed stop has covered it; 0 while one does. */
  unprotectedMs: number;
  targetsLeft: readonly Readonly<{ role: string; price: string; qty: string }>[];
  unrealisedPnl: string;
  margin: string;
  openedAt: string;
  entryReason: string;
}>;

export type PositionsJson = Readonly<{ version: 1; at: string; positions: readonly PositionJson[] }>;

/** Everything that is held, being entered or being left. */
export function positionsJson(state: State, settings: Settings): PositionsJson {
  const book = bookOf({ state, settings, at: state.at, effects: [] });
  const open = [...state.positions.values()].filter(({ phase }) => phase !== 'closed');
  return {
    version: 1,
    at: isoTime(state.at),
    positions: open.map((position) => positionJson(state, book, position)),
  };
}

function positionJson(state: State, book: Book, position: Position): PositionJson {
  const { instrument, side, phase, stopPrice, openedAt, entryReason } = position;
  const market = state.markets.get(instrument);
  const mark = market === undefined ? undefined : markOf(market);
  const entry = entryPrice(position);
  return {
    instrument,
    side,
    phase,
    qty: exact(remaining(position)),
    workingQty: exact(position.working),
    entryPrice: entry === undefined ? null : exact(entry),
    mark: mark === undefined ? null : exact(mark),
    r: mark === undefined || entry === undefined ? null : reward(position, entry, mark),
    stopPrice: exact(stopPrice),
    stopDistancePct: mark === undefined ? null : stopDistancePct(position, mark),
    unprotectedMs: position.phase === 'unprotected' ? state.at - position.since : 0,
    targetsLeft: targetsLeft(position),
    unrealisedPnl: exact(mark === undefined || entry === undefined ? noUsd : unrealised(position, entry, mark)),
    margin: exact(margin(book, position)),
    openedAt: isoTime(openedAt),
    entryReason,
  };
}

/** From `from` to `to` in the direction of the position. */
function gained({ side }: Position, from: Price, to: Price): Price {
  return side === 'long' ? sub(to, from) : sub(from, to);
}

function reward(position: Position, entry: Price, mark: Price): number | null {
  const risk = abs(sub(entry, position.initialStop));
  const r = toNumber(gained(position, entry, mark)) / toNumber(risk);
  return risk > 0n ? Number(r.toFixed(4)) : null;
}

function stopDistancePct(position: Position, mark: Price): number | null {
  return mark > 0n ? percent(ratioOf(gained(position, position.stopPrice, mark), mark)) : null;
}

function unrealised(position: Position, entry: Price, mark: Price): Usd {
  return notional(gained(position, entry, mark), remaining(position));
}

function targetsLeft(position: Position): PositionJson['targetsLeft'] {
  return position.targets.flatMap((target) => {
    const qty = outstanding(position, target);
    return qty > 0n ? [{ role: target.role, price: exact(target.price), qty: exact(qty) }] : [];
  });
}

function margin({ exposures }: Book, { instrument }: Position): Usd {
  const exposure = exposures.find((candidate) => candidate.instrument === instrument);
  return exposure === undefined ? noUsd : exposureMargin(exposure);
}
