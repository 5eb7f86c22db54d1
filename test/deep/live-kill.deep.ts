import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { rng } from '../../src/runtime/rng.ts';
import { emptyTally, judgeBooks, killAt, openHunt, recover } from '../support/live-hunt.ts';
import type { Hunt, Moment } from '../support/live-hunt.ts';
import { scenes } from '../support/live-prey.ts';
import { createFolders, endOf } from '../support/processes.ts';
import type { Keel } from '../support/processes.ts';

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

const tally = emptyTally();
afterAll(() => console.log(JSON.stringify(tally)));

const hows = ['taken', 'lost', 'late'] as const;

async function stop(hunt: Hunt, keel: Keel): Promise<void> {
  keel.kill('SIGINT');
  expect((await endOf(keel, 20_000)).code).toBe(0);
  judgeBooks(hunt);
}

/** Forty kills and a few: five for each market in each dialect, the way in which an outcome is not heard drawn anew for each. */
describe.each(['v3', 'unified'] as const)('a live run over %s, killed with -9 at least five times', (dialect) => {
  it.each(scenes)('in the market of seed $seed', async (scene) => {
    const folders = createFolders();
    closers.push(folders.clear);
    const open = async (): Promise<Hunt> => {
      const hunt = await openHunt(scene, { dialect, folders, luck, tally });
      closers.push(hunt.venue.standing.close);
      return hunt;
    };
    const luck = rng(scene.seed).fork(dialect);
    const some = (prey: 'entry' | 'stop'): Moment => ({
      when: hows[Math.floor(luck.next() * hows.length)] ?? 'taken',
      prey,
    });
    let hunt = await open();
    await killAt(hunt, some('entry'));
    if (hunt.venue.books().positions.length === 0) {
      // It never arrived, or too late to be taken: both sides agree on nothing, and another market has to give something.
      await stop(hunt, await recover(hunt));
      hunt = await open();
      await killAt(hunt, { when: 'taken', prey: 'entry' });
    }
    await killAt(hunt, some('stop'));
    await killAt(hunt, { when: 'filled', prey: 'take-profit' }, await recover(hunt));
    // The first target is taken: the stop is being moved to break-even.
    await killAt(hunt, some('stop'));
    await killAt(hunt, { when: 'drawn' }, luck.next() < 0.5 ? await recover(hunt) : undefined);
    await stop(hunt, await recover(hunt));
  });
});
