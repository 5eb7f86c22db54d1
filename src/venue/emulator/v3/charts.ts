import type { Bar } from '../standing/charts.ts';
import type { Asked, Reply } from '../standing/service.ts';
import { answerAnalytics } from './analytics.ts';
import type { Desk } from './desk.ts';
import { readParams, readTime } from './params.ts';

/** In the order in which Kraken lists them. */
const spans: Readonly<Record<string, number>> = {
  '1m': 60_000,
  '5m': 300_000,
  '15m': 900_000,
  '30m': 1_800_000,
  '1h': 3_600_000,
  '4h': 14_400_000,
  '12h': 43_200_000,
  '1d': 86_400_000,
  '1w': 604_800_000,
};
const tickTypes = ['mark', 'spot', 'trade'];
/** Candles a page; more are announced. */
const page = 2_000;

/** `/api/charts/v1/`: no envelope, errors in plain text, seconds in and milliseconds out. Gotcha 84. */
export function answerCharts(desk: Desk, asked: Asked): Reply {
  const parts = asked.path
    .split('/')
    .slice(4)
    .filter((part) => part !== '');
  const [tickType, name, resolution] = parts;
  if (asked.method !== 'GET') return plain(405, 'Method not allowed');
  if (tickType === undefined) return json(tickTypes);
  if (tickType === 'analytics') return answerAnalytics(desk, asked, parts.slice(1));
  if (!tickTypes.includes(tickType)) return plain(400, 'Invalid tick type');
  if (name === undefined) return json(desk.exchange.contracts().map(({ symbol }) => desk.spell(symbol)));
  const contract = desk.listed(name);
  if (contract === undefined) return plain(404, 'Market not found');
  if (resolution === undefined) return json(Object.keys(spans));
  const spanMs = spans[resolution];
  if (spanMs === undefined) return plain(400, 'Invalid resolution');
  return json(candles(desk, asked, { symbol: contract.symbol, spanMs, isTrade: tickType === 'trade' }));
}

type Wanted = Readonly<{ symbol: Parameters<Desk['charts']['firstAt']>[0]; spanMs: number; isTrade: boolean }>;

/** Both bounds are of the opening, inclusive; without them the latest page. The forming candle is last. */
function candles({ charts, exchange }: Desk, asked: Asked, { symbol, spanMs, isTrade }: Wanted): unknown {
  const params = readParams(asked);
  const [from, to] = [readTime(params.get('from')), readTime(params.get('to'))];
  const most = Math.max(1, Math.min(page, Math.floor(Number(params.get('count') ?? page)) || page));
  const end = to === undefined ? exchange.now() : to * 1_000;
  const begin =
    from === undefined
      ? Math.floor(Math.min(end, exchange.now()) / spanMs) * spanMs - (most - 1) * spanMs
      : from * 1_000;
  const bars = charts.bars({ symbol, spanMs, from: begin, to: end, count: most + 1 });
  const rows = bars.slice(0, most).map((bar) => candleJson(bar, isTrade));
  return { candles: rows, more_candles: bars.length > most };
}

/** Prices and volume are text; the mark and the index have no volume. */
function candleJson({ openAt, open, high, low, close, volume }: Bar, isTrade: boolean): unknown {
  const text = String;
  return {
    time: openAt,
    open: text(open),
    high: text(high),
    low: text(low),
    close: text(close),
    volume: isTrade ? text(volume) : '0',
  };
}

function json(body: unknown): Reply {
  return { status: 200, body: JSON.stringify(body) };
}

function plain(status: number, body: string): Reply {
  return { status, body, type: 'text/plain' };
}
