import { err, ok } from '../../../core/result.ts';
import { formatFixed, toNumber } from '../../../core/units.ts';
import type { Ratio, Usd } from '../../../core/units.ts';
import type { UnifiedSwitches } from '../../dialect/unified-switches.ts';
import type { Exchange } from '../api.ts';
import type { PracticeKey } from '../standing/keys.ts';
import type { Json, Row } from '../unified/frame.ts';
import { isParams, objectsIn, textIn } from '../unified/params.ts';
import { tokenFacts } from '../unified/tokens.ts';
import type { Tokens } from '../unified/tokens.ts';
import { ledgersAnswer } from './ledgers.ts';
import type { Answer, Call } from './rest.ts';

export type PrivateDesk = Readonly<{
  exchange: Exchange;
  tokens: Tokens;
  switches: UnifiedSwitches;
  /** Of the lowest tier, as shares. */
  fees: Readonly<{ maker: Ratio; taker: Ratio }>;
}>;

/** What can be asked with a key. @see https://docs.kraken.com/api/docs/rest-api/get-websockets-token */
export const privateCalls: Readonly<Record<string, (call: Call, key: PracticeKey, desk: PrivateDesk) => Answer>> = {
  GetWebSocketsToken: (_, key, { tokens }) => ok({ token: tokens.mint(key), expires: tokenFacts.seconds }),
  Balance: (_, __, { exchange }) =>
    ok(
      Object.fromEntries(
        exchange
          .wallet()
          .currencies.map(({ currency, quantity }) => [assetOf(currency), decimalText(formatFixed(quantity))]),
      ),
    ),
  TradeVolume: (call, _, desk) => tradeVolume(call, desk),
  Ledgers: (call, _, { exchange, switches }) => ledgersAnswer(call, exchange, switches),
};

const legacy: Readonly<Record<string, string>> = {
  USD: 'ZUSD',
  EUR: 'ZEUR',
  GBP: 'ZGBP',
  CAD: 'ZCAD',
  AUD: 'ZAUD',
  JPY: 'ZJPY',

  BTC: 'XXBT',
  XBT: 'XXBT',
  ETH: 'XETH',
  XRP: 'XXRP',
  LTC: 'XLTC',
  DOGE: 'XXDG',
  XLM: 'XXLM',
};

function assetOf(currency: string): string {
  return legacy[currency] ?? currency;
}

function decimalText(text: string): string {
  const [whole = '0', fraction = ''] = text.split('.');
  return `${whole}.${fraction.padEnd(4, '0')}`;
}

/** What derivatives cost at the volume of 30 days. Pairs as JSON objects, or as a list with commas in a form. */
function tradeVolume({ params, body }: Call, { exchange, fees }: PrivateDesk): Answer {
  const asked = isParams(body)
    ? objectsIn(body, 'pair').map((one) => textIn(one, 'asset') ?? '')
    : (params['pair']?.split(',') ?? []);
  const known = new Set<string>(exchange.contracts().map(({ symbol }) => symbol));
  if (asked.some((symbol) => !known.has(symbol))) return err('EQuery:Unknown asset pair');
  const volume = exchange.volume();
  const rows = (rate: Ratio): Row => Object.fromEntries(asked.map((symbol) => [symbol, feeRow(rate, volume)]));
  const isScheduled = (isParams(body) ? body['fee_schedule'] : params['fee_schedule']) !== undefined;
  const schedule: Json = [[0, percent(fees.taker), percent(fees.maker)]];
  return ok({
    currency: 'ZUSD',
    volume: toNumber(volume).toFixed(4),
    fees: rows(fees.taker),
    fees_maker: rows(fees.maker),
    schedules: isScheduled ? Object.fromEntries(asked.map((symbol) => [symbol, schedule])) : undefined,
  });
}

/** In percent, as text of four decimals. */
function percent(rate: Ratio): string {
  return (toNumber(rate) * 100).toFixed(4);
}

function feeRow(rate: Ratio, volume: Usd): Row {
  const fee = percent(rate);
  return { fee, minfee: fee, maxfee: fee, nextfee: null, nextvolume: null, tiervolume: toNumber(volume).toFixed(4) };
}
