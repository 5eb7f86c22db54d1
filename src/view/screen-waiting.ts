import { questionOf } from '../core/decide.ts';
import { gates } from '../core/signal/gates.ts';
import { judge } from '../core/signal/judge.ts';
import type { Settings } from '../core/settings.ts';
import type { State } from '../core/state.ts';
import type { Base } from '../core/units.ts';
import { bold, dim, left, plain, right } from './screen-text.ts';
import type { Line } from './screen-text.ts';

/** Why there is no signal now: the gate that says no, and the markets to which it says it. */
export type Reason = Readonly<{ code: string; asks: string; bases: readonly Base[] }>;
export type Waiting = Readonly<{ markets: number; reasons: readonly Reason[] }>;

/** Asks the gates again, of every market that has a candle; the most common reason first, then in the order of the gates. */
export function waitingOf(state: State, settings: Settings): Waiting {
  const desk = { state, settings, at: state.at, effects: [] };
  const found = new Map<string, Base[]>();
  let markets = 0;
  for (const market of state.markets.values()) {
    if (market.last === undefined) continue;
    const verdict = judge(questionOf(desk, market, market.last.close));
    const code = verdict.fired ? 'SIGNAL' : verdict.code;
    found.set(code, [...(found.get(code) ?? []), market.instrument.base]);
    markets += 1;
  }
  const reasons = [...gates, { code: 'SIGNAL', asks: 'nothing more: every gate says yes' }].flatMap(
    ({ code, asks }): readonly Reason[] => {
      const bases = found.get(code);
      return bases === undefined ? [] : [{ code, asks, bases: [...bases].sort() }];
    },
  );
  return { markets, reasons: reasons.sort((a, b) => b.bases.length - a.bases.length) };
}

/** What is being waited for, in one sentence. */
export function waitingLine({ markets, reasons }: Waiting): string {
  const [first] = reasons;
  if (first === undefined) return 'waiting for the first candles';
  if (first.code === 'DATA_MISSING') return `warming up, ${first.bases.length} of ${markets} markets need more candles`;
  return `waiting for a signal; most common reason now: ${first.code} (${first.bases.length} of ${markets})`;
}

/** One reason a line: code, count, what the gate asks for where there is room, and the markets. The last line sums up what does not fit. */
export function reasonRows({ markets, reasons }: Waiting, rows: number, width: number): readonly Line[] {
  if (reasons.length === 0) return [[dim(' no closed candle yet')]];
  const fitting = reasons.length > rows ? reasons.slice(0, rows - 1) : reasons;
  const rest = reasons.slice(fitting.length).flatMap(({ bases }) => bases);
  const last = rest.length > 0 ? [{ code: 'other reasons', asks: 'keel explain tells', bases: rest }] : [];
  return [...fitting, ...last].map(({ code, asks, bases }) => [
    plain(` ${left(code, 23)}`),
    bold(right(String(bases.length), 2)),
    dim(left(` of ${markets}`, 8)),
    ...(width >= 110 ? [dim(left(asks, 57))] : []),
    dim(bases.join(' ')),
  ]);
}
