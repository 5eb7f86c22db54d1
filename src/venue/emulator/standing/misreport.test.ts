import { expect, test } from 'vitest';
import { hall, sol } from '../../../../test/support/exchange.ts';
import { fixed } from '../../../core/units.ts';
import { rng } from '../../../runtime/rng.ts';
import type { Exchange } from '../api.ts';
import type { ExchangeEvent } from '../happening.ts';
import { createFaults } from './faults.ts';
import { misreporting } from './misreport.ts';

type Told = Readonly<{ events: readonly ExchangeEvent[]; told: Exchange; truth: Exchange }>;

/** Two market orders, of which one is lied about. */
function tell(part: string): Told {
  const one = hall();
  const faults = createFaults(rng(1), [{ name: 'misreport', part, probability: 0, on: [1] }]);
  const told = misreporting(one.exchange, faults);
  const events: ExchangeEvent[] = [];
  told.listen((event) => void events.push(event));
  one.candle(0, 100);
  one.order({ kind: 'mkt', cliOrdId: 'first' });
  one.order({ kind: 'mkt', cliOrdId: 'second' });
  expect(faults.counts()).toMatchObject({ misreport: 1 });
  return { events, told, truth: one.exchange };
}

test('an executed order is told as cancelled with nothing filled, by its status, its updates and its history', () => {
  const { events, told } = tell('buy second');
  const nothing = { cliOrdId: 'second', quantity: fixed('1'), filled: fixed('0') };
  expect(told.orderStatus([{ cliOrdId: 'second' }])).toMatchObject([{ status: 'CANCELLED', order: nothing }]);
  const about = events.flatMap((event) => {
    if (event.type === 'execution') return [`${event.execution.cliOrdId ?? ''} executed`];
    return event.type === 'order' ? [`${event.order.cliOrdId ?? ''} ${event.reason} ${String(event.gone)}`] : [];
  });
  expect(about).toEqual([
    'first executed',
    'first full_fill true',
    'second new_placed_order_by_user false',
    'second cancelled_by_user true',
    'second executed',
  ]);
  const written = told.history().filter((entry) => 'order' in entry);
  expect(written.map(({ type }) => type)).toEqual(['order.placed', 'order.cancelled']);
  expect(written[1]).toMatchObject({ order: nothing });
  const heard = events.flatMap((event) => (event.type === 'history' && 'order' in event.entry ? [event.entry] : []));
  expect(heard).toEqual(written);
});

test('executions, positions and the books stay true, and so does every other order', () => {
  const { told, truth } = tell('second');
  expect(told.executions(9)).toEqual(truth.executions(9));
  expect(told.positions()).toMatchObject([{ symbol: sol, side: 'long', qty: fixed('2') }]);
  expect(told.history().filter(({ type }) => type === 'execution')).toHaveLength(2);
  expect(told.orderStatus([{ cliOrdId: 'first' }])).toEqual(truth.orderStatus([{ cliOrdId: 'first' }]));
  expect(truth.orderStatus([{ cliOrdId: 'second' }])).toMatchObject([{ status: 'FULLY_EXECUTED' }]);
});
