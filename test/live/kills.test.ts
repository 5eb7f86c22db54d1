import { afterEach, describe, expect, it } from 'vitest';
import { rng } from '../../src/runtime/rng.ts';
import { emptyTally, judgeBooks, killAt, openHunt, recover } from '../support/live-hunt.ts';
import { scenes } from '../support/live-prey.ts';
import { createFolders, endOf } from '../support/processes.ts';

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

const [scene] = scenes;

describe('a live run, killed with -9, is judged by the books of an exchange that lives on', () => {
  it.each(['v3', 'unified'] as const)(
    'over %s: an entry, a stop and a take-profit whose outcome it never heard',
    async (dialect) => {
      const folders = createFolders();
      closers.push(folders.clear);
      const tally = emptyTally();
      const hunt = await openHunt(scene, { dialect, folders, luck: rng(1), tally });
      closers.push(hunt.venue.standing.close);
      await killAt(hunt, { when: 'taken', prey: 'entry' });
      // The next one dies while it is waking up.
      await killAt(hunt, { when: dialect === 'v3' ? 'late' : 'lost', prey: 'stop' });
      await killAt(hunt, { when: 'filled', prey: 'take-profit' }, await recover(hunt));
      const last = await recover(hunt);
      last.kill('SIGINT');
      expect((await endOf(last, 20_000)).code).toBe(0);
      judgeBooks(hunt);
      console.log(JSON.stringify({ dialect, ...tally }));
    },
  );
});
