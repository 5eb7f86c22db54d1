import { existsSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { lookAtBooks } from '../../src/venue/emulator/look.ts';
import type { Books } from '../../src/venue/emulator/exchange.ts';
import { naked, placedIn, wrongs } from '../support/judge.ts';
import { createFolders, endOf, until } from '../support/processes.ts';
import type { Ended } from '../support/processes.ts';

const folders = createFolders();
const { diary, socket, start } = folders.open();
afterAll(folders.clear);

/** A command from a second terminal: a process of its own, which says something and ends. */
async function say(...argv: readonly string[]): Promise<Ended & Readonly<{ out: string; err: string }>> {
  const keel = start(argv, { stdout: 'pipe' });
  const ended = await endOf(keel, 15_000);
  return { ...ended, out: keel.out(), err: keel.err() };
}

async function status(): Promise<Record<string, unknown> | undefined> {
  const { code, out } = await say('status', '--json');
  return code === 0 ? (JSON.parse(out) as Record<string, unknown>) : undefined;
}

const targets = ({ orders }: Books): number => orders.filter(({ ticket }) => ticket.form.type === 'limit').length;
const entries = (): number => placedIn(diary).filter(({ reduceOnly }) => !reduceOnly).length;

async function books(): Promise<Books> {
  return until(() => lookAtBooks(socket), { withinMs: 2_000, what: 'the books' });
}

describe('keel kill from a second terminal', () => {
  it('cancels entries and take-profits, keeps every stop, latches across a restart, and is lifted by keel reset alone', async () => {
    const first = start(['run', '--seed', '9', '--speed', '5000']);
    const held = async (): Promise<true | undefined> => {
      const now = existsSync(socket) ? await lookAtBooks(socket) : undefined;
      return now !== undefined && targets(now) > 0 && naked(now).length === 0 ? true : undefined;
    };
    await until(held, { withinMs: 30_000, what: 'a protected position with its take-profits' });

    const killed = await say('kill');
    const counts = /Order cleanup complete cancelled=(\d+) preserved_stop_losses=(\d+) ms=(\d+)/.exec(killed.out);
    console.log(killed.out.trim(), killed.err);
    expect(killed.code).toBe(0);
    const [, cancelled, preserved, ms] = (counts ?? []).map(Number);
    expect(cancelled).toBeGreaterThan(0);
    expect(ms).toBeLessThan(5_000);
    const after = await books();
    expect(preserved).toBe(after.positions.length);
    expect(after.positions.length).toBeGreaterThan(0);
    expect(after.orders.filter(({ ticket }) => ticket.form.type !== 'stop' || !ticket.reduceOnly)).toEqual([]);
    expect(naked(after)).toEqual([]);
    expect(await status()).toMatchObject({ mode: 'HALTED', system_state: 'KILL_SWITCH' });

    const before = entries();
    first.kill('SIGKILL');
    await endOf(first, 5_000);
    start(['run', '--seed', '9', '--speed', '40000']);
    const safe = await until(status, { withinMs: 5_000, what: 'the state after the restart' });
    expect(safe).toMatchObject({ mode: 'SAFE_HOLD', system_state: 'KILL_SWITCH' });
    const refused = await say('resume');
    expect(refused.code).toBe(1);
    expect(refused.err).toContain('keel reset does');
    const day = Date.parse(String(safe['simulatedAt'])) + 86_400_000;
    const later = async (): Promise<true | undefined> =>
      Date.parse(String((await status())?.['simulatedAt'])) > day ? true : undefined;
    await until(later, { withinMs: 20_000, what: 'a day in SAFE_HOLD' });
    expect(entries()).toBe(before);
    const still = await books();
    expect(targets(still)).toBe(0);
    expect(naked(still)).toEqual([]);

    const reset = await say('reset');
    expect(reset.code).toBe(0);
    expect(reset.out).toMatch(/^Cleared: /);
    await until(() => (entries() > before ? true : undefined), { withinMs: 30_000, what: 'an entry after the reset' });
    expect(wrongs(await books(), placedIn(diary))).toEqual([]);
  });
});
