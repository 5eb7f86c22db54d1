import type { Ms } from '../../../core/units.ts';
import type { ExchangeApi, MarketPhase } from '../api.ts';
import type { ExchangeEvent } from '../happening.ts';
import { iso } from './envelope.ts';

/** Something that the platform tells everybody. */
type Notice = Readonly<{
  id: number;
  type: 'maintenance' | 'market';
  priority: 'high' | 'medium' | 'low';
  note: string;
  at: Ms;
  downtimeMinutes?: number;
}>;
export type Notices = Readonly<{ rest: () => readonly unknown[]; frame: () => string }>;

type Word = Readonly<Pick<Notice, 'priority' | 'note' | 'downtimeMinutes'>>;
/** What the status page says of each phase; a maintenance lasts ten to twenty minutes. Gotcha 4. */
const phases: Readonly<Record<MarketPhase, Word>> = {
  maintenance: { priority: 'high', note: 'Derivatives platform maintenance', downtimeMinutes: 15 },
  post_only: { priority: 'high', note: 'Markets are post-only: nothing is executed' },
  cancel_only: { priority: 'high', note: 'Markets are cancel-only' },
  online: { priority: 'low', note: 'Markets are open' },
};
/** How many are shown. */
const page = { notices: 20 } as const;

/** Collects what is worth a notice: phases of the engine, and changes of what is listed. Newest last. */
export function createNotices(exchange: ExchangeApi): Notices {
  const notices: Notice[] = [];
  exchange.listen((event) => {
    const notice = noticeOf(event);
    if (notice === undefined) return;
    notices.push({ ...notice, id: (notices.at(-1)?.id ?? 0) + 1, at: exchange.now() });
    if (notices.length > page.notices) notices.shift();
  });
  return {
    rest: () => notices.map(({ type, priority, note, at }) => ({ type, priority, note, effectiveTime: iso(at) })),
    frame: () => JSON.stringify({ feed: 'notifications_auth', notifications: notices.map(row) }),
  };
}

function noticeOf(event: ExchangeEvent): Omit<Notice, 'id' | 'at'> | undefined {
  if (event.type === 'phase') return { type: 'maintenance', ...phases[event.phase] };
  if (event.type === 'listing') return { type: 'market', priority: 'medium', note: 'What is listed has changed' };
  return undefined;
}

function row({ id, type, priority, note, at, downtimeMinutes }: Notice): unknown {
  // What is undefined is left out of the text.
  return { id, type, priority, note, effective_time: at, expected_downtime_minutes: downtimeMinutes };
}
