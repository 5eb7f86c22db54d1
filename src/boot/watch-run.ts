import { join } from 'node:path';
import { ms } from '../core/units.ts';
import { openLogFile } from '../surface/log/log-file.ts';
import type { RunOptions } from '../surface/cli/starts.ts';
import { cycleSummary } from '../view/cycle.ts';
import { logLine } from '../view/log-line.ts';
import type { Watcher } from './paced.ts';
import type { Start } from './paper.ts';

const rotation = { bytes: 10_000_000, kept: 5 } as const;
/** Cycles pass quickly in an accelerated run: their summary is written no more often than this, in wall time. */
const summaryEvery = 5_000;
const cycleSpan = 60_000;

/** Everything that looks at a paced run: the log and its file, and the heartbeat. */
export function watchRun({ place, config, listener }: Start<RunOptions>): Watcher {
  return async (live) => {
    const file = openLogFile(join(place.cwd, 'logs', 'run.log'), rotation);
    const log = (line: string): void => {
      file.write(line);
      listener.log(line);
    };
    live.onTold((effect, at) => {
      if (effect.type === 'alert.send') log(logLine(effect, at));
    });
    const beat = setInterval(() => {
      const state = live.state();
      const summary = cycleSummary(state, config.settings, { cycle: Math.floor(state.at / cycleSpan), durationMs: 0 });
      log(logLine({ type: 'alert.send', severity: 'info', name: 'CYCLE_SUMMARY', details: summary }, ms(state.at)));
    }, summaryEvery);
    return async () => clearInterval(beat);
  };
}
