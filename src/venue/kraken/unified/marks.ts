import type { InstrumentId, Price } from '../../../core/units.ts';
import type { VenueReport } from '../../../runtime/ports.ts';
import type { UnifiedSwitches } from '../../dialect/unified-switches.ts';
import { decimalOf } from '../decode.ts';
import type { ChannelFrame } from './envelope.ts';
import { readOhlc, readTickers } from './market-rows.ts';
import type { Strange } from './strange.ts';
import { isInstrument } from './track.ts';

type MarkSwitches = Pick<UnifiedSwitches, 'tickerExtras'>;

/**
 * Where marks come from: the ticker where it says them, else candles of the mark of one minute, which are documented. Both
 * move with trades alone: a contract that nobody trades keeps its last mark.
 *
 * @see https://docs.kraken.com/exchange/api-reference/unified-ws/ohlc
 */
export function markSubscription({
  tickerExtras,
}: MarkSwitches): Readonly<{ channel: string } & Record<string, string | number>> {
  return tickerExtras === 'none' ? { channel: 'ohlc', interval: 1, tick_type: 'mark' } : { channel: 'ticker' };
}

type Marking = Readonly<{ switches: MarkSwitches; watched: ReadonlySet<InstrumentId>; strange: Strange }>;

export function markReports(frame: ChannelFrame, { switches, watched, strange }: Marking): readonly VenueReport[] {
  const marks = switches.tickerExtras === 'none' ? minuteMarks(frame, strange) : tickerMarks(frame, strange);
  return marks.flatMap(([symbol, mark]): readonly VenueReport[] => {
    const price = decimalOf<Price>(mark);
    if (!isInstrument(symbol) || !watched.has(symbol) || !price.ok || price.value <= 0n) return [];
    return [{ type: 'mark.observed', instrument: symbol, price: price.value }];
  });
}

type Mark = readonly [symbol: string, mark: number];

/** Only the newest candle of a snapshot is a mark of now. Candles of trades on this line have another interval. */
function minuteMarks(frame: ChannelFrame, strange: Strange): readonly Mark[] {
  const newest = new Map<string, Mark>();
  const begins = new Map<string, number>();
  for (const row of readOhlc(frame.data, strange)) {
    const isMark = row.interval === 1 && (row.tick_type ?? 'mark') === 'mark';
    if (!isMark || row.interval_begin < (begins.get(row.symbol) ?? 0)) continue;
    begins.set(row.symbol, row.interval_begin);
    newest.set(row.symbol, [row.symbol, row.close]);
  }
  return [...newest.values()];
}

function tickerMarks(frame: ChannelFrame, strange: Strange): readonly Mark[] {
  return readTickers(frame.data, strange).flatMap(({ symbol, mark }) => (mark === undefined ? [] : [[symbol, mark]]));
}
