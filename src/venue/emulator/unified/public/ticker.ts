import type { UnifiedSwitches } from '../../../dialect/unified-switches.ts';
import type { Ticker } from '../../market-view.ts';
import type { Channel } from '../channel.ts';
import { stamp } from '../frame.ts';
import type { Row } from '../frame.ts';
import type { Hub } from '../hub.ts';
import type { Listed, PublicMarket } from '../market.ts';
import { flagIn, textIn } from '../params.ts';

export type TickerFlavour = Readonly<{
  assetClass: boolean;
  extras: UnifiedSwitches['tickerExtras'];
  hasTrigger: boolean;
}>;

/**
 * Best prices, the last trade and the last 24 hours; what the market has none of yet is left out. Updates come with trades,
 * or with every change of the best prices where `event_trigger` asks for it.
 *
 * @see https://docs.kraken.com/exchange/api-reference/unified-ws/ticker
 */
export function tickerChannel(market: PublicMarket, hub: Hub, flavour: TickerFlavour): Channel {
  return {
    name: 'ticker',
    spec: { snapshot: 'boolean', ...(flavour.hasTrigger ? { event_trigger: 'text' } : {}) },
    needs: { symbol: true, token: false, assetClass: flavour.assetClass },
    objection: (params) =>
      ['bbo', 'trades', undefined].includes(textIn(params, 'event_trigger'))
        ? undefined
        : "'params.event_trigger' must be bbo or trades",
    open: ({ params, talk, listed }) => {
      const snapshot = flagIn(params, 'snapshot', true);
      return {
        result: { snapshot },
        begin: () => {
          if (listed === undefined) return () => undefined;
          let last: string | undefined;
          const tell = (type: 'snapshot' | 'update'): void => {
            const ticker = market.ticker(listed);
            if (ticker === undefined) return;
            const touch = `${ticker.bid} ${ticker.bidSize} ${ticker.ask} ${ticker.askSize}`;
            const isQuiet = type === 'update' && isBbo && touch === last;
            last = touch;
            if (!isQuiet) talk.say({ channel: 'ticker', type, data: [tickerRow(listed, ticker, flavour.extras)] });
          };
          const isBbo = textIn(params, 'event_trigger') === 'bbo';
          if (snapshot) tell('snapshot');
          return hub.on(
            `${isBbo ? 'book' : 'trade'}:${listed.symbol}`,
            hub.gather(() => tell('update')),
          );
        },
      };
    },
  };
}

export function tickerRow({ name, decimals }: Listed, ticker: Ticker, extras: TickerFlavour['extras']): Row {
  const { volume, volumeQuote, open24h, last } = ticker;
  const change = last === undefined || open24h === undefined ? undefined : last - open24h;
  // Without the noise of floats.
  const price = (value: number | undefined): number | undefined =>
    value === undefined ? undefined : Number(value.toFixed(Math.min(10, decimals.price + 1)));
  return {
    symbol: name,
    bid: ticker.bid,
    bid_qty: ticker.bidSize,
    ask: ticker.ask,
    ask_qty: ticker.askSize,
    last,
    volume,
    vwap: volume > 0 ? price(volumeQuote / volume) : 0,
    low: price(ticker.low24h),
    high: price(ticker.high24h),
    change: price(change),
    change_pct:
      change === undefined || open24h === undefined ? undefined : Number(((change / open24h) * 100).toFixed(2)),
    ...extrasOf(ticker, extras),
    timestamp: stamp(ticker.at),
  };
}

function extrasOf(ticker: Ticker, extras: TickerFlavour['extras']): Row {
  const { mark, index, fundingRate, fundingPrediction, openInterest, nextFundingAt, suspended, postOnly } = ticker;
  const next = stamp(nextFundingAt);
  switch (extras) {
    case 'none':
      return {};
    case 'snake-case':
      return {
        mark_price: mark,
        index_price: index,
        funding_rate: fundingRate,
        open_interest: openInterest,

        funding_rate_prediction: fundingPrediction,
        next_funding_time: next,
        suspended,
        post_only: postOnly,
      };
    case 'camel-case':
      return {
        markPrice: mark,
        indexPrice: index,
        fundingRate,
        openInterest,

        fundingRatePrediction: fundingPrediction,
        nextFundingTime: next,
        suspended,
        postOnly,
      };
  }
}
