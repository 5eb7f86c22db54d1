import fc from 'fast-check';
import { expect, test } from 'vitest';
import { clientOrderId } from '../../../core/order/client-order-id.ts';
import { fixed, formatFixed, ms, noQty } from '../../../core/units.ts';
import type { ClientOrderId } from '../../../core/units.ts';
import type { VenueReport } from '../../../runtime/ports.ts';
import { readExecution } from './execution-row.ts';
import type { ExecutionRow } from './execution-row.ts';
import { begin, createExecutions, hearSnapshot, hearUpdate } from './executions.ts';
import type { Executions } from './executions.ts';
import { conclude, missingOrders, openOrders, reaches, since, standing, tell } from './recall.ts';

const client = '2c6be801-1f53-4f79-a0bb-4ea1c95dfae9' as ClientOrderId;
const order = { order_id: 'v-1', cl_ord_id: client, symbol: 'PF_SOLUSD', side: 'buy', order_qty: '2' };
const terms = { order_type: 'limit', limit_price: '100', reduce_only: false };

/** A row as the venue writes it, its numbers as text. */
function row(said: Readonly<Record<string, unknown>>): ExecutionRow {
  const strange: string[] = [];
  const base = { order_id: 'v-1', timestamp: '2026-11-20T12:00:00.000123Z' };
  const read = readExecution({ ...base, ...said }, (where, what) => strange.push(`${where} ${what}`));
  expect(strange).toEqual([]);
  if (!read.ok) throw new Error(read.error);
  return read.value;
}
const live = row({ ...order, ...terms, exec_type: 'new', order_status: 'new', cum_qty: '0' });
const trade = (id: string, last: string, cum: string, status = 'partially_filled'): ExecutionRow =>
  row({
    exec_type: 'trade',
    order_status: status,
    exec_id: id,
    last_qty: last,
    last_price: '100',
    cum_qty: cum,
    liquidity_ind: 'm',
    fees: [{ asset: 'USD', qty: '0.02' }],
  });
const fold = (): Executions => createExecutions({ lot: () => fixed('0.01'), remembered: 3 });
const types = (reports: readonly VenueReport[]): readonly string[] =>
  reports.map((report) =>
    report.type === 'order.ended' ? `${report.how} ${formatFixed(report.filled)}` : report.type,
  );

test.each([
  ['with the last trade', [live, trade('a', '1', '1'), trade('b', '1', '2', 'filled')]],
  ['by what has executed alone', [live, trade('a', '1', '1'), trade('b', '1', '2')]],
  [
    'in a frame after it, once',
    [live, trade('a', '2', '2'), row({ exec_type: 'filled', order_status: 'filled', cum_qty: '2' })],
  ],
])('an order is filled %s', (_, rows) => {
  const executions = fold();
  const reports = rows.flatMap((one) => hearUpdate(executions, [one]).reports);
  expect(types(reports).filter((type) => type !== 'order.filled')).toEqual(['order.accepted', 'filled 2']);
  expect(standing(executions, client)).toBe('ended');
});

test('a fill has its price, its own fee, its side and the venue time', () => {
  const executions = fold();
  hearUpdate(executions, [live]);
  const [report] = hearUpdate(executions, [trade('a', '0.5', '0.5')]).reports;
  const common = { id: 'a', order: client, instrument: 'PF_SOLUSD', side: 'buy', liquidity: 'maker' };
  const venueAt = Date.UTC(2026, 10, 20, 12);
  const fill = { ...common, qty: fixed('0.5'), price: fixed('100'), fee: fixed('0.02'), venueAt };
  expect(report).toEqual({ type: 'order.filled', fill });
});

test('a fee in another coin is what the dollars of all fills have grown by', () => {
  const executions = fold();
  hearUpdate(executions, [live]);
  const paid = (id: string, cum: string, dollars: string): ExecutionRow => ({
    ...trade(id, '1', cum),
    fee: undefined,
    feeSoFar: fixed(dollars),
  });
  const reports = [paid('a', '1', '0.1'), paid('b', '2', '0.35')].flatMap(
    (one) => hearUpdate(executions, [one]).reports,
  );
  const fees = reports.flatMap((report) => (report.type === 'order.filled' ? [formatFixed(report.fill.fee)] : []));
  expect(fees).toEqual(['0.1', '0.25']);
});

test('a fill without an id is known by its order, trade and time; the same one never counts twice', () => {
  const executions = fold();
  const nameless = row({ ...order, exec_type: 'trade', trade_id: '7', last_qty: '1', last_price: '9', cum_qty: '1' });
  expect(types(hearUpdate(executions, [nameless]).reports)).toEqual(['order.accepted', 'order.filled']);
  expect(hearUpdate(executions, [nameless])).toEqual({ reports: [], isWhole: true });
});

test('a cancelled rest keeps what has executed', () => {
  const executions = fold();
  const canceled = row({ exec_type: 'canceled', order_status: 'canceled', cum_qty: '1', reason: 'User requested' });
  const reports = [live, trade('a', '1', '1'), canceled].flatMap((one) => hearUpdate(executions, [one]).reports);
  expect(types(reports)).toEqual(['order.accepted', 'order.filled', 'canceled 1']);
});

const ours = (role: 'entry' | 'stop'): ClientOrderId =>
  clientOrderId({ run: 1, incarnation: 0, role, position: 1, counter: 1 });
const gone = row({ exec_type: 'canceled', order_status: 'canceled', cum_qty: '0' });

test('an entry that is said to be cancelled with nothing executed is not over before snapshots agree', () => {
  const [executions, id] = [fold(), ours('entry')];
  const entry = { ...live, clientId: id };
  expect(types(hearUpdate(executions, [entry]).reports)).toEqual(['order.accepted']);
  expect(hearUpdate(executions, [gone])).toEqual({ reports: [], isWhole: false });
  expect([missingOrders(executions), standing(executions, id)]).toEqual([[id], 'missing']);
  begin(executions);
  expect(types(hearSnapshot(executions, [trade('a', '2', '2', 'filled')]).reports)).toEqual([
    'order.filled',
    'filled 2',
  ]);
  expect(hearUpdate(executions, [gone])).toEqual({ reports: [], isWhole: true });
});

test('of such an entry the list of open orders and two snapshots without it are believed', () => {
  const [executions, id] = [fold(), ours('entry')];
  const entry = { ...live, clientId: id };
  hearUpdate(executions, [entry, gone]);
  begin(executions);
  hearSnapshot(executions, [entry]);
  expect([missingOrders(executions), standing(executions, id)]).toEqual([[], 'listed']);
  hearUpdate(executions, [gone]);
  begin(executions);
  hearSnapshot(executions, []);
  expect([standing(executions, id), types(conclude(executions, id, ms(5)))]).toEqual(['missing', ['canceled 0']]);
});

test('a stop that is said to be cancelled is over at once, and so is an entry that we cancel ourselves', () => {
  const [stops, entries] = [fold(), fold()];
  hearUpdate(stops, [{ ...live, clientId: ours('stop') }]);
  expect(types(hearUpdate(stops, [gone]).reports)).toEqual(['canceled 0']);
  hearUpdate(entries, [{ ...live, clientId: ours('entry') }]);
  entries.cancelling.add(ours('entry'));
  expect(types(hearUpdate(entries, [gone]).reports)).toEqual(['canceled 0']);
});

test('a missed fill, and a row about nobody, ask for the whole', () => {
  const executions = fold();
  hearUpdate(executions, [live]);
  expect(hearUpdate(executions, [trade('b', '1', '1.5')]).isWhole).toBe(false);
  const stranger = row({ order_id: 'v-9', exec_type: 'status', order_status: 'new' });
  expect(hearUpdate(executions, [stranger])).toEqual({ reports: [], isWhole: false });
  begin(executions);
  const rows = [row({ ...order, ...terms, exec_type: 'new', order_status: 'partially_filled', cum_qty: '1.5' })];
  const whole = hearSnapshot(executions, [...rows, trade('a', '0.5', '1.5'), trade('b', '1', '1.5')]);
  expect([types(whole.reports), whole.isWhole]).toEqual([['order.filled'], true]);
});

test('a triggered stop goes on, under its own id or under another', () => {
  const executions = fold();
  const triggers = { reference: 'index', price: '90', status: 'untriggered' };
  const stop = { ...order, side: 'sell', order_type: 'stop-loss', reduce_only: true };
  hearUpdate(executions, [row({ ...stop, triggers, exec_type: 'new', order_status: 'new' })]);
  const form = { type: 'stop', trigger: fixed('90') };
  expect(openOrders(executions)).toMatchObject([{ venueOrderId: 'v-1', ticket: { form, reduceOnly: true } }]);
  const triggered = { ...stop, order_type: 'market', triggers: { ...triggers, status: 'triggered' } };
  hearUpdate(executions, [row({ ...triggered, exec_type: 'status', order_status: 'canceled', reason: 'Triggered' })]);
  hearUpdate(executions, [row({ ...triggered, order_id: 'v-2', exec_type: 'new', order_status: 'new' })]);
  expect(openOrders(executions)).toMatchObject([{ venueOrderId: 'v-2', ticket: { id: client, form } }]);
  const done = { ...trade('a', '2', '2', 'filled'), orderId: 'v-2' };
  expect(types(hearUpdate(executions, [done]).reports)).toEqual(['order.filled', 'filled 2']);
});

test('what a new subscription does not list is missing until it is concluded', () => {
  const executions = fold();
  hearUpdate(executions, [live, trade('a', '1', '1')]);
  expect([missingOrders(executions), standing(executions, client)]).toEqual([[], 'listed']);
  begin(executions);
  hearSnapshot(executions, []);
  expect([missingOrders(executions), standing(executions, client)]).toEqual([[client], 'missing']);
  expect(types(conclude(executions, client, ms(5)))).toEqual(['canceled 1']);
  expect(conclude(executions, client, ms(6))).toEqual([]);
  expect(types(tell(executions, client))).toEqual(['order.accepted', 'order.filled', 'canceled 1']);
  expect(tell(executions, 'nobody' as ClientOrderId)).toEqual([]);
});

test('fills and ends since a moment come in order; fifty fills reach only so far back', () => {
  const executions = fold();
  hearUpdate(executions, [live]);
  const later = { ...trade('b', '1', '2'), at: ms(live.at + 10) };
  hearUpdate(executions, [later, { ...trade('a', '1', '2'), at: ms(live.at + 5) }]);
  expect(types(since(executions, live.at))).toEqual(['order.filled', 'order.filled', 'filled 2']);
  expect(types(since(executions, ms(live.at + 6)))).toEqual(['order.filled', 'filled 2']);
  begin(executions);
  hearSnapshot(executions, [trade('a', '1', '2')]);
  expect(reaches(executions, live.at)).toBe(true);
  hearSnapshot(
    executions,
    Array.from({ length: 50 }, (__, i) => ({ ...trade(`x${String(i)}`, '1', '2'), at: ms(live.at + i) })),
  );
  expect([reaches(executions, live.at), reaches(executions, ms(live.at + 1))]).toEqual([false, true]);
});

test('only so many ended orders are remembered', () => {
  const executions = fold();
  for (const id of ['1', '2', '3', '4', '5']) {
    const one = { ...live, orderId: id, clientId: `c${id}` };
    hearUpdate(executions, [one, { ...one, event: 'canceled', status: 'canceled' }]);
  }
  expect([...executions.tracks.keys()]).toEqual(['c3', 'c4', 'c5']);
});

test('rows shuffled and repeated lead to the same order and fills', () => {
  const rows = [live, trade('a', '0.5', '0.5'), trade('b', '0.5', '1'), trade('c', '1', '2', 'filled')];
  fc.assert(
    fc.property(fc.shuffledSubarray([0, 1, 2, 3], { minLength: 4 }), fc.array(fc.nat(3)), (order4, again) => {
      const executions = fold();
      hearUpdate(executions, [live]);
      const reports = [...order4, ...again].flatMap((i) => hearUpdate(executions, [rows[i] ?? live]).reports);
      const ids = reports.flatMap((report) => (report.type === 'order.filled' ? [report.fill.id] : []));
      expect(ids.toSorted()).toEqual(['a', 'b', 'c']);
      expect(types(reports).filter((type) => type.startsWith('filled '))).toEqual(['filled 2']);
      expect(executions.tracks.get(client)?.filled).toBe(fixed('2'));
    }),
    { seed: 3, numRuns: 200 },
  );
  expect(noQty).toBe(0n);
});
