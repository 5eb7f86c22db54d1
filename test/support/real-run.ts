import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TradeJson } from '../../src/view/trades.ts';
import { reference } from '../reference.ts';
import { keel, replayRun } from './cli.ts';
import { replayed } from './journals.ts';
import type { Replayed } from './journals.ts';

type Document = Readonly<{
  summary: Readonly<Record<string, unknown>>;
  trades: readonly TradeJson[];
  journal?: string;
}>;
export type RealRun = Readonly<{
  backtest: Document;
  run: Document;
  replay: Replayed;
  seconds: Record<string, number>;
}>;

/** Backtest, run and replay over the real candles of the reference material. */
export async function realRun(...options: readonly string[]): Promise<RealRun> {
  const cwd = mkdtempSync(join(tmpdir(), 'keel-real-'));
  const data = ['--data', reference('data', 'candles') ?? '', '--source', 'binance_spot', '--json', ...options];
  const seconds: Record<string, number> = {};
  const timed = async <T>(name: string, work: () => Promise<T>): Promise<T> => {
    const start = performance.now();
    const result = await work();
    seconds[name] = Number(((performance.now() - start) / 1000).toFixed(2));
    return result;
  };
  const document = async (command: readonly string[]): Promise<Document> => {
    const { code, out, err } = await keel(cwd, [...command, ...data]);
    if (code !== 0) throw new Error(err);
    return JSON.parse(out) as Document;
  };
  try {
    const backtest = await timed('backtest', () => document(['backtest']));
    const run = await timed('run', () => document(replayRun));
    const replay = await timed('replay', () => replayed(cwd, run.journal ?? ''));
    return { backtest, run, replay, seconds };
  } finally {
    rmSync(cwd, { recursive: true, force: true });
  }
}
