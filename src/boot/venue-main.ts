import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { configFromValues } from '../config/config.ts';
import { wallClock } from '../runtime/clock.ts';
import { createLocalHost } from '../runtime/host.ts';
import { readFounding } from '../venue/emulator/decode.ts';
import { openDiary, relive } from '../venue/emulator/diary.ts';
import { createPace } from '../venue/emulator/pace.ts';
import { serveEmulator } from '../venue/emulator/server.ts';
import { openMarket, skipTo } from './market.ts';
import { createVenue } from './session.ts';
import { venueFiles } from './venue-process.ts';

/**
 * The emulated venue as a program of its own: Keel may die, and it lives on. It shares nothing with Keel but a socket; its
 * one argument is the folder with what it was founded with, where it also keeps its diary.
 */
function begin(dir: string): void {
  const files = venueFiles(dir);
  const founding = readFounding(readFileSync(files.founding, 'utf8'));
  const config = configFromValues(founding.config);
  if (!config.ok) return fail(config.error.problems.join('\n'));
  const market = openMarket(
    { cwd: dir, env: {} },
    { ...founding.options, market: founding.market, seed: founding.seed },
  );
  if (!market.ok) return fail(market.error);
  const { source, startAt } = market.value;
  const venue = createVenue(config.value, Number(founding.seed), market.value);
  const host = createLocalHost(skipTo(source, startAt), venue);
  relive(files.diary, host);
  const clock = wallClock();
  serveEmulator({
    path: files.socket,
    host,
    diary: openDiary(files.diary),
    pace: createPace(() => clock.now(), { now: host.now(), speed: 1 }),
    past: () => source,
    books: venue.books,
    lingerMs: config.value.emulator.lingerMs,
    onEnd: () => process.exit(0),
  });
  // The end of Keel is not the end of the venue.
  process.on('SIGINT', () => undefined).on('SIGHUP', () => undefined);
}

function fail(sentence: string): void {
  process.stderr.write(`${sentence}\n`);
  process.exitCode = 2;
}

begin(process.argv[2] ?? join(process.cwd(), '.local', 'paper'));
