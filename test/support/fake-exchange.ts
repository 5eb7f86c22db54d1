import { fixed, instrumentId, ms } from '../../src/core/units.ts';
import type { Ms, Usd } from '../../src/core/units.ts';
import { Schedule } from '../../src/runtime/schedule.ts';
import type { Exchange } from '../../src/venue/emulator/api.ts';
import type { Contract } from '../../src/venue/emulator/market-view.ts';

const zero = fixed<Usd>('0');

export const someContract: Contract = {
  symbol: instrumentId('PF_XBTUSD'),
  base: 'BTC',
  tick: fixed('1'),
  lot: fixed('0.0001'),
  precision: 4,
  maxPosition: fixed('1200'),
  impactMidSize: fixed('0.08'),
  marginLevels: [{ from: zero, initial: fixed('0.01'), maintenance: fixed('0.005') }],
  fundingCoefficient: 8,
  maxRelativeFunding: 0.005,
  openedAt: ms(0),
  tradeable: true,
  category: 'Layer 1',
};

/** An exchange in which nothing happens: only time, and what is scheduled. For what stands around an exchange. */
export function fakeExchange(start: number): Exchange {
  const tasks = new Schedule<() => void>();
  let at: Ms = ms(start);
  const missing = (): never => {
    throw new Error('the fake exchange trades nothing');
  };
  return {
    now: () => at,
    nextAt: () => tasks.nextAt(),
    advance: () => {
      at = ms(Math.max(at, tasks.nextAt() ?? at));
      tasks.take()?.();
    },
    reach: (to) => void (at = ms(Math.max(at, to))),
    schedule: (when, task) => tasks.add(when, task),
    open: () => undefined,
    listen: () => () => undefined,
    contracts: () => [someContract],
    ticker: () => undefined,
    book: () => undefined,
    trades: () => [],
    fundingRates: () => [],
    watch: () => () => undefined,
    send: missing,
    edit: missing,
    cancel: missing,
    cancelAll: () => [],
    cancelAllAfter: () => undefined,
    prefer: missing,
    preferences: () => new Map(),
    openOrders: () => [],
    orderStatus: () => [],
    executions: () => [],
    volume: () => zero,
    forgotten: () => ({ orders: 0, executions: 0, history: 0 }),
    positions: () => [],
    wallet: missing,
    history: () => [],
    control: { deposit: () => undefined, movePrice: () => true, phase: () => undefined, delist: () => true },
  };
}
