import type { UnifiedSwitches } from '../../../dialect/unified-switches.ts';
import type { Exchange, MarketPhase } from '../../api.ts';
import type { Contract } from '../../market-view.ts';
import type { Channel } from '../channel.ts';
import { encode } from '../frame.ts';
import type { Row } from '../frame.ts';
import type { Hub } from '../hub.ts';
import { precisionsOf } from '../market.ts';
import { flagIn } from '../params.ts';

/**
 * What is listed: a snapshot of assets and pairs, then the pairs that changed. A contract that is gone is said to be
 * delisted.
 *
 * @see https://docs.kraken.com/exchange/api-reference/unified-ws/instrument
 */
export function instrumentChannel(
  exchange: Exchange,
  hub: Hub,
  given: Readonly<{ switches: UnifiedSwitches; phase: () => MarketPhase }>,
): Channel {
  const pairs = (): readonly Row[] => exchange.contracts().map((contract) => pairRow(contract, given));
  return {
    name: 'instrument',
    spec: { snapshot: 'boolean' },
    needs: { symbol: false, token: false, assetClass: true },
    open: ({ params, talk }) => {
      const snapshot = flagIn(params, 'snapshot', true);
      const say = (type: string, rows: readonly Row[]): void => {
        const assets = type === 'snapshot' ? assetRows(exchange) : [];
        talk.say({ channel: 'instrument', type, data: { assets, pairs: rows } });
      };
      return {
        result: { snapshot, warnings: [] },
        begin: () => {
          let told = pairs();
          if (snapshot) say('snapshot', told);
          const update = hub.gather(() => {
            const now = pairs();
            const rows = changedPairs(told, now);
            told = now;
            if (rows.length > 0) say('update', rows);
          });
          const [stopListing, stopPhase] = [hub.on('listing', update), hub.on('phase', update)];
          return () => {
            stopListing();
            stopPhase();
          };
        },
      };
    },
  };
}

/** Rows that differ from what was told; for a pair that is gone its last row, as delisted. */
function changedPairs(told: readonly Row[], now: readonly Row[]): readonly Row[] {
  const before = new Map(told.map((row) => [row['symbol'], encode(row)]));
  const here = new Set(now.map((row) => row['symbol']));
  const gone = told.filter((row) => !here.has(row['symbol']));
  return [
    ...now.filter((row) => before.get(row['symbol']) !== encode(row)),
    ...gone.map((row) => ({ ...row, status: 'delisted' })),
  ];
}

function pairRow(contract: Contract, given: Readonly<{ switches: UnifiedSwitches; phase: () => MarketPhase }>): Row {
  const precisions = precisionsOf(contract);
  return {
    symbol: contract.symbol,
    base: contract.base,
    quote: 'USD',
    status: contract.tradeable ? given.phase() : 'cancel_only',
    price_precision: precisions.price,
    price_increment: contract.tick,
    qty_precision: precisions.qty,
    qty_increment: contract.lot,
    qty_min: contract.lot,
    margin_levels: given.switches.instrumentMargin === 'frame' ? contract.marginLevels.map(levelRow) : undefined,
  };
}

function levelRow({ from, initial, maintenance }: Contract['marginLevels'][number]): Row {
  return { numNonContractUnits: from, initialMargin: initial, maintenanceMargin: maintenance };
}

/** The dollar, and what the contracts are on. */
function assetRows(exchange: Exchange): readonly Row[] {
  const common = { status: 'enabled', borrowable: false } as const;
  const dollar = { id: 'USD', ...common, precision: 4, precision_display: 2, collateral_value: 1 };
  const bases = [...new Set(exchange.contracts().map(({ base }) => base))];
  return [dollar, ...bases.map((id) => ({ id, ...common, precision: 10, precision_display: 5, collateral_value: 0 }))];
}
