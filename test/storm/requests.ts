import type { Fixed, InstrumentId, Ms, Price, Qty } from '../../src/core/units.ts';
import { fixed, later } from '../../src/core/units.ts';
import type { MarketPhase } from '../../src/venue/emulator/api.ts';
import type {
  OrderChange,
  OrderKind,
  OrderName,
  OrderTerms,
  TriggerSignal,
} from '../../src/venue/emulator/order-view.ts';
import type { Dice } from './dice.ts';
import { unlisted } from './world.ts';
import type { Traded } from './world.ts';

export type Request =
  | Readonly<{ type: 'send'; terms: OrderTerms }>
  | Readonly<{ type: 'edit'; change: OrderChange }>
  | Readonly<{ type: 'cancel'; which: OrderName }>
  | Readonly<{ type: 'cancel-all'; symbol?: InstrumentId }>
  | Readonly<{ type: 'dead-man'; timeoutMs: number }>
  | Readonly<{ type: 'batch'; items: readonly Request[] }>
  | Readonly<{ type: 'prefer'; symbol: InstrumentId; leverage: number | undefined }>
  | Readonly<{ type: 'deposit'; currency: string; amount: Fixed<string> }>
  | Readonly<{ type: 'move'; symbol: InstrumentId; price: Price }>
  | Readonly<{ type: 'phase'; phase: MarketPhase }>
  | Readonly<{ type: 'delist'; symbol: InstrumentId }>
  | Readonly<{ type: 'wait' }>;

/** What a request is drawn from: the price now, the orders there have been, and how much may be risked. */
export type Draw = Readonly<{
  dice: Dice;
  now: Ms;
  traded: readonly Traded[];
  /** Of the contract, or about where it was. */
  price: (traded: Traded) => number;
  known: readonly string[];
  open: readonly Readonly<{ id: string; symbol: InstrumentId; isTrigger: boolean }>[];
  named: string[];
}>;

type Weighted = readonly (readonly [number, (draw: Draw) => Request])[];

const requests: Weighted = [
  [50, send],
  [16, edit],
  [10, cancel],
  [
    1.5,
    ({ dice, traded }) =>
      dice.chance(0.5) ? { type: 'cancel-all' } : { type: 'cancel-all', symbol: symbolOf(dice, traded) },
  ],
  [1.5, ({ dice }) => ({ type: 'dead-man', timeoutMs: dice.pick([0, 0, 1000, 20_000, 60_000, 900_000]) })],
  [
    4,
    ({ dice, traded }) => ({
      type: 'prefer',
      symbol: symbolOf(dice, traded),
      leverage: dice.pick([undefined, undefined, 1, 2, 5, 10, 20, 100, 0]),
    }),
  ],
  [
    2,
    ({ dice }) => ({
      type: 'deposit',
      currency: 'USD',
      amount: fixed(dice.pick(['1000', '250.12345678', '-100', '10000'])),
    }),
  ],
  [5, move],
  [3, phase],
  [0.2, ({ dice, traded }) => ({ type: 'delist', symbol: symbolOf(dice, traded) })],
  [5, () => ({ type: 'wait' })],
  [4, batch],
];

export function drawRequest(draw: Draw): Request {
  const total = requests.reduce((all, [weight]) => all + weight, 0);
  let left = draw.dice.next() * total;
  for (const [weight, make] of requests) {
    left -= weight;
    if (left < 0) return make(draw);
  }
  return { type: 'wait' };
}

const symbolOf = (dice: Dice, traded: readonly Traded[]): InstrumentId =>
  dice.chance(0.02) ? unlisted : dice.pick(traded).contract.symbol;

function batch(draw: Draw): Request {
  const items = Array.from({ length: 2 + draw.dice.below(4) }, () => draw.dice.pick([send, send, edit, cancel])(draw));
  return { type: 'batch', items };
}

const onTick = (price: number, { tick }: Traded['contract']): Price => {
  const ticks = BigInt(Math.max(1, Math.round((price * 1e10) / Number(tick))));
  return (ticks * tick) as Price;
};

function sizeOf({ dice }: Draw, { contract, price }: Traded): Qty {
  const usd = dice.pick([1, 500, 3_000, 3_000, 12_000, 30_000, 90_000]) * (0.5 + dice.next());
  const lots = BigInt(Math.max(1, Math.round(((usd / price) * 1e10) / Number(contract.lot))));
  const lot: bigint = contract.lot;
  const fault = dice.chance(0.02) ? dice.pick([-lot, -lots * lot, -(lot / 2n)]) : 0n;
  return (lots * lot + fault) as Qty;
}

const kinds: readonly OrderKind[] = [
  'lmt',
  'lmt',
  'lmt',
  'post',
  'ioc',
  'fok',
  'mkt',
  'mkt',
  'stp',
  'take_profit',
  'trailing_stop',
];

function send(draw: Draw): Request {
  const { dice, named } = draw;
  const traded = dice.pick(draw.traded);
  const { contract } = traded;
  const kind = dice.pick(kinds);
  const near = (spread: number): Price =>
    onTick(draw.price(traded) * (1 - spread / 2 + dice.next() * spread), contract);
  const off = dice.chance(0.02) && contract.tick > 1n ? contract.tick / 2n : 0n;
  const limitPrice = ((near(dice.pick([0.004, 0.02, 0.05, 0.3])) as bigint) + off) as Price;
  const isTrigger = kind === 'stp' || kind === 'take_profit' || kind === 'trailing_stop';
  const hasLimit = kind === 'stp' || kind === 'take_profit' ? dice.chance(0.3) : kind !== 'mkt' && !isTrigger;
  const cliOrdId = nameOf(draw);
  if (cliOrdId !== undefined) named.push(cliOrdId);
  const processBefore = dice.chance(0.03) ? later(draw.now, dice.pick([-5000, 5000])) : undefined;
  const signal = dice.chance(0.8) ? dice.pick<TriggerSignal>(['mark', 'index', 'last']) : undefined;
  return {
    type: 'send',
    terms: {
      symbol: dice.chance(0.01) ? unlisted : contract.symbol,
      side: dice.pick(['buy', 'sell'] as const),
      size: sizeOf(draw, traded),
      kind,
      reduceOnly: dice.chance(isTrigger ? 0.6 : 0.25),
      ...(cliOrdId === undefined ? {} : { cliOrdId }),
      ...(hasLimit ? { limitPrice } : {}),
      ...(kind === 'stp' || kind === 'take_profit' ? { stopPrice: near(0.03) } : {}),
      ...(isTrigger && signal !== undefined ? { signal } : {}),
      ...(kind === 'trailing_stop'
        ? { trailing: { value: fixed(dice.pick(['0.5', '1', '3.5'])), unit: 'PERCENT' as const } }
        : {}),
      ...(processBefore === undefined ? {} : { processBefore }),
    },
  };
}

function nameOf({ dice, named }: Draw): string | undefined {
  if (dice.chance(0.3)) return undefined;
  if (dice.chance(0.02)) return 'x'.repeat(101);
  return named.length > 0 && dice.chance(0.04) ? dice.pick(named) : `storm-${named.length}`;
}

function whichOf({ dice, known, open, named }: Draw): OrderName {
  if (dice.chance(0.05)) return { orderId: '00000000-0000-4000-8000-000000000000' };
  if (open.length > 0 && dice.chance(0.75)) return { orderId: dice.pick(open).id };
  if (named.length > 0 && dice.chance(0.5)) return { cliOrdId: dice.pick(named) };
  return { orderId: known.length === 0 ? 'none' : dice.pick(known) };
}

function cancel(draw: Draw): Request {
  return { type: 'cancel', which: whichOf(draw) };
}

function edit(draw: Draw): Request {
  const { dice } = draw;
  const which = whichOf(draw);
  const order = draw.open.find(({ id }) => 'orderId' in which && id === which.orderId);
  const traded = draw.traded.find(({ contract }) => contract.symbol === order?.symbol) ?? dice.pick(draw.traded);
  const near = (): Price => onTick(draw.price(traded) * (0.985 + dice.next() * 0.03), traded.contract);
  const isStop = order?.isTrigger === true ? dice.chance(0.9) : dice.chance(0.03);
  return {
    type: 'edit',
    change: {
      which,
      ...(dice.chance(0.6) ? { size: sizeOf(draw, traded) } : {}),
      ...(dice.chance(0.3) ? { sizeMode: dice.pick(['ABSOLUTE', 'RELATIVE'] as const) } : {}),
      ...(isStop && dice.chance(0.7) ? { stopPrice: near() } : {}),
      ...(!isStop && dice.chance(0.7) ? { limitPrice: near() } : {}),
    },
  };
}

function move(draw: Draw): Request {
  const traded = draw.dice.pick(draw.traded);
  const spread = draw.dice.pick([0.005, 0.02, 0.06]);
  const price = traded.price * 0.3 + draw.price(traded) * 0.7 * (1 - spread + draw.dice.next() * 2 * spread);
  return { type: 'move', symbol: traded.contract.symbol, price: onTick(price, traded.contract) };
}

function phase({ dice }: Draw): Request {
  return {
    type: 'phase',
    phase: dice.pick<MarketPhase>(['online', 'online', 'online', 'post_only', 'cancel_only', 'maintenance']),
  };
}
