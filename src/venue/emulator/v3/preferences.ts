import type { Contract } from '../market-view.ts';
import type { PreferAnswer } from '../order-view.ts';
import type { Reply } from '../standing/service.ts';
import type { Call, Desk, Routes } from './desk.ts';
import { failure, refusal, success } from './envelope.ts';

/** @see https://docs.kraken.com/api/docs/futures-api/trading/multi-collateral */
export const preferenceRoutes: Routes = {
  'GET /derivatives/api/v3/leveragepreferences': { access: 'read', answer: leverages },
  'PUT /derivatives/api/v3/leveragepreferences': { access: 'trade', answer: setLeverage },
  'GET /derivatives/api/v3/pnlpreferences': { access: 'read', answer: profits },
  'PUT /derivatives/api/v3/pnlpreferences': { access: 'trade', answer: setProfit },
  'GET /derivatives/api/v3/self-trade-strategy': { access: 'read', answer: selfTrade },
  'PUT /derivatives/api/v3/self-trade-strategy': { access: 'trade', answer: selfTrade },
};

const noContract = { code: 87, message: 'Contract does not exist' };
const refusals: Readonly<Record<Exclude<PreferAnswer, 'done'>, Readonly<{ code: number; message: string }>>> = {
  'contract-missing': noContract,
  'would-liquidate': { code: 41, message: 'Would cause liquidation' },
  'out-of-range': { code: 11, message: 'Argument invalid: maxLeverage' },
};

/** A contract that is not in the list is cross. The filter counts: ccxt reads the first row. Gotchas 65, 93. */
function leverages({ exchange, listed, spell }: Desk, { at, params }: Call): Reply {
  const name = params.get('symbol');
  const contract = listed(name);
  if (name !== undefined && contract === undefined) return refusal(at, 400, noContract);
  const rows = [...exchange.preferences()].filter(([symbol]) => contract === undefined || symbol === contract.symbol);
  const leveragePreferences = rows.map(([symbol, maxLeverage]) => ({ symbol: spell(symbol), maxLeverage }));
  return success(at, { leveragePreferences });
}

/** With a number the contract becomes isolated; without, cross again. */
function setLeverage(desk: Desk, { at, params }: Call): Reply {
  const contract = desk.listed(params.get('symbol'));
  if (params.get('symbol') === undefined) return failure(at, 'requiredArgumentMissing');
  if (contract === undefined) return refusal(at, 400, noContract);
  const text = params.get('maxLeverage');
  const wanted = text === undefined ? undefined : Number(text);
  if (wanted !== undefined && !(wanted > 0)) return refusal(at, 400, refusals['out-of-range']);
  const answer = desk.exchange.prefer(contract.symbol, wanted);
  return answer === 'done' ? success(at, {}) : refusal(at, 400, refusals[answer]);
}

/** Profit is booked in USD here, whatever was chosen at the real venue. */
function profits({ exchange, listed, spell }: Desk, { at, params }: Call): Reply {
  const contract = listed(params.get('symbol'));
  const shown: readonly Contract[] =
    contract === undefined ? [] : exchange.contracts().filter((one) => one === contract);
  return success(at, { preferences: shown.map(({ symbol }) => ({ symbol: spell(symbol), pnlCurrency: 'USD' })) });
}

function setProfit({ listed }: Desk, { at, params }: Call): Reply {
  if (params.get('symbol') === undefined || params.get('pnlPreference') === undefined)
    return failure(at, 'requiredArgumentMissing');
  if (listed(params.get('symbol')) === undefined) return refusal(at, 400, noContract);
  if (params.get('pnlPreference') !== 'USD') return refusal(at, 400, { code: 90, message: 'Currency not enabled' });
  return success(at, {});
}

function selfTrade(_: Desk, { at, params }: Call): Reply {
  const strategy = params.get('strategy') ?? 'REJECT_TAKER';
  if (strategy === 'REJECT_TAKER') return success(at, { strategy });
  return refusal(at, 400, { code: 11, message: 'Argument invalid: strategy' });
}
