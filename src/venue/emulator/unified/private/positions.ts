import { abs, decimal, negate, noUsd, notional, ratioOf } from '../../../../core/units.ts';
import type { InstrumentId } from '../../../../core/units.ts';
import type { UnifiedSwitches } from '../../../dialect/unified-switches.ts';
import type { PositionView, WalletView } from '../../account-view.ts';
import type { Channel } from '../channel.ts';
import { encode, stamp } from '../frame.ts';
import type { Row } from '../frame.ts';
import { flagIn } from '../params.ts';
import type { Account } from './account.ts';
import { spelled } from './spelling.ts';
import { watchPositions } from './watching.ts';

/**
 * Positions: all of them once, then those that change; a closed one once more, with size 0. `with_margin` adds what it
 * costs and how it stands, and then there is an update with every price.
 *
 * @see https://docs.kraken.com/exchange/api-reference/unified-ws/positions
 */
export function positionsChannel(account: Account): Channel {
  const { exchange, hub } = account;
  return {
    name: 'positions',
    spec: { snapshot: 'boolean', with_margin: 'boolean' },
    needs: { symbol: false, token: true, assetClass: true },
    objection: (params) =>
      flagIn(params, 'with_margin', false) && params['snapshot'] !== undefined
        ? "'params.snapshot' is not valid with 'params.with_margin'"
        : undefined,
    open: ({ params, talk }) => {
      const withMargin = flagIn(params, 'with_margin', false);
      const snapshot = flagIn(params, 'snapshot', true);
      const echo = withMargin ? { with_margin: true } : { snapshot };
      return {
        result: { asset_class: 'derivatives', ...echo },
        begin: () => {
          const due = new Set<InstrumentId>();
          const told = new Map<InstrumentId, string>();
          if (snapshot && account.empties('positions')) talk.say(tooLarge(account.switches));
          else if (snapshot) {
            const positions = exchange.positions();
            const rows = positions.map((position) => positionRow(account, position, withMargin));
            for (const [i, { symbol }] of positions.entries()) told.set(symbol, encode(rows[i] ?? null));
            talk.say(frameOf(account, 'snapshot', rows));
          } else for (const { symbol } of exchange.positions()) told.set(symbol, '');
          const flush = hub.gather(() => {
            const rows = changedRows(account, { due, told, withMargin });
            due.clear();
            if (rows.length > 0) talk.say(frameOf(account, 'update', rows));
          });
          const hear = (symbol: InstrumentId): void => {
            due.add(symbol);
            flush();
          };
          const stops = [
            ...(withMargin ? [watchPositions(account)] : []),
            hub.on('position', (event) => void (event.type === 'position' && hear(event.symbol))),
            hub.on('ticker', (event) => {
              if (withMargin && event.type === 'ticker' && told.has(event.symbol)) hear(event.symbol);
            }),
          ];
          return () => {
            for (const stop of stops) stop();
          };
        },
      };
    },
  };
}

type Changes = Readonly<{ due: ReadonlySet<InstrumentId>; told: Map<InstrumentId, string>; withMargin: boolean }>;

/** The rows of positions that are due and differ from what was told; a position that is gone has size 0. */
function changedRows(account: Account, { due, told, withMargin }: Changes): readonly Row[] {
  const rows: Row[] = [];
  const positions = new Map(account.exchange.positions().map((position) => [position.symbol, position]));
  for (const symbol of due) {
    const position = positions.get(symbol);
    if (position === undefined) {
      if (told.delete(symbol)) rows.push({ ...nameOf(symbol, account.switches), size: 0, entry_price: 0 });
      continue;
    }
    const row = positionRow(account, position, withMargin);
    if (told.get(symbol) === encode(row)) continue;
    told.set(symbol, encode(row));
    rows.push(row);
  }
  return rows;
}

function frameOf({ exchange, switches }: Account, type: string, futures: readonly Row[]): Row {
  const time = stamp(exchange.now());
  const isInside = switches.positionsTime === 'inside';
  const data = { futures, options: [], time: isInside ? time : undefined };
  return { channel: 'positions', type, data, time: isInside ? undefined : time };
}

/** Nothing is known from it: lists that are empty because the frame would have been too long. */
function tooLarge({ tooLargeKey }: UnifiedSwitches): Row {
  return {
    channel: 'positions',
    type: 'snapshot',
    data: { futures: [], options: [] },
    [tooLargeKey]: 'snapshot_too_large',
  };
}

function nameOf(symbol: InstrumentId, { positionSymbol }: UnifiedSwitches): Row {
  return { [positionSymbol]: symbol };
}

function positionRow({ exchange, switches }: Account, position: PositionView, withMargin: boolean): Row {
  const { symbol, side, qty, entryPrice } = position;
  const isSigned = switches.positionSign === 'signed';
  const size = isSigned && side === 'short' ? negate(qty) : qty;
  const margin = withMargin ? marginOf(position, exchange.wallet(), exchange.ticker(symbol)?.index) : {};
  return {
    ...nameOf(symbol, switches),
    side: isSigned ? undefined : side,
    size,
    entry_price: entryPrice,
    ...spelled(margin, switches.withMarginNames),
  };
}

/** In the names of `open_positions` of WebSocket v1. */
function marginOf(position: PositionView, { marginEquity }: WalletView, index: number | undefined): Row {
  const { mark, qty, initialMargin, unrealised, maxLeverage } = position;
  const value = notional(mark, qty);
  return {
    mark_price: mark,
    index_price: index,
    pnl: unrealised,
    unrealized_funding: position.unrealisedFunding,
    liquidation_threshold: position.liquidationPrice ?? 0,
    effective_leverage: marginEquity > noUsd ? ratioOf(value, marginEquity) : 0,
    return_on_equity: initialMargin > noUsd ? (decimal(unrealised) / decimal(abs(initialMargin))) * 100 : 0,
    initial_margin: initialMargin,
    initial_margin_with_orders: position.initialMarginWithOrders,
    maintenance_margin: position.maintenanceMargin,
    pnl_currency: 'USD',
    max_fixed_leverage: maxLeverage,
  };
}
