import { expect, test } from 'vitest';
import { fixed, formatFixed } from '../../core/units.ts';
import { hall, openIn, quarter } from '../../../test/support/exchange.ts';
import type { Hall } from '../../../test/support/exchange.ts';
import type { EditAnswer, OrderChange } from './order-view.ts';

function flat(volume?: number): Hall {
  const one = hall();
  one.candle(0, 100, volume);
  return one;
}

/** Changes the order `a`; numbers as text. */
function edit({ exchange }: Hall, words: Readonly<Record<string, string>>): EditAnswer {
  const { sizeMode, ...numbers } = words;
  const exact = Object.fromEntries(Object.entries(numbers).map(([name, value]) => [name, fixed(value)]));
  return exchange.edit({
    which: { cliOrdId: 'a' },
    ...(sizeMode === undefined ? {} : { sizeMode }),
    ...exact,
  } as OrderChange);
}

test('an order keeps its id and its age, and what is not changed', () => {
  const one = flat();
  const { orderId } = one.order({ limitPrice: '99', size: '2', cliOrdId: 'a' });
  one.until(70);
  expect(edit(one, { limitPrice: '98' })).toMatchObject({
    status: 'edited',
    orderId,
    events: [{ type: 'EDIT', old: { limitPrice: fixed('99') }, next: { limitPrice: fixed('98'), orderId } }],
  });
  const [order] = one.exchange.openOrders();
  expect([order?.quantity, (order?.updatedAt ?? 0) - (order?.receivedAt ?? 0)]).toEqual([fixed('2'), 70]);
});

test('a size is what is to stay open, or with ABSOLUTE all of it', () => {
  const one = flat(400);
  // 10 stand at 100.1: it is filled with them, and 5 stay open.
  one.order({ limitPrice: '100.1', size: '15', cliOrdId: 'a' });
  edit(one, { size: '15' });
  expect(openIn(one)).toEqual(['buy 25/10 @ 100.1 lmt']);
  edit(one, { size: '15', sizeMode: 'ABSOLUTE' });
  expect(openIn(one)).toEqual(['buy 15/10 @ 100.1 lmt']);
  expect(edit(one, { size: '10', sizeMode: 'ABSOLUTE' }).status).toBe('invalidSize');
});

test('a change that changes nothing is called edited, and refused as one without effect', () => {
  const one = flat();
  one.order({ limitPrice: '99', cliOrdId: 'a' });
  expect(edit(one, { limitPrice: '99' })).toMatchObject({
    status: 'edited',
    events: [{ type: 'REJECT', reason: 'EDIT_HAS_NO_EFFECT' }],
  });
});

test('it may execute by it, in part or all of it', () => {
  const one = flat(400);
  one.order({ limitPrice: '99', size: '15', cliOrdId: 'a' });
  const part = edit(one, { limitPrice: '100.1' });
  expect([part.status, part.events.map(({ type }) => type)]).toEqual(['partiallyFilled', ['EDIT', 'EXECUTION']]);
  expect(edit(one, { limitPrice: '100.2' }).status).toBe('filled');
  expect(one.deals()).toEqual(['buy 10 @ 100.1 taker', 'buy 5 @ 100.2 taker']);
  expect(one.exchange.history().filter(({ type }) => type === 'order.updated')).toHaveLength(2);
});

test('what would be refused anew is refused, and the order stays as it was', () => {
  const one = flat();
  one.order({ limitPrice: '99', kind: 'post', cliOrdId: 'a' });
  one.order({ limitPrice: '100.05', side: 'sell' });
  expect(edit(one, { limitPrice: '100.1' }).status).toBe('postWouldExecute');
  expect(edit(one, { size: '100000' }).status).toBe('insufficientAvailableFunds');
  expect(edit(one, { limitPrice: '98.999' }).status).toBe('invalidPrice');
  expect(edit(one, { size: '0.05' }).status).toBe('invalidSize');
  expect(edit(one, { stopPrice: '90' }).status).toBe('orderForEditNotAStop');
  expect(openIn(one)).toEqual(['buy 1/0 @ 99 post', 'sell 1/0 @ 100.05 lmt']);
});

test('a stop moves its trigger; a trailing one only its deviation', () => {
  const one = flat();
  one.order({ kind: 'stp', stopPrice: '105', cliOrdId: 'a' });
  expect(edit(one, { stopPrice: '104' })).toMatchObject({ status: 'edited', events: [{ type: 'EDIT' }] });
  expect(openIn(one)).toEqual(['buy 1/0 @ 104 stp']);
  one.exchange.cancel({ cliOrdId: 'a' });
  one.order({ kind: 'trailing_stop', trailing: { value: fixed('2'), unit: 'PERCENT' }, cliOrdId: 'b' });
  const which = { cliOrdId: 'b' };
  expect(one.exchange.edit({ which, stopPrice: fixed('104') }).status).toBe('cannotEditTriggerPriceOfTrailingStop');
  expect(one.exchange.edit({ which, limitPrice: fixed('104') }).status).toBe('cannotEditLimitPriceOfTrailingStop');
  expect(one.exchange.edit({ which, trailing: { value: fixed('1'), unit: 'PERCENT' } }).status).toBe('edited');
  expect(openIn(one)).toEqual(['buy 1/0 @ 101 trailing_stop']);
});

test('who only wants less keeps his place, who wants another price or more goes to the end', () => {
  const order = (change: Readonly<Record<string, string>>): readonly string[] => {
    const one = hall();
    one.candle(0, 100, 400);
    one.order({ limitPrice: '99', size: '6', cliOrdId: 'a' });
    one.order({ limitPrice: '99', size: '6', cliOrdId: 'b' });
    edit(one, change);
    one.until(quarter - 1);
    one.candle(1, 97, 400);
    return one.exchange
      .executions(9)
      .toReversed()
      .map(({ cliOrdId, qty }) => `${cliOrdId} ${formatFixed(qty)}`);
  };
  expect(order({ size: '5' })).toEqual(['a 5', 'b 5']);
  expect(order({ size: '7' })).toEqual(['b 6', 'a 4']);
});

test('what is not open is not found', () => {
  const one = flat();
  one.order({ kind: 'mkt', cliOrdId: 'a' });
  expect(edit(one, { limitPrice: '90' })).toMatchObject({ status: 'orderForEditNotFound', events: [] });
  expect(one.exchange.edit({ which: { orderId: 'x' }, size: fixed('1') })).toMatchObject({ orderId: 'x' });
});
