import { expect, test } from 'vitest';
import type { OrderForm } from '../core/order/order.ts';
import { fixed, instrumentId, ms } from '../core/units.ts';
import type { ClientOrderId, Ratio, Side } from '../core/units.ts';
import { auditOf } from './audit.ts';
import type { SeenOrder, Sighting } from './audit.ts';
import { auditLines } from './audit-words.ts';
import { missingStops } from './protection.ts';

const btc = instrumentId('PF_XBTUSD');

function order(
  changes: Readonly<{ form?: OrderForm; side?: 'buy' | 'sell'; qty?: string; reduceOnly?: boolean; signal?: string }>,
): SeenOrder {
  const {
    form = { type: 'stop', trigger: fixed('90') },
    side = 'sell',
    qty = '2',
    reduceOnly = true,
    signal = 'mark',
  } = changes;
  const ticket = { id: 'a' as ClientOrderId, instrument: btc, side, qty: fixed('2.5'), form, reduceOnly } as const;
  return {
    venueOrderId: 'v',
    placedAt: ms(0),
    filled: fixed('0.5'),
    signal,
    ticket: { ...ticket, qty: fixed(qty === '2' ? '2.5' : qty) },
  };
}

function seen(side: Side, orders: readonly SeenOrder[]): Sighting {
  const position = {
    instrument: btc,
    side,
    qty: fixed<Sighting['positions'][number]['qty']>('2'),
    entryPrice: fixed<Sighting['positions'][number]['entryPrice']>('100'),
  };
  return { orders, positions: [position], marks: new Map([[btc, fixed('101')]]), unnamed: [] };
}

const whats = (sighting: Sighting): readonly string[] => auditOf(sighting).findings.map(({ what }) => what);

test('a reduce-only stop on mark for all of it covers a position; targets are shown', () => {
  const audit = auditOf(seen('long', [order({}), order({ form: { type: 'limit', price: fixed('120') } })]));
  expect([audit.findings, audit.guarded[0]?.uncovered, audit.guarded[0]?.targets.length]).toEqual([[], 0n, 1]);
  expect(auditLines(audit)).toEqual([
    'PF_XBTUSD long 2 at 100; mark 101; stop 2 at 90; target 2 at 120; covered',
    '1 positions, 0 not wholly covered; 2 open orders; 0 findings.',
  ]);
});

test('what executed of a stop covers nothing any more', () => {
  expect(whats(seen('long', [order({ qty: '1.25' })]))).toEqual([
    'PF_XBTUSD long 2 is partly covered: 1.25 has no stop',
  ]);
});

test.each([
  ['nothing at all', [], []],
  ['a target', [order({ form: { type: 'take-profit', trigger: fixed('120') } })], []],
  ['a stop on last', [order({ signal: 'last' })], ['triggers on last, not on mark']],
  [
    'a stop that would add',
    [order({ side: 'buy', form: { type: 'stop', trigger: fixed('110') } })],
    ['would add to the long position'],
  ],
  [
    'a stop above the mark',
    [order({ form: { type: 'stop', trigger: fixed('101') } })],
    ['triggers at 101, on the wrong side of the mark'],
  ],
  ['a stop that may open', [order({ reduceOnly: false })], ['is not reduce-only']],
] as const)('%s leaves a position naked', (_, orders, faults) => {
  const [naked = '', ...more] = whats(seen('long', orders));
  expect(naked).toBe('PF_XBTUSD long 2 has no stop: it is naked');
  expect(more).toHaveLength(faults.length);
  for (const [n, fault] of faults.entries()) expect(more[n]).toContain(fault);
});

test('reduce-only orders without a position are orphans; entries and other contracts are not', () => {
  const nothing = { ...seen('long', []), positions: [] };
  expect(whats({ ...nothing, orders: [order({})] })).toEqual([
    'PF_XBTUSD stop sell 2 (v) is reduce-only without a position: an orphan',
  ]);
  expect(whats({ ...nothing, orders: [order({ reduceOnly: false })] })).toEqual([]);
  expect(auditOf({ ...nothing, unnamed: ['FF_XBTUSD_261225'] }).findings).toMatchObject([{ verdict: 'warn' }]);
});

test('a missing stop is for what no stop covers, beyond the mark, on the tick away from it', () => {
  const instrument = {
    id: btc,
    base: 'BTC',
    tick: fixed('0.5'),
    lot: fixed('0.1'),
    minQty: fixed('0.1'),
    maintenanceMargin: fixed('0.01'),
  };
  const instruments = new Map([[btc, instrument]]) as unknown as Parameters<typeof missingStops>[1];
  const distance: Ratio = fixed('0.02');
  const of = (sighting: Sighting): unknown => missingStops(sighting, instruments, distance);
  // 101 less 2 % is 98.98, and more is 103.02.
  expect(of(seen('long', []))).toMatchObject({ stops: [{ side: 'sell', qty: fixed('2'), trigger: fixed('98.5') }] });
  expect(of(seen('short', [order({})]))).toMatchObject({
    stops: [{ side: 'buy', qty: fixed('2'), trigger: fixed('103.5') }],
  });
  expect(of(seen('long', [order({ qty: '1' })]))).toMatchObject({ stops: [{ qty: fixed('1.5') }] });
  expect(of(seen('long', [order({})]))).toEqual({ stops: [], unpriced: [] });
  expect(of({ ...seen('long', []), marks: new Map() })).toEqual({ stops: [], unpriced: [btc] });
});
