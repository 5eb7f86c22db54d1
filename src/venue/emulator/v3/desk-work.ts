import { fixed, negate, sub } from '../../../core/units.ts';
import type { Fixed } from '../../../core/units.ts';
import type { Asked, Reply } from '../standing/service.ts';
import type { Call, Desk, Routes } from './desk.ts';
import { failure, iso, num, success } from './envelope.ts';
import { feeScheduleUid } from './instruments.ts';
import { readDecimal } from './params.ts';

/** Fees in percent, by USD traded in thirty days, as captured in August 2026. Gotchas 90, 91. */
const tiers = [
  { makerFee: 0.02, takerFee: 0.05, usdVolume: 0 },
  { makerFee: 0.0175, takerFee: 0.045, usdVolume: 5_000_000 },
  { makerFee: 0.015, takerFee: 0.04, usdVolume: 10_000_000 },
];

/** What else an account can ask. @see https://docs.kraken.com/api/docs/futures-api/trading */
export const deskRoutes: Routes = {
  'GET /derivatives/api/v3/feeschedules': {
    access: 'public',
    answer: (_, { at }) =>
      success(at, { feeSchedules: [{ uid: feeScheduleUid, name: 'MTF Linear Rebate Fees', tiers }] }),
  },
  'GET /derivatives/api/v3/feeschedules/volumes': { access: 'read', answer: volumes },
  'GET /derivatives/api/v3/notifications': {
    access: 'read',
    answer: ({ notices }, { at }) => success(at, { notifications: notices.rest() }),
  },
  'GET /derivatives/api/v3/unwindqueue': { access: 'read', answer: unwindQueue },
  'GET /derivatives/api/v3/subaccounts': {
    access: 'read',
    answer: ({ account }, { at }) => success(at, { masterAccountUid: account, subaccounts: [] }),
  },
  'GET /derivatives/api/v3/trading-enabled': { access: 'read', answer: (_, { at }) => success(at, { enabled: true }) },
  'POST /derivatives/api/v3/transfer': { access: 'transfer', answer: transfer },
  'POST /derivatives/api/v3/transfer/subaccount': {
    access: 'transfer',
    answer: (_, { at }) => failure(at, 'invalidAccount'),
  },
  'POST /derivatives/api/v3/withdrawal': { access: 'transfer', answer: withdraw },
};

function volumes({ exchange }: Desk, { at }: Call): Reply {
  return success(at, { volumesByFeeSchedule: { [feeScheduleUid]: num(exchange.volume()) } });
}

function unwindQueue({ exchange, spell }: Desk, { at }: Call): Reply {
  return success(at, { queue: exchange.positions().map(({ symbol }) => ({ symbol: spell(symbol), percentile: 20 })) });
}

/** Between the wallets: what goes into `flex` comes from a cash wallet without bottom, and back. */
function transfer(desk: Desk, { at, params }: Call): Reply {
  const [from, to] = [params.get('fromAccount')?.toLowerCase(), params.get('toAccount')?.toLowerCase()];
  if (from === undefined || to === undefined) return failure(at, 'requiredArgumentMissing');
  if (![from, to].every((name) => name === 'cash' || name === 'flex') || from === to)
    return failure(at, 'invalidAccount');
  return move(desk, at, { unit: params.get('unit'), amount: params.get('amount'), isIn: to === 'flex' });
}

function withdraw(desk: Desk, { at, params }: Call): Reply {
  return move(desk, at, { unit: params.get('currency'), amount: params.get('amount'), isIn: false });
}

type Move = Readonly<{ unit: string | undefined; amount: string | undefined; isIn: boolean }>;

function move({ exchange }: Desk, at: number, { unit, amount: text, isIn }: Move): Reply {
  if (unit === undefined || text === undefined) return failure(at, 'requiredArgumentMissing');
  const amount = readDecimal<Fixed<string>>(text);
  if (amount === undefined || amount <= 0n) return failure(at, 'invalidAmount');
  const held = exchange.wallet().currencies.find(({ currency }) => currency === unit.toUpperCase());
  if (held === undefined) return failure(at, 'invalidUnit');
  if (!isIn && sub(held.available, amount) < fixed('0')) return failure(at, 'insufficientFunds');
  exchange.control.deposit(held.currency, isIn ? amount : negate(amount));
  return success(at, {});
}

/** `/api/auth/v1/api-keys/v3/check`: what the key may do. A doctor refuses one that can withdraw. */
export function checkKey({ account, keys }: Desk, { headers }: Asked): Reply {
  const header = headers['apikey'];
  const key = keys.find(typeof header === 'string' ? header : '');
  const words = { full: 'FULL_ACCESS', read: 'READ_ONLY', none: 'NO_ACCESS' } as const;
  const permissions = {
    general: words[key?.permissions.general ?? 'none'],
    transfer: words[key?.permissions.transfer ?? 'none'],
  };
  const body = {
    apiKey: key?.apiKey ?? '',
    accountUid: account,
    iiban: 'AA00N84GPRACTICE',
    createdAt: iso(0),
    permissions,
    allowedCidrBlock: null,
  };
  return { status: 200, body: JSON.stringify(body) };
}
