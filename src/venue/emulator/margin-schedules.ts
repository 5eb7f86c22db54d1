import { fixed } from '../../core/units.ts';
import type { MarginLevel } from './market-view.ts';

/**
 * Kraken's margin schedules by class, as its instruments listed them on 2026-07-16: from so much USD of notional on, such
 * an initial margin in percent. Maintenance is half of it.
 *
 * @see https://futures.kraken.com/derivatives/api/v3/instruments
 */
const schedules = {
  btc: '0:1 1000000:2 3000000:4 5000000:5 10000000:10 30000000:20 50000000:30 150000000:50',
  eth: '0:1 500000:2 2000000:4 5000000:5 10000000:10 30000000:20 50000000:30 150000000:50',
  a50: '0:2 2000000:4 5000000:5 10000000:10 30000000:20 50000000:30 150000000:50',
  b50: '0:2 500000:4 1500000:5 3000000:10 10000000:20 20000000:30 50000000:50',
  c25: '0:4 250000:5 750000:10 2000000:20 5000000:30 10000000:50',
  d20: '0:5 25000:10 250000:20 1000000:30 3000000:50',
  e10: '0:10 250000:20 1000000:30 2000000:50',
} as const;

export type MarginClass = keyof typeof schedules;
export const marginClasses: readonly MarginClass[] = ['btc', 'eth', 'a50', 'b50', 'c25', 'd20', 'e10'];

/** The levels of a class, lowest first. */
export function marginLevels(name: MarginClass): readonly MarginLevel[] {
  return schedules[name].split(' ').map((level) => {
    const [from = '', percent = ''] = level.split(':');
    const initial = Number(percent) / 100;
    return { from: fixed(from), initial: fixed(initial.toFixed(4)), maintenance: fixed((initial / 2).toFixed(4)) };
  });
}
