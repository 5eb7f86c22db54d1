import { describe, expect, it } from 'vitest';
import { instrument, price, settings, t0 } from '../../../test/support/keel.ts';
import { asBase, fixed } from '../units.ts';
import type { Price, Qty, Ratio, Usd } from '../units.ts';
import type { Book, Exposure } from './book.ts';
import { lossAtStop, withExposure } from './book.ts';
import { gate } from './gate.ts';
import { breachesNow, limits } from './limits.ts';

const { risk } = settings;
const usd = (text: string): Usd => fixed<Usd>(text);
const qty = (text: string): Qty => fixed<Qty>(text);

/** At 100 with leverage 1, so that margin and notional are one number, and with a stop that loses nothing. */
const flat: Exposure = {
  instrument: instrument('BTC').id,
  base: asBase('BTC'),
  side: 'long',
  qty: qty('1'),
  mark: price('100'),
  entry: price('100'),
  stop: price('100'),
  leverage: fixed<Ratio>('1'),
};
const of = (base: string, exposure: Partial<Exposure> = {}): Exposure => {
  return { ...flat, base: asBase(base), instrument: instrument(base).id, ...exposure };
};
const many = (n: number, exposure: Partial<Exposure> = {}): readonly Exposure[] =>
  Array.from({ length: n }, (_, i) => of(`B${i}`, exposure));
const book = (exposures: readonly Exposure[], money: Partial<Book> = {}): Book => {
  const equity = usd('1000000');
  return { at: t0, exposures, equity, peakEquity: equity, dayEquity: equity, ...money };
};
/** Worth so many USD at 100. */
const worth = (value: string): Partial<Exposure> => ({ qty: (usd(value) / 100n) as Qty });
const lost = (equity: string, from: string): Partial<Book> => ({
  equity: usd(equity),
  peakEquity: usd(from),
  dayEquity: usd(from),
});

/** What the monitor says, as `severity limit`. */
function said(of_: Book): readonly string[] {
  const { degraded, halted } = breachesNow(of_, risk);
  return [...degraded.map(({ limit }) => `degraded ${limit}`), ...halted.map(({ limit }) => `halted ${limit}`)];
}

const small = usd('1000');
const tight = { equity: small, peakEquity: small, dayEquity: small };
const spread = (sum: Usd, n: number): readonly Exposure[] =>
  many(n).map((exposure, i) => {
    const each = sum / BigInt(n);
    const rest = i === 0 ? sum - each * BigInt(n) : 0n;
    // At a price of 1, quantity, notional and margin are one number to the last unit.
    return {
      ...exposure,
      mark: fixed<Price>('1'),
      entry: fixed<Price>('1'),
      stop: fixed<Price>('1'),
      qty: (each + rest) as bigint as Qty,
    };
  });

const table: readonly (readonly [string, Book, Book, readonly string[]])[] = [
  ['positions, soft', book(many(8)), book(many(9)), ['degraded positions-open']],
  ['positions, hard', book(many(10)), book(many(11)), ['halted positions-open']],
  ['positions on one base', book([of('BTC')]), book([of('BTC'), of('BTC')]), ['degraded positions-per-base']],
  [
    'margin, soft',
    book(spread(usd('850'), 5), tight),
    book(spread(usd('850.0000001'), 5), tight),
    ['degraded margin-use'],
  ],
  [
    'margin, hard',
    book(spread(usd('920'), 5), tight),
    book(spread(usd('920.0000001'), 5), tight),
    ['halted margin-use'],
  ],
  [
    'margin of one',
    book(spread(usd('250'), 1), tight),
    book(spread(usd('250.0000001'), 1), tight),
    ['degraded position-margin'],
  ],
  [
    'notional, soft',
    book(many(2, worth('250000')), { equity: usd('5000000') }),
    book([of('A', worth('250000')), of('B', worth('250000.00000001'))], { equity: usd('5000000') }),
    ['degraded open-notional'],
  ],
  [
    'notional, hard: drifted 5 %',
    book(many(2, worth('262500')), { equity: usd('5000000') }),
    book([of('A', worth('262500')), of('B', worth('262500.00000001'))], { equity: usd('5000000') }),
    ['halted open-notional'],
  ],
  ['the day', book([], lost('950', '1000')), book([], lost('949.9999999', '1000')), ['degraded daily-loss']],
  [
    'drawdown, soft',
    book([], { ...lost('900', '1000'), dayEquity: usd('900') }),
    book([], { ...lost('899.9999999', '1000'), dayEquity: usd('899') }),
    ['degraded drawdown'],
  ],
  [
    'drawdown, hard',
    book([], { ...lost('850', '1000'), dayEquity: usd('850') }),
    book([], { ...lost('849.9999999', '1000'), dayEquity: usd('849') }),
    ['halted drawdown'],
  ],
];

describe('exactly at its bound a limit is within, and one step beyond it is not', () => {
  it.each(table)('%s', (_, within, beyond, expected) => {
    const before = said(within);
    for (const each of expected) expect(before).not.toContain(each);
    expect(said(beyond).filter((each) => !before.includes(each))).toEqual(expected);
  });
});

describe('the gate', () => {
  const refuses = (held: Book, intent: Exposure): readonly string[] => {
    const verdict = gate(held, intent, risk);
    return verdict.ok ? [] : verdict.error.map(({ code }) => code);
  };

  it.each<readonly [string, Book, Exposure, string]>([
    ['the ninth position', book(many(8)), of('XRP'), 'MAX_POSITIONS_REACHED'],
    ['a second on a base', book([of('BTC')]), of('BTC'), 'POSITION_EXISTS'],
    [
      'margin beyond 0.90',
      book(spread(usd('700'), 4), tight),
      spread(usd('200.0000001'), 1)[0] ?? flat,
      'MARGIN_INSUFFICIENT',
    ],
    ['one beyond 0.25', book([], tight), spread(usd('250.0000001'), 1)[0] ?? flat, 'SINGLE_MARGIN_EXCEEDED'],
    ['more than 1 % lost at the stop', book([], tight), of('BTC', { stop: price('90') }), 'MAX_LOSS_PER_TRADE'],
    [
      'more open than allowed',
      book(many(5, worth('100000')), { equity: usd('5000000') }),
      of('BTC', worth('0.00000001')),
      'OPEN_NOTIONAL_EXCEEDED',
    ],
    ['while too much was lost today', book([], lost('949', '1000')), flat, 'DAILY_LOSS_LIMIT'],
    ['while too much was lost since the peak', book([], lost('899', '1000')), flat, 'DRAWDOWN'],
  ])('refuses %s', (_, held, intent, code) => {
    expect(refuses(held, intent)).toContain(code);
  });

  it('lets the budget be used to its last cent', () => {
    const last = { ...(spread(usd('200'), 1)[0] ?? flat), leverage: fixed<Ratio>('1') };
    expect(refuses(book(spread(usd('700'), 4), tight), { ...last, base: asBase('LAST') })).toEqual([]);
  });

  it('does not refuse one position for what another has become', () => {
    const grown = book([of('ETH', { ...worth('300'), stop: price('90') })], tight);
    expect(said(grown)).toEqual(['degraded position-margin', 'degraded loss-at-stop']);
    expect(refuses(grown, of('BTC', worth('100')))).toEqual([]);
    expect(refuses(grown, of('ETH', worth('100')))).toContain('SINGLE_MARGIN_EXCEEDED');
  });

  it('approves nothing with nothing: without equity any amount is too much', () => {
    expect(refuses(book([], lost('0', '0')), flat)).toEqual([
      'MARGIN_INSUFFICIENT',
      'SINGLE_MARGIN_EXCEEDED',
      'MAX_LOSS_PER_TRADE',
    ]);
  });
});

it('every limit asks no more of the book than the gate did, and a hard bound lies behind the soft one', () => {
  for (const { gate: first, degraded, halted } of limits) {
    const hard = halted?.(risk);
    if (hard === undefined) continue;
    expect(first(risk) < hard && degraded(risk) < hard).toBe(true);
  }
});

it('a stop in profit loses only its costs', () => {
  const won = of('BTC', { ...worth('1000'), stop: price('110') });
  expect(lossAtStop(won, risk.roundTripCost)).toBe(usd('1.25'));
  expect(lossAtStop({ ...won, side: 'short' }, risk.roundTripCost)).toBe(usd('101.25'));
  expect(withExposure(book([]), won).exposures).toEqual([won]);
});
