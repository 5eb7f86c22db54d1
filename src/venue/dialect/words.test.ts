import { expect, test } from 'vitest';
import { derivativesCost, historyCost, ratePools } from './costs.ts';
import {
  cancelStatuses,
  errorWords,
  fillTypes,
  goneReasons,
  orderKinds,
  orderStatuses,
  refusalCodes,
  sendStatuses,
  triggerSignals,
} from './words.ts';

test('what is not plainly placed or refused is unknown; only a limit says that nothing was done', () => {
  const unknown = Object.keys(sendStatuses).filter((word) => sendStatuses[word] === 'unknown');
  expect(unknown).toEqual(['attempted', 'unknown', 'clientOrderIdAlreadyExist']);
  const open = Object.keys(errorWords).filter((word) => errorWords[word] !== 'refused');
  expect(open).toEqual(['apiLimitExceeded', 'Server Error', 'unknownError', 'Unavailable']);
  expect(refusalCodes[92]).toBe('insufficientAvailableFunds');
});

test('an order that is gone has ended, unless its trigger fired', () => {
  expect(goneReasons['full_fill']).toBe('filled');
  const going = Object.keys(goneReasons).filter((word) => goneReasons[word] === 'triggered');
  expect(going).toEqual(['stop_order_triggered', 'limit_order_from_stop']);
});

test('every spelling of a signal and of a kind has one meaning', () => {
  expect(['mark', 'mark_price', 'MARK_PRICE', 'MarkPrice'].map((word) => triggerSignals[word])).toEqual(
    Array(4).fill('mark'),
  );
  expect([triggerSignals['spot'], triggerSignals['index']]).toEqual(['index', 'index']);
  expect([orderKinds['stp'], orderKinds['stop'], orderKinds['IoC']]).toEqual(['stop', 'stop', 'market']);
  expect(cancelStatuses).toContain('notFound');
  expect(orderStatuses).toContain('TRIGGER_PLACED');
  expect(fillTypes).toContain('partialLiquidation');
});

test('calls cost what the documentation says', () => {
  expect(ratePools.derivatives).toEqual({ capacity: 500, perSecond: 50 });
  expect(ratePools.history.perSecond * 600).toBeCloseTo(100);
  expect(derivativesCost('POST sendorder', {})).toBe(10);
  expect(derivativesCost('POST batchorder', { items: 3 })).toBe(12);
  expect([derivativesCost('GET fills', {}), derivativesCost('GET fills', { hasLastFillTime: true })]).toEqual([2, 25]);
  expect(derivativesCost('GET tickers', {})).toBe(0);
  expect([historyCost('orders'), historyCost('account-log'), historyCost('account-log', 25)]).toEqual([1, 3, 1]);
  expect([50, 51, 1_001, 5_001].map((count) => historyCost('account-log', count))).toEqual([2, 3, 6, 10]);
  expect(historyCost('accountlogcsv')).toBe(6);
});
