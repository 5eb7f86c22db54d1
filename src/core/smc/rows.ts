import type { SmcEvent } from './events.ts';

/** The columns in which each kind of event is told as a table, and the fields that they hold (SMC definitions C.14). */
const columns = {
  pivot: { known_at: 'at', scale: 'scale', idx: 'idx', side: 'side', price: 'price', label: 'label' },
  structure: {
    known_at: 'at',
    scale: 'scale',
    kind: 'kind',
    dir: 'dir',
    level: 'level',
    level_idx: 'levelIdx',
    level_src: 'levelSrc',
    initial: 'initial',
    strong_price: 'strongPrice',
    strong_idx: 'strongIdx',
  },
  mss: { known_at: 'at', scale: 'scale', dir: 'dir', choch_at: 'chochAt', level: 'level', via: 'via' },
  ob: zone('id', { scale: 'scale' }),
  breaker: zone('ob_id', { scale: 'scale' }),
  fvg: { ...zone('id', {}), fill: 'fill' },
  pool: {
    known_at: 'at',
    event: 'event',
    id: 'id',
    side: 'side',
    first_idx: 'firstIdx',
    last_idx: 'lastIdx',
    level: 'level',
    count: 'count',
  },
  ote: { known_at: 'at', event: 'event', dir: 'dir', a: 'a', b: 'b', price: 'price' },
  displacement: { known_at: 'at', dir: 'dir', body_atr: 'bodyAtr' },
  idm: { known_at: 'at', dir: 'dir', level: 'level', level_idx: 'levelIdx', break_at: 'breakAt' },
  session: { known_at: 'at', event: 'event', name: 'name', high: 'high', low: 'low' },
  previous: { known_at: 'at', event: 'event', period: 'period', high: 'high', low: 'low' },
} as const satisfies Record<SmcEvent['type'], Record<string, string>>;

function zone<Id extends string, More extends object>(id: Id, more: More): Record<string, string> {
  return { known_at: 'at', event: 'event', [id]: 'id', ...more, dir: 'dir', idx: 'idx', top: 'top', bottom: 'bottom' };
}

/** The names of the columns of a kind of event. */
export function columnsOf(type: SmcEvent['type']): readonly string[] {
  return Object.keys(columns[type]);
}

/** The cells of an event, in the order of its columns; yes and no as 1 and 0. */
export function rowOf(event: SmcEvent): readonly (string | number)[] {
  const fields = new Map<string, unknown>(Object.entries(event));
  return Object.values(columns[event.type]).map((field) => cellOf(fields.get(field)));
}

function cellOf(value: unknown): string | number {
  if (typeof value === 'boolean') return value ? 1 : 0;
  return typeof value === 'number' ? value : String(value);
}
