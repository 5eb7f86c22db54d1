import { existsSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, expect, it } from 'vitest';
import { isPrey, naked } from '../support/judge.ts';
import { createFolders, endOf, until, venuesIn } from '../support/processes.ts';
import { lookAtBooks } from '../../src/venue/emulator/look.ts';

const folders = createFolders();
afterAll(folders.clear);

it('Ctrl-C right after a fill does not leave the position naked', async () => {
  for (let i = 0; i < 4; i += 1) {
    const { dir, socket, journal, start } = folders.open();
    const first = start(['run', '--seed', '9', '--speed', '20000']);
    const open = (): DatabaseSync | undefined => {
      if (!existsSync(`${journal}-wal`)) return undefined;
      const db = new DatabaseSync(journal, { readOnly: true, timeout: 1_000 });
      if (db.prepare("SELECT count(*) AS n FROM sqlite_schema WHERE name = 'journal'").get()?.['n'] === 1) return db;
      db.close();
      return undefined;
    };
    const db = await until(open, { withinMs: 20_000, what: 'a journal' });
    const tail = db.prepare('SELECT seq, event, effects FROM journal WHERE seq > ? ORDER BY seq');
    let seen = 0;
    const sent = (): true | undefined => {
      for (const { seq, event, effects } of tail.all(seen)) {
        seen = Number(seq);
        if (isPrey('stop', String(event), String(effects))) return true;
      }
      return undefined;
    };
    await until(sent, { withinMs: 30_000, what: 'a stop being sent', everyMs: 0 });
    first.kill('SIGINT');
    await endOf(first, 10_000);
    db.close();
    expect(first.err()).not.toContain('unprotected');
    await until(() => (venuesIn(dir).length === 0 ? true : undefined), { withinMs: 5_000, what: 'rest' });
    start(['run', '--seed', '9', '--speed', '1']);
    const books = await until(() => lookAtBooks(socket), { withinMs: 20_000, what: 'the venue' });
    expect(naked(books)).toEqual([]);
    await folders.clear();
  }
});
