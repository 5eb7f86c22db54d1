import type { InstrumentId } from '../../../core/units.ts';
import { toNumber } from '../../../core/units.ts';
import type { Asked, Reply } from '../standing/service.ts';
import type { Desk } from './desk.ts';
import { readParams } from './params.ts';

/** Seconds that a row may span. @see https://docs.kraken.com/api/docs/futures-api/charts/analytics */
const intervals = [60, 300, 900, 1_800, 3_600, 14_400, 43_200, 86_400, 604_800];
/** Rows of one answer; of more there is word. */
const page = { rows: 2_000 } as const;

/** One value of a series for the span that begins then, in ms. */
type Value = (desk: Desk, span: Readonly<{ symbol: InstrumentId; from: number; to: number }>) => unknown;

/** Those whose rows somebody has seen: open, high, low and close; base units; a ratio. */
const series: Readonly<Record<string, Value>> = {
  'open-interest': ({ exchange }, { symbol }) => {
    const interest = exchange.ticker(symbol)?.openInterest ?? 0;
    return [interest, interest, interest, interest];
  },
  'liquidation-volume': ({ exchange }, { symbol, from, to }) =>
    exchange
      .trades(symbol)
      .filter(({ at, type }) => type === 'liquidation' && at >= from && at < to)
      .reduce((sum, { qty }) => sum + toNumber(qty), 0),
  'future-basis': ({ exchange }, { symbol }) => {
    const { last, index } = exchange.ticker(symbol) ?? {};
    return last === undefined || index === undefined || index === 0 ? 0 : last / index - 1;
  },
};

/** `analytics/{symbol}/{type}?since&to&interval`, in seconds; both bounds are included. */
export function answerAnalytics(desk: Desk, asked: Asked, [name, type]: readonly string[]): Reply {
  const [contract, value] = [desk.listed(name), series[type ?? '']];
  if (contract === undefined || value === undefined) return said(404, 'Not found');
  const params = readParams(asked);
  const [since, to, interval] = ['since', 'to', 'interval'].map((key) => Number(params.get(key) ?? NaN));
  if (since === undefined || interval === undefined || !(since >= 0)) return said(400, 'Invalid since');
  if (!intervals.includes(interval)) return said(400, 'Invalid interval');
  const now = Math.floor(desk.exchange.now() / 1_000);
  const end = to === undefined || Number.isNaN(to) ? now : Math.min(to, now);
  const begin = Math.max(since, (desk.charts.firstAt(contract.symbol) ?? desk.exchange.now()) / 1_000);
  const timestamp: number[] = [];
  for (let at = Math.ceil(begin / interval) * interval; at <= end && timestamp.length <= page.rows; at += interval) {
    timestamp.push(at);
  }
  const shown = timestamp.slice(0, page.rows);
  const data = shown.map((at) =>
    value(desk, { symbol: contract.symbol, from: at * 1_000, to: (at + interval) * 1_000 }),
  );
  const result = { timestamp: shown, data, more: timestamp.length > shown.length };
  return { status: 200, body: JSON.stringify({ result, errors: [] }) };
}

function said(status: number, body: string): Reply {
  return { status, body, type: 'text/plain' };
}
