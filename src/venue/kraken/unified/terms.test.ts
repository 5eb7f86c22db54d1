import { expect, test } from 'vitest';
import type { OrderForm, OrderTicket } from '../../../core/order/order.ts';
import { fixed, instrumentId, ms } from '../../../core/units.ts';
import type { ClientOrderId } from '../../../core/units.ts';
import { unifiedDefaults } from '../../dialect/unified-switches.ts';
import { addOrder } from './terms.ts';
import type { Circumstances } from './terms.ts';
import { writeFrame } from './text.ts';
import { meaningOf, reasonOf } from './words.ts';

const plain: Circumstances = { switches: unifiedDefaults, system: 'online', now: ms(0), deadlineMs: 5000 };
const ticket = (form: OrderForm, reduceOnly: boolean): OrderTicket => ({
  id: '00000000-0100-8000-8000-000100000001' as ClientOrderId,
  instrument: instrumentId('PF_PEPEUSD'),
  side: 'sell',
  qty: fixed('12000'),
  form,
  reduceOnly,
});
const text = (form: OrderForm, changes: Partial<Circumstances> = {}): string =>
  writeFrame(addOrder(ticket(form, form.type !== 'market'), { ...plain, ...changes }));

test('a ticket is written digit for digit, without an exponent', () => {
  expect(text({ type: 'market' })).toBe(
    '{"asset_class":"derivatives","order_type":"market","side":"sell","symbol":"PF_PEPEUSD","order_qty":12000,"cl_ord_id":"00000000-0100-8000-8000-000100000001"}',
  );
  expect(text({ type: 'limit', price: fixed('0.0000000009') })).toContain('"limit_price":0.0000000009,');
  expect(text({ type: 'limit', price: fixed('1') })).toContain('"reduce_only":true');
});

test('stops trigger on the index, or on the mark where the switch says that it is accepted', () => {
  const trigger = fixed<never>('0.0000000009');
  expect(text({ type: 'stop', trigger })).toContain(
    '"order_type":"stop-loss","triggers":{"reference":"index","price":0.0000000009,"price_type":"static"}',
  );
  const accepted: Circumstances['switches'] = { ...unifiedDefaults, markReference: 'accepted', orderDeadline: 'sent' };
  expect(text({ type: 'take-profit', trigger }, { switches: accepted })).toContain(
    '"order_type":"take-profit","triggers":{"reference":"mark"',
  );
  expect(text({ type: 'market' }, { switches: accepted })).toContain('"deadline":"1970-01-01T00:00:05.000Z"');
});

test('in post-only times a limit says that it rests', () => {
  expect(text({ type: 'limit', price: fixed('1') }, { system: 'post_only' })).toContain('"post_only":true');
  expect(text({ type: 'stop', trigger: fixed('1') }, { system: 'post_only' })).not.toContain('post_only');
});

test.each([
  ['EService:Unavailable', 'unknown'],
  ['EGeneral:Internal error:123', 'unknown'],
  ['ESession:Invalid session(s).', 'session'],
  ['EOrder:Rate limit exceeded', 'rate'],
  ['Exceeded msg rate', 'rate'],
  ['EOrder:Unknown order', 'gone'],
  ['Preferences are not available yet, try again later', 'retryable'],
  ['EOrder:Insufficient funds', 'refused'],
  ['EService:Deadline elapsed', 'refused'],
  ['something new', 'refused'],
] as const)('%s is %s', (error, meaning) => expect(meaningOf(error)).toBe(meaning));

test('reasons get a known word, or stay whole', () => {
  expect(reasonOf('EOrder:Reduce only:No position exists')).toBe('wouldNotReducePosition');
  expect(reasonOf('EService:Market in post_only mode')).toBe('marketIsPostOnly');
  expect(reasonOf('EOrder:Post only order')).toBe('postWouldExecute');
  expect(reasonOf('something new')).toBe('something new');
});
