import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { isSound } from '../../core/market/candle.ts';
import type { Candle } from '../../core/market/candle.ts';
import type { Instrument } from '../../core/market/instrument.ts';
import { fixedFromNumber, instrumentId, later, ms, toNumber } from '../../core/units.ts';
import type { InstrumentId, Ms } from '../../core/units.ts';
import { listedInstruments } from '../../venue/emulator/listing.ts';
import { characters } from './character.ts';
import { createSyntheticMarket, usualInstruments } from './market.ts';
import type { SyntheticMarket, SyntheticOptions } from './market.ts';

const startAt = ms(Date.UTC(2026, 0, 5));
const listed = listedInstruments();
const usual = usualInstruments(listed);
const quarter = 900_000;
const majors = ['PF_XBTUSD', 'PF_ETHUSD', 'PF_SOLUSD', 'PF_DOGEUSD', 'PF_BNBUSD'].map(instrumentId);
const [btc = instrumentId('PF_')] = majors;

function market(options: Partial<SyntheticOptions> = {}): SyntheticMarket {
  return createSyntheticMarket({ seed: 1, instruments: usual, startAt, days: 10, ...options });
}

function candlesOf({ candles }: SyntheticMarket, instrument?: InstrumentId): Candle[] {
  const all = [...candles.groups()].flatMap((group) => group.candles);
  return instrument === undefined ? all : all.filter((candle) => candle.instrument === instrument);
}

function only(...ids: readonly InstrumentId[]): readonly Instrument[] {
  return listed.filter(({ id }) => ids.includes(id));
}

function first(instruments: readonly Instrument[], count: number): Candle[] {
  const candles: Candle[] = [];
  for (const group of market({ instruments, days: Infinity }).candles.groups()) {
    candles.push(...group.candles);
    if (candles.length >= count) break;
  }
  return candles.slice(0, count);
}

describe('createSyntheticMarket', () => {
  it('gives every instrument a candle each quarter of an hour, in order of id', () => {
    const groups = [...market({ days: 2 }).candles.groups()];
    const ids = usual.map(({ id }) => id).sort();
    expect(groups.length).toBe(192);
    expect(groups.every(({ openAt }, n) => openAt === startAt + n * quarter)).toBe(true);
    for (const { openAt, candles } of groups) {
      expect(candles.map(({ instrument }) => instrument)).toEqual(ids);
      expect(candles.every((candle) => candle.openAt === openAt && candle.timeframe === '15m')).toBe(true);
    }
  });

  it('is sound and on tick and lot, and opens where it closed', () => {
    const instruments = new Map(usual.map((instrument) => [instrument.id, instrument]));
    const closes = new Map<InstrumentId, number>();
    for (const candle of candlesOf(market())) {
      const { instrument: id, open, high, low, close, volume } = candle;
      const { tick = 0n, lot = 0n } = instruments.get(id) ?? {};
      const rests = [open, high, low, close].map((price) => fixedFromNumber(price) % tick);
      expect([id, isSound(candle), ...rests, fixedFromNumber(volume) % lot]).toEqual([id, true, 0n, 0n, 0n, 0n, 0n]);
      expect(open).toBe(closes.get(id) ?? open);
      closes.set(id, close);
    }
  });

  it('knows every contract that the emulator lists, and starts it near its anchor with hundreds of ticks', () => {
    const all = candlesOf(market({ instruments: listed, days: 1 / 96 }));
    expect(all.length).toBe(listed.length);
    const odd = listed.filter(({ id, base, tick }) => {
      const { open = NaN } = all.find(({ instrument }) => instrument === id) ?? {};
      const near = Math.abs(open / (characters.get(base)?.anchor ?? NaN) - 1) < 0.21;
      return !near || open < 500 * toNumber(tick);
    });
    expect(odd).toEqual([]);
  });

  it('has twelve instruments by itself, with the five majors', () => {
    expect(usual.length).toBe(12);
    expect(usual.map(({ id }) => id)).toEqual(expect.arrayContaining(majors));
  });

  it('has no end unless it is told, and is made as it is read', () => {
    const { days: _, ...endless } = { seed: 1, instruments: only(btc), startAt, days: 1 };
    let count = 0;
    for (const { candles } of createSyntheticMarket(endless).candles.groups()) {
      count += candles.length;
      if (count === 50_000) break;
    }
    expect(count).toBe(50_000);
  });

  it('refuses what it cannot draw', () => {
    expect(() => market({ startAt: later(startAt, 1) })).toThrow('quarters');
    const [one] = usual;
    if (one === undefined) throw new Error('none');
    const stranger = { ...one, base: 'NEW' as Instrument['base'] };
    expect(() => candlesOf(market({ instruments: [stranger] }))).toThrow('does not know NEW');
    expect(() => market({ instruments: only(btc) }).facts(instrumentId('PF_ETHUSD'), startAt)).toThrow('not in this');
    expect(() => market().facts(btc, ms(startAt - 1))).toThrow('before it starts');
  });
});

describe('one seed', () => {
  it('has the same candles for good: recorded runs depend on it', () => {
    const text = first(usual, 10_000).map((candle) => JSON.stringify(candle));
    expect(createHash('sha256').update(text.join('\n')).digest('hex')).toBe(
      'c4b4edc30efbf592faf19ffc784fb1457843fdb90dc23566a8909f305b7de2c0',
    );
  });

  it('begins anew with each reading, and two readings do not meet', () => {
    const one = market({ days: 3 });
    const [a, b] = [one.candles.groups()[Symbol.iterator](), one.candles.groups()[Symbol.iterator]()];
    for (let n = 0; n < 288; n += 1) expect(a.next()).toEqual(b.next());
    expect(candlesOf(one)).toEqual(candlesOf(market({ days: 3 })));
  });

  it('is not another seed', () => {
    expect(candlesOf(market({ seed: 2, days: 1 }))).not.toEqual(candlesOf(market({ days: 1 })));
  });

  it('does not change an instrument when others join or leave', () => {
    const alone = candlesOf(market({ instruments: only(btc) }));
    for (const instruments of [usual, listed, [...only(...majors)].reverse()])
      expect(candlesOf(market({ instruments }), btc)).toEqual(alone);
  });
});

describe('facts', () => {
  const hour = (one: SyntheticMarket, id: InstrumentId, n: number): ReturnType<SyntheticMarket['facts']> =>
    one.facts(id, later(startAt, n * 3_600_000));

  it('are a function of time, in whatever order they are asked', () => {
    const [forward, backward] = [market(), market()];
    const hours = Array.from({ length: 150 }, (_, n) => n);
    const there = hours.map((n) => hour(forward, btc, n));
    const back = hours.toReversed().map((n) => hour(backward, btc, n));
    expect(back.toReversed()).toEqual(there);
    expect(hour(forward, btc, 0)).toEqual(there[0]);
    expect(hour(market({ instruments: only(btc) }), btc, 149)).toEqual(there[149]);
  });

  it('know of closed candles only, and leave the candles alone', () => {
    const one = market();
    const before = one.facts(btc, later(startAt, 40 * quarter));
    expect(one.facts(btc, later(startAt, 41 * quarter - 1))).toEqual(before);
    expect(one.facts(btc, later(startAt, 41 * quarter))).not.toEqual(before);
    expect(candlesOf(one)).toEqual(candlesOf(market()));
  });

  it('change the funding on the full hour', () => {
    const one = market();
    const rates = Array.from({ length: 400 }, (_, n) => one.facts(btc, later(startAt, n * quarter)).fundingRate);
    expect(rates.slice(0, 4)).toEqual([0, 0, 0, 0]);
    const changes = rates.flatMap((rate, n) => (n > 0 && rate !== rates[n - 1] ? [n] : []));
    expect(changes).toEqual(Array.from({ length: 99 }, (_, n) => 4 * (n + 1)));
  });

  it('and the rates for a venue are the same, for any hour and every instrument', () => {
    const one = market();
    const hours = Array.from({ length: 100 }, (_, n) => later(startAt, (99 - n) * 4 * quarter));
    for (const { id } of one.instruments) {
      const rates = hours.map((hour) => one.fundingRate(id, hour));
      expect(rates).toEqual(hours.map((hour) => one.facts(id, hour).fundingRate));
      expect(new Set(rates).size).toBeGreaterThan(90);
    }
    expect(one.fundingRate(btc, later(startAt, -4 * quarter))).toBe(0);
  });

  it('count the volume of the last 24 hours', () => {
    const one = market();
    const at: Ms = later(startAt, 250 * quarter);
    const day = candlesOf(one, btc).slice(250 - 96, 250);
    const traded = day.reduce((sum, { volume, close }) => sum + volume * close, 0);
    expect(one.facts(btc, at).volume24hUsd / traded).toBeCloseTo(1, 9);
    expect(one.facts(btc, startAt).volume24hUsd).toBe((characters.get('BTC')?.dailyVolume ?? NaN) * 1e6);
  });
});
