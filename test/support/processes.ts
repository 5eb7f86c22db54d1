import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

const program = resolve(import.meta.dirname, '../../src/boot/main.ts');

/**
 * Many signals, near targets and small fills, so that something is under way most of the time; and too little at stake for
 * a halt. Everything that protects is as shipped.
 */
const busyConfig = `
strategy:
  adx_threshold: 10
  ema_period: 50
  ema_neutral_zone_bps: 0
  pivot_candles: 2
  entry_zone_tolerance_pct: 0.05
  entry_zone_tolerance_atr_mult: 1
  fib_proximity_bps: 100
  ote_from: 0
  ote_to: 1
  min_score_tight_smc_aligned: 0
  signal_cooldown_hours: 0
  orderblock_lookback: 200
multi_tp:
  tp1_r_multiple: 0.5
  tp2_r_multiple: 1
  trail_min_move_pct: 0
risk:
  tight_smc_min_rr_multiple: 1.5
  daily_loss_limit_pct: 0.1
  max_loss_per_trade_pct_equity: 0.002
safety:
  invariants:
    max_equity_drawdown_pct: 0.5
    degraded_equity_drawdown_pct: 0.45
paper:
  simulate_fill_delays_ms: 100
  max_participation_pct: 0.002
`;

export type Ended = Readonly<{ code: number | null; signal: NodeJS.Signals | null }>;

/** A Keel in a process of its own, started by this test and ended by it. */
export type Keel = Readonly<{
  pid: number;
  startedAt: number;
  /** Milliseconds since it was spawned. */
  age: () => number;
  kill: (signal: NodeJS.Signals) => void;
  ended: Promise<Ended>;
  hasEnded: () => boolean;
  out: () => string;
  err: () => string;
}>;

export type KeelOptions = Readonly<{ cwd: string; env?: Readonly<Record<string, string>>; stdout?: 'ignore' | 'pipe' }>;

/** Starts `keel ...argv` standing in `cwd`, with nothing but `env` around it; nobody reads its stdout unless asked to. */
export function startKeel(argv: readonly string[], { cwd, env = {}, stdout = 'ignore' }: KeelOptions): Keel {
  const startedAt = performance.now();
  const child: ChildProcess = spawn(process.execPath, [program, ...argv], {
    cwd,
    env,
    stdio: ['ignore', stdout, 'pipe'],
  });
  const { pid } = child;
  if (pid === undefined) throw new Error('keel could not be started');
  const said = { out: '', err: '' };
  child.stdout?.setEncoding('utf8').on('data', (text: string) => void (said.out += text));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => void (said.err += text));
  let over = false;
  const ended = new Promise<Ended>((settle) => {
    child.once('exit', () => void (over = true));
    // Both streams are read to their end by now.
    child.once('close', (code, signal) => settle({ code, signal }));
  });
  return {
    pid,
    startedAt,
    age: () => performance.now() - startedAt,
    kill: (signal) => void child.kill(signal),
    ended,
    hasEnded: () => over,
    out: () => said.out,
    err: () => said.err,
  };
}

/** `what` is waited for, in words; a function is asked when the time is up. */
export type Deadline = Readonly<{ withinMs: number; what: string | (() => string); everyMs?: number }>;

/** Asks again and again until there is an answer; throws, saying what was waited for, when the time is up. */
export async function until<T>(
  ask: () => T | undefined | Promise<T | undefined>,
  { withinMs, what, everyMs = 5 }: Deadline,
): Promise<T> {
  const end = performance.now() + withinMs;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (performance.now() >= end)
      throw new Error(`not within ${Math.round(withinMs)} ms: ${typeof what === 'string' ? what : what()}`);
    await pause(everyMs);
  }
}

/** How a Keel ended; killed, and the test with it, when it does not end in time. */
export async function endOf(keel: Keel, withinMs: number): Promise<Ended> {
  try {
    await until(() => (keel.hasEnded() ? true : undefined), { withinMs, what: `the end of process ${keel.pid}` });
  } catch (cause) {
    keel.kill('SIGKILL');
    throw cause;
  }
  return keel.ended;
}

/** The emulated venues that stand in a folder, by process id: they belong to nobody, so the system is asked. */
export function venuesIn(dir: string): readonly number[] {
  return processes().flatMap(({ pid, args }) => (args.includes('venue-main.ts') && args.includes(dir) ? [pid] : []));
}

function processes(): readonly Readonly<{ pid: number; args: string }>[] {
  if (!existsSync('/proc/self/cmdline')) {
    const { stdout } = spawnSync('ps', ['-A', '-o', 'pid=,args='], { encoding: 'utf8' });
    return [...stdout.matchAll(/^\s*(\d+) (.*)$/gm)].map(([, pid, args = '']) => ({ pid: Number(pid), args }));
  }
  return readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      return [{ pid: Number(name), args: readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ') }];
    } catch {
      // It ended while we looked.
      return [];
    }
  });
}

/** Memory that a process has in use, in MB; undefined once it has ended. */
export function residentMb(pid: number): number | undefined {
  const { stdout } = spawnSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' });
  const kilobytes = Number(stdout.trim());
  return kilobytes > 0 ? kilobytes / 1024 : undefined;
}

/** Ends whatever still runs in a folder: the Keels that are handed in, and its venue, each by its id. */
export async function clear(dir: string, keels: readonly Keel[]): Promise<void> {
  for (const keel of keels) if (!keel.hasEnded()) keel.kill('SIGKILL');
  for (const pid of venuesIn(dir)) process.kill(pid, 'SIGKILL');
  await until(() => (venuesIn(dir).length === 0 && keels.every((keel) => keel.hasEnded()) ? true : undefined), {
    withinMs: 5_000,
    what: `no process left in ${dir}`,
  });
}

/** A folder for one paper run at a pace, and what has been started in it. */
export type Folder = Readonly<{
  dir: string;
  /** What `--fresh` sets aside. */
  paper: string;
  journal: string;
  diary: string;
  socket: string;
  start: (argv: readonly string[], options?: Omit<KeelOptions, 'cwd'>) => Keel;
}>;

export type Folders = Readonly<{ open: (extraConfig?: string) => Folder; clear: () => Promise<void> }>;

/** Folders with the busy configuration; `clear` ends whatever still runs in them, and removes them. */
export function createFolders(): Folders {
  const all: Readonly<{ dir: string; keels: Keel[] }>[] = [];
  return {
    open: (extraConfig = '') => {
      const dir = mkdtempSync(join(tmpdir(), 'keel-kill-'));
      const keels: Keel[] = [];
      all.push({ dir, keels });
      writeFileSync(join(dir, 'keel.yaml'), busyConfig + extraConfig);
      const paper = join(dir, '.local', 'paper');
      const at = (name: string): string => join(paper, name);
      const start: Folder['start'] = (argv, options) => {
        const keel = startKeel(argv, { cwd: dir, ...options });
        keels.push(keel);
        return keel;
      };
      return { dir, paper, journal: at('journal.sqlite'), diary: at('venue.diary'), socket: at('venue.sock'), start };
    },
    clear: async () => {
      for (const { dir, keels } of all.splice(0)) {
        await clear(dir, keels);
        rmSync(dir, { recursive: true, force: true });
      }
    },
  };
}
