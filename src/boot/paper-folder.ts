import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { canonicalText } from '../config/config.ts';
import type { Config } from '../config/config.ts';
import { err, ok } from '../core/result.ts';
import type { Result } from '../core/result.ts';
import { encode } from '../runtime/codec.ts';
import type { RunOptions } from '../surface/cli/starts.ts';
import { readFounding } from '../venue/emulator/decode.ts';
import type { Founding } from '../venue/emulator/decode.ts';
import { paperDir, setAside } from './place.ts';
import type { Place } from './place.ts';
import { venueFiles } from './venue-process.ts';

/** Where a paper run at a pace keeps its journal, and beside it the venue its own things. */
export type PaperFolder = Readonly<{ dir: string; journal: string }>;

/** The folder of the run that is going on, or of a new one. A run goes on with the market that it began with. */
export function paperFolder(place: Place, config: Config, options: RunOptions): Result<PaperFolder, string> {
  const dir = paperDir(place);
  if (options.fresh === true && existsSync(dir)) setAside(dir);
  const { founding: path } = venueFiles(dir);
  const wanted = foundingOf(place, config, options);
  if (!existsSync(path)) {
    mkdirSync(dir, { recursive: true, mode: 0o700 });
    writeFileSync(path, encode(wanted), { mode: 0o600 });
  }
  const there = readFounding(readFileSync(path, 'utf8'));
  const same =
    there.market === wanted.market && there.seed === wanted.seed && encode(there.options) === encode(wanted.options);
  return same ? ok({ dir, journal: join(dir, 'journal.sqlite') }) : err(otherRun(there, dir));
}

function otherRun({ market, seed, options }: Founding, dir: string): string {
  const what = [
    `--market ${market}`,
    `--seed ${seed}`,
    ...Object.entries(options).map(([key, value]) => `--${key} ${value}`),
  ].join(' ');
  return `A paper run with ${what} is going on in ${dir}: go on with the same, or begin a new one with --fresh, which sets it aside.`;
}

function foundingOf(
  { cwd }: Place,
  config: Config,
  { market, seed, data, source, from, to, instruments, days }: RunOptions,
): Founding {
  const given = { data: data === undefined ? undefined : resolve(cwd, data), source, from, to, instruments, days };
  const options = Object.fromEntries(
    Object.entries(given).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
  );
  return { market, seed, options, config: canonicalText(config) };
}
