import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createStarts } from '../../src/boot/starts.ts';
import { instrumentId, ms } from '../../src/core/units.ts';
import type { StoredDecision } from '../../src/runtime/decision-log.ts';
import type { Journal } from '../../src/runtime/ports.ts';
import { openJournal } from '../../src/store/sqlite/journal.ts';
import { measuredOf } from '../../src/view/decision-line.ts';
import type { Funnel } from '../../src/view/funnel.ts';
import { writeMarkets } from '../support/candles.ts';
import { keel, replayRun } from '../support/cli.ts';
import { replayed, tampered } from '../support/journals.ts';

const cwd = mkdtempSync(join(tmpdir(), 'keel-decisions-'));
const path = join(cwd, '.local', 'journal', 'run-1.sqlite');
const always = { from: ms(0), to: ms(Number.MAX_SAFE_INTEGER) };
const dayMs = 86_400_000;
let funnel: Funnel;
let rows: readonly StoredDecision[] = [];

function opened(file: string): Journal {
  const journal = openJournal(file, { readOnly: true });
  if (!journal.ok) throw new Error(journal.error.message);
  return journal.value;
}

beforeAll(async () => {
  writeMarkets(join(cwd, 'candles'));
  writeFileSync(join(cwd, 'keel.yaml'), 'monitoring:\n  decisions_retention_days: 3650\n');
  const { code, out, err } = await keel(cwd, [...replayRun, '--data', 'candles', '--funnel', '--json']);
  if (code !== 0) throw new Error(err);
  ({ funnel } = JSON.parse(out) as { funnel: Funnel });
  const journal = opened(path);
  rows = [...journal.decisions(always)];
  journal.close();
});
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

describe('the table of decisions', () => {
  it('has every judged close once, early refusals too, as the run counted them', () => {
    const wanted = funnel.rows.flatMap(({ instrument, counts }) =>
      funnel.codes.flatMap((code, n) => (counts[n] === 0 ? [] : [`${instrument} ${code} ${counts[n]}`])),
    );
    const found = Map.groupBy(rows, ({ decision: { instrument, code } }) => `${instrument} ${code}`);
    expect([...found].map(([key, { length }]) => `${key} ${length}`).toSorted()).toEqual(wanted.toSorted());
    expect(new Set(rows.map(({ decision: { instrument, at } }) => `${instrument} ${at}`)).size).toBe(rows.length);
    expect(rows.length).toBeGreaterThan(40_000);
    expect(found.size).toBeGreaterThan(8);
  });

  it('counts what it has, of one instrument or all, within a span', () => {
    const journal = opened(path);
    const whole = journal.decisionCounts(always);
    expect(whole.reduce((sum, { count }) => sum + count, 0)).toBe(rows.length);
    const eth = instrumentId('PF_ETHUSD');
    const [from, to] = [rows[30_001]?.decision.at ?? ms(0), rows[30_400]?.decision.at ?? ms(0)];
    const within = rows.filter(({ decision: { instrument, at } }) => instrument === eth && at >= from && at <= to);
    expect([...journal.decisions({ from, to, instrument: eth })]).toEqual(within);
    const counts = journal.decisionCounts({ from, to, instrument: eth });
    expect(counts.reduce((sum, { count }) => sum + count, 0)).toBe(within.length);
    expect(counts.every(({ instrument }) => instrument === eth)).toBe(true);
    expect(journal.decisionCounts({ from: always.to, to: always.to })).toEqual([]);
    journal.close();
  });

  it('has the numbers that explain shows, up to the first gate that said no', () => {
    const signals = rows.filter(({ decision: { code } }) => code === 'SIGNAL');
    expect(signals.length).toBeGreaterThanOrEqual(5);
    const some = rows.filter((_, n) => n % 2_503 === 0);
    for (const { decision } of [...signals, ...some]) {
      const { instrument, at, price, code } = decision;
      const asked = createStarts({ cwd, env: {} }).explain({ instrument, at: new Date(at).toISOString() });
      if (!asked.ok) throw new Error(asked.error);
      expect(asked.value).toMatchObject({ verdict: code, price });
      const value = new Map(asked.value.gates.map((gate) => [gate.code, gate.value]));
      const { bias_bps, adx, retracement, stop, rr, zone_bottom, zone_top } = measuredOf(decision);
      const shown = [bias_bps, adx, retracement, stop, rr, decision.score?.total];
      const names = ['BIAS_NEUTRAL', 'ADX_TOO_LOW', 'FIB_GATE', 'STOP_INVALID', 'RR_TOO_LOW', 'SCORE_BELOW_THRESHOLD'];
      for (const [n, name] of names.entries()) if (shown[n] !== undefined) expect(shown[n]).toBe(value.get(name));
      if (zone_top !== undefined) expect(value.get('ZONE_REQUIRED')).toContain(` ${zone_bottom}-${zone_top}`);
      if (code === 'SIGNAL') expect(decision.measured.filter((number) => number !== null)).toHaveLength(13);
    }
  });

  it('says what became of every signal, and of nothing else', () => {
    for (const { decision, outcome } of rows) {
      if (decision.code === 'SIGNAL') {
        expect(outcome).toMatch(/^[A-Z_0-9]+$/);
        expect(decision).toMatchObject({ side: expect.any(String), regime: expect.any(String) });
        expect(decision.structureAt).toBeLessThan(decision.at);
      } else expect(outcome).toBeUndefined();
    }
    expect(rows.filter(({ outcome }) => outcome === 'ENTERED').length).toBeGreaterThanOrEqual(3);
  });

  const signal = (): number => rows.findLast(({ outcome }) => outcome === 'ENTERED')?.seq ?? 0;
  it.each<[string, (seq: number) => string]>([
    ['a price', (seq) => `UPDATE decisions SET price = price * (1 + 1e-15) WHERE seq = ${seq}`],
    ['a verdict', (seq) => `UPDATE decisions SET code = 'RR_TOO_LOW' WHERE seq = ${seq}`],
    [
      'a number that a gate saw',
      (seq) => `UPDATE decisions SET measured = replace(measured, '7', '8') WHERE seq = ${seq}`,
    ],
    ['a regime', (seq) => `UPDATE decisions SET regime = 'wide_structure' WHERE seq = ${seq}`],
    ['points', (seq) => `UPDATE decisions SET score = replace(score, '15', '14') WHERE seq = ${seq}`],
    ['a missing row', (seq) => `DELETE FROM decisions WHERE seq = ${seq}`],
  ])('is proven by replay, which names the record of %s', async (_what, sql) => {
    const seq = signal();
    const copy = tampered(path, (db) => db.exec(sql(seq)));
    expect(await replayed(cwd, copy)).toMatchObject({ code: 1, differences: [{ seq, kind: 'decision' }] });
  });

  it('is proven by replay for outcomes and for rows that nobody made', async () => {
    const seq = signal();
    const outcome = tampered(path, (db) => db.exec(`UPDATE decisions SET outcome = 'MARGIN' WHERE seq = ${seq}`));
    const [first] = (await replayed(cwd, outcome)).differences;
    expect(first).toMatchObject({ kind: 'decision', detail: expect.stringContaining('ENTERED') });
    expect(first?.seq).toBeGreaterThan(seq);
    const invent = (db: DatabaseSync): void =>
      db.exec(`INSERT INTO decisions SELECT 1, at, instrument, code, detail, strategy, regime, price, side, setup,
          measured, score, structure_at, outcome FROM decisions WHERE seq = ${seq}`);
    expect(await replayed(cwd, tampered(path, invent))).toMatchObject({ differences: [{ seq: 1, kind: 'decision' }] });
    expect((await replayed(cwd, path)).differences).toEqual([]);
  });

  it('is not missed where a journal is older than it, nor where its rows were dropped by age', async () => {
    const older = tampered(path, (db) => db.exec('DROP TABLE decisions'));
    expect((await replayed(cwd, older)).differences).toEqual([]);
    writeFileSync(join(cwd, 'week.yaml'), 'monitoring:\n  decisions_retention_days: 7\n');
    await keel(cwd, [...replayRun, '--data', 'candles', '--config', 'week.yaml']);
    const week = join(cwd, '.local', 'journal', 'run-2.sqlite');
    const journal = opened(week);
    const [oldest] = journal.decisions(always);
    const sealed = journal.snapshotSeqs().at(-1) ?? 0;
    const [{ at: sealedAt } = { at: 0 }] = journal.since(sealed - 1);
    const last = [...journal.decisions({ ...always, from: ms(sealedAt - dayMs) })].length;
    journal.close();
    expect(sealedAt - (oldest?.decision.at ?? 0)).toBe(7 * dayMs);
    expect(last).toBeGreaterThan(90);
    expect((await replayed(cwd, week)).differences).toEqual([]);
  });
});
