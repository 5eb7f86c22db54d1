import { describe, expect, it, onTestFinished } from 'vitest';
import { err } from '../../src/core/result.ts';
import { step } from '../../src/core/engine.ts';
import { later } from '../../src/core/units.ts';
import { serveControl } from '../../src/surface/control/server.ts';
import { main } from '../../src/surface/cli/program.ts';
import type { Starts } from '../../src/surface/cli/starts.ts';
import { begun, price, settings } from '../support/keel.ts';
import { btc, cancelled, deskOf, holding, liveOrder, stateDir, tradeNumber, turningDesk } from './desk.ts';
import type { HandMade } from './desk.ts';

type Spoken = Readonly<{ code: number; out: string; err: string }>;

/** One command of the second terminal; the journal, where it is asked, says so. */
async function keel(dir: string, ...argv: readonly string[]): Promise<Spoken> {
  let [out, said] = ['', ''];
  const streams = {
    out: (text: string): void => void (out += text),
    err: (text: string): void => void (said += text),
    isWatched: false,
    colour: false,
  };
  const starts: Partial<Starts> & { stateDir: string } = {
    stateDir: dir,
    foreignParams: [],
    explain: ({ instrument }) => err(`the journal was asked for ${instrument}`),
  };
  const code = await main(argv, starts as unknown as Starts, streams);
  return { code, out, err: said };
}

async function serving(desk: HandMade): Promise<string> {
  const dir = stateDir();
  const server = await serveControl({ stateDir: dir, desk });
  if (!server.ok) throw new Error(server.error);
  onTestFinished(() => server.value.close());
  return dir;
}

const flat = (): HandMade => turningDesk(begun('10000', [btc], price('100')));
const commands = ['status', 'positions', 'universe', 'trades', 'pause', 'resume', 'kill', 'reset'] as const;

/** A holding of which one closed quarter of an hour is known. */
function known(): HandMade {
  const state = holding();
  const openAt = state.at;
  const candle = { instrument: btc.id, timeframe: '15m', openAt, open: 100, high: 102, low: 99, close: 101, volume: 5 };
  const closed = { ...candle, timeframe: '15m' } as const;
  step(state, { type: 'candle.closed', at: later(openAt, 900_000), candle: closed }, settings);
  return turningDesk(state, { trades: [tradeNumber(2), tradeNumber(1), tradeNumber(3)] });
}

describe('where no Keel runs', () => {
  it.each([...commands, 'kill --exit', 'trades --last 3'])(
    '%s says so in one sentence, exit code 2',
    async (command) => {
      const dir = stateDir();
      for (const argv of [command.split(' '), [...command.split(' '), '--json']])
        expect(await keel(dir, ...argv)).toEqual({
          code: 2,
          out: '',
          err: `No Keel is running here (KEEL_STATE_DIR ${dir}): start one with keel run.\n`,
        });
    },
  );

  it('explain asks the journal', async () => {
    expect(await keel(stateDir(), 'explain', 'BTC')).toEqual({
      code: 2,
      out: '',
      err: 'the journal was asked for BTC\n',
    });
  });
});

describe('--help', () => {
  it.each([...commands, 'explain'])('of %s shows an example that works', async (command) => {
    const desk = known();
    // Nothing to wait for: the venue of this test does not answer.
    for (const role of ['tp1', 'tp2'] as const) desk.turn(cancelled(desk.state(), liveOrder(desk.state(), role), 1));
    if (command === 'kill') desk.state().orders.clear();
    const dir = await serving(desk);
    const help = await keel(dir, command, '--help');
    expect(help).toMatchObject({ code: 0, err: '' });
    expect(help.out).toContain('--json');
    const [program, ...argv] = /\nExamples?:\n {2}(.+)\n/.exec(help.out)?.[1]?.split(' ') ?? [];
    expect([program, argv[0]]).toEqual(['keel', command]);
    if (command !== 'explain') expect(await keel(dir, ...argv)).toMatchObject({ code: 0, err: '' });
  });
});

describe('--json', () => {
  const json = async (dir: string, ...argv: readonly string[]): Promise<unknown> => {
    const spoken = await keel(dir, ...argv, '--json');
    expect(spoken).toMatchObject({ code: 0, err: '', out: expect.stringMatching(/^[^\n]+\n$/) });
    return JSON.parse(spoken.out);
  };
  const mode = { version: 1, system_state: 'NORMAL', mode: 'NORMAL', reason: null, latch: null, paused: false };

  it('of status', async () => {
    expect(await json(await serving(known()), 'status')).toEqual({
      ...mode,
      syncing: false,
      equity: '10009.5',
      peakEquity: '10009.5',
      dayPnl: '9.5',
      marginUsedPct: expect.any(Number),
      cycle: 5,
      positions: 1,
      entering: 0,
      workingOrders: 3,
      cooldowns_active: 0,
      universe: 1,
      surprises: 0,
      simulatedAt: '2024-01-01T00:15:00Z',
      run: {
        id: 7,
        incarnation: 0,
        mode: 'paper',
        market: 'synthetic',
        seed: 1,
        speed: 60,
        startedAt: '2024-01-01T00:00:00.000Z',
        journal: '/somewhere/run-1.sqlite',
        uptimeSeconds: expect.any(Number),
      },
    });
  });

  it('of positions', async () => {
    const document = await json(await serving(known()), 'positions');
    expect(document).toMatchObject({
      version: 1,
      at: '2024-01-01T00:15:00Z',
      positions: [{ instrument: 'PF_XBTUSD' }],
    });
  });

  it('of the universe', async () => {
    expect(await json(await serving(known()), 'universe')).toMatchObject({
      version: 1,
      discoveredAt: null,
      tradePaused: false,
      instruments: expect.arrayContaining([
        expect.objectContaining({ instrument: 'PF_XBTUSD', rejection: null, health: 'HEALTHY' }),
      ]),
    });
  });

  it('of trades, newest last', async () => {
    const dir = await serving(known());
    expect(await json(dir, 'trades')).toMatchObject({
      version: 1,
      trades: [{ id: 'trade-1' }, { id: 'trade-2' }, { id: 'trade-3', netPnl: '2.4', exitAt: '2024-01-01T03:00:00Z' }],
      summary: { trades: 3, netPnl: '7.2' },
    });
    expect(await json(dir, 'trades', '--last', '1')).toMatchObject({
      trades: [{ id: 'trade-3' }],
      summary: { trades: 3 },
    });
  });

  it('of explain, from the Keel that runs', async () => {
    expect(await json(await serving(known()), 'explain', 'XBT')).toMatchObject({
      instrument: 'PF_XBTUSD',
      at: '2024-01-01T00:15:00Z',
      gates: expect.arrayContaining([expect.objectContaining({ code: 'POSITION_EXISTS', verdict: 'fail' })]),
    });
  });

  it('of pause, resume, kill and reset', async () => {
    const dir = await serving(flat());
    const paused = { system_state: 'DEGRADED', mode: 'DEGRADED', reason: 'paused by an operator', paused: true };
    expect(await json(dir, 'pause')).toEqual({ ...mode, ...paused });
    expect(await json(dir, 'resume')).toEqual(mode);
    const latch = { reason: 'operator second terminal', since: '2024-01-01T00:00:00Z' };
    const killed = { system_state: 'KILL_SWITCH', mode: 'HALTED', reason: latch.reason, latch };
    expect(await json(dir, 'kill')).toEqual({
      ...mode,
      ...killed,
      complete: true,
      cancelled: 0,
      filled: 0,
      preserved_stop_losses: 0,
      ms: expect.any(Number),
      simulatedMs: 0,
      preserved: [],
      stillOpen: [],
      exiting: 0,
    });
    expect(await json(dir, 'reset')).toEqual({ ...mode, cleared: latch });
    expect(await json(dir, 'reset')).toEqual({ ...mode, cleared: null });
  });
});

describe('a person reads', () => {
  it('the state, and why it is not NORMAL', async () => {
    const dir = await serving(flat());
    await keel(dir, 'pause');
    const { out } = await keel(dir, 'status');
    expect(out).toMatch(/^state +DEGRADED *\nmode +DEGRADED: paused by an operator/);
    expect(out).toMatch(/\nequity +10000\.00 USD, peak 10000\.00/);
    expect(out).toMatch(/\nrun +paper on synthetic, seed 1/);
  });

  it('positions and trades as tables', async () => {
    const dir = await serving(known());
    const positions = await keel(dir, 'positions');
    expect(positions.out).toMatch(/^instrument +side +qty +entry +mark +R +stop +away +phase/);
    expect(positions.out).toMatch(
      /\nPF_XBTUSD +long +10 +100 +101 +0\.50 +98 +2\.97 % +protected +- +tp1 102, tp2 105 +\+10\.00/,
    );
    const { out } = await keel(dir, 'universe');
    expect(out).toMatch(
      /^\d+ of \d+ instruments, as given: .*\nData: \d+ healthy, 0 degraded, 0 suspended\.\n\ninstrument +tier/,
    );
    expect(out).toMatch(/\nPF_XBTUSD +[ABC] +open +HEALTHY +1\.00/);
    const trades = await keel(dir, 'trades', '--last', '2');
    expect(trades.out).toMatch(/^entered +instrument +side/);
    expect(trades.out.match(/^2024-01-01 00:00 +PF_XBTUSD/gm)).toHaveLength(2);
    expect(trades.out).toContain('3 trades, 100.0 % won, net 7.20 USD');
    expect((await keel(await serving(flat()), 'positions')).out).toBe('No positions at 2024-01-01T00:00:00Z.\n');
  });

  it('what the kill switch cancelled, and every stop that it kept', async () => {
    const state = holding();
    const desk = deskOf(state);
    const dir = await serving(desk);
    const stop = liveOrder(state, 'stop');
    const commanded = desk.commanded();
    const spoken = keel(dir, 'kill');
    expect(await commanded).toEqual({ type: 'kill-switch.engage', exit: false });
    desk.turn();
    desk.turn(cancelled(state, liveOrder(state, 'tp1'), 40), cancelled(state, liveOrder(state, 'tp2'), 50));
    const { code, out } = await spoken;
    expect(code).toBe(0);
    const lines = out.split('\n');
    expect(lines[0]).toBe(`Kill switch: PRESERVING stop loss order order_id=${stop} symbol=PF_XBTUSD order_type=stop`);
    expect(lines[1]).toMatch(/^Kill switch: Order cleanup complete cancelled=2 preserved_stop_losses=1 ms=\d+$/);
    expect(lines[2]).toBe('Mode HALTED: operator second terminal, since 2024-01-01T00:00:00Z.');
  });

  it('what is still open when the kill switch could not get rid of it, exit code 1', async () => {
    const state = holding();
    const dir = stateDir();
    const desk = turningDesk(state);
    const server = await serveControl({ stateDir: dir, desk, bounds: { replyMs: 20 } });
    if (!server.ok) throw new Error(server.error);
    onTestFinished(() => server.value.close());
    const { code, out } = await keel(dir, 'kill');
    expect(code).toBe(1);
    expect(out).toMatch(/\nKill switch: STILL OPEN order_id=\S+ symbol=PF_XBTUSD role=tp1 status=open\n/);
    expect(out).toMatch(
      /\nKill switch: Order cleanup incomplete still_open=2 cancelled=0 preserved_stop_losses=1 ms=\d+\n/,
    );
  });

  it('that reset is needed when resume does not do, exit code 1', async () => {
    const dir = await serving(flat());
    await keel(dir, 'kill');
    const spoken = await keel(dir, 'resume');
    expect(spoken).toMatchObject({
      code: 1,
      out: '',
      err: expect.stringMatching(/^HALTED since .* keel reset does\.\n$/),
    });
    const { code, out } = await keel(dir, 'reset');
    expect({ code, out }).toEqual({
      code: 0,
      out: 'Cleared: operator second terminal, since 2024-01-01T00:00:00Z; mode NORMAL.\n',
    });
    expect((await keel(dir, 'reset')).out).toBe('Nothing was latched; mode NORMAL.\n');
    expect((await keel(dir, 'resume')).out).toBe('Entries are no longer paused; mode NORMAL.\n');
  });
});

describe('bad input', () => {
  it.each(['0', '-1', 'x', '1.5'])('--last %s is refused', async (last) => {
    expect(await keel(stateDir(), 'trades', '--last', last)).toEqual({
      code: 2,
      out: '',
      err: `--last ${last} is not a whole number above 0.\n`,
    });
  });

  it('an instrument that is not listed is refused; one of which nothing is known is the answer no', async () => {
    const dir = await serving(flat());
    expect(await keel(dir, 'explain', 'NOPE')).toMatchObject({
      code: 2,
      err: 'NOPE is not an instrument of this run; it may be written like BTC, BTC/USD or PF_XBTUSD.\n',
    });
    expect((await keel(dir, 'explain', 'BTC')).err).toBe('Nothing is known of PF_XBTUSD yet: no candle has closed.\n');
  });

  it('explain of the past asks the journal, though a Keel runs', async () => {
    const dir = await serving(known());
    for (const past of [
      ['--at', '2024-01-01T00:15:00Z'],
      ['--journal', 'x.sqlite'],
    ])
      expect((await keel(dir, 'explain', 'BTC', ...past)).err).toBe('the journal was asked for BTC\n');
  });
});
