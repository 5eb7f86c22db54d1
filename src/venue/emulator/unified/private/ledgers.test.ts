import { expect, test } from 'vitest';
import { fixed, instrumentId, ms } from '../../../../core/units.ts';
import { unifiedDefaults } from '../../../dialect/unified-switches.ts';
import { fakeExchange } from '../../../../../test/support/fake-exchange.ts';
import type { ExchangeEvent } from '../../happening.ts';
import { encode } from '../frame.ts';
import { createHub } from '../hub.ts';
import { createOrders } from '../orders.ts';
import { createTalk } from '../talk.ts';
import { ledgersChannel } from './ledgers.ts';

test('funding is a change of a position that changes no size, and then of the cash; both are told in exact numbers', () => {
  let tell: (event: ExchangeEvent) => void = () => undefined;
  const exchange = {
    ...fakeExchange(0),
    listen: (listener: (event: ExchangeEvent) => void) => {
      tell = listener;
      return () => undefined;
    },
  };
  const hub = createHub(exchange);
  const switches = unifiedDefaults;
  const orders = createOrders(exchange, hub, switches);
  const channel = ledgersChannel({ exchange, hub, switches, orders, empties: () => false, loses: () => false });
  const heard: string[] = [];
  const talk = createTalk(exchange, { id: 'c1', send: (frame) => void heard.push(frame), close: () => undefined });
  const stop = channel.open({ params: {}, talk, listed: undefined }).begin();
  const entry = { seq: 5, at: ms(3_600_000), uid: 'u' } as const;
  const price = fixed<never>('84000.1234567891');
  const position = {
    ...({ type: 'position', symbol: instrumentId('PF_XBTUSD'), cause: 'funding' } as const),
    before: fixed<never>('-0.02'),
    after: fixed<never>('-0.02'),
    entryBefore: price,
    entryAfter: price,
    realised: fixed<never>('0'),
    fee: fixed<never>('0'),
    funding: fixed<never>('0.0000000001'),
  };
  tell({ type: 'history', entry: { ...entry, ...position } });
  tell({
    type: 'history',
    entry: {
      ...entry,
      seq: 6,
      type: 'cash',
      currency: 'USD',
      before: fixed('1'),
      after: fixed('1.0000000001'),
      cause: 'funding',
    },
  });
  stop();
  tell({ type: 'history', entry: { ...entry, ...position } });
  expect(heard.map((frame) => JSON.parse(frame) as unknown)).toMatchObject([
    {
      sequence: 1,
      data: [{ type: 'rollover', asset: 'PF_XBTUSD', amount: 0, balance: -0.02, realized_funding: 1e-10 }],
    },
    { sequence: 2, data: [{ type: 'rollover', asset: 'USD', amount: 1e-10, balance: 1.0000000001 }] },
  ]);
  expect(heard[0]).toContain('"old_average_entry_price":84000.1234567891');
  expect(encode(price)).toBe('84000.1234567891');
});
