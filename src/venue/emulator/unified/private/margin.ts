import { add, later, sub } from '../../../../core/units.ts';
import type { WalletView } from '../../account-view.ts';
import type { Channel } from '../channel.ts';
import { encode } from '../frame.ts';
import type { Row } from '../frame.ts';
import type { Account } from './account.ts';
import { spelled } from './spelling.ts';
import { watchPositions } from './watching.ts';

/** At most one frame in so many emulated ms. */
const rhythm = { margin: 1_000 } as const;

/**
 * The wallet of the perpetuals, one whole section in each frame, with every change but at most once a second.
 *
 * @see https://docs.kraken.com/exchange/api-reference/unified-ws/margin
 */
export function marginChannel(account: Account): Channel {
  const { exchange, hub, switches } = account;
  return {
    name: 'margin',
    spec: {},
    needs: { symbol: false, token: true, assetClass: true },
    open: ({ talk }) => ({
      result: { asset_class: 'derivatives' },
      begin: () => {
        let told = '';
        let freeAt = exchange.now();
        let [isDue, isOver] = [false, false];
        const tell = (): void => {
          isDue = false;
          const data = spelled(sectionOf(exchange.wallet()), switches.marginNames);
          const text = encode(data);
          if (isOver || text === told) return;
          told = text;
          freeAt = later(exchange.now(), rhythm.margin);
          talk.say({ channel: 'margin', type: 'multi_collateral', data });
        };
        const poke = (): void => {
          if (isDue) return;
          isDue = true;
          exchange.schedule(freeAt > exchange.now() ? freeAt : exchange.now(), tell);
        };
        tell();
        talk.say({ channel: 'margin', type: 'single_collateral', data: [] });
        const stops = [
          watchPositions(account),
          ...(['wallet', 'position', 'order', 'ticker'] as const).map((type) => hub.on(type, poke)),
        ];
        return () => {
          isOver = true;
          for (const stop of stops) stop();
        };
      },
    }),
  };
}

/** In the names of the `balances` feed of WebSocket v1; `initial_margin` is with what open orders reserve. */
function sectionOf(wallet: WalletView): Row {
  const { unrealised, unrealisedFunding } = wallet;
  const total = add(unrealised, unrealisedFunding);
  return {
    balance_value: wallet.balanceValue,
    collateral_value: wallet.collateralValue,
    portfolio_value: wallet.portfolioValue,
    initial_margin: wallet.initialMarginWithOrders,
    initial_margin_without_orders: wallet.initialMargin,
    maintenance_margin: wallet.maintenanceMargin,
    pnl: unrealised,
    unrealized_funding: unrealisedFunding,
    total_unrealized: total,
    total_unrealized_as_margin: sub(wallet.marginEquity, wallet.collateralValue),
    margin_equity: wallet.marginEquity,
    available_margin: wallet.availableMargin,
  };
}
