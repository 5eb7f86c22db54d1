import { accessSync, constants, existsSync, readFileSync, statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import { fail, pass, warn } from '../view/check.ts';
import type { Check } from '../view/check.ts';
import { stateDir } from './place.ts';
import type { Place } from './place.ts';

/** What a check of the machine asks it; handed in, so that a test can have another. */
export type Machine = Readonly<{ node: string; freeBytes: (folder: string) => number }>;

export const thisMachine: Machine = {
  node: process.versions.node,
  freeBytes: (folder) => {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize;
  },
};

/** A year of journal and candles is some gigabytes; a journal that cannot be written stops entries. */
const disk = { fail: 100 * 2 ** 20, warn: 2 ** 30 } as const;

export function checkMachine(place: Place, machine: Machine): readonly Check[] {
  return [checkNode(machine), ...checkFolder(stateDir(place), machine)];
}

/** The program is tested with one Node, which its lock file pins. */
function checkNode({ node }: Machine): Check {
  const manifest = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  const pinned = [...new Set([...manifest.matchAll(/"node-[a-z0-9-]+": "([\d.]+)"/g)].map(([, version]) => version))];
  if (pinned.includes(node)) return pass('node', `${node}, the pinned one`);
  const fix = 'start it with ./keel, which takes the pinned one after make install';
  return warn('node', `${node} and not the pinned ${pinned.join(' or ')}`, fix);
}

/** The nearest folder that exists is asked: a doctor leaves nothing behind. */
function checkFolder(folder: string, { freeBytes }: Machine): readonly Check[] {
  const nearest = existing(folder);
  const checks: Check[] = [];
  try {
    accessSync(nearest, constants.W_OK | constants.X_OK);
    checks.push(pass('state', `${folder} can be written`));
  } catch {
    checks.push(fail('state', `${folder} cannot be written`, 'give this user the right to, or set KEEL_STATE_DIR'));
  }
  const free = freeBytes(nearest);
  const seen = `${String(Math.floor(free / 2 ** 20))} MiB free`;
  const fix = 'make room, or set KEEL_STATE_DIR to a folder on another disk';
  checks.push(
    free < disk.fail ? fail('disk', seen, fix) : free < disk.warn ? warn('disk', seen, fix) : pass('disk', seen),
  );
  return checks;
}

function existing(folder: string): string {
  return existsSync(folder) || dirname(folder) === folder ? folder : existing(dirname(folder));
}
