import { alert } from './desk.ts';
import type { Desk } from './desk.ts';
import type { EventOf } from './events.ts';
import type { Candle } from './market/candle.ts';
import { beginHistory, count } from './market/market.ts';
import type { Market } from './market/market.ts';
import type { HigherCandle } from './market/series.ts';
import { readHistory } from './signal/read.ts';

/** The history of an instrument is told from its beginning, or could not be had: then it stays out until it can. */
export function onHistory(desk: Desk, event: EventOf<'history.begun' | 'history.failed'>): void {
  const market = desk.state.markets.get(event.instrument);
  if (market === undefined) return;
  if (event.type === 'history.begun') return beginHistory(market, desk.at);
  const { instrument: symbol, timeframe, cause } = event;
  if (market.missing[timeframe] === cause) return;
  market.missing[timeframe] = cause;
  alert(desk, 'warning', 'DATA_MISSING', { symbol, timeframe, cause });
}

/** A candle of a higher timeframe as the venue tells it: history for as long as our own 15m candles did not build that bucket. */
export function onHigherCandle({ settings }: Desk, market: Market, candle: HigherCandle): void {
  if (readHistory(market.reading, candle, settings.signal)) delete market.missing[candle.timeframe];
  else count(market, 'repeated');
}

/** No market of ours, still forming, or prices that contradict each other. */
export function refuse(desk: Desk, { instrument, openAt }: Candle, market: Market | undefined): void {
  if (market !== undefined) count(market, 'unsound');
  alert(desk, 'warning', 'CANDLE_REFUSED', { instrument, openAt });
}
