import type { Config } from '../config/config.ts';
import { err, ok } from '../core/result.ts';
import type { Result } from '../core/result.ts';
import { rng } from '../runtime/rng.ts';
import type { EmulatorOptions, Listening } from '../surface/cli/starts.ts';
import { createExchange } from '../venue/emulator/exchange.ts';
import { listedContracts } from '../venue/emulator/listing.ts';
import { parseFault } from '../venue/emulator/standing/faults.ts';
import type { FaultRule } from '../venue/emulator/standing/faults.ts';
import { startEmulator } from '../venue/emulator/standing/start.ts';
import type { Standing } from '../venue/emulator/standing/start.ts';
import { mountUnified } from '../venue/emulator/unified/mount.ts';
import { newestShapes } from '../venue/emulator/v3/desk.ts';
import { createV3Service } from '../venue/emulator/v3/service.ts';
import { openMarket } from './market.ts';
import type { OpenMarket } from './market.ts';
import type { Place } from './place.ts';
import { onStopSignal } from './stop-signal.ts';

type Start = Readonly<{
  place: Place;
  config: Config;
  options: EmulatorOptions;
  listening: (what: Listening) => void;
}>;

/** Stands the emulated exchange up on a port, says where, and keeps it up until somebody presses Ctrl-C. */
export async function runEmulator({ place, config, options, listening }: Start): Promise<Result<'stopped', string>> {
  const wishes = wishesOf(options);
  if (!wishes.ok) return wishes;
  const market = openMarket(place, options);
  if (!market.ok) return market;
  const standing = await stand(config, market.value, { ...wishes.value, seed: Number(options.seed) });
  if (!standing.ok) return standing;
  const { full, ...others } = standing.value.keys.pairs;
  listening({ ...standing.value.urls, ...full, keys: others, market: market.value.said });
  await stopped();
  await standing.value.close();
  return ok('stopped');
}

type Wishes = Readonly<{ port: number; speed: number | undefined; faults: readonly FaultRule[] }>;

function wishesOf({ port: portText, speed: speedText, lockstep, fault }: EmulatorOptions): Result<Wishes, string> {
  const port = Number(portText);
  if (!/^\d+$/.test(portText) || port > 65_535) return err(`--port ${portText} is not a port; 0 takes any free one.`);
  const speed = Number(speedText);
  if (!(speed > 0 && Number.isFinite(speed))) {
    return err(`--speed ${speedText} is not a number above zero; 1 is the wall clock's pace.`);
  }
  const faults: FaultRule[] = [];
  for (const text of fault) {
    const rule = parseFault(text);
    if (!rule.ok) return rule;
    faults.push(rule.value);
  }
  return ok({ port, speed: lockstep === true ? undefined : speed, faults });
}

async function stand(
  { emulator }: Config,
  market: OpenMarket,
  { port, speed, faults, seed }: Wishes & Readonly<{ seed: number }>,
): Promise<Result<Standing, string>> {
  const luck = rng(seed).fork('standing');
  const traded = new Set(market.instruments.map(({ id }) => id));
  const exchange = createExchange({
    contracts: listedContracts().filter(({ symbol }) => traded.has(symbol)),
    deposits: { USD: emulator.startingEquity },
    fees: { maker: emulator.makerFee, taker: emulator.takerFee },
    slippage: emulator.slippage,
    participation: emulator.participation,
    remembers: emulator.remembers,
    ...(emulator.funding ? { fundingRate: market.fundingRate } : {}),
    rng: rng(seed).fork('venue'),
  });
  try {
    const standing = await startEmulator({
      port,
      exchange,
      candles: market.source,
      startAt: market.startAt,
      speed,
      latencyMs: emulator.latencyMs,
      luck,
      faults,
      services: [
        (ground) => createV3Service(ground, newestShapes),
        mountUnified({ fees: { maker: emulator.makerFee, taker: emulator.takerFee } }),
      ],
    });
    return ok(standing);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (code === 'EADDRINUSE') return err(`Port ${port} is taken; --port 0 takes any free one.`);
    if (code === 'EACCES') return err(`Port ${port} may not be used; take one above 1023, or 0 for any free one.`);
    throw error;
  }
}

async function stopped(): Promise<void> {
  await new Promise<void>((resolve) => {
    const signal = onStopSignal(() => {
      signal.release();
      resolve();
    });
  });
}
