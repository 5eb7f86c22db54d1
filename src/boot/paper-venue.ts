import type { Config } from '../config/config.ts';
import { timeframeMs } from '../core/market/candle.ts';
import type { ListedContract } from '../core/market/listing.ts';
import { bucketOf } from '../core/market/series.ts';
import { ok } from '../core/result.ts';
import { later, priceFromAnalysis } from '../core/units.ts';
import type { InstrumentId, Ms } from '../core/units.ts';
import type { Clock, LiveVenue, LiveVenueLinks, VenueEffect } from '../runtime/ports.ts';
import { rng } from '../runtime/rng.ts';
import { createEmulator } from '../venue/emulator/emulator.ts';
import type { KrakenPublic } from '../venue/kraken/v3/public.ts';

type Parts = Readonly<{
  config: Config;
  seed: number;
  market: KrakenPublic;
  listed: readonly ListedContract[];
  clock: Clock;
  hear: LiveVenueLinks['hear'];
}>;

/** A paper venue and the mark of a live market, which moves it. */
export type PaperVenue = LiveVenue &
  Readonly<{ marked: (instrument: InstrumentId, mark: number, funding: number) => void }>;

/** The venue charges by the newest rate that was told, where it charges at all. */
function fundingBy(
  { emulator }: Config,
  rates: ReadonlyMap<InstrumentId, number>,
): Readonly<{ fundingRate?: (id: InstrumentId) => number }> {
  return emulator.funding ? { fundingRate: (id) => rates.get(id) ?? 0 } : {};
}

/**
 * The emulator on the live prices of another venue: every mark that comes moves it, and orders execute in it and nowhere else.
 * Its books live as long as this process: a paper run on live prices begins anew with each start.
 */
export function createPaperVenue({ config, seed, market, listed, clock, hear }: Parts): PaperVenue {
  const { startingEquity, takerFee, makerFee, slippage, latencyMs, participation, remembers } = config.emulator;
  const rates = new Map<InstrumentId, number>();
  const emulator = createEmulator({
    ...fundingBy(config, rates),
    instruments: listed.map(({ instrument }) => instrument),
    startingEquity,
    slippage,
    latencyMs,
    participation,
    remembers,
    fees: { maker: makerFee, taker: takerFee },
    rng: rng(seed).fork('venue'),
  });
  const facts = new Map(listed.map((row) => [row.instrument.id, row]));
  const opened = new Map<InstrumentId, Ms>();
  let alarm: NodeJS.Timeout | undefined;
  const drain = (now: Ms): void => {
    for (let at = emulator.nextAt(); at !== undefined && at <= now; at = emulator.nextAt()) {
      const reports = emulator.advance();
      if (reports.length > 0) hear(reports);
    }
  };
  /** Does what is due by now, and asks to be woken for what is due next. */
  const work = (): void => {
    clearTimeout(alarm);
    drain(clock.now());
    const next = emulator.nextAt();
    if (next !== undefined) alarm = setTimeout(work, Math.max(1, next - clock.now()));
  };
  const marked = (instrument: InstrumentId, mark: number, funding: number): void => {
    const row = facts.get(instrument);
    if (row === undefined || !(mark > 0)) return;
    const now = clock.now();
    drain(now);
    rates.set(instrument, funding);
    const price = priceFromAnalysis(mark, row.instrument.tick, 'down');
    const openAt = bucketOf(now, '15m');
    // A quarter that stands still at its first mark, with its share of the day's volume: the marks move it from there.
    if (opened.get(instrument) !== openAt) {
      opened.set(instrument, openAt);
      const quarters = timeframeMs['1d'] / timeframeMs['15m'];
      const volume = (row.liquidity.volumeUsd ?? 0) / mark / quarters;
      const still = { open: mark, high: mark, low: mark, close: mark };
      emulator.open({ instrument, timeframe: '15m', openAt, ...still, volume });
    }
    drain(now);
    emulator.reach(now);
    emulator.movePrice(instrument, price);
    hear([{ type: 'mark.observed', instrument, price }]);
    work();
  };
  const account = { equity: startingEquity, availableMargin: startingEquity, isolated: [] } as const;
  return {
    listing: market.listing,
    candles: market.candles,
    marked,
    perform: (effect: VenueEffect, at: Ms) => {
      emulator.perform(effect, later(at, 0));
      work();
    },
    open: (instruments) => (market.watch(instruments), Promise.resolve(ok(account))),
    watch: market.watch,
    account: () => Promise.resolve(ok(account)),
    close: () => (clearTimeout(alarm), market.close()),
  };
}
