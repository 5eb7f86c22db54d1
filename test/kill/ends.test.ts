import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { formatFixed } from '../../src/core/units.ts';
import { lookAtBooks } from '../../src/venue/emulator/look.ts';
import type { Books } from '../../src/venue/emulator/exchange.ts';
import { keel } from '../support/cli.ts';
import { naked } from '../support/judge.ts';
import { createFolders, endOf, until, venuesIn } from '../support/processes.ts';
import type { Folder, Keel } from '../support/processes.ts';

const folders = createFolders();
afterEach(folders.clear);

function run({ start }: Folder, argv: readonly string[], env: Readonly<Record<string, string>> = {}): Keel {
  return start(['run', ...argv], { env });
}

/** The books, once the venue answers and they are as wanted. */
function booksOnce({ socket }: Folder, wanted: (books: Books) => boolean): Promise<Books> {
  const look = async (): Promise<Books | undefined> => {
    const books = existsSync(socket) ? await lookAtBooks(socket) : undefined;
    return books !== undefined && wanted(books) ? books : undefined;
  };
  return until(look, { withinMs: 30_000, what: 'the venue, as wanted' });
}

/** The entry is complete, its stop confirmed, and its targets rest: nothing is under way. */
const settledPosition = (books: Books): boolean =>
  books.positions.length > 0 &&
  naked(books).length === 0 &&
  books.orders.some(({ ticket }) => ticket.form.type === 'limit');
const answers = (): boolean => true;

async function venueRests({ dir }: Folder): Promise<void> {
  await until(() => (venuesIn(dir).length === 0 ? true : undefined), { withinMs: 5_000, what: 'the end of the venue' });
}

const lines = (text: string): readonly string[] => text.trim().split('\n');

describe('the end of a run', () => {
  it('by Ctrl-C says what stays at the venue, and the venue keeps it', async () => {
    const folder = folders.open();
    const first = run(folder, ['--seed', '9', '--speed', '20000']);
    await booksOnce(folder, settledPosition);
    first.kill('SIGINT');
    expect(await endOf(first, 5_000)).toEqual({ code: 0, signal: null });
    await venueRests(folder);
    expect(first.err()).toContain('Stopped. At the venue stay, with their stops:\n');
    expect(first.err()).toContain('keel run goes on from here.');
    const [, instrument, side, qty] = /^ {2}(PF_\w+) (long|short) ([\d.]+) at /m.exec(first.err()) ?? [];

    run(folder, ['--seed', '9', '--speed', '1']);
    const books = await booksOnce(folder, answers);
    expect(books.positions.map((held) => [held.instrument, held.side, formatFixed(held.qty)])).toContainEqual([
      instrument,
      side,
      qty,
    ]);
    expect(naked(books)).toEqual([]);
  });

  it('by RUN_SECONDS is an end like any other', async () => {
    const folder = folders.open();
    const brief = run(folder, ['--seed', '9'], { RUN_SECONDS: '2' });
    expect(await endOf(brief, 20_000)).toEqual({ code: 0, signal: null });
    expect(brief.err()).toContain('Stopped. ');
    await venueRests(folder);
  });
});

describe('a venue whose Keel was killed', () => {
  it('rests by itself even where Keel died while it was catching up', async () => {
    const folder = folders.open('  venue_linger_seconds: 1\n');
    const first = run(folder, ['--seed', '9']);
    // Whoever answers has just begun to read the candles that came before: a second's work.
    await until(async () => ((await keel(folder.dir, ['status'])).code === 0 ? true : undefined), {
      withinMs: 20_000,
      what: 'an answer',
    });
    first.kill('SIGKILL');
    await endOf(first, 5_000);
    await venueRests(folder);
    expect(existsSync(folder.socket)).toBe(false);
  });

  it('goes on without it, and rests by itself after a while', async () => {
    const folder = folders.open('  venue_linger_seconds: 1\n');
    const first = run(folder, ['--seed', '9', '--speed', '20000']);
    await booksOnce(folder, settledPosition);
    first.kill('SIGKILL');
    await endOf(first, 5_000);
    await booksOnce(folder, answers);
    await venueRests(folder);
    expect(existsSync(folder.socket)).toBe(false);
  });
});

describe('a second run in the same folder', () => {
  it('is refused in one sentence while the first runs, with --fresh too, and disturbs nothing', async () => {
    const folder = folders.open();
    const first = run(folder, ['--seed', '9', '--speed', '3600']);
    await booksOnce(folder, answers);
    for (const argv of [
      ['--seed', '9'],
      ['--seed', '9', '--fresh'],
      ['--seed', '3', '--fresh'],
    ]) {
      const second = run(folder, argv);
      expect(await endOf(second, 10_000)).toEqual({ code: 2, signal: null });
      expect(lines(second.err()).at(-1)).toMatch(/^Another Keel runs here already \(process \d+\)/);
      expect(existsSync(`${folder.paper}-1`)).toBe(false);
    }
    expect(first.hasEnded()).toBe(false);
    await booksOnce(folder, answers);
  });

  it('goes on with the same market or begins anew with --fresh, which throws nothing away', async () => {
    const folder = folders.open();
    const brief = { RUN_SECONDS: '1' };
    await endOf(run(folder, ['--seed', '9'], brief), 20_000);
    await venueRests(folder);
    const founding = readFileSync(join(folder.paper, 'venue.json'), 'utf8');
    const size = statSync(join(folder.paper, 'journal.sqlite')).size;

    const other = run(folder, ['--seed', '3'], brief);
    expect(await endOf(other, 10_000)).toEqual({ code: 2, signal: null });
    expect(lines(other.err()).at(-1)).toMatch(/^A paper run with --market synthetic --seed 9 is going on in .*--fresh/);

    const fresh = run(folder, ['--seed', '3', '--fresh'], brief);
    expect(await endOf(fresh, 20_000)).toEqual({ code: 0, signal: null });
    await venueRests(folder);
    expect(readFileSync(join(`${folder.paper}-1`, 'venue.json'), 'utf8')).toBe(founding);
    expect(statSync(join(`${folder.paper}-1`, 'journal.sqlite')).size).toBe(size);
    expect(readFileSync(join(folder.paper, 'venue.json'), 'utf8')).not.toBe(founding);
  });

  it('begun anew while the venue of the old one still waits for a Keel that was killed, keeps its own venue', async () => {
    const folder = folders.open('  venue_linger_seconds: 5\n');
    const first = run(folder, ['--seed', '9']);
    await booksOnce(folder, answers);
    first.kill('SIGKILL');
    await endOf(first, 5_000);
    const [old] = venuesIn(folder.dir);
    run(folder, ['--seed', '3', '--fresh']);
    // The old one rests, sooner or later, and leaves the new one in peace.
    await until(() => (old === undefined || !venuesIn(folder.dir).includes(old) ? true : undefined), {
      withinMs: 20_000,
      what: 'the end of the old venue',
    });
    await booksOnce(folder, answers);
    expect(venuesIn(folder.dir).length).toBe(1);
  });
});
