import type { OrderSource } from '../../../core/events.ts';
import { later, ms, noQty } from '../../../core/units.ts';
import type { ClientOrderId, Ms } from '../../../core/units.ts';
import type { Clock, LiveVenueLinks, VenueReport } from '../../../runtime/ports.ts';
import type { Sync } from './channels.ts';
import type { UnifiedTiming } from './options.ts';
import { conclude, missingOrders, openOrders, reaches, since, standing, tell } from './recall.ts';
import type { Session } from './session.ts';

export type InquiryOptions = Pick<LiveVenueLinks, 'hear' | 'notify'> &
  Readonly<{
    clock: Clock;
    timing: UnifiedTiming; /** For it hears of the session, and the session of it. */
    session: () => Session;
    closing: AbortSignal;
    /** Movements of money; false where not all of them are known. */
    catchUp: (since?: Ms) => Promise<boolean>;
  }>;

/** What became of orders, and what the account holds: proven by new snapshots, never by silence. */
export type Inquiry = Readonly<{
  order: (order: ClientOrderId) => Promise<void>;
  account: (asked: Readonly<{ since: Ms; postedSince?: Ms }>) => Promise<void>;
  mended: (sync: Sync) => void;
  /** It was asked for but never left us: the venue cannot have it. */
  unsent: (order: ClientOrderId) => void;
  sent: (order: ClientOrderId) => void;
}>;

const sources = ['open-orders', 'order-status', 'fills', 'history'] as const satisfies readonly OrderSource[];

/**
 * There is no query by id: an order is looked for among the open ones and the last fifty fills of a new subscription. One
 * that two of them miss, some seconds apart, was never there, or is gone if we had seen it.
 *
 * @see https://docs.kraken.com/exchange/api-reference/unified-ws/executions
 */
export function createInquiry(options: InquiryOptions): Inquiry {
  const { clock, timing, session, hear, notify, closing, catchUp } = options;
  const unsent = new Set<ClientOrderId>();
  const sentAt = new Map<ClientOrderId, Ms>();
  /** Since when every snapshot has missed it. */
  const missedSince = new Map<ClientOrderId, Ms>();
  const followed = new Set<ClientOrderId>();

  const absent = (order: ClientOrderId, from: readonly OrderSource[]): void =>
    hear(from.map((source): VenueReport => ({ type: 'order.absent', order, source })));
  const order = async (id: ClientOrderId): Promise<void> => {
    if (unsent.has(id)) return absent(id, sources);
    const sync = await session().resync();
    if (sync.ok) judge(id);
  };
  const judge = (id: ClientOrderId): void => {
    const { executions } = session().feeds;
    const stands = standing(executions, id);
    if (stands === 'listed' || stands === 'ended') {
      missedSince.delete(id);
      return hear(tell(executions, id));
    }
    const first = missedSince.get(id) ?? clock.now();
    missedSince.set(id, first);
    const missedMs = clock.now() - first;
    if (missedMs < timing.apartMs) {
      if (stands === 'stranger') absent(id, ['open-orders']);
      return follow(id, later(first, timing.apartMs));
    }
    if (stands === 'stranger') return stranger(id, missedMs);
    missedSince.delete(id);
    notify('info', 'ORDER_GONE', { order: id });
    hear(conclude(executions, id, clock.now()));
  };
  /** The second look of its own accord; whoever asks again in between shares it. */
  const follow = (id: ClientOrderId, at: Ms): void => {
    if (followed.has(id)) return;
    followed.add(id);
    const again = (): unknown => (followed.delete(id), closing.aborted ? undefined : order(id));
    void clock.wake(at, closing).then(again);
  };
  const stranger = (id: ClientOrderId, missedMs: number): void => {
    const { executions } = session().feeds;
    // More fills than a snapshot holds since it was sent: it may be behind them, and nobody can say.
    if (!reaches(executions, sentAt.get(id) ?? ms(8.64e15))) {
      notify('critical', 'ORDER_BEYOND_REACH', { order: id });
      return absent(id, ['open-orders']);
    }
    absent(id, sources);
    // Somebody before us may have known it as open: whatever it was, it is no more.
    if (missedMs >= timing.goneMs) hear([{ type: 'order.ended', order: id, how: 'canceled', filled: noQty }]);
  };
  const mended = (sync: Sync, isPosted: boolean): void => {
    hear(snapshotOf(session().feeds, sync, isPosted));
    for (const id of missingOrders(session().feeds.executions)) judge(id);
  };
  return {
    order,
    account: async ({ since: from, postedSince }) => {
      const [sync, isPosted] = await Promise.all([session().resync(), catchUp(postedSince)]);
      if (!sync.ok) return notify('warning', 'ACCOUNT_UNKNOWN', { cause: sync.error });
      hear(since(session().feeds.executions, from));
      mended(sync.value, isPosted);
    },
    mended: (sync) => mended(sync, false),
    unsent: (id) => unsent.add(id),
    sent: (id) => sentAt.set(id, clock.now()),
  };
}

/**
 * As the venue lists it; nothing where it left the positions out, for that is not the same as flat. `withMoney`: a sum means nothing as long as a movement may be missing from what it is compared with.
 */
function snapshotOf(
  { account, executions }: Session['feeds'],
  { orders, positions }: Sync,
  withMoney: boolean,
): readonly VenueReport[] {
  if (positions === undefined || account.positions !== 'whole') return [];
  const lists = { orders: openOrders(executions), positions: [...account.open.values()] };
  const money = withMoney ? account.margin?.money : undefined;
  const venueAt = ms(Math.min(orders, positions));
  return [{ type: 'venue.snapshot', venueAt, ...lists, ...(money === undefined ? {} : { money }) }];
}
