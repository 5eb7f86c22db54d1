import { advance, newAnalysis } from '../../core/smc/analysis.ts';
import type { SmcEvent } from '../../core/smc/events.ts';
import { defaultParams } from '../../core/smc/params.ts';
import type { SignalSettings } from '../../core/signal/signal-settings.ts';
import type { ChartBar, ChartBreak, ChartSwing, ChartZone } from './chart.ts';

/** What a series told about its structure, in times instead of numbers of candles. */
export type Told = Readonly<{
  swings: readonly ChartSwing[];
  breaks: readonly ChartBreak[];
  zones: readonly Omit<ChartZone, 'isChosen'>[];
  /** When the candle of the last break's protected extreme opened. */
  strongAt?: number;
}>;

type Drawn = { -readonly [K in keyof Omit<ChartZone, 'isChosen'>]: ChartZone[K] };
type Notes = {
  swings: ChartSwing[];
  breaks: ChartBreak[];
  zones: Map<string, Drawn>;
  strongIdx?: number;
  /** When the level of a candle was there to be broken. */
  levels: Map<number, number>;
};
type Clock = Readonly<{ openOf: (idx: number) => number; now: number }>;

/** Tells the series again, by the analysis that the detectors of the engine are part of: each fact with when it was known. */
export function toldBy(bars: readonly ChartBar[], spanMs: number, { pivotCandles }: SignalSettings): Told {
  const scales = { ...defaultParams.scales, internal: [pivotCandles, pivotCandles] } as const;
  const analysis = newAnalysis({ ...defaultParams, scales, rangeScale: 'internal' });
  const notes: Notes = { swings: [], breaks: [], zones: new Map(), levels: new Map() };
  const openOf = (idx: number): number => bars[idx]?.openAt ?? bars[0]?.openAt ?? 0;
  for (const bar of bars) advance(analysis, bar, (event) => note(notes, event, { openOf, now: bar.openAt + spanMs }));
  const { swings, breaks, zones, strongIdx } = notes;
  return {
    swings,
    breaks,
    zones: [...zones.values()],
    ...(strongIdx === undefined ? {} : { strongAt: openOf(strongIdx) }),
  };
}

function note(notes: Notes, event: SmcEvent, clock: Clock): void {
  if ('scale' in event && event.scale !== 'internal') return;
  if (event.type === 'pivot') return notePivot(notes, event, clock);
  if (event.type === 'structure') return noteBreak(notes, event, clock);
  if (event.type === 'ob' || event.type === 'fvg') noteZone(notes, event, clock);
}

function notePivot(notes: Notes, event: Extract<SmcEvent, { type: 'pivot' }>, { openOf, now }: Clock): void {
  const { idx, side, price, label } = event;
  notes.swings.push({ at: openOf(idx), knownAt: now, side, price, label });
  notes.levels.set(idx, now);
}

function noteBreak(notes: Notes, event: Extract<SmcEvent, { type: 'structure' }>, { openOf, now }: Clock): void {
  const { kind, dir, level, levelIdx, strongIdx } = event;
  // A protected extreme became a level with the break that it protects.
  const levelKnownAt = notes.levels.get(levelIdx) ?? notes.breaks.at(-1)?.knownAt ?? now;
  notes.breaks.push({ kind, dir, level, originAt: openOf(levelIdx), levelKnownAt, knownAt: now });
  notes.strongIdx = strongIdx;
}

function noteZone(notes: Notes, event: Extract<SmcEvent, { type: 'ob' | 'fvg' }>, { openOf, now }: Clock): void {
  const { type, id, idx, dir, top, bottom } = event;
  const key = `${type} ${id}`;
  if (event.event === 'create') {
    notes.zones.set(key, { kind: type, dir, top, bottom, originAt: openOf(idx), knownAt: now });
    return;
  }
  const zone = notes.zones.get(key);
  if (zone === undefined) return;
  if (event.event === 'touch') zone.touchedAt ??= now;
  else if (['break', 'invert', 'full', 'evict'].includes(event.event)) zone.endAt ??= now;
}
