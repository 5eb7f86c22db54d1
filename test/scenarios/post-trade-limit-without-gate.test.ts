import { describe, expect, it } from 'vitest';
import { auction } from '../../src/core/auction/auction.ts';
import type { Candidate } from '../../src/core/auction/auction.ts';
import type { Book, Exposure } from '../../src/core/risk/book.ts';
import { gate } from '../../src/core/risk/gate.ts';
import { limits } from '../../src/core/risk/limits.ts';
import { monitor } from '../../src/core/risk/monitor.ts';
import { leverageOf } from '../../src/core/risk/sizing.ts';
import { fixed, share } from '../../src/core/units.ts';
import type { Qty, Ratio } from '../../src/core/units.ts';
import { price, qty, settings, signalOn, t0, usd } from '../support/keel.ts';
import { btc, mark } from '../support/stories.ts';

const { risk } = settings;
const empty = (equity: string): Book => ({
  at: t0,
  exposures: [],
  equity: usd(equity),
  peakEquity: usd(equity),
  dayEquity: usd(equity),
});
const intent = (size: Qty): Exposure => {
  return {
    instrument: btc.id,
    base: btc.base,
    side: 'long',
    qty: size,
    mark,
    entry: mark,
    stop: price('99.9'),
    leverage: leverageOf('A', risk),
  };
};

it('every limit has a gate before the trade, and it stands before the halt', () => {
  for (const limit of limits) {
    const hard = limit.halted?.(risk);
    expect(limit.gate(risk) > 0n).toBe(true);
    if (hard !== undefined) expect(limit.gate(risk) < hard).toBe(true);
  }
});

describe('a position that the monitor would not accept is never opened, whoever chose its size', () => {
  it.each([
    ['24', true],
    ['25', true],
    ['26', false],
    ['70', false],
    ['120', false],
  ])('with a margin of %s percent of 350 USD: %s, before the trade as after it', (percent, fits) => {
    const margin = share(usd('350'), fixed<Ratio>(percent));
    const wanted = intent(((margin * 7n) / 100n / 100n) as Qty);
    const { degraded } = monitor({ ...empty('350'), exposures: [wanted] }, risk);
    expect(degraded.some(({ limit }) => limit === 'position-margin')).toBe(!fits);
    expect(gate(empty('350'), wanted, risk).ok).toBe(fits);
  });

  it('25 % of equity in margin is the most: a lot more is refused', () => {
    const most = qty('175');
    expect(gate(empty('10000'), intent(most), risk).ok).toBe(true);
    expect(monitor({ ...empty('10000'), exposures: [intent(most)] }, risk).degraded).toEqual([]);
    const more = gate(empty('10000'), intent((most + btc.lot) as Qty), risk);
    expect(more).toMatchObject({ ok: false, error: [{ limit: 'position-margin' }] });
  });

  it('the auction has no size of its own: what it awards went through sizing and gate', () => {
    const candidate: Candidate = { signal: signalOn(btc, 'long'), instrument: btc, tier: 'A', mark, stop: price('99') };
    const [award] = auction([candidate], empty('350'), settings);
    expect(award).toMatchObject({ won: true, binding: 'leverage', intent: { qty: qty('0.735') } });
  });
});

it('dust is refused: less than 10 USD is no position', () => {
  const candidate: Candidate = { signal: signalOn(btc, 'long'), instrument: btc, tier: 'A', mark, stop: price('99') };
  expect(auction([candidate], empty('47'), settings)).toMatchObject([{ won: false, code: 'MIN_NOTIONAL' }]);
  expect(auction([candidate], empty('48'), settings)).toMatchObject([{ won: true }]);
});
