import { afterEach, expect, test } from 'vitest';
import type { OrderTicket } from '../../src/core/order/order.ts';
import { fixed, formatFixed, instrumentId, ms } from '../../src/core/units.ts';
import type { ClientOrderId, Qty } from '../../src/core/units.ts';
import type { LiveVenue, VenueReport } from '../../src/runtime/ports.ts';
import { rng } from '../../src/runtime/rng.ts';
import { unifiedDefaults } from '../../src/venue/dialect/unified-switches.ts';
import type { FaultName } from '../../src/venue/emulator/standing/faults.ts';
import { cautiousRates, cautiousReads, documentedTiming } from '../../src/venue/kraken/unified/options.ts';
import { createKrakenUnified } from '../../src/venue/kraken/unified/venue.ts';
import { control, standVenue, startAt } from '../support/standing-venue.ts';
import { fastClock } from '../support/v3-client.ts';

const btc = instrumentId('PF_XBTUSD');
const speed = 60;
const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

type Folded = { filled: bigint; fills: Set<string>; end?: string; answers: Set<string> };

/** All faults at once, each of these probabilities on every occasion. */
const faults: Readonly<Partial<Record<FaultName, number>>> = {
  drop: 0.02,
  delay: 0.05,
  duplicate: 0.05,
  reorder: 0.05,
  'accepted-but-no-reply': 0.1,
  disconnect: 0.005,
  'empty-reply': 0.1,
  'stale-token': 0.1,
};

test.each([2, 3])(
  'after all faults at once the fold of what was heard is what the venue has, seed %i',
  async (seed) => {
    const standing = await standVenue({ speed, latencyMs: 20 });
    closers.push(standing.close);
    const clock = fastClock(startAt, speed);
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
    const venue: LiveVenue = createKrakenUnified(
      {
        urls: { ...standing.urls.unified, rest: standing.urls.spot.rest },
        key: standing.keys.pairs.full,
        switches: unifiedDefaults,
        timing: {
          ...documentedTiming,
          ackMs: 8_000,
          snapshotMs: 8_000,
          silenceMs: 30_000,
          openMs: 600_000,
          backOffMaxMs: 4_000,
        },
        rates: { ...cautiousRates, capacity: 1_000, perSecond: 100 },
        reads: cautiousReads,
        rng: rng(seed),
        permissionWhenUnknown: 'enabled',
        contracts: new Map(),
      },
      { clock, hear: (reports) => reports.forEach(hear), notify: () => undefined },
    );
    closers.push(venue.close);
    expect((await venue.open([btc])).ok).toBe(true);
    for (const [name, probability] of Object.entries(faults)) await control(standing, 'fault', { name, probability });

    const luck = rng(seed).fork('orders');
    const sent: ClientOrderId[] = [];
    const answered = (id: ClientOrderId): boolean => of(id).answers.size > 0 || of(id).end !== undefined;
    let live = 0;
    for (let n = 0; live < 16 && n < 1_000; n += 1) {
      await expect.poll(async () => (await venue.account()).ok, { timeout: 20_000, interval: 2 }).toBe(true);
      const id = `00000000-0100-8000-8000-0001${String(n).padStart(8, '0')}` as ClientOrderId;
      const side = luck.next() < 0.5 ? 'buy' : 'sell';
      const price = fixed<never>(side === 'buy' ? '60000' : '110000');
      const isMarket = luck.next() < 0.4;
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
      if (luck.next() < 0.3) {
        const which = sent[Math.floor(luck.next() * sent.length)] ?? id;
        if (answered(which)) venue.perform({ type: 'order.cancel', order: which, instrument: btc }, clock.now());
      }
      await expect.poll(() => answered(id), { timeout: 10_000, interval: 2 }).toBe(true);
      // While the account is not known nothing is entered: it is worth waiting for.
      if (of(id).answers.has('order.denied')) await clock.wake(ms(clock.now() + 2_000), new AbortController().signal);
      else live += 1;
    }
    await control(standing, 'clear');

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
    const before = snapshots.length;
    venue.perform({ type: 'venue.ask', about: 'account', since: ms(0) }, clock.now());
    await expect.poll(() => snapshots.length, { timeout: 10_000 }).toBeGreaterThan(before);

    const last = snapshots.at(-1);
    expect(last?.orders.map(({ ticket }) => ticket.id as string).toSorted()).toEqual([...openAtVenue()].toSorted());
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
    const quantities = new Set(executed.values());
    expect([...quantities].every((qty) => qty === (fixed<Qty>('0.001') as bigint))).toBe(true);
  },
);
