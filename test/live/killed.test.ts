import { spawn } from 'node:child_process';
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { fixed, instrumentId } from '../../src/core/units.ts';
import type { Standing } from '../../src/venue/emulator/standing/start.ts';
import { standVenue } from '../support/standing-venue.ts';

const program = resolve(import.meta.dirname, '../../src/boot/main.ts');
const cwd = mkdtempSync(join(tmpdir(), 'keel-live-killed-'));
const btc = instrumentId('PF_XBTUSD');
const patienceMs = 120_000;
let venue: Standing;
const keels: ChildProcessWithoutNullStreams[] = [];

beforeAll(async () => {
  venue = await standVenue({ speed: 10, latencyMs: 50 });
  const { urls, keys } = venue;
  writeFileSync(join(cwd, 'venue.json'), JSON.stringify({ ...urls, ...keys.pairs.full }));
});

afterAll(async () => {
  for (const keel of keels) keel.kill('SIGKILL');
  await venue.close();
  rmSync(cwd, { recursive: true, force: true });
});

function start(): ChildProcessWithoutNullStreams {
  const env = { PATH: process.env['PATH'] ?? '', HOME: cwd, KEEL_STATE_DIR: join(cwd, 'state'), RUN_SECONDS: '100' };
  const keel = spawn(process.execPath, [program, 'run', '--mode', 'live', '--venue', 'venue.json'], { cwd, env });
  keels.push(keel);
  return keel;
}

/** Somebody else on the account buys: what Keel finds there is kept and protected. */
function buy(size: string): void {
  const answer = venue.exchange.send({ symbol: btc, side: 'buy', size: fixed(size), kind: 'mkt' });
  expect(answer.status).toBe('placed');
}

const held = (): bigint => venue.exchange.positions().reduce((sum, { qty }) => sum + qty, 0n);
/** The largest reduce-only stop: it alone must cover everything. */
function covered(): bigint {
  const stops = venue.exchange.openOrders().filter(({ kind, reduceOnly }) => kind === 'stp' && reduceOnly);
  return stops.reduce((most, { quantity }) => (quantity > most ? quantity : most), 0n);
}

it(
  'a live run that is killed with a position wakes up, and protects what has grown meanwhile',
  { timeout: patienceMs },
  async () => {
    const first = start();
    first.stdout.setEncoding('utf8');
    let said = '';
    while (!said.includes('universe=3'))
      said += String(((await once(first.stdout, 'data')) as unknown as readonly [string])[0]);
    buy('0.01');
    await expect.poll(() => held() > 0n && covered() >= held(), { timeout: 30_000, interval: 20 }).toBe(true);
    buy('0.02');
    first.kill('SIGKILL');
    await once(first, 'exit');
    expect(held()).toBe(fixed('0.03'));
    const second = start();
    second.stdout.resume();
    await expect.poll(() => covered() >= held(), { timeout: 30_000, interval: 20 }).toBe(true);
    // Nothing that it did not understand was closed, and nothing was bought twice.
    expect(held()).toBe(fixed('0.03'));
    const entries = venue.exchange.executions(1_000).filter(({ side }) => side === 'buy');
    expect(entries.reduce((sum, { qty }) => sum + qty, 0n)).toBe(fixed('0.03'));
    second.kill('SIGINT');
    const [code] = (await once(second, 'exit')) as unknown as readonly [number];
    expect(code).toBe(0);
    expect(covered()).toBeGreaterThanOrEqual(held());
  },
);
