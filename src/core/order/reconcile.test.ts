import { expect, it } from 'vitest';
import { instrument, price, qty, t0 } from '../../../test/support/keel.ts';
import { positionIn } from '../../../test/support/positions.ts';
import type { VenueOrder, VenuePosition } from '../events.ts';
import type { Position } from '../position/position.ts';
import { later, noQty } from '../units.ts';
import type { ClientOrderId } from '../units.ts';
import type { Order } from './order.ts';
import { reconcile } from './reconcile.ts';

const btc = instrument('BTC');
const after = later(t0, 1);
const id = (name: string): ClientOrderId => name as ClientOrderId;

/** The bought quantity of `positionIn` is 10, last heard of at `t0`. */
const found = (side: VenuePosition['side'], size: string): VenuePosition => ({
  instrument: btc.id,
  side,
  qty: qty(size),
  entryPrice: price('100'),
});
const difference = (
  held: Position | undefined,
  there: readonly VenuePosition[],
  venueAt = after,
): readonly string[] => {
  const positions = new Map(held === undefined ? [] : [[btc.id, held]]);
  return reconcile({ venueAt, orders: [], positions: there }, { orders: new Map(), positions }).map((finding) =>
    finding.type === 'phantom' ? `phantom ${finding.excess / qty('1')}` : finding.type,
  );
};

it.each<readonly [string, Position | undefined, readonly VenuePosition[], readonly string[]]>([
  ['neither has anything', undefined, [], []],
  ['we had something once', positionIn('closed'), [], []],
  ['both have the same', positionIn('protected'), [found('long', '10')], ['agreed']],
  ['the venue has what we never had', undefined, [found('long', '10')], ['phantom 10']],
  ['the venue has what we have closed', positionIn('closed'), [found('long', '10')], ['phantom 10']],
  ['the venue has what is not yet filled here', positionIn('entering'), [found('long', '10')], ['phantom 10']],
  ['the venue has more', positionIn('protected'), [found('long', '13')], ['phantom 3']],
  ['the venue has less', positionIn('protected'), [found('long', '9')], ['mismatch']],
  ['the venue has nothing', positionIn('protected'), [], ['mismatch']],
  ['the venue has the other side', positionIn('protected'), [found('short', '10')], ['mismatch']],
])('%s', (_, held, there, differences) => {
  expect(difference(held, there)).toEqual(differences);
});

it('a snapshot from before our newest execution says nothing about the position', () => {
  expect(difference(positionIn('protected'), [], t0)).toEqual([]);
  expect(difference(positionIn('protected'), [found('long', '13')], t0)).toEqual([]);
  expect(difference(positionIn('closed'), [found('long', '13')], t0)).toEqual([]);
});

const order = (name: string, status: Order['status']): Order => ({
  ticket: {
    id: id(name),
    instrument: btc.id,
    side: 'sell',
    qty: qty('10'),
    form: { type: 'stop', trigger: price('98') },
    reduceOnly: true,
  },
  role: 'stop',
  position: 1,
  sentAt: t0,
  filled: noQty,
  fillIds: [],
  status,
  absentFrom: [],
});
const listed = (name: string): VenueOrder => ({
  venueOrderId: `venue-${name}`,
  ticket: order(name, 'open').ticket,
  filled: noQty,
  placedAt: t0,
});

it('of orders: those that both have are open, ours alone are missing once confirmed, the venue’s alone are unknown', () => {
  const ours = ['open', 'in-flight', 'unresolved', 'done', 'gone'].map((name) =>
    order(name, name === 'gone' ? 'open' : (name as Order['status'])),
  );
  const findings = reconcile(
    { venueAt: after, orders: [listed('open'), listed('unresolved'), listed('stranger')], positions: [] },
    { orders: new Map(ours.map((each) => [each.ticket.id, each])), positions: new Map() },
  );
  const said = findings.map((finding) => {
    if (finding.type === 'open' || finding.type === 'missing') return `${finding.type} ${finding.order.ticket.id}`;
    return finding.type === 'unknown' ? `unknown ${finding.venueOrder.ticket.id}` : finding.type;
  });
  expect(said).toEqual(['open open', 'open unresolved', 'unknown stranger', 'missing gone']);
});
