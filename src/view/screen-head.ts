import { bookOf } from '../core/account.ts';
import { timeframeMs } from '../core/market/candle.ts';
import { limits } from '../core/risk/limits.ts';
import type { Book } from '../core/risk/book.ts';
import type { Settings } from '../core/settings.ts';
import type { State } from '../core/state.ts';
import { ratioOf, sub, toNumber } from '../core/units.ts';
import { modeJson } from './mode.ts';
import type { ModeJson } from './mode.ts';
import { briefly, minuteOf, asPercent, secondOf, signed } from './screen-number.ts';
import { apart, bold, dim, plain, right, tinted } from './screen-text.ts';
import type { Line, Span, Tone } from './screen-text.ts';
import { openPositions } from './screen-positions.ts';

/** What the screen knows besides the state: how this process was started. */
export type ScreenFacts = Readonly<{
  mode: 'paper' | 'live';
  /** Where prices come from: synthetic, replay or kraken. */
  market: string;
  seed?: number;
  /** Seconds of the market in one of ours. */
  speed: number | 'max';
  /** Number of the last CYCLE_SUMMARY. */
  cycle: number;
  /** Path of the journal. */
  journal: string;
}>;

type Known = Readonly<{ state: State; settings: Settings }>;

/** Five lines that answer "am I safe?": where we are, the mode, the stops, the money, and the margin. */
export function headLines(known: Known & Readonly<{ facts: ScreenFacts }>, width: number): readonly Line[] {
  const { state, settings, facts } = known;
  const book = bookOf({ state, settings, at: state.at, effects: [] });
  return [
    titleLine(state, facts, width),
    modeLine(known),
    stopsLine(state, book),
    equityLine(state, book, width),
    marginLine(book, settings, width),
  ];
}

function titleLine({ at }: State, { mode, market, seed, speed, cycle }: ScreenFacts, width: number): Line {
  const where = mode === 'live' || seed === undefined ? market : `${market}, seed ${seed}`;
  const pace = speed === 'max' ? 'max speed' : speed === 1 ? 'real time' : `×${speed}`;
  const start: Line = [bold(' KEEL '), tinted('accent', mode.toUpperCase()), dim(` ${where}`)];
  const beats = width >= 96 ? `cycle ${cycle} · ` : '';
  return apart(start, [dim(`${beats}${pace} · `), plain(secondOf(at))], width);
}

const looks: Readonly<Record<ModeJson['mode'], Readonly<{ sign: string; tone: Tone }>>> = {
  NORMAL: { sign: '●', tone: 'good' },
  DEGRADED: { sign: '▲', tone: 'warn' },
  HALTED: { sign: '■', tone: 'bad' },
  SAFE_HOLD: { sign: '■', tone: 'bad' },
};

function modeLine({ state, settings }: Known): Line {
  const known = modeJson(state, settings);
  const { sign, tone } = looks[known.mode];
  const doubtful = [...state.orders.values()].filter(({ status }) => status === 'unresolved').length;
  const doubt = doubtful === 0 ? [] : [tinted('warn', `; ${doubtful} order${doubtful === 1 ? '' : 's'} in doubt`)];
  const words = state.syncing !== undefined ? 'resumed: asking the venue what it has; no entries yet' : wordsOf(known);
  return [tinted(tone, ` ${sign} ${known.mode.padEnd(10)}`), tinted(tone === 'good' ? 'plain' : tone, words), ...doubt];
}

function wordsOf({ latch, reason }: ModeJson): string {
  if (latch !== null) return `no entries, stops stay; since ${minuteOf(latch.since)}: ${latch.reason}`;
  return reason === null ? 'new entries are allowed' : `no new entries: ${reason}`;
}

const label = (text: string): Span => dim(` ${text.padEnd(12)}`);

/** How much of what is held has a stop that the venue confirmed, and what all stops together would cost from here. */
function stopsLine(state: State, book: Book): Line {
  const held = openPositions(state).filter(({ phase }) => phase === 'unprotected' || phase === 'protected');
  const naked = held.flatMap((position) => (position.phase === 'unprotected' ? [position] : []));
  const [longest] = [...naked].sort((a, b) => a.since - b.since);
  if (longest !== undefined) {
    const count = `${naked.length} of ${held.length} WITHOUT a confirmed stop`;
    const worst = `${longest.base} for ${briefly(state.at - longest.since)}`;
    return [label('stops'), tinted('bad', `${count}; ${worst}`), dim('; placing it')];
  }
  if (book.exposures.length === 0) return [label('stops'), dim('nothing held, nothing to protect')];
  const loss = lossAtStops(book);
  const share = book.equity > 0n ? asPercent(-loss / toNumber(book.equity)) : '';
  const confirmed = `${held.length} of ${held.length} confirmed`.padEnd(18);
  const amount = `${right(signed(-loss, 2), 10)} USD ${right(share, 8)}`;
  return [label('stops'), tinted('good', confirmed), dim('if all hit'), plain(amount), dim(' before costs')];
}

/** From the marks to the stops, USD; what is in flight counts as filled. */
function lossAtStops({ exposures }: Book): number {
  return exposures.reduce((sum, { side, mark, stop, qty }) => {
    const against = toNumber(side === 'long' ? sub(mark, stop) : sub(stop, mark));
    return sum + Math.max(0, against) * toNumber(qty);
  }, 0);
}

function equityLine({ account, at }: State, { equity }: Book, width: number): Line {
  // The marks are moved when the book is touched; on a day on which nothing was held, nothing changed.
  const today = account.day === Math.floor(at / timeframeMs['1d']) ? account.dayEquity : equity;
  const peak = account.peakEquity > equity ? account.peakEquity : equity;
  const change = toNumber(sub(equity, today));
  const share = (from: typeof equity): number => (from > 0n ? toNumber(ratioOf(sub(equity, from), from)) : 0);
  const tone = change === 0 ? 'plain' : change < 0 ? 'bad' : 'good';
  const top = width >= 96 ? ` of ${right(toNumber(peak).toFixed(2), 10)} USD` : '';
  return [
    label('equity'),
    bold(right(toNumber(equity).toFixed(2), 10)),
    plain(' USD'),
    dim('   today'),
    tinted(tone, `${right(signed(change, 2), 11)} ${right(asPercent(share(today)), 8)}`),
    dim('   from peak'),
    plain(`${right(asPercent(share(peak)), 8)}`),
    dim(top),
  ];
}

/** Margin in use against the bound for entries; what lies beyond it is in colour. */
function marginLine(book: Book, settings: Settings, width: number): Line {
  const limit = limits.find(({ id }) => id === 'margin-use');
  if (limit === undefined) return [];
  const used = Number(limit.observe(book, settings.risk)) / 1e10;
  const bound = Number(limit.gate(settings.risk)) / 1e10;
  const space = width >= 96 ? 40 : 20;
  const full = Math.min(space, Math.ceil((used / bound) * space));
  const tone = used > Number(settings.risk.marginDegraded) / 1e10 ? 'bad' : used > bound ? 'warn' : 'plain';
  return [
    label('margin'),
    tinted(tone, right(`${(used * 100).toFixed(1)}%`, 10)),
    plain('   '),
    tinted(tone === 'plain' ? 'accent' : tone, '█'.repeat(full)),
    dim('░'.repeat(space - full)),
    dim(`  of ${(bound * 100).toFixed(0)}%, the limit for entries`),
  ];
}
