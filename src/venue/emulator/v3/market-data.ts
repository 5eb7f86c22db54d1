import { later } from '../../../core/units.ts';
import type { Contract, Ticker } from '../market-view.ts';
import type { Reply } from '../standing/service.ts';
import type { Call, Desk, Routes } from './desk.ts';
import { failure, iso, num, success } from './envelope.ts';
import { instrumentJson, statusJson } from './instruments.ts';
import { readTime } from './params.ts';
import { tickerJson } from './ticker.ts';

/** Answers about one contract; Kraken's words where it is missing or unknown. */
function ofContract(
  answer: (desk: Desk, call: Call, contract: Contract) => Reply,
  name: (call: Call) => string | undefined = ({ params }) => params.get('symbol'),
): (desk: Desk, call: Call) => Reply {
  return (desk, call) => {
    const asked = name(call);
    if (asked === undefined) return failure(call.at, 'requiredArgumentMissing');
    const contract = desk.listed(asked);
    return contract === undefined ? failure(call.at, 'contractNotFound') : answer(desk, call, contract);
  };
}
const first = ({ rest }: Call): string | undefined => rest[0];

/** @see https://docs.kraken.com/api/docs/futures-api/trading/market-data */
export const marketDataRoutes: Routes = {
  'GET /derivatives/api/v3/instruments': { access: 'public', answer: instruments },
  'GET /derivatives/api/v3/instruments/status': {
    access: 'public',
    answer: (desk, { at }) =>
      success(at, { instrumentStatus: desk.exchange.contracts().map((one) => statusJson(desk, one)) }),
  },
  'GET /derivatives/api/v3/instruments/': {
    access: 'public',
    answer: ofContract((desk, { at }, contract) => success(at, statusJson(desk, contract)), first),
  },
  'GET /derivatives/api/v3/tickers': { access: 'public', answer: tickers },
  'GET /derivatives/api/v3/tickers/': { access: 'public', answer: ofContract(ticker, first) },
  'GET /derivatives/api/v3/orderbook': { access: 'public', answer: ofContract(orderBook) },
  'GET /derivatives/api/v3/history': { access: 'public', answer: ofContract(history) },
  'GET /derivatives/api/v4/historicalfundingrates': { access: 'public', answer: ofContract(fundingRates) },
};

function instruments(desk: Desk, { at, params }: Call): Reply {
  const types = params.all('contractType');
  const isAsked = types.length === 0 || types.some((type) => type === 'flexible_futures' || type === 'all');
  const rows = isAsked ? desk.exchange.contracts().map((contract) => instrumentJson(desk, contract)) : [];
  return success(at, { instruments: rows });
}

function tickers(desk: Desk, { at }: Call): Reply {
  const rows = desk.exchange.contracts().flatMap(({ symbol, base }) => {
    const seen: Ticker | undefined = desk.exchange.ticker(symbol);
    return seen === undefined ? [] : [tickerJson(desk, seen, base)];
  });
  return success(at, { tickers: rows });
}

function ticker(desk: Desk, { at }: Call, { symbol, base }: Contract): Reply {
  const seen = desk.exchange.ticker(symbol);
  return seen === undefined ? failure(at, 'contractNotFound') : success(at, { ticker: tickerJson(desk, seen, base) });
}

function orderBook({ exchange }: Desk, { at }: Call, { symbol }: Contract): Reply {
  const book = exchange.book(symbol);
  const side = (levels: typeof book extends undefined ? never : NonNullable<typeof book>['bids']): unknown =>
    levels.map(({ price, qty }) => [num(price), num(qty)]);
  return success(at, { orderBook: { bids: side(book?.bids ?? []), asks: side(book?.asks ?? []) } }, 'book');
}

/** The hundred newest, newest first; `trade_id` only counts them down. Gotcha 80. */
function history({ exchange }: Desk, { at, params }: Call, { symbol }: Contract): Reply {
  const before = readTime(params.get('lastTime'));
  const trades = exchange.trades(symbol, before === undefined ? undefined : later(at, before - at)).slice(0, 100);
  const rows = trades.map((trade, index) => ({
    time: iso(trade.at),
    trade_id: 100 - index,
    price: num(trade.price),
    size: num(trade.qty),
    side: trade.side,
    type: trade.type,
    uid: trade.uid,
  }));
  return success(at, { history: rows });
}

function fundingRates({ exchange }: Desk, { at }: Call, { symbol }: Contract): Reply {
  const rates = exchange.fundingRates(symbol).map(({ at: hour, relative, absolute }) => ({
    timestamp: iso(hour).replace('.000Z', 'Z'),
    fundingRate: absolute,
    relativeFundingRate: relative,
  }));
  return success(at, { rates });
}
