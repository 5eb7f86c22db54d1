import { assert, assertNever } from '../../core/assert.ts';
import type { Event } from '../../core/events.ts';
import { isSound } from '../../core/market/candle.ts';
import type { Candle } from '../../core/market/candle.ts';
import { ms, scale } from '../../core/units.ts';
import type { Ms } from '../../core/units.ts';
import type { VirtualVenue } from '../../runtime/ports.ts';
import { createAccount, createHolding } from './account.ts';
import { createAgenda } from './agenda.ts';
import { readBooks } from './exchange.ts';
import type { Books, EmulatorOptions, Exchange, Market, Task } from './exchange.ts';
import { arm, begin, catchUp, createMarket, tryAgain } from './market.ts';
import { handle } from './requests.ts';
import { createWire } from './wire.ts';

/** A venue on virtual time whose books can be read, for tests and reports; Keel itself must ask. */
export type Emulator = VirtualVenue & Readonly<{ books: () => Books }>;

/**
 * A futures venue in this process: it has its own truth, keeps its own time and reports as a real one does.
 *
 * `perform` and `open` only take note; everything happens in `advance`, in order of time. The path of prices inside a
 * candle, and the optimism in it, are in path.ts; the rules of execution in market.ts and execution.ts.
 */
export function createEmulator(options: EmulatorOptions): Emulator {
  const agenda = createAgenda<Task>();
  const wire = createWire(options, agenda, () => exchange.now);
  const exchange: Exchange = {
    options,
    account: createAccount(options.startingEquity),
    markets: new Map(options.instruments.map((instrument) => [instrument.id, marketFor(instrument)])),
    orders: new Map(),
    fills: [],
    ended: [],
    agenda,
    post: wire.post,
    now: ms(0),
  };
  return {
    perform: wire.request,
    nextAt: agenda.nextAt,
    advance: () => advance(exchange),
    open: (candle) => open(exchange, candle),
    books: () => readBooks(exchange),
  };
}

function marketFor(instrument: Market['instrument']): Market {
  const exact = (instrument.tick * instrument.lot) % scale === 0n;
  assert(exact, `${instrument.id}: the value of a lot at one tick has more than ten decimals`);
  return createMarket(instrument, createHolding(instrument.id));
}

const nothing: readonly Event[] = [];

/** A candle whose prices contradict each other opens nothing: it is a hole in the data. */
function open(exchange: Exchange, candle: Candle): readonly Event[] {
  const market = exchange.markets.get(candle.instrument);
  assert(market !== undefined && candle.timeframe === '15m', 'a market moves by 15m candles of a listed contract');
  if (isSound(candle)) begin(exchange, market, candle);
  return nothing;
}

/** Does all that is due at the next moment, and what it leads to at that same moment. */
function advance(exchange: Exchange): readonly Event[] {
  const { agenda } = exchange;
  const at = agenda.nextAt();
  if (at === undefined) return nothing;
  exchange.now = at;
  const events: Event[] = [];
  while (agenda.nextAt() === at) {
    const task = agenda.take();
    if (task?.type === 'deliver') events.push(task.event);
    else if (task !== undefined) run(exchange, task, at);
  }
  return events;
}

function run(exchange: Exchange, task: Exclude<Task, { type: 'deliver' }>, at: Ms): void {
  switch (task.type) {
    case 'arrive':
      return handle(exchange, task.effect, task.say);
    case 'wake':
      return wake(exchange, task.market, at);
    case 'retry':
      catchUp(exchange, task.market);
      tryAgain(exchange, task.market, task.order);
      return arm(exchange, task.market);
    default:
      return assertNever(task);
  }
}

/** A wake-up that another has replaced does nothing. */
function wake(exchange: Exchange, market: Market, at: Ms): void {
  if (market.wakeAt !== at) return;
  delete market.wakeAt;
  catchUp(exchange, market);
  arm(exchange, market);
}
