import { afterEach, expect, test } from 'vitest';
import { fixed, formatFixed, ms } from '../../src/core/units.ts';
import type { Qty } from '../../src/core/units.ts';
import type { Clock } from '../../src/runtime/ports.ts';
import type { Standing } from '../../src/venue/emulator/standing/start.ts';
import { control, standVenue, startAt } from '../support/standing-venue.ts';
import type { VenueWishes } from '../support/standing-venue.ts';
import { btc, fastClock, listenTo, testOptions } from '../support/v3-client.ts';
import type { Listened } from '../support/v3-client.ts';

const speed = 20;
const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

type Scene = Listened & Readonly<{ standing: Standing; clock: Clock; another: () => Listened }>;

async function scene(wishes: VenueWishes = {}): Promise<Scene> {
  const standing = await standVenue({ speed, ...wishes });
  closers.push(standing.close);
  const clock = fastClock(startAt, speed);
  const { futures, spot } = standing.urls;
  const urls = { ...futures, spot: spot.rest };
  const another = (): Listened => {
    const one = listenTo({ ...testOptions, urls, key: standing.keys.pairs.full }, clock);
    closers.push(one.venue.close);
    return one;
  };
  const one = another();
  expect(await one.venue.open([btc])).toMatchObject({ ok: true, value: { equity: fixed('10000'), isolated: [] } });
  return { ...one, standing, clock, another };
}

const qty: Qty = fixed('0.01');

test('an entry, its stop and its target: accepted, filled once with its fee, cancelled, and marks are heard', async () => {
  const { place, cancel, heard, of, reports, ask } = await scene();
  const entry = place('entry', { side: 'buy', qty, form: { type: 'market' } });
  await heard('order.ended', entry);
  await heard('order.filled', entry);
  const stop = place('stop', { side: 'sell', qty, form: { type: 'stop', trigger: fixed('80000') } });
  const target = place('tp1', { side: 'sell', qty, form: { type: 'limit', price: fixed('90000') } });
  const take = place('tp2', { side: 'sell', qty, form: { type: 'take-profit', trigger: fixed('91000') } });
  for (const id of [stop, target, take]) await heard('order.accepted', id);
  await heard('mark.observed');
  ask(startAt);
  await heard('venue.snapshot');
  const [snapshot] = of('venue.snapshot');
  expect(snapshot?.positions).toMatchObject([{ instrument: btc, side: 'long', qty }]);
  const byId = new Map(snapshot?.orders.map(({ ticket }) => [ticket.id, ticket]));
  expect(byId.get(stop)).toEqual({
    id: stop,
    instrument: btc,
    side: 'sell',
    qty,
    form: { type: 'stop', trigger: fixed('80000') },
    reduceOnly: true,
  });
  expect(byId.get(take)?.form).toEqual({ type: 'take-profit', trigger: fixed('91000') });
  expect(byId.get(target)?.form).toEqual({ type: 'limit', price: fixed('90000') });
  for (const id of [stop, target, take]) cancel(id);
  for (const id of [stop, target, take]) await heard('order.ended', id);
  expect(of('order.ended', stop)).toMatchObject([{ how: 'canceled', filled: 0n }]);
  const filled = of('order.filled', entry).map(({ fill }) => fill);
  expect(formatFixed(filled.reduce((sum, fill) => sum + fill.qty, 0n) as Qty)).toBe('0.01');
  expect(filled.every(({ fee, price }) => fee * 2_000n === (price * qty) / 10n ** 10n || fee > 0n)).toBe(true);
  for (const id of [entry, stop, target, take]) {
    const outcomes = reports.filter(
      (report) =>
        ['order.accepted', 'order.rejected', 'order.unresolved'].includes(report.type) &&
        'order' in report &&
        report.order === id,
    );
    expect(outcomes).toHaveLength(1);
  }
});

test('a refusal is told in the venue’s word; an id that nobody knows is absent from every source', async () => {
  const { place, heard, of, ask, until, cancel } = await scene();
  const wrong = place('entry', { side: 'buy', qty: fixed('0.00001'), form: { type: 'market' } });
  const useless = place('stop', { side: 'sell', qty, form: { type: 'limit', price: fixed('90000') } });
  await heard('order.rejected', wrong);
  await heard('order.rejected', useless);
  expect([...of('order.rejected', wrong), ...of('order.rejected', useless)].map(({ reason }) => reason)).toEqual([
    'invalidSize',
    'wouldNotReducePosition',
  ]);
  const stranger = '00000000-0000-8000-8000-000000000000' as typeof wrong;
  ask(stranger);
  await until(() => of('order.absent', stranger).length >= 4);
  expect(of('order.absent', stranger).map(({ source }) => source)).toEqual([
    'open-orders',
    'order-status',
    'fills',
    'history',
  ]);
  cancel(stranger);
  await until(() => of('order.absent', stranger).length >= 8);
});

test('a stop that triggers is followed to its end, and another client learns all of it by asking', async () => {
  const { place, heard, of, standing, another, until } = await scene();
  const entry = place('entry', { side: 'buy', qty, form: { type: 'market' } });
  await heard('order.filled', entry);
  const stop = place('stop', { side: 'sell', qty, form: { type: 'stop', trigger: fixed('80000') } });
  await heard('order.accepted', stop);
  await control(standing, 'price', { symbol: btc, price: '79000' });
  await heard('order.filled', stop);
  await heard('order.ended', stop);
  expect(of('order.ended', stop)).toMatchObject([{ how: 'filled', filled: qty }]);
  const other = another();
  expect(await other.venue.open([])).toMatchObject({ ok: true });
  expect(other.of('order.filled')).toEqual([]);
  other.ask(entry);
  other.ask(stop);
  await other.until(() => other.of('order.ended').length >= 2);
  expect(other.of('order.filled').map(({ fill }) => fill)).toEqual(
    expect.arrayContaining(of('order.filled').map(({ fill }) => fill)),
  );
  other.ask(ms(startAt));
  await other.heard('venue.snapshot');
  expect(other.of('venue.snapshot')[0]).toMatchObject({ orders: [], positions: [] });
  expect(other.of('order.filled')).toHaveLength(of('order.filled').length);
  await until(() => true);
});

test('lists the contracts, and reads candles: closed ones, oldest first', async () => {
  const { venue, clock } = await scene();
  const listed = await venue.listing();
  expect(listed).toMatchObject({ ok: true });
  const contracts = listed.ok ? listed.value : [];
  expect(contracts.find(({ instrument }) => instrument.id === btc)).toMatchObject({
    instrument: { base: 'BTC', tick: fixed('1'), lot: fixed('0.0001'), maintenanceMargin: fixed('0.005') },
    tradeable: true,
    postOnly: false,
  });
  const candles = await venue.candles({
    instrument: btc,
    timeframe: '15m',
    from: ms(startAt - 7_200_000),
    to: clock.now(),
  });
  expect(candles.ok && candles.value.length).toBeGreaterThanOrEqual(8);
  expect(candles.ok && candles.value[0]?.openAt).toBe(startAt - 7_200_000);
});
