import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config/load.ts';
import type { Settings } from '../../src/core/settings.ts';
import { ms } from '../../src/core/units.ts';
import { streaming } from '../../src/lab/lookahead/path.ts';
import type { Candles, Path } from '../../src/lab/lookahead/path.ts';
import { prove } from '../../src/lab/lookahead/prove.ts';
import type { Proof } from '../../src/lab/lookahead/prove.ts';
import { rng } from '../../src/runtime/rng.ts';
import { listedInstruments } from '../../src/venue/emulator/listing.ts';
import { drawCandles, markets } from '../support/candles.ts';
import type { Row } from '../support/candles.ts';
import { planted } from './planted.ts';

const cwd = mkdtempSync(join(tmpdir(), 'keel-lookahead-'));
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

function configured(strategy: string): Settings {
  writeFileSync(join(cwd, 'keel.yaml'), `strategy:\n${strategy}`);
  const config = loadConfig({ cwd, env: {} });
  if (!config.ok) throw new Error(config.error.problems.join(' '));
  return config.value.settings;
}
const shipped = configured('  adx_period: 14\n');

function candlesOf(rows: readonly Row[]): Candles {
  const [instrument] = listedInstruments();
  if (instrument === undefined) throw new Error('nothing is listed');
  return {
    instrument,
    length: rows.length,
    at: (index) => {
      const row = rows[index];
      return row === undefined
        ? undefined
        : { ...row, openAt: ms(row.time), instrument: instrument.id, timeframe: '15m' };
    },
  };
}

function proofOf(path: Path, rows: readonly Row[], cuts: number, settings = shipped): Proof {
  return prove(candlesOf(rows), { path, settings, cuts, rng: rng(7) });
}

/** With holes: a lost quarter, the lost end of a 4h candle, a day that is lost altogether. */
const lost = new Set([3000, 20_031, 20_415, ...Array.from({ length: 96 }, (_, n) => 21_000 + n)]);
const whole = markets.map((market) => drawCandles(market));

describe('no decision knows the future', () => {
  it.each(whole.map((rows, n) => [markets[n]?.base, rows] as const))('on %s', (_, rows) => {
    const proof = proofOf(streaming, rows, 60);
    expect(proof).toMatchObject({ decisions: rows.length, cuts: 60, differences: 0, examples: [] });
    expect(proof.comparisons).toBeGreaterThan(60 * 7 * 96);
  });

  it('where candles are missing', () => {
    const rows = (whole[0] ?? []).filter((_, n) => !lost.has(n));
    expect(proofOf(streaming, rows, 60)).toMatchObject({ differences: 0 });
  });

  it.each([
    ['the predecessor’s reading', '  reading: predecessor\n'],
    [
      'hours beside, breakouts, and the smoothing of charts',
      '  decision_timeframes: [4h, 1h]\n  momentum_enabled: true\n  smoothing: wilder\n',
    ],
    ['a second look at every entry', '  skip_reconfirmation_in_trends: false\n  reconfirmation_candles: 96\n'],
    ['breaks that must hold', '  require_bos_confirmation: true\n  require_zone: false\n  ote_gate: relaxed\n'],
  ])('with %s', (_, strategy) => {
    expect(proofOf(streaming, whole[0] ?? [], 25, configured(strategy))).toMatchObject({
      differences: 0,
      examples: [],
    });
  });

  it('on fewer candles than a bucket has, and on none', () => {
    expect(proofOf(streaming, (whole[0] ?? []).slice(0, 3), 200)).toMatchObject({
      decisions: 3,
      cuts: 2,
      differences: 0,
    });
    expect(proofOf(streaming, [], 200)).toMatchObject({ decisions: 0, cuts: 0, comparisons: 0, differences: 0 });
  });
});

describe('a planted peek is caught', () => {
  it.each(Object.entries(planted))('in %s', (where, path) => {
    const { differences, by, examples } = proofOf(path, whole[0] ?? [], 20);
    expect(differences).toBeGreaterThan(0);
    // What is known before the first candle cannot be taken back later: only a start from scratch shows it.
    const shown = where === 'warm-up' ? by['from scratch'] : differences - (by['from scratch'] ?? 0);
    expect(shown).toBeGreaterThan(0);
    expect(examples[0]?.said).not.toBe(examples[0]?.should);
  });
});
