import { afterEach, describe, expect, test } from 'vitest';
import { remaining } from '../../src/core/position/tally.ts';
import { positionOf } from '../support/keel.ts';
import { bitcoin, liveDesk, size } from '../support/live-desk.ts';
import type { Dialect, LiveDesk } from '../support/live-desk.ts';

const desks: LiveDesk[] = [];
afterEach(async () => {
  for (const desk of desks.splice(0)) await desk.close();
});

/** What goes wrong, as `keel emulator --fault` takes it; `after` begins when the venue has been opened. */
type Story = Readonly<{ faults: readonly string[]; after?: readonly (readonly [string, string, number])[] }>;
type Told = Readonly<Record<Dialect, Story>>;

/** Names as the complaints of others' users number them. */
const stories: Readonly<Record<string, Told>> = {
  'nothing goes wrong': { v3: { faults: [] }, unified: { faults: [] } },
  'an executed entry that is told as cancelled with nothing filled (#3)': {
    v3: { faults: ['misreport:buy@1'] },
    unified: { faults: ['misreport:buy@1'] },
  },
  'the same, and the answer to the entry is lost': {
    v3: { faults: ['misreport:buy@1', 'accepted-but-no-reply:sendorder@1'] },
    unified: { faults: ['misreport:buy@1', 'accepted-but-no-reply:add_order@1'] },
  },
  'the same, and with the frame of the fill the connection is lost, and fills are not told when they are asked for': {
    v3: {
      faults: ['misreport:buy@1', 'accepted-but-no-reply:sendorder@1', 'disconnect:remaining_order_qty@1'],
      after: [
        ['5xx', '/fills', 6],
        ['drop', '/executions', 2],
      ],
    },
    unified: { faults: ['misreport:buy@1', 'accepted-but-no-reply:add_order@1', 'disconnect:last_qty@1'] },
  },
  'an entry that executes at once, whose answer is lost, and that no list of open orders ever shows (#4)': {
    v3: { faults: ['accepted-but-no-reply:sendorder@1', 'disconnect:remaining_order_qty@1'] },
    unified: { faults: ['accepted-but-no-reply:add_order@1', 'disconnect:last_qty@1'] },
  },
  'an outage right after the entry: the connection is gone, and questions fail (#6)': {
    v3: {
      faults: ['disconnect:remaining_order_qty@1'],
      after: [
        ['5xx', 'openpositions', 2],
        ['5xx', 'history', 3],
        ['drop', 'openorders', 2],
      ],
    },
    unified: {
      faults: ['disconnect:last_qty@1'],
      after: [
        ['drop', 'GetWebSocketsToken', 2],
        ['drop', '"subscribe","params":{"channel":"executions"', 1],
        ['drop', '"subscribe","params":{"channel":"positions"', 1],
      ],
    },
  },
  'an entry whose answer is lost, and so are the questions after it (#7)': {
    v3: {
      faults: ['accepted-but-no-reply:sendorder@1', 'disconnect:remaining_order_qty@1'],
      after: [
        ['drop', 'openorders', 2],
        ['5xx', '/fills', 2],
        ['empty-reply', 'orders/status', 2],
        ['drop', 'history', 2],
      ],
    },
    unified: {
      faults: ['accepted-but-no-reply:add_order@1', 'disconnect:last_qty@1'],
      after: [['drop', '"method":"subscribe"', 2]],
    },
  },
  'a stop whose answer is lost': {
    v3: { faults: ['accepted-but-no-reply:sendorder@2'] },
    unified: { faults: ['accepted-but-no-reply:add_order@2'] },
  },
  'a stop whose answer is lost with the connection': {
    v3: { faults: ['accepted-but-no-reply:sendorder@2', 'disconnect:"type":"stop"@1'] },
    unified: { faults: ['accepted-but-no-reply:add_order@2', 'disconnect:"order_type":"stop-loss"@1'] },
  },
  'a stop that never arrives': { v3: { faults: ['drop:sendorder@2'] }, unified: { faults: ['drop:add_order@2'] } },
};

/** One entry, at least one stop for all of it, and the same position on both sides. */
function expectSafe({ state, told, standing: { exchange } }: LiveDesk): void {
  const bought = exchange.executions(100).filter(({ side }) => side === 'buy');
  expect(new Set(bought.map(({ cliOrdId }) => cliOrdId)).size).toBe(1);
  expect(bought.reduce((sum, { qty }) => sum + qty, 0n)).toBe(size);
  expect(exchange.openOrders().filter(({ reduceOnly }) => !reduceOnly)).toEqual([]);
  const [held, ...others] = exchange.positions();
  expect(others).toEqual([]);
  expect(held).toMatchObject({ symbol: bitcoin.id, side: 'long', qty: size });
  const position = positionOf(state, bitcoin);
  expect([position.phase, remaining(position), position.side]).toEqual(['protected', size, 'long']);
  const stops = exchange.openOrders().filter(({ kind, reduceOnly }) => kind === 'stp' && reduceOnly);
  expect(stops.some(({ quantity, side }) => quantity >= size && side === 'sell')).toBe(true);
  // It was never taken for cancelled: it is a position like any other, with its targets.
  const entries = [...state.orders.values()].filter(({ role }) => role === 'entry');
  expect(entries).toMatchObject([{ status: 'done', filled: size, end: { how: 'filled' } }]);
  expect(told.filter((name) => name === 'NEW_POSITION' || name === 'SURPRISE')).toEqual(['NEW_POSITION']);
  const targets = exchange.openOrders().filter(({ kind, reduceOnly }) => kind === 'lmt' && reduceOnly);
  expect(targets).toHaveLength(2);
}

describe.each(['v3', 'unified'] as const)('an outcome that nobody knows, over %s', (dialect) => {
  test.each(Object.entries(stories))('%s: one entry, a stop, the position', { timeout: 40_000 }, async (_, told) => {
    const { faults, after = [] } = told[dialect];
    const desk = await liveDesk(dialect, faults);
    desks.push(desk);
    for (const [name, part, times] of after) await desk.fault(name, part, times);
    desk.enter('long');
    await desk.until(() => desk.state.positions.get(bitcoin.id)?.phase === 'protected');
    await desk.settled();
    expectSafe(desk);
    const struck = await desk.struck();
    const names = new Set([...faults.map((text) => text.split(':')[0] ?? ''), ...after.map(([name]) => name)]);
    for (const name of names) expect([name, (struck[name] ?? 0) > 0]).toEqual([name, true]);
  });
});
