import { expect } from 'vitest';
import { clientOrderId } from '../../src/core/order/client-order-id.ts';
import type { OrderTicket } from '../../src/core/order/order.ts';
import { fixed, formatFixed, instrumentId, ms } from '../../src/core/units.ts';
import type { ClientOrderId, Qty } from '../../src/core/units.ts';
import type { LiveVenue, LiveVenueLinks, VenueReport } from '../../src/runtime/ports.ts';
import { rng } from '../../src/runtime/rng.ts';
import type { MarketPhase } from '../../src/venue/emulator/api.ts';
import type { FaultName } from '../../src/venue/emulator/standing/faults.ts';
import type { Meter } from '../../src/venue/emulator/standing/meters.ts';
import type { Standing } from '../../src/venue/emulator/standing/start.ts';
import { control, standVenue, startAt } from './standing-venue.ts';
import { fastClock } from './v3-client.ts';

const btc = instrumentId('PF_XBTUSD');
/** Times the wall's pace, of the emulator and of the client's clock alike. */
const speed = 60;
/** Of the exchange's time: long enough for every order that is sent meanwhile to be told so, and to be asked after. */
const maintenance = { downFor: 20_000, postOnlyFor: 10_000 } as const;

type Folded = { filled: bigint; fills: Set<string>; end?: string; answers: Set<string> };

export type FaultSession = Readonly<{
  seed: number;
  dialect: 'v3' | 'unified';
  connect: (standing: Standing, links: LiveVenueLinks) => LiveVenue;
  /** What goes wrong, all at once, each with its probability on every occasion. */
  faults: Readonly<Partial<Record<FaultName, number>>>;
  /** Orders that rest before the first fault, and that are sent while faults strike. */
  resting: number;
  sent: number;
  after: (close: () => Promise<void>) => void;
}>;

/** How often which fault has struck, by dialect, over all sessions of this process. */
export const strikes: Record<string, Record<string, number>> = {};

/**
 * A client and an emulator at an accelerated pace. Orders rest; then everything goes wrong at once while more are sent and
 * cancelled; then the wire heals. What the client has told must then be what the venue has: nothing twice, nothing lost.
 */
export async function faultSession({
  seed,
  dialect,
  connect,
  faults,
  resting,
  sent: more,
  after,
}: FaultSession): Promise<void> {
  const standing = await standVenue({ speed, latencyMs: 20, maintenance });
  const clock = fastClock(startAt, speed);
  let phase: MarketPhase = 'online';
  standing.exchange.listen((event) => void (phase = event.type === 'phase' ? event.phase : phase));
  const folded = new Map<string, Folded>();
  const of = (order: string): Folded => {
    const known = folded.get(order) ?? { filled: 0n, fills: new Set<string>(), answers: new Set<string>() };
    folded.set(order, known);
    return known;
  };
  const snapshots: Extract<VenueReport, { type: 'venue.snapshot' }>[] = [];
  const hear = (report: VenueReport): void => {
    if (report.type === 'venue.snapshot') snapshots.push(report);
    else if (report.type === 'order.filled') {
      const order = of(report.fill.order);
      if (!order.fills.has(report.fill.id)) order.filled += report.fill.qty;
      order.fills.add(report.fill.id);
    } else if (report.type === 'order.ended') of(report.order).end = report.how;
    else if ('order' in report) of(report.order).answers.add(report.type);
  };
  const told = new Set<string>();
  const venue = connect(standing, {
    clock,
    hear: (reports) => reports.forEach(hear),
    notify: (_severity, name) => void told.add(name),
  });
  after(async () => {
    await venue.close();
    await standing.close();
  });
  expect((await venue.open([btc])).ok).toBe(true);

  const luck = rng(seed).fork('orders');
  const sent: ClientOrderId[] = [];
  const answered = (id: ClientOrderId): boolean => of(id).answers.size > 0 || of(id).end !== undefined;
  let live = 0;
  let isMaintained = false;
  const maintainedAt = resting + Math.floor(luck.next() * more);
  for (let n = 0; live < resting + more && n < 1_000; n += 1) {
    const isCalm = live < resting;
    if (live === resting) {
      expect(standing.exchange.openOrders().length).toBeGreaterThanOrEqual(resting);
      for (const [name, probability] of Object.entries(faults)) await control(standing, 'fault', { name, probability });
    }
    // Whatever chance does: nobody is spared a maintenance.
    if (live === maintainedAt && !isMaintained) {
      isMaintained = true;
      await control(standing, 'fault', { name: 'maintenance', times: 1 });
    }
    await expect
      .poll(
        async () => {
          const account = await venue.account();
          return account.ok ? 'known' : `${account.error}; ${phase}; ${[...told].join()}`;
        },
        { timeout: 60_000, interval: 2 },
      )
      .toBe('known');
    const id = clientOrderId({ run: 1, incarnation: 0, role: 'entry', position: 1, counter: n + 1 });
    const side = luck.next() < 0.5 ? 'buy' : 'sell';
    const price = fixed<never>(side === 'buy' ? '60000' : '110000');
    const isMarket = !isCalm && luck.next() < 0.4;
    const ticket: OrderTicket = {
      id,
      instrument: btc,
      side,
      qty: fixed('0.001'),
      reduceOnly: false,
      form: isMarket ? { type: 'market' } : { type: 'limit', price },
    };
    sent.push(id);
    venue.perform({ type: 'order.place', ticket } as Parameters<LiveVenue['perform']>[0], clock.now());
    // What rested before the first fault rests to the end: so many orders are live whenever one strikes.
    if (!isCalm && luck.next() < 0.3) {
      const which = sent[resting + Math.floor(luck.next() * (sent.length - resting))] ?? id;
      if (answered(which)) venue.perform({ type: 'order.cancel', order: which, instrument: btc }, clock.now());
    }
    await expect.poll(() => answered(id), { timeout: 10_000, interval: 2 }).toBe(true);
    // While the account is not known nothing is entered: it is worth waiting for.
    if (of(id).answers.has('order.denied')) await clock.wake(ms(clock.now() + 2_000), new AbortController().signal);
    else live += 1;
  }
  const struck = (await control(standing, 'clear'))['counts'] as Readonly<Record<string, number>>;
  expect(Object.values(struck).reduce((sum, count) => sum + count, 0)).toBeGreaterThan(5);
  const counts = (strikes[dialect] ??= {});
  for (const [name, count] of Object.entries(struck)) if (count > 0) counts[name] = (counts[name] ?? 0) + count;
  await expect.poll(() => phase, { timeout: 10_000, interval: 5 }).toBe('online');

  // Healed: whatever is open or in doubt is asked after until it is known, as the core does.
  const isKnown = (id: ClientOrderId): boolean => {
    const { end, answers } = of(id);
    return (
      end !== undefined || answers.has('order.rejected') || answers.has('order.denied') || answers.has('order.absent')
    );
  };
  const truth = standing.exchange;
  const openAtVenue = (): readonly string[] => truth.openOrders().map(({ cliOrdId = '' }) => cliOrdId);
  await expect
    .poll(
      async () => {
        const doubtful = sent.filter((id) => !isKnown(id) && !openAtVenue().includes(id));
        for (const order of doubtful)
          venue.perform({ type: 'venue.ask', about: 'order', order, instrument: btc }, clock.now());
        await clock.wake(ms(clock.now() + 6_000), new AbortController().signal);
        return doubtful;
      },
      { timeout: 20_000 },
    )
    .toEqual([]);
  // A cancel that was on its way when the wire healed may still arrive: the lists are compared until they agree.
  const idsOf = (orders: readonly string[]): string => orders.toSorted().join();
  await expect
    .poll(
      async () => {
        const before = snapshots.length;
        venue.perform({ type: 'venue.ask', about: 'account', since: ms(0) }, clock.now());
        await expect.poll(() => snapshots.length, { timeout: 10_000 }).toBeGreaterThan(before);
        return idsOf(snapshots.at(-1)?.orders.map(({ ticket }) => ticket.id) ?? []) === idsOf(openAtVenue());
      },
      { timeout: 20_000 },
    )
    .toBe(true);
  const last = snapshots.at(-1);
  const held = truth.positions().map(({ symbol, side, qty }) => [symbol, side, formatFixed(qty)]);
  expect(last?.positions.map(({ instrument, side, qty }) => [instrument, side, formatFixed(qty)])).toEqual(held);
  const executed = new Map<string, bigint>();
  for (const { cliOrdId = '', qty } of truth.executions(10_000))
    executed.set(cliOrdId, (executed.get(cliOrdId) ?? 0n) + qty);
  expect(sent.map((id) => [id, of(id).filled])).toEqual(sent.map((id) => [id, executed.get(id) ?? 0n]));
  const placed = truth.history().filter(({ type }) => type === 'order.placed' || type === 'execution');
  expect(placed.length).toBeGreaterThan(10);
  const liars = sent.filter(
    (id) => executed.has(id) && (of(id).answers.has('order.rejected') || of(id).answers.has('order.denied')),
  );
  expect(liars).toEqual([]);
  // Whatever one source said of them: what has executed wholly was filled.
  const unfilled = sent.filter((id) => executed.has(id) && of(id).end !== 'filled');
  expect(unfilled.map((id) => [id, of(id).end, [...of(id).answers]])).toEqual([]);
  const quantities = new Set(executed.values());
  expect([...quantities].every((qty) => qty === (fixed<Qty>('0.001') as bigint))).toBe(true);
  expect(truth.openOrders().length).toBeGreaterThanOrEqual(resting);
  expect([...told].filter((name) => name === 'RATE_LIMITED')).toEqual([]);
  // The exchange's own meters: something was measured, nothing was refused, and no pool was ever asked for more than it holds.
  const meters = Object.entries((await control(standing, 'rates')) as Readonly<Record<string, Meter>>);
  expect(meters.some(([name, { taken }]) => name.startsWith(dialect) && taken >= resting)).toBe(true);
  expect(meters.filter(([, { most, limit, refused }]) => refused > 0 || most > limit)).toEqual([]);
}
