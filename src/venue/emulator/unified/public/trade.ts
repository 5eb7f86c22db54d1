import type { PublicTrade } from '../../market-view.ts';
import type { Channel } from '../channel.ts';
import { stamp } from '../frame.ts';
import type { Row } from '../frame.ts';
import type { Hub } from '../hub.ts';
import type { Listed, PublicMarket } from '../market.ts';
import { flagIn } from '../params.ts';

export type TradeFlavour = Readonly<{ assetClass: boolean; hasType: boolean }>;

/** How many trades a snapshot holds. @see https://docs.kraken.com/exchange/api-reference/unified-ws/trade */
const snapshotOf = { trades: 50 } as const;

/** Public trades; those of one moment are in one frame. */
export function tradeChannel(market: PublicMarket, hub: Hub, flavour: TradeFlavour): Channel {
  return {
    name: 'trade',
    spec: { snapshot: 'boolean' },
    needs: { symbol: true, token: false, assetClass: flavour.assetClass },
    open: ({ params, talk, listed }) => {
      const snapshot = flagIn(params, 'snapshot', false);
      return {
        result: { snapshot },
        begin: () => {
          if (listed === undefined) return () => undefined;
          const tell = (type: 'snapshot' | 'update', trades: readonly PublicTrade[]): void =>
            talk.say({ channel: 'trade', type, data: trades.map((trade) => tradeRow(listed, trade, flavour.hasType)) });
          const recent = market.trades(listed, snapshotOf.trades);
          if (snapshot) tell('snapshot', recent);
          let told = recent.at(-1)?.seq ?? 0;
          let due = 0;
          const flush = hub.gather(() => {
            const fresh = market.trades(listed, due).filter(({ seq }) => seq > told);
            [told, due] = [fresh.at(-1)?.seq ?? told, 0];
            if (fresh.length > 0) tell('update', fresh);
          });
          return hub.on(`trade:${listed.symbol}`, () => {
            due += 1;
            flush();
          });
        },
      };
    },
  };
}

/** Who took, and whether with a market order, is not on the tape of the exchange: every taker had a limit. */
function tradeRow({ name }: Listed, trade: PublicTrade, hasType: boolean): Row {
  return {
    symbol: name,
    side: trade.side,
    price: trade.price,
    qty: trade.qty,
    ord_type: trade.type === 'liquidation' ? 'market' : 'limit',
    trade_id: trade.seq,
    timestamp: stamp(trade.at),
    type: hasType ? trade.type : undefined,
  };
}
