import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Event } from '../../core/events.ts';
import type { Instrument } from '../../core/market/instrument.ts';
import type { Fill, OrderForm, OrderTicket } from '../../core/order/order.ts';
import { fixed, later, notional } from '../../core/units.ts';
import type { Qty, Ratio } from '../../core/units.ts';
import type { Candle } from '../../core/market/candle.ts';
import { createEmulator } from './emulator.ts';
import type { Emulator } from './emulator.ts';
import { onTick, slipped } from './exact.ts';
import { luck, orderId, placing, plain, run, sol, start } from './scene.ts';

const span = 900_000;
const candles = 12;
const slippage = fixed<Ratio>('0.0007');

/** From PEPE's ticks to whole dollars; a price of 1.0 in the storm is `at` in the contract. */
const contracts: readonly (Instrument & { at: number })[] = [
  { ...sol, at: 100 },
  { ...sol, tick: fixed('0.0000000001'), lot: fixed('1000'), minQty: fixed('1000'), at: 0.0000012 },
  { ...sol, tick: fixed('1'), lot: fixed('0.0001'), minQty: fixed('0.0001'), at: 90_000 },
  { ...sol, tick: fixed('1'), lot: fixed('0.1'), minQty: fixed('0.1'), at: 3 },
];

type Storm = Readonly<{
  venue: Emulator;
  events: readonly Event[];
  sent: readonly OrderTicket[];
  seen: readonly Candle[];
}>;

/** Random candles with gaps, random orders, cancels and questions; all from one seed. */
function storm(seed: number): Storm & { contract: Instrument } {
  const rng = luck(seed);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(rng.next() * list.length)] as T;
  const contract = pick(contracts);
  const latencyMs = pick([0, 1, 150, 2000]);
  const venue = createEmulator({ ...plain, instruments: [contract], slippage, latencyMs, rng });
  const [events, sent, seen]: [Event[], OrderTicket[], Candle[]] = [[], [], []];
  const near = (): number => contract.at * (0.93 + rng.next() * 0.14);
  const form = (): OrderForm => {
    const price = onTick(near(), contract.tick);
    return pick<OrderForm>([
      { type: 'market' },
      { type: 'limit', price },
      { type: 'stop', trigger: price },
      { type: 'take-profit', trigger: price },
    ]);
  };
  const act = (at: number): void => {
    const lots = pick([1n, 1n, 3n, 250n, 100_000n]);
    const id = orderId(rng.next() < 0.1 ? (sent.at(-1)?.id ?? 'a') : `order-${sent.length}`);
    const common = { id, instrument: contract.id, form: form(), side: pick(['buy', 'sell'] as const) };
    const ticket = { ...common, qty: (lots * contract.lot) as Qty, reduceOnly: rng.next() < 0.5 };
    const what = rng.next();
    const when = later(start, at);
    const target = { order: pick([ticket, ...sent]).id, instrument: contract.id };
    if (what < 0.15) venue.perform({ type: 'order.cancel', ...target }, when);
    else if (what < 0.2) venue.perform({ type: 'venue.ask', about: 'account', since: start }, when);
    else {
      sent.push(ticket);
      venue.perform(placing(ticket), when);
    }
  };
  for (let index = 0; index < candles; index += 1) {
    events.push(...run(venue, later(start, index * span - 1)));
    if (rng.next() < 0.85) {
      const [open, close, a, b] = [near(), near(), near(), near()];
      const [high, low] = [Math.max(open, close, a, b), Math.min(open, close, a, b)];
      const volume = pick([0, 1, 1e4]) * Number(contract.lot / 10n ** 9n || 1n);
      const openAt = later(start, index * span);
      const candle = { instrument: contract.id, timeframe: '15m', openAt, open, high, low, close, volume } as const;
      seen.push(candle);
      venue.open(candle);
    }
    const times = Array.from({ length: Math.floor(rng.next() * 8) }, () => Math.floor(rng.next() * (span - 1)));
    for (const time of times.toSorted((a, b) => a - b)) {
      events.push(...run(venue, later(start, index * span + time - 1)));
      act(index * span + time);
    }
  }
  events.push(...run(venue, later(start, candles * span + 10_000)));
  return { venue, events, sent, seen, contract };
}

const seeds = { seed: 7, numRuns: 400 };
const anySeed = fc.integer({ min: 1, max: 2 ** 31 });
const isAnswer = ({ type }: Event): boolean => ['order.accepted', 'order.rejected', 'order.unresolved'].includes(type);
const signed = ({ side, qty }: Fill): bigint => (side === 'buy' ? qty : -(qty as bigint));

test('ledger: balance and open positions are start plus the cash of all fills, whatever happens', () => {
  fc.assert(
    fc.property(anySeed, (seed) => {
      const { venue, contract } = storm(seed);
      const { fills, balance, positions, equity, fees } = venue.books();
      let [cash, size, paid]: [bigint, bigint, bigint] = [plain.startingEquity, 0n, 0n];
      for (const fill of fills) {
        const value = notional(fill.price, fill.qty);
        cash = cash + (fill.side === 'buy' ? -(value as bigint) : (value as bigint)) - fill.fee;
        size = size + signed(fill);
        paid = paid + fill.fee;
      }
      const cost = positions.reduce((sum, position) => sum + position.cost, 0n);
      // A liquidation costs a fee of its own, which no fill tells of.
      const penalty = fees - paid;
      expect(balance - cost).toBe(cash - penalty);
      expect(fills.some(isLiquidation) ? penalty >= 0n : penalty === 0n).toBe(true);
      expect(positions.map(({ side, qty }) => (side === 'long' ? qty : -(qty as bigint)))).toEqual(
        size === 0n ? [] : [size],
      );
      if (size === 0n) expect(equity).toBe(balance);
      expect(fills.every(({ qty, price }) => qty % contract.lot === 0n && price % contract.tick === 0n)).toBe(true);
    }),
    seeds,
  );
});

test('reports: each order is answered once, its fills make up its end, and time only goes forward', () => {
  fc.assert(
    fc.property(anySeed, (seed) => {
      const { venue, events, sent } = storm(seed);
      expect(events.map(({ at }) => at)).toEqual(events.map(({ at }) => at).toSorted((a, b) => a - b));
      const answers = events.filter(isAnswer);
      expect(answers.length).toBe(sent.length);
      const filled = new Map<string, Map<string, bigint>>();
      for (const event of events) {
        if (event.type === 'order.filled') {
          const { id, order, qty } = event.fill;
          filled.set(order, new Map([...(filled.get(order) ?? []), [id, qty]]));
        }
        if (event.type === 'order.ended') {
          const total = [...(filled.get(event.order)?.values() ?? [])].reduce((a, b) => a + b, 0n);
          expect(event.filled).toBe(total);
        }
      }
      expect([...filled.values()].reduce((sum, ids) => sum + ids.size, 0)).toBe(venue.books().fills.length);
    }),
    seeds,
  );
});

test('orders: reduce-only only ever reduces, limits keep their limit, takers stay within the slipped candle', () => {
  fc.assert(
    fc.property(anySeed, (seed) => {
      const { venue, sent, seen, contract, events } = storm(seed);
      // Answers come in the order of the requests; a refused id may be used again.
      const answers = events.filter(isAnswer);
      const taken = sent.filter((_, index) => answers[index]?.type === 'order.accepted');
      expect(new Set(taken.map(({ id }) => id)).size).toBe(taken.length);
      const { fills, orders, positions } = venue.books();
      let size = 0n;
      for (const fill of fills) {
        const ticket = taken.find(({ id }) => id === fill.order);
        const after = size + signed(fill);
        if (ticket === undefined) {
          expect([isLiquidation(fill), after === 0n || after > 0n === size > 0n]).toEqual([true, true]);
          size = after;
          continue;
        }
        if (ticket.reduceOnly) expect(size > 0n ? after >= 0n && after < size : after <= 0n && after > size).toBe(true);
        size = after;
        const { form } = ticket;
        if (fill.liquidity === 'maker') expect(form).toEqual({ type: 'limit', price: fill.price });
        if (form.type === 'limit')
          expect(fill.side === 'buy' ? fill.price <= form.price : fill.price >= form.price).toBe(true);
        if (fill.liquidity === 'taker' && form.type !== 'limit') expectWithin(fill, seen, contract);
      }
      if (positions.length === 0) expect(orders.filter(({ ticket }) => ticket.reduceOnly)).toEqual([]);
    }),
    seeds,
  );
});

const isLiquidation = ({ order }: Fill): boolean => !order.startsWith('order-') && order !== 'a';
const isWalk = ({ price }: Fill, { most, least }: Readonly<{ most: bigint; least: bigint }>): boolean =>
  price * 100n <= most * 102n && price * 100n >= least * 98n;

function expectWithin(fill: Fill, seen: readonly Candle[], { tick }: Instrument): void {
  const candle = seen.find(({ openAt }) => fill.venueAt >= openAt && fill.venueAt < openAt + span);
  if (candle === undefined) throw new Error('a fill without a market');
  // As far as the book goes; a market order one percent beyond what of it is left.
  const most = slipped(onTick(candle.high, tick), 'buy', { slippage, tick });
  const least = slipped(onTick(candle.low, tick), 'sell', { slippage, tick });
  if (fill.price > most || fill.price < least) expect(isWalk(fill, { most, least })).toBe(true);
}

test('the same seed and the same calls give identical events and books', () => {
  fc.assert(
    fc.property(anySeed, (seed) => {
      const [one, other] = [storm(seed), storm(seed)];
      expect(other.events).toEqual(one.events);
      expect(other.venue.books()).toEqual(one.venue.books());
    }),
    { ...seeds, numRuns: 50 },
  );
});

test('storms are storms: they fill, trigger, clamp, refuse and leave partial fills', () => {
  const events = Array.from({ length: 60 }, (_, seed) => storm(seed).events).flat();
  const reasons = new Set(
    events.flatMap((event) =>
      event.type === 'order.rejected' ? event.reason : event.type === 'order.unresolved' ? event.cause : [],
    ),
  );
  expect([...reasons].toSorted()).toEqual([
    'clientOrderIdAlreadyExist',
    'insufficientAvailableFunds',
    'iocWouldNotExecute',
    'marketInactive',
    'maxPositionViolation',
    'outsidePriceCollar',
    'selfFill',
    'wouldNotReducePosition',
  ]);
  const liquidity = new Set(events.flatMap((event) => (event.type === 'order.filled' ? event.fill.liquidity : [])));
  expect(liquidity.size).toBe(2);
  const partial = (event: Event): boolean =>
    event.type === 'order.ended' && event.how === 'canceled' && event.filled > 0n;
  expect(events.filter(partial).length).toBeGreaterThan(10);
});
