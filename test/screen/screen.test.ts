import { describe, expect, it } from 'vitest';
import { asBase, later } from '../../src/core/units.ts';
import type { State } from '../../src/core/state.ts';
import type { RecentDecision } from '../../src/view/screen-decisions.ts';
import { reasonRows, waitingLine } from '../../src/view/screen-waiting.ts';
import { widthOf } from '../../src/view/screen-text.ts';
import { feed, t0 } from '../support/keel.ts';
import { btc, eth, frame, frameText, held, mark, naked, pepe, quiet, textOf, traded } from './frames.ts';

const decisions: readonly RecentDecision[] = [
  { at: later(t0, 60_000), text: 'ETH    entered short 0.5 at 2300, stop 2350' },
  { at: t0, text: 'BTC    entered long 0.02 at 42000, stop 41500', tone: 'plain' },
];
const trades = [traded(3, '-50.10'), traded(2, '112.34'), traded(1, '12.00')];

function busy(): State {
  const state = quiet();
  held(state, { on: btc, side: 'long', size: '0.02', stop: '41500' });
  held(state, { on: eth, side: 'short', size: '0.5', stop: '2350' });
  mark(state, btc, '42650');
  mark(state, eth, '2310.5', later(t0, 90_000));
  return state;
}

function command(state: State, type: 'entries.pause' | 'kill-switch.engage'): void {
  const asked = type === 'entries.pause' ? { type } : { type, exit: false };
  feed(state, [{ type: 'command.received', at: state.at, command: asked, from: 'cli' }]);
}

describe('the screen', () => {
  it('shows two positions at 80x24', () => {
    expect(frameText({ state: busy(), decisions, trades })).toMatchInlineSnapshot(`
      " KEEL PAPER synthetic, seed 7                     ×60 · 2024-01-01 00:01:30 UTC
       ● NORMAL    new entries are allowed
       stops       2 of 2 confirmed  if all hit    -42.75 USD   -0.43% before costs
       equity        10006.75 USD   today      +6.75   +0.07%   from peak  -0.05%
       margin            2.9%   █░░░░░░░░░░░░░░░░░░░  of 90%, the limit for entries
      ── positions 2 of 8 ───────────────────────────────────────────────────────────
       base   side      qty    entry     mark R now     stop  away state
       BTC    long   0.0200    42000    42650 +1.30    41500 2.70% protected  2 TP
       ETH    short   0.500   2300.0   2310.5 -0.21   2350.0 1.71% protected  2 TP



      ── decisions ──────────────────────────────────────────────────────────────────
       01-01 00:01  ETH    entered short 0.5 at 2300, stop 2350
       01-01 00:00  BTC    entered long 0.02 at 42000, stop 41500



      ── trades 3, 2 won, net +74.24 USD ────────────────────────────────────────────
       12-31 22:00  BTC    short    +12.00 USD  +0.24 R  take_profit_2 held 1h 30m
       12-31 20:00  BTC    long    +112.34 USD  +2.25 R  take_profit_2 held 1h 30m
       CYCLE_SUMMARY cycle=42 duration_ms=3 positions=2 system_state=NORMAL universe…
       Ctrl-C stops; positions and stops stay               journal .local/run.sqlite
       second terminal: keel status · keel explain BTC · keel pause · keel kill"
    `);
  });

  it('shows more of the same at 120x40', () => {
    expect(frameText({ state: busy(), decisions, trades, width: 120, height: 40 })).toMatchInlineSnapshot(`
      " KEEL PAPER synthetic, seed 7                                                  cycle 42 · ×60 · 2024-01-01 00:01:30 UTC
       ● NORMAL    new entries are allowed
       stops       2 of 2 confirmed  if all hit    -42.75 USD   -0.43% before costs
       equity        10006.75 USD   today      +6.75   +0.07%   from peak  -0.05% of   10012.00 USD
       margin            2.9%   ██░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░  of 90%, the limit for entries

      ── positions 2 of 8 ───────────────────────────────────────────────────────────────────────────────────────────────────
       instrument   side        qty      entry       mark   USD now  R now       stop   away  state              targets left
       PF_XBTUSD    long     0.0200      42000      42650    +13.00  +1.30      41500  2.70%  protected          2 TP 42500
       PF_ETHUSD    short     0.500     2300.0     2310.5     -5.25  -0.21     2350.0  1.71%  protected          2 TP 2250.0







      ── why no signal now ──────────────────────────────────────────────────────────────────────────────────────────────────
       DATA_MISSING            3 of 3   enough closed candles: 1d / 4h / 1h                      BTC ETH PEPE




      ── decisions ──────────────────────────────────────────────────────────────────────────────────────────────────────────
       01-01 00:01  ETH    entered short 0.5 at 2300, stop 2350
       01-01 00:00  BTC    entered long 0.02 at 42000, stop 41500






      ── trades 3, 2 won, net +74.24 USD ────────────────────────────────────────────────────────────────────────────────────
       12-31 22:00  BTC    short    +12.00 USD  +0.24 R  take_profit_2 held 1h 30m    from      41000 to      41500
       12-31 20:00  BTC    long    +112.34 USD  +2.25 R  take_profit_2 held 1h 30m    from      41000 to      41500
       12-31 18:00  BTC    short    -50.10 USD  -1.00 R  stop_loss     held 1h 30m    from      41000 to      41500

       CYCLE_SUMMARY cycle=42 duration_ms=3 positions=2 system_state=NORMAL universe=3 cooldowns_active=0
       Ctrl-C stops; positions and stops stay                                                       journal .local/run.sqlite
       second terminal: keel status · keel explain BTC · keel pause · keel kill"
    `);
  });

  it('says what is waited for while nothing is held', () => {
    expect(frameText()).toMatchInlineSnapshot(`
      " KEEL PAPER synthetic, seed 7                     ×60 · 2024-01-01 00:00:00 UTC
       ● NORMAL    new entries are allowed
       stops       nothing held, nothing to protect
       equity        10000.00 USD   today       0.00    0.00%   from peak   0.00%
       margin            0.0%   ░░░░░░░░░░░░░░░░░░░░  of 90%, the limit for entries
      ── positions 0 of 8 ───────────────────────────────────────────────────────────
       no position: warming up, 3 of 3 markets need more candles
       DATA_MISSING            3 of 3   BTC ETH PEPE




      ── decisions ──────────────────────────────────────────────────────────────────
       nothing yet: signals, entries, exits and refusals appear here




      ── trades ─────────────────────────────────────────────────────────────────────
       none closed yet

       CYCLE_SUMMARY cycle=42 duration_ms=3 positions=2 system_state=NORMAL universe…
       Ctrl-C stops; positions and stops stay               journal .local/run.sqlite
       second terminal: keel status · keel explain BTC · keel pause · keel kill"
    `);
  });

  it('names the most common reason while nothing is held', () => {
    const reasons = [
      { code: 'ADX_TOO_LOW', asks: 'ADX of 1h', bases: ['BTC', 'ETH', 'SOL'].map(asBase) },
      { code: 'FIB_GATE', asks: 'entry in OTE', bases: [asBase('XRP')] },
      { code: 'SIGNAL_COOLDOWN', asks: 'no signal', bases: [asBase('ADA')] },
    ];
    const waiting = { markets: 5, reasons };
    expect(waitingLine(waiting)).toBe('waiting for a signal; most common reason now: ADX_TOO_LOW (3 of 5)');
    expect(reasonRows(waiting, 2, 79).map((line) => textOf(line).trimEnd())).toEqual([
      ' ADX_TOO_LOW             3 of 5   BTC ETH SOL',
      ' other reasons           2 of 5   XRP ADA',
    ]);
  });

  it('counts the milliseconds without a stop', () => {
    const state = quiet();
    held(state, { on: btc, side: 'long', size: '0.02', stop: '41500' });
    naked(state, { on: eth, side: 'short', size: '0.5', stop: '2350' });
    mark(state, eth, '2310', later(state.at, 1_250));
    const lines = frame({ state }).map(textOf);
    expect(lines[2]).toBe(' stops       1 of 2 WITHOUT a confirmed stop; ETH for 1250ms; placing it');
    expect(lines.find((line) => line.startsWith(' ETH'))).toContain('UNPROTECTED 1250ms');
    const tones = frame({ state })
      .flat()
      .filter(({ text }) => text.includes('UNPROTECTED'));
    expect(tones.map(({ tone }) => tone)).toEqual(['bad']);
  });

  it('says that it is halted, why, and what lifts it', () => {
    const state = busy();
    command(state, 'kill-switch.engage');
    const lines = frame({ state }).map(textOf);
    expect(lines[1]).toBe(' ■ HALTED    no entries, stops stay; since 01-01 00:01: operator cli');
    expect(lines.at(-1)).toBe(' second terminal: keel status · keel explain BTC · keel reset');
  });

  it('says who paused it', () => {
    const state = quiet();
    command(state, 'entries.pause');
    const lines = frame({ state }).map(textOf);
    expect(lines[1]).toBe(' ▲ DEGRADED  no new entries: paused by an operator');
    expect(lines[6]).toBe(' no position, and none is entered while DEGRADED');
    expect(lines.at(-1)).toContain('keel resume');
  });

  it('is never as wide as the terminal, and never higher', () => {
    const text = 'a very long reason '.repeat(30);
    for (const [width, height] of [
      [80, 24],
      [120, 40],
      [200, 60],
      [79, 23],
      [40, 12],
      [10, 3],
      [1, 1],
    ] as const) {
      for (const state of [quiet(), busy()]) {
        const lines = frame({
          state,
          decisions: [{ at: t0, text }],
          trades,
          lastSummary: `CYCLE_SUMMARY ${text}`,
          width,
          height,
        });
        expect(lines.length).toBeLessThanOrEqual(height);
        for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(Math.max(1, width - 1));
      }
    }
  });

  it('fills the height exactly, so that the foot stays where it is', () => {
    for (let height = 16; height <= 70; height += 1)
      expect([height, frame({ height }).length]).toEqual([height, height]);
  });

  it.each([80, 120])('keeps its columns while numbers change, %i wide', (width) => {
    const state = busy();
    const before = frame({ state, width }).map(textOf);
    mark(state, btc, '99999');
    mark(state, eth, '2349.9', later(t0, 86_400_000));
    const after = frame({ state, width }).map(textOf);
    const moved = after.filter((line, row) => columnsOf(line) !== columnsOf(before[row] ?? ''));
    // The clock, the money and the bar have other digits; what stands where is the same.
    expect(moved.filter((line) => !line.includes('█'))).toEqual([]);
  });

  it('fits prices of any size into their columns', () => {
    const state = quiet();
    held(state, { on: pepe, side: 'long', size: '30000000', stop: '0.0000121' });
    const [row] = frame({ state })
      .map(textOf)
      .filter((line) => line.startsWith(' PEPE'));
    expect(row).toBe(' PEPE   long    30.0M  1.23e-5  1.23e-5  0.00  1.21e-5 1.99% protected  2 TP   ');
  });

  it('counts the positions for which there is no row', () => {
    const state = quiet();
    for (const on of [btc, eth, pepe]) {
      const [size, stop] = on === btc ? ['0.02', '41500'] : on === eth ? ['0.5', '2250'] : ['3000000', '0.0000121'];
      held(state, { on, side: 'long', size, stop });
    }
    expect(frameText({ state, height: 17 })).toContain('and 2 more: keel positions');
  });

  it('lets nothing through that a terminal would obey', () => {
    const lines = frame({ decisions: [{ at: t0, text: 'ORPHAN \u001b[2J\n\u{1F600}é' }] }).map(textOf);
    expect(lines.join('')).toContain('ORPHAN ?[2J???');
  });
});

/** Where the words are: digits and signs count as blanks. */
function columnsOf(line: string): string {
  return line.replace(/[\d.+-]/g, ' ');
}
