import type { Ms } from '../../src/core/units.ts';
import type { VenueReport } from '../../src/runtime/ports.ts';
import type { Exchange } from '../../src/venue/emulator/api.ts';

const ranks: Readonly<Partial<Record<VenueReport['type'], number>>> = { 'order.filled': 1, 'order.ended': 2 };

export type Ordering = (reports: readonly VenueReport[], at: Ms) => readonly VenueReport[];

/**
 * The order in which a venue in process tells what happened: orders in the order of what the exchange did with them, of
 * each its outcome, fills and end; then snapshots, then marks.
 */
export function createOrdering(exchange: Exchange, latencyMs: number): Ordering {
  const places = new Map<string, number>();
  const note = (order: string | undefined, at: Ms): void => {
    const key = `${order} ${at}`;
    if (!places.has(key)) places.set(key, places.size);
  };
  exchange.listen((event) => {
    if (event.type === 'execution') note(event.execution.cliOrdId, event.execution.at);
    if (event.type === 'order') note(event.order.cliOrdId, event.at);
  });
  const keyOf = (report: VenueReport, at: Ms): readonly [number, number, number] => {
    if (report.type === 'venue.snapshot') return [1, 0, 0];
    if (report.type === 'mark.observed') return [2, 0, 0];
    const order = report.type === 'order.filled' ? report.fill.order : 'order' in report ? report.order : '';
    return [0, places.get(`${order} ${at - latencyMs}`) ?? -1, ranks[report.type] ?? 0];
  };
  return (reports, at) =>
    reports
      .map((report) => ({ report, key: keyOf(report, at) }))
      .sort(({ key: a }, { key: b }) => a[0] - b[0] || a[1] - b[1] || a[2] - b[2])
      .map(({ report }) => report);
}
