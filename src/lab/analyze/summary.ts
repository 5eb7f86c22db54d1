import { advance, newAnalysis } from '../../core/smc/analysis.ts';
import type { Analysis as Engine } from '../../core/smc/analysis.ts';
import type { SmcEvent, StructureEvent } from '../../core/smc/events.ts';
import type { AnalysisParams } from '../../core/smc/params.ts';
import { columnsOf, rowOf } from '../../core/smc/rows.ts';
import { ms } from '../../core/units.ts';
import { analysed, isoTime } from '../../view/format.ts';
import type { Analysis } from './analysis.ts';
import { eventKinds } from './events.ts';
import { fill, newFilled } from './candle.ts';
import { nearestCells, scaleCells } from './standing.ts';

type Kind = Readonly<{ count: number; newest: SmcEvent; openAt: number }>;
type Seen = {
  count: number;
  firstAt: number;
  lastAt: number;
  kinds: Map<string, Kind>;
  breaks: Map<string, StructureEvent>;
};

/** What a person reads: what was found and when last, which way each scale goes, and what lies nearest to the price. */
export function summary(file: string, params: AnalysisParams): Analysis {
  return {
    needs: 'one-by-one',
    start: (print) => {
      const [engine, candle] = [newAnalysis(params), newFilled()];
      const seen: Seen = { count: 0, firstAt: 0, lastAt: 0, kinds: new Map(), breaks: new Map() };
      const emit = (event: SmcEvent): void => remember(seen, event, candle.openAt);
      return {
        hear: (row) => {
          advance(engine, fill(candle, row), emit);
          if (seen.count === 0) seen.firstAt = candle.openAt;
          seen.count += 1;
          seen.lastAt = candle.openAt;
        },
        end: () => print(`${words(file, seen, engine).join('\n')}\n`),
      };
    },
  };
}

function remember({ kinds, breaks }: Seen, event: SmcEvent, openAt: number): void {
  kinds.set(event.type, { count: (kinds.get(event.type)?.count ?? 0) + 1, newest: event, openAt });
  if (event.type === 'structure') breaks.set(event.scale, event);
}

function words(file: string, { count, firstAt, lastAt, kinds, breaks }: Seen, engine: Engine): readonly string[] {
  const time = (at: number): string => isoTime(ms(at));
  const found = eventKinds.flatMap((kind) => {
    const one = kinds.get(kind);
    return one === undefined ? [] : [[kind, `${one.count}`, time(one.openAt), factsOf(one.newest)]];
  });
  const scales = (['internal', 'swing'] as const).map((scale) => scaleCells(engine, scale, breaks.get(scale)));
  return [
    `${file}: ${count} candles, ${time(firstAt)} to ${time(lastAt)}, last close ${analysed(engine.now.close)}.`,
    '',
    ...aligned(scales),
    '',
    ...aligned([['event', 'count', 'newest', ''], ...found]),
    '',
    'Nearest to the price:',
    ...aligned(nearestCells(engine)),
  ];
}

/** `scale swing, idx 930, price 1.0975`: the columns of its table, but for those that say what a row number would. */
function factsOf(event: SmcEvent): string {
  const names = columnsOf(event.type);
  return rowOf(event)
    .flatMap((cell, n) => {
      const name = names[n] ?? '';
      return name === 'known_at' || cell === '' ? [] : [`${name} ${typeof cell === 'number' ? analysed(cell) : cell}`];
    })
    .join(', ');
}

function aligned(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = (rows[0] ?? []).map((_, n) => Math.max(...rows.map((row) => row[n]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, n) => cell.padEnd(widths[n] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}
