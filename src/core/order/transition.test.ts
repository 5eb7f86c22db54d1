import { describe, expect, it } from 'vitest';
import { fixed, instrumentId, later, ms, noQty, noUsd } from '../units.ts';
import type { ClientOrderId, Price, Qty } from '../units.ts';
import type { Order } from './order.ts';
import { canceling, forgotten, howEnded, report, unfilled } from './transition.ts';
import type { OrderReport } from './transition.ts';

const sentAt = ms(1_000);
const lifeMs = 5_000;
const lots = (n: string): Qty => fixed<Qty>(n);
const id = 'order' as ClientOrderId;
const instrument = instrumentId('PF_XBTUSD');

const sent: Order = {
  ticket: {
    id,
    instrument,
    side: 'sell',
    qty: lots('10'),
    form: { type: 'stop', trigger: fixed<Price>('98') },
    reduceOnly: true,
  },
  role: 'stop',
  position: 1,
  sentAt,
  filled: noQty,
  fillIds: [],
  status: 'in-flight',
  absentFrom: [],
};

const at = later(sentAt, 10);
const late = later(sentAt, lifeMs);
const fill = (fillId: string, size: string): OrderReport => {
  const price = fixed<Price>('98');
  const facts = { id: fillId, order: id, instrument, side: 'sell', qty: lots(size), price, fee: noUsd } as const;
  return { type: 'order.filled', at, fill: { ...facts, liquidity: 'taker', venueAt: at } };
};
const says = {
  ack: { type: 'order.accepted', at, order: id, venueOrderId: 'venue' },
  rejected: { type: 'order.rejected', at, order: id, reason: 'no' },
  denied: { type: 'order.denied', at, order: id, reason: 'journal' },
  silence: { type: 'order.unresolved', at, order: id, cause: 'timeout' },
  'fill 4': fill('f4', '4'),
  'fill 6': fill('f6', '6'),
  'fill 1': fill('f1', '1'),
  'filled 10': { type: 'order.ended', at, order: id, how: 'filled', filled: lots('10') },
  'canceled 0': { type: 'order.ended', at, order: id, how: 'canceled', filled: noQty },
  'canceled 4': { type: 'order.ended', at, order: id, how: 'canceled', filled: lots('4') },
  'absent, open': { type: 'order.absent', at: late, order: id, source: 'open-orders' },
  'absent, past': { type: 'order.absent', at: late, order: id, source: 'history' },
  'absent, soon': { type: 'order.absent', at: later(late, -1), order: id, source: 'fills' },
} as const satisfies Record<string, OrderReport>;
type Said = keyof typeof says;

const tell = (...all: readonly Said[]): ReturnType<typeof report> =>
  all.reduce<ReturnType<typeof report>>(({ next }, said) => report(next, says[said], lifeMs), {
    next: sent,
    verdict: 'ignored',
  });

const table: readonly (readonly [
  readonly Said[],
  Order['status'],
  string | undefined,
  string,
  ReturnType<typeof report>['verdict'],
])[] = [
  [['ack'], 'open', undefined, '0', 'advanced'],
  [['ack', 'ack'], 'open', undefined, '0', 'ignored'],
  [['rejected'], 'done', 'rejected', '0', 'advanced'],
  [['rejected', 'rejected'], 'done', 'rejected', '0', 'ignored'],
  [['ack', 'rejected'], 'open', undefined, '0', 'surprised'],
  [['fill 4', 'rejected'], 'open', undefined, '4', 'surprised'],
  [['denied'], 'done', 'denied', '0', 'advanced'],
  [['silence'], 'unresolved', undefined, '0', 'advanced'],
  [['silence', 'silence'], 'unresolved', undefined, '0', 'ignored'],
  [['ack', 'silence'], 'open', undefined, '0', 'ignored'],
  [['silence', 'ack'], 'open', undefined, '0', 'advanced'],
  [['silence', 'rejected'], 'done', 'rejected', '0', 'advanced'],
  // A fill says more than an ack that has not come.
  [['fill 4'], 'open', undefined, '4', 'advanced'],
  [['silence', 'fill 4'], 'open', undefined, '4', 'advanced'],
  [['fill 4', 'fill 4'], 'open', undefined, '4', 'ignored'],
  [['fill 4', 'fill 6'], 'done', 'filled', '10', 'advanced'],
  [['fill 4', 'fill 6', 'ack'], 'done', 'filled', '10', 'advanced'],
  [['fill 4', 'fill 6', 'fill 1'], 'done', 'filled', '11', 'surprised'],
  // Ended, but not done before the fills that the end speaks of.
  [['ack', 'filled 10'], 'open', 'filled', '0', 'advanced'],
  [['ack', 'filled 10', 'fill 4'], 'open', 'filled', '4', 'advanced'],
  [['ack', 'filled 10', 'fill 4', 'fill 6'], 'done', 'filled', '10', 'advanced'],
  [['ack', 'canceled 4'], 'open', 'canceled', '0', 'advanced'],
  [['ack', 'canceled 4', 'fill 4'], 'done', 'canceled', '4', 'advanced'],
  [['ack', 'canceled 0'], 'done', 'canceled', '0', 'advanced'],
  [['ack', 'canceled 0', 'canceled 0'], 'done', 'canceled', '0', 'ignored'],
  [['ack', 'canceled 0', 'canceled 4'], 'open', 'canceled', '0', 'advanced'],
  [['ack', 'canceled 4', 'fill 4', 'canceled 0'], 'done', 'canceled', '4', 'ignored'],
  // Nothing is dead on one endpoint's word, nor while its request may still be under way.
  [['silence', 'absent, open'], 'unresolved', undefined, '0', 'advanced'],
  [['silence', 'absent, open', 'absent, open'], 'unresolved', undefined, '0', 'ignored'],
  [['silence', 'absent, soon'], 'unresolved', undefined, '0', 'ignored'],
  [['silence', 'absent, open', 'absent, past'], 'done', 'absent', '0', 'advanced'],
  [['absent, open', 'absent, past'], 'in-flight', undefined, '0', 'ignored'],
  [['ack', 'absent, open', 'absent, past'], 'open', undefined, '0', 'ignored'],
  [['silence', 'absent, open', 'ack', 'absent, past'], 'open', undefined, '0', 'ignored'],
];

describe('what the reports of an order make of it', () => {
  it.each(table)('%j -> %s, %s, %s', (said, status, how, filled, verdict) => {
    const { next, verdict: given } = tell(...said);
    expect([next.status, next.end?.how, next.filled, given]).toEqual([status, how, lots(filled), verdict]);
  });
});

it('the latest absence starts over when the order is heard of in between', () => {
  expect(tell('silence', 'absent, open', 'ack').next.absentFrom).toEqual([]);
});

it('what may still execute: all of it while it works, what is missing once it has ended, never less than nothing', () => {
  expect(unfilled(tell('ack').next)).toBe(lots('10'));
  expect(unfilled(tell('ack', 'fill 4').next)).toBe(lots('6'));
  expect(unfilled(tell('ack', 'canceled 4').next)).toBe(lots('4'));
  expect(unfilled(tell('ack', 'canceled 4', 'fill 4').next)).toBe(noQty);
  expect(unfilled(tell('fill 4', 'fill 6', 'fill 1').next)).toBe(noQty);
});

it('how it ended is not said before it is done', () => {
  expect(howEnded(tell('ack', 'filled 10').next)).toBeUndefined();
  expect(howEnded(tell('ack', 'canceled 0').next)).toBe('canceled');
});

it('after a crash a request in flight is in doubt, and a cancel was never sent', () => {
  expect(forgotten(sent).status).toBe('unresolved');
  expect(forgotten(canceling(tell('ack').next, at))).toEqual(tell('ack').next);
  expect(forgotten(tell('rejected').next)).toEqual(tell('rejected').next);
});
