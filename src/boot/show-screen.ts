import type { Told } from '../core/effects.ts';
import type { Settings } from '../core/settings.ts';
import type { Ms } from '../core/units.ts';
import { takeKeys } from '../surface/screen/keys.ts';
import { createTerminal } from '../surface/screen/terminal.ts';
import { decisionOf } from '../view/screen-decisions.ts';
import type { RecentDecision } from '../view/screen-decisions.ts';
import { screen } from '../view/screen.ts';
import type { RunFacts } from '../view/status.ts';
import type { LiveRun } from './live-run.ts';
import type { Place } from './place.ts';

/** The live view on this terminal. */
export type Shown = Readonly<{
  tell: (effect: Told, at: Ms) => void;
  summary: (line: string) => void;
  close: () => void;
}>;

const frames = { aSecond: 4, decisions: 100 } as const;

/** Takes over the terminal, until closed; undefined where there is none to take. */
export function showScreen(
  { env }: Place,
  live: LiveRun,
  known: Readonly<{ settings: Settings; facts: () => RunFacts }>,
): Shown | undefined {
  const now = (): number => performance.now();
  const terminal = createTerminal({ stream: process.stdout, env, framesPerSecond: frames.aSecond, now });
  if (terminal === undefined) return undefined;
  const decisions: RecentDecision[] = [];
  let lastSummary = '';
  const draw = (): void =>
    terminal.tick(({ width, height }) =>
      screen({
        state: live.state(),
        settings: known.settings,
        facts: known.facts(),
        decisions,
        lastSummary,
        trades: live.trades(),
        width,
        height,
      }),
    );
  terminal.open();
  const timer = setInterval(draw, 1_000 / frames.aSecond);
  const quiet = live.afterTurn(draw);
  const release = takeKeys(process.stdin, { interrupt: live.stop, repaint: terminal.repaint });
  const leave = (): void => terminal.close();
  process.once('exit', leave);
  return {
    tell: (effect, at) => {
      const decision = effect.type === 'alert.send' ? decisionOf(effect, at) : undefined;
      if (decision === undefined) return;
      decisions.unshift(decision);
      decisions.length = Math.min(decisions.length, frames.decisions);
    },
    summary: (line) => void (lastSummary = line),
    close: () => {
      clearInterval(timer);
      quiet();
      release();
      terminal.close();
      process.off('exit', leave);
    },
  };
}
