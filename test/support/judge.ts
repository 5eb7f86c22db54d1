import { readFileSync } from 'node:fs';
import { settingsOf } from '../../src/boot/look-back.ts';
import { identityOf } from '../../src/core/order/client-order-id.ts';
import type { OrderTicket } from '../../src/core/order/order.ts';
import { isLive } from '../../src/core/order/order.ts';
import { remaining } from '../../src/core/position/tally.ts';
import type { State } from '../../src/core/state.ts';
import { fixed, negate, noQty, sub } from '../../src/core/units.ts';
import type { InstrumentId, Qty } from '../../src/core/units.ts';
import { decodeEffects, decodeEvent } from '../../src/runtime/codec.ts';
import { recover } from '../../src/runtime/recover.ts';
import { openJournal } from '../../src/store/sqlite/journal.ts';
import { readEntry } from '../../src/venue/emulator/decode.ts';
import type { Books } from '../../src/venue/emulator/exchange.ts';
import type { PositionsJson } from '../../src/view/positions.ts';

/** Every order that ever reached a venue, in the order of coming, by the venue's own diary. */
export function placedIn(diary: string): readonly OrderTicket[] {
  return readFileSync(diary, 'utf8')
    .split('\n')
    .slice(0, -1)
    .flatMap((line) => {
      if (line.startsWith('rest ')) return [];
      const { effect } = readEntry(line);
      return effect.type === 'order.place' ? [effect.ticket] : [];
    });
}

/** What may never happen, found by the venue's side alone: an order sent twice, and a position entered twice. */
export function wrongs(books: Pick<Books, 'fills' | 'positions'>, placed: readonly OrderTicket[]): readonly string[] {
  return [...sentTwice(placed), ...enteredTwice(placed), ...crossed(books)];
}

function sentTwice(placed: readonly OrderTicket[]): readonly string[] {
  return repeated(placed.map(({ id }) => id)).map((id) => `the client id ${id} came twice`);
}

function enteredTwice(placed: readonly OrderTicket[]): readonly string[] {
  const foreign = placed.flatMap(({ id }) => (identityOf(id) === undefined ? [`${id} is not an id of Keel's`] : []));
  const entries = placed.filter(({ reduceOnly }) => !reduceOnly).map(({ id }) => identityOf(id));
  const misnamed = entries.filter((identity) => identity?.role !== 'entry');
  return [
    ...foreign,
    ...misnamed.map((identity) => `a ${identity?.role} order may increase risk`),
    ...repeated(entries.map((identity) => String(identity?.position))).map((n) => `position ${n} was entered twice`),
  ];
}

/** Goes through the fills of each contract: a position begins from nothing, belongs to one number, and never turns round. */
function crossed({ fills, positions }: Pick<Books, 'fills' | 'positions'>): readonly string[] {
  const found: string[] = [];
  const held = new Map<InstrumentId, Readonly<{ size: bigint; number: number | undefined }>>();
  for (const { instrument, order, side, qty } of fills) {
    const identity = identityOf(order);
    const { size, number } = held.get(instrument) ?? { size: 0n, number: undefined };
    const next = side === 'buy' ? size + qty : size - qty;
    if (size !== 0n && identity?.position !== number)
      found.push(`${instrument}: ${order} came upon position ${number}`);
    const reduces = size > 0n ? next >= 0n && next < size : next <= 0n && next > size;
    if (identity?.role !== 'entry' && !reduces) found.push(`${instrument}: ${order} did not reduce`);
    held.set(instrument, { size: next, number: size === 0n ? identity?.position : number });
  }
  for (const [instrument, { size }] of held) {
    const there = positions.find((position) => position.instrument === instrument);
    const booked = there === undefined ? 0n : there.side === 'long' ? there.qty : negate(there.qty);
    if (booked !== size) found.push(`${instrument}: the fills leave ${size}, the books say ${booked}`);
  }
  return found;
}

function repeated(names: readonly string[]): readonly string[] {
  return names.filter((name, i) => names.indexOf(name) !== i);
}

/** Positions at the venue without one reduce-only stop there for all of it. */
export function naked({ positions, orders }: Pick<Books, 'positions' | 'orders'>): readonly string[] {
  return positions.flatMap(({ instrument, side, qty }) => {
    const covering = orders.some(
      ({ ticket, filled }) =>
        ticket.instrument === instrument &&
        ticket.form.type === 'stop' &&
        ticket.reduceOnly &&
        ticket.side === (side === 'long' ? 'sell' : 'buy') &&
        sub(ticket.qty, filled) >= qty,
    );
    return covering ? [] : [`${instrument} has no stop at the venue for all of ${qty}`];
  });
}

/** Where Keel's word differs from the venue's: a position that it does not know, or knows otherwise, or not as protected. */
export function differences({ positions }: Pick<Books, 'positions'>, known: PositionsJson): readonly string[] {
  const ours = known.positions.filter(({ qty }) => qty !== '0');
  const theirs = positions.map(({ instrument, side, qty }) => {
    const own = ours.find((position) => position.instrument === instrument);
    if (own === undefined) return `${instrument} is not known`;
    if (own.side !== side || fixed<Qty>(own.qty) !== qty)
      return `${instrument} is known as ${own.side} ${own.qty}, not ${side} ${qty}`;
    return own.phase === 'unprotected' ? `${instrument} is unprotected for ${own.unprotectedMs} ms` : undefined;
  });
  const gone = ours.filter(({ instrument }) => !positions.some((position) => position.instrument === instrument));
  return [...theirs, ...gone.map(({ instrument }) => `${instrument} is not at the venue`)].filter(
    (what) => what !== undefined,
  );
}

/** What a kill may find under way; it may be several at once. */
export type Hit = 'order in flight' | 'stop being changed' | 'take-profit filling';

/** Of the market's time: what the venue executed shortly before the last record of Keel's, or just after it. */
const justNow = { before: 2_000, after: 200 } as const;

/** What was under way when Keel died: by what it had written down, and by what the venue had done that it had not heard of. */
export function hitsOf(state: State, { fills }: Pick<Books, 'fills'>): readonly Hit[] {
  const live = [...state.orders.values()].filter(isLive);
  const inFlight = live.some(({ status, cancelSentAt }) => status !== 'open' || cancelSentAt !== undefined);
  const changing = [...state.positions.values()].some((position) => {
    if (position.phase === 'closed' || remaining(position) === noQty) return false;
    const stops = live.filter((order) => order.role === 'stop' && order.position === position.number);
    return (
      stops.length !== 1 || stops.some(({ status, cancelSentAt }) => status !== 'open' || cancelSentAt !== undefined)
    );
  });
  const taking = fills.some(({ order, venueAt }) => {
    const isTarget = identityOf(order)?.role.startsWith('tp') === true;
    return isTarget && venueAt >= state.at - justNow.before && venueAt <= state.at + justNow.after;
  });
  return [
    ...(inFlight ? (['order in flight'] as const) : []),
    ...(changing ? (['stop being changed'] as const) : []),
    ...(taking ? (['take-profit filling'] as const) : []),
  ];
}

/** What a killer waits for in Keel's journal. */
export const preys = ['entry', 'stop', 'take-profit'] as const;
export type Prey = (typeof preys)[number];

/** Does this record begin it: is such an order being sent, or has such a target been hit? */
export function isPrey(prey: Prey, event: string, effects: string): boolean {
  if (prey === 'take-profit') {
    const filled = event.includes('"order.filled"') ? decodeEvent(event) : undefined;
    return filled?.type === 'order.filled' && identityOf(filled.fill.order)?.role.startsWith('tp') === true;
  }
  const sent = effects.includes('"order.place"') ? decodeEffects(effects) : [];
  return sent.some((effect) => effect.type === 'order.place' && identityOf(effect.ticket.id)?.role === prey);
}

/** What Keel knew when it had written record `seq`. */
export function stateAt(path: string, seq: number): State {
  const journal = openJournal(path, { readOnly: true });
  if (!journal.ok) throw new Error(journal.error.message);
  try {
    return recover(journal.value, settingsOf, seq).state;
  } finally {
    journal.value.close();
  }
}
