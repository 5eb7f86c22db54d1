import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TradeJson } from '../../src/view/trades.ts';
import { markets, writeMarkets } from '../support/candles.ts';
import { keel, replayRun } from '../support/cli.ts';

const cwd = mkdtempSync(join(tmpdir(), 'keel-good-'));
beforeAll(() => writeMarkets(join(cwd, 'candles')));
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

const candles = markets.reduce((sum, { days }) => sum + days * 96, 0);
const data = ['--data', 'candles'] as const;

type Document = Readonly<{
  summary: Readonly<Record<string, unknown>>;
  trades: readonly TradeJson[];
  funnel?: Readonly<{ codes: string[]; rows: Readonly<{ instrument: string; counts: number[] }>[] }>;
  journal?: string;
}>;

/** The one document on stdout. */
async function document(...argv: readonly string[]): Promise<Document> {
  const { code, out } = await keel(cwd, [...argv, '--json']);
  expect(code).toBe(0);
  expect(out).toMatch(/^[^\n]+\n$/);
  return JSON.parse(out) as Document;
}

describe('run and backtest', () => {
  it('find the same trades, in JSON', async () => {
    const [run, backtest] = [await document(...replayRun, ...data), await document('backtest', ...data)];
    expect(run.trades.length).toBeGreaterThanOrEqual(5);
    const { journal, ...rest } = run;
    expect(rest).toEqual(backtest);
    expect(journal).toMatch(/run-\d+\.sqlite$/);
    expect(existsSync(journal ?? '')).toBe(true);
  });

  it('find the same trades, in words', async () => {
    const [run, backtest] = [await keel(cwd, [...replayRun, ...data]), await keel(cwd, ['backtest', ...data])];
    expect([run.code, backtest.code]).toEqual([0, 0]);
    expect(backtest.out).toMatch(/^entered +instrument +side/);
    expect(run.out.endsWith(backtest.out)).toBe(true);
    const log = run.out.slice(0, -backtest.out.length).trimEnd().split('\n');
    for (const line of log)
      expect(line).toMatch(/^\d{4}-\d\d-\d\dT\S+Z (?:INFO|WARNING|CRITICAL) [A-Z_]+(?: \w+=\S+)*/);
    expect(run.err).toContain(`made_spot: 2 instruments, ${candles} candles of 15m.`);
    expect(run.err).toContain('Journal: ');
    expect(backtest.err).not.toContain('Journal');
  });

  it('follow the configuration and the choice of instruments', async () => {
    const usual = await document('backtest', ...data);
    writeFileSync(join(cwd, 'small.yaml'), 'risk:\n  risk_per_trade_pct: 0.01\n');
    const small = await document('backtest', ...data, '--config', 'small.yaml');
    expect(small.trades.map(({ entryAt }) => entryAt)).toEqual(usual.trades.map(({ entryAt }) => entryAt));
    expect(small.trades[0]?.qty).not.toBe(usual.trades[0]?.qty);
    const one = await document('backtest', ...data, '--instruments', 'XBT');
    expect(new Set(one.trades.map(({ instrument }) => instrument))).toEqual(new Set(['PF_XBTUSD']));
    expect(await document('backtest', ...data, '--instruments', 'PF_XBTUSD')).toEqual(one);
    expect(await document('backtest', ...data)).toEqual(usual);
  });

  it('answer --json with the shape that other programs rely on', async () => {
    const { summary, trades, funnel } = await document('backtest', ...data, '--funnel');
    const [iso, money] = [/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{3})?Z$/, /^-?\d+(?:\.\d{1,10})?$/];
    for (const trade of trades) {
      const keys =
        'id instrument side qty entryAt entryPrice exitAt exitPrice grossPnl fees funding netPnl r exitReason';
      expect(Object.keys(trade)).toEqual([...keys.split(' '), 'entryReason']);
      for (const time of [trade.entryAt, trade.exitAt]) expect(time).toMatch(iso);
      const { qty, entryPrice, exitPrice, grossPnl, fees, funding, netPnl } = trade;
      for (const amount of [qty, entryPrice, exitPrice, grossPnl, fees, funding, netPnl]) expect(amount).toMatch(money);
      expect(Number(netPnl)).toBeCloseTo(Number(grossPnl) - Number(fees) + Number(funding), 8);
      const moved = (Number(exitPrice) - Number(entryPrice)) * (trade.side === 'long' ? 1 : -1);
      expect(Number(grossPnl)).toBeCloseTo(moved * Number(qty), 6);
    }
    const net = trades.reduce((sum, { netPnl }) => sum + Number(netPnl), 0);
    expect(summary).toMatchObject({ trades: trades.length, candles, dataGaps: 0 });
    expect(Number(summary['netPnl'])).toBeCloseTo(net, 8);
    expect(funnel?.rows.map(({ counts }) => counts.reduce((sum, count) => sum + count, 0))).toEqual(
      markets.map(({ days }) => days * 96),
    );
  });

  it('keep to the period that was asked for', async () => {
    const { summary, trades } = await document('backtest', ...data, '--from', '2023-09-01', '--to', '2023-09-02');
    expect(summary).toMatchObject({ candles: 192, trades: 0, netPnl: '0', equity: '10000' });
    expect(trades).toEqual([]);
  });

  it('journals of their own, and where KEEL_STATE_DIR says', async () => {
    const short = [...data, '--to', '2023-08-02'] as const;
    await keel(cwd, [...replayRun, ...short], { KEEL_STATE_DIR: 'state' });
    await keel(cwd, [...replayRun, ...short], { KEEL_STATE_DIR: 'state' });
    await keel(cwd, ['backtest', ...short], { KEEL_STATE_DIR: 'other' });
    expect(readdirSync(join(cwd, 'state', 'journal')).sort()).toEqual(['run-1.sqlite', 'run-2.sqlite']);
    expect(existsSync(join(cwd, 'other'))).toBe(false);
  });
});

describe('config', () => {
  it('check says that it is good, and its hash', async () => {
    const shipped = await keel(cwd, ['config', 'check']);
    expect(shipped).toMatchObject({ code: 0, err: '' });
    expect(shipped.out).toMatch(/: good, hash [0-9a-f]{64}\n$/);
    const { out } = await keel(cwd, ['config', 'check', '--json']);
    expect(JSON.parse(out)).toEqual({
      ok: true,
      hash: /[0-9a-f]{64}/.exec(shipped.out)?.[0],
      file: expect.any(String),
      notes: [expect.stringContaining('cannot bind')],
    });
    writeFileSync(join(cwd, 'adx.yaml'), 'strategy:\n  adx_threshold: 30\n');
    const other = await keel(cwd, ['config', 'check', '--config', 'adx.yaml']);
    expect(other.out).toMatch(/adx\.yaml: good, hash [0-9a-f]{64}\n$/);
    expect(other.out.slice(-65)).not.toBe(shipped.out.slice(-65));
  });

  it('show tells every key, its value and where it comes from', async () => {
    writeFileSync(join(cwd, 'adx.yaml'), 'strategy:\n  adx_threshold: 30\n');
    const { code, out } = await keel(cwd, ['config', 'show', '--config', 'adx.yaml', '--json']);
    const rows = JSON.parse(out) as readonly Readonly<Record<string, string>>[];
    expect(code).toBe(0);
    const row = { range: 'from 10 to 40', unit: 'ADX', status: 'read', meaning: 'A weaker trend gives no signal.' };
    expect(rows).toContainEqual({ key: 'strategy.adx_threshold', value: '30', source: 'file', ...row });
    expect(rows.filter(({ source }) => source !== 'shipped')).toHaveLength(1);
    const words = await keel(cwd, ['config', 'show', '--config', 'adx.yaml']);
    for (const { key } of rows) expect(words.out).toContain(key);
    expect(words.out).toMatch(/strategy\.adx_threshold +30 +file +from 10 to 40 +read +A weaker trend/);
  });
});

describe('the launcher', () => {
  it('starts the program from any folder', () => {
    const launcher = resolve(import.meta.dirname, '../../keel');
    const spawned = spawnSync(launcher, ['backtest', ...data, '--to', '2023-08-02', '--json'], {
      cwd,
      encoding: 'utf8',
    });
    expect(spawned.status).toBe(0);
    expect(JSON.parse(spawned.stdout)).toMatchObject({ summary: { candles: 192 }, trades: [] });
    expect(spawned.stderr).toBe('made_spot: 2 instruments, 192 candles of 15m.\n');
    const refused = spawnSync(launcher, ['backtest'], { cwd, encoding: 'utf8' });
    expect([refused.status, refused.stdout]).toEqual([2, '']);
  });
});
