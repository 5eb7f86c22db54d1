import { join } from 'node:path';
import { ok } from '../core/result.ts';
import { ms } from '../core/units.ts';
import { serveControl } from '../surface/control/server.ts';
import { createDecisionLog } from '../surface/log/decision-log.ts';
import { openLogFile } from '../surface/log/log-file.ts';
import type { RunOptions } from '../surface/cli/starts.ts';
import { coinStatus, coinStatusName } from '../view/coins.ts';
import { cycleSummary } from '../view/cycle.ts';
import { logLine } from '../view/log-line.ts';
import type { RunFacts } from '../view/status.ts';
import type { LiveRun, Watcher } from './live-run.ts';
import type { Start } from './paper.ts';
import { stateDir } from './place.ts';
import { showScreen } from './show-screen.ts';

const rotation = { bytes: 10_000_000, kept: 5 } as const;
/** A cycle has one summary; cycles pass quickly in an accelerated run: there it comes no more often than `every`, in wall time. */
const beat = { every: 5_000, cycle: 60_000, coins: 5 } as const;

/** Everything that looks at a paced run: the log and its file, the heartbeat, the screen, and the second terminal. */
export function watchRun({ place, config, options, listener }: Start<RunOptions>): Watcher {
  return async (live) => {
    const facts = factsOf(options, live);
    const { settings } = config;
    const { state, trades, afterTurn, flush } = live;
    const control = await serveControl({
      stateDir: stateDir(place),
      desk: {
        state,
        settings,
        facts: facts.now,
        trades,
        afterTurn,
        flush,
        command: (given) => live.command(given, 'keel'),
      },
    });
    if (!control.ok) return control;
    const file = openLogFile(join(place.cwd, 'logs', 'run.log'), rotation);
    const screen = showScreen(place, live, { settings, facts: facts.now });
    const log = (line: string): void => {
      file.write(line);
      if (screen === undefined) listener.log(line);
    };
    const traces = createDecisionLog({ ...config.decisions, debug: config.logLevel === 'DEBUG' });
    live.onTold((effect, at) => {
      if (effect.type === 'decision.made')
        for (const entry of traces(effect.decision, performance.now())) log(logLine(entry, at));
      if (effect.type === 'alert.send') log(logLine(effect, at));
      screen?.tell(effect, at);
    });
    let nextCoins = 0;
    const coins = (cycle: number): void => {
      if (cycle < nextCoins) return;
      nextCoins = cycle + beat.coins;
      const details = coinStatus(state(), settings);
      log(logLine({ severity: 'info', name: coinStatusName, details }, ms(state().at)));
    };
    let told = -1;
    const heart = setInterval(() => {
      if (facts.now().cycle === told) return;
      const now = facts.beat();
      told = now.cycle;
      const details = cycleSummary(state(), settings, now);
      const line = logLine({ type: 'alert.send', severity: 'info', name: 'CYCLE_SUMMARY', details }, ms(state().at));
      log(line);
      screen?.summary(line);
      coins(now.cycle);
    }, beat.every);
    return ok(async () => {
      clearInterval(heart);
      screen?.close();
      await control.value.close();
    });
  };
}

type Facts = Readonly<{ now: () => RunFacts; beat: () => Readonly<{ cycle: number; durationMs: number }> }>;

/** What a run is, and how far it has come: cycles are minutes of its own clock since it was last started. */
function factsOf({ mode, market, seed, speed, venue }: RunOptions, live: LiveRun): Facts {
  let begunAt: number | undefined;
  const startedAt = new Date().toISOString();
  const cycle = (): number => {
    const { at } = live.state();
    if (at > 0) begunAt ??= at;
    return Math.floor((at - (begunAt ?? at)) / beat.cycle);
  };
  return {
    now: () => ({
      mode: mode === 'live' ? 'live' : 'paper',
      market: marketOf({ mode, market, ...(venue === undefined ? {} : { venue }) }),
      seed: Number(seed),
      speed: mode === 'live' || market === 'kraken' ? 1 : Number(speed),
      startedAt,
      journal: live.journal,
      cycle: cycle(),
    }),
    beat: () => ({ cycle: cycle(), durationMs: live.busyMs() }),
  };
}

function marketOf({ mode, market, venue }: Pick<RunOptions, 'mode' | 'market' | 'venue'>): RunFacts['market'] {
  if (mode === 'live') return venue === undefined ? 'kraken' : 'practice';
  return market === 'kraken' || market === 'replay' ? market : 'synthetic';
}
