import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { KeyName } from '../../src/venue/emulator/standing/keys.ts';
import type { Standing } from '../../src/venue/emulator/standing/start.ts';
import { clientOf, standVenue } from './standing-venue.ts';
import type { Client } from './standing-venue.ts';

/** A venue in this process, and a folder with the line that `keel emulator --json` prints for it in `venue.json`. */
export type Practice = Readonly<{
  cwd: string;
  standing: Standing;
  client: Client;
  /** Every practice key and secret: nobody may ever print them. */
  secrets: readonly string[];
  /** Writes the line again, with another key, or somewhere else. */
  describe: (key: KeyName, changes?: Readonly<Record<string, unknown>>) => void;
  close: () => Promise<void>;
}>;

export async function practise(speed: number = 1): Promise<Practice> {
  const cwd = mkdtempSync(join(tmpdir(), 'keel-practice-'));
  const standing = await standVenue({ speed });
  const { pairs } = standing.keys;
  const describe: Practice['describe'] = (key, changes = {}) => {
    writeFileSync(join(cwd, 'venue.json'), `${JSON.stringify({ ...standing.urls, ...pairs[key], ...changes })}\n`);
  };
  describe('full');
  return {
    cwd,
    standing,
    client: clientOf(standing, pairs.full),
    secrets: Object.values(pairs).flatMap(({ apiKey, apiSecret }) => [apiKey, apiSecret]),
    describe,
    close: async () => {
      await standing.close();
      rmSync(cwd, { recursive: true, force: true });
    },
  };
}
