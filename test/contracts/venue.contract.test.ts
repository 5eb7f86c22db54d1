import { expect } from 'vitest';
import type { Candle } from '../../src/core/market/candle.ts';
import { fixed, later, ms } from '../../src/core/units.ts';
import type { Ms } from '../../src/core/units.ts';
import { rng } from '../../src/runtime/rng.ts';
import type { VenueReport } from '../../src/runtime/ports.ts';
import { createEmulator } from '../../src/venue/emulator/emulator.ts';
import { listedInstruments } from '../../src/venue/emulator/listing.ts';
import { control, standVenue, startAt } from '../support/standing-venue.ts';
import { fastClock, listenTo, testOptions } from '../support/v3-client.ts';
import { partsContract } from './venue-parts.contract.ts';
import { contractOfTest } from './venue-talk.ts';
import type { VenueUnderTest } from './venue-talk.ts';
import { venueContract } from './venue.contract.ts';

const speed = 20;

/** The emulator in this process, one quiet candle after another. */
function inProcess(volume: number): Promise<VenueUnderTest> {
  const venue = createEmulator({
    instruments: listedInstruments().filter(({ id }) => id === contractOfTest),
    startingEquity: fixed('10000'),
    fees: { maker: fixed('0.0002'), taker: fixed('0.0005') },
    slippage: fixed('0'),
    latencyMs: 50,
    participation: 0.1,
    rng: rng(1),
  });
  const reports: VenueReport[] = [];
  let now: Ms = startAt;
  let openAt: Ms = startAt;
  let price = 84_000;
  const open = (close: number): void => {
    const [high, low] = [Math.max(price, close) + 10, Math.min(price, close) - 10];
    const candle: Candle = {
      instrument: contractOfTest,
      timeframe: '15m',
      openAt,
      open: price,
      high,
      low,
      close,
      volume,
    };
    venue.open(candle);
    openAt = later(openAt, 900_000);
    price = close;
  };
  const step = (): void => {
    const at = venue.nextAt();
    if (at === undefined || at >= openAt) {
      now = openAt;
      return open(price);
    }
    now = ms(Math.max(now, at));
    reports.push(...venue.advance());
  };
  open(price);
  return Promise.resolve({
    perform: (effect) => venue.perform(effect, now),
    reports,
    until: (isSo) => {
      for (let n = 0; n < 5_000 && !isSo(); n += 1) step();
      expect(isSo()).toBe(true);
      return Promise.resolve();
    },
    move: (to) => {
      while (now < openAt && (venue.nextAt() ?? openAt) < openAt) step();
      now = openAt;
      open(to);
      return Promise.resolve();
    },
    exchange: venue.exchange,
    since: startAt,
    tellsMarks: false,
    close: () => Promise.resolve(),
  });
}

/** The same exchange behind its HTTP and WebSocket, and Keel's client of dialect v3. */
async function overV3(volume: number): Promise<VenueUnderTest> {
  const standing = await standVenue({ speed, volume });
  const clock = fastClock(startAt, speed);
  const options = { ...testOptions, urls: standing.urls.futures, key: standing.keys.pairs.full };
  const { venue, reports, until } = listenTo(options, clock);
  expect(await venue.open([contractOfTest])).toMatchObject({ ok: true });
  return {
    perform: (effect) => venue.perform(effect, clock.now()),
    reports,
    until,
    move: async (price) => void (await control(standing, 'price', { symbol: contractOfTest, price: String(price) })),
    exchange: standing.exchange,
    since: startAt,
    tellsMarks: true,
    close: async () => {
      await venue.close();
      await standing.close();
    },
  };
}

for (const [name, stand] of [
  ['in process', inProcess],
  ['over v3', overV3],
] as const) {
  venueContract(name, stand);
  partsContract(name, stand);
}
