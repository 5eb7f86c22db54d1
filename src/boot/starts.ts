import type { Config } from '../config/config.ts';
import { loadConfig } from '../config/load.ts';
import { configRows } from '../config/show.ts';
import { err, ok } from '../core/result.ts';
import type { Result } from '../core/result.ts';
import type { RunOptions, RunResult, Starts } from '../surface/cli/starts.ts';
import { analyzeFile } from './analyze.ts';
import { auditVenue } from './audit.ts';
import { runDoctor } from './doctor.ts';
import { runEmulator } from './emulator.ts';
import { tradeLive } from './live.ts';
import { luxWords } from '../lab/compat/luxalgo/tables.ts';
import { smclibWords } from '../lab/compat/smclib/primitives.ts';
import { proveCausality } from './lookahead.ts';
import { decisionsSince } from './decisions.ts';
import { explainAndDraw, explainAsPng } from './explain.ts';
import { replayJournal } from './look-back.ts';
import { protectVenue } from './protect.ts';
import { stateDir } from './place.ts';
import type { Place } from './place.ts';
import { backtest, paperAtFullSpeed, refusal } from './paper.ts';
import type { Start } from './paper.ts';
import { paperAtPace } from './paced.ts';
import { paperOnLivePrices } from './paper-kraken.ts';
import { watchRun } from './watch-run.ts';

/** Everything that the command line can start, standing at one place. */
export function createStarts(place: Place): Starts {
  return {
    stateDir: stateDir(place),
    run: async (options, listener) => {
      const config = configured(place, options.config);
      return config.ok ? paper({ place, config: config.value, options, listener }) : config;
    },
    backtest: async (options, listener) => {
      const config = configured(place, options.config);
      return config.ok ? backtest({ place, config: config.value, options, listener }) : config;
    },
    foreignParams: [...smclibWords, ...luxWords],
    analyze: (options, paper) => analyzeFile(place, options, paper),
    lookahead: async (options, listener) => {
      const config = configured(place, options.config);
      return config.ok ? proveCausality({ place, config: config.value, options, listener }) : config;
    },
    emulator: async (options, listening) => {
      const config = configured(place, options.config);
      return config.ok ? runEmulator({ place, config: config.value, options, listening }) : config;
    },
    doctor: (options) => runDoctor({ place, options }),
    audit: async (options) => {
      const config = configured(place, options.config);
      return config.ok ? auditVenue(place, config.value, options.venue) : config;
    },
    protect: async (options) => {
      const config = configured(place, options.config);
      return config.ok ? protectVenue({ place, config: config.value, options }) : config;
    },
    explain: (options) => {
      const config = options.data === undefined ? undefined : configured(place, options.config);
      if (config?.ok === false) return config;
      return explainAndDraw(place, config?.value, options);
    },
    explainAsPng: async (options) => {
      const config = options.data === undefined ? undefined : configured(place, options.config);
      return config?.ok === false ? config : explainAsPng(place, config?.value, options);
    },
    decisions: (options) => decisionsSince(place, options),
    replay: ({ journal, config: file }) => {
      if (file === undefined) return replayJournal(place, { journal });
      const config = configured(place, file);
      return config.ok ? replayJournal(place, { journal, config: config.value }) : config;
    },
    checkConfig: (options) => {
      const config = configured(place, options.config);
      if (!config.ok) return config;
      const { hash, remarks } = config.value;
      return ok({
        hash,
        file: options.config ?? 'keel.yaml, where there is one, over the shipped values',
        notes: remarks,
      });
    },
    showConfig: (options) => {
      const config = configured(place, options.config);
      return config.ok
        ? ok(configRows(config.value).map((row) => ({ ...row, value: JSON.stringify(row.value) })))
        : config;
    },
  };
}

/** The configuration in force, or all that is wrong with it, one sentence a line. */
function configured({ cwd, env }: Place, file: string | undefined): Result<Config, string> {
  const config = loadConfig({ cwd, env, ...(file === undefined ? {} : { file }) });
  return config.ok ? config : err(config.error.problems.join('\n'));
}

/** Full speed in this process, at a pace beside a venue of its own, or on a venue over the wire. */
async function paper(start: Start<RunOptions>): Promise<Result<RunResult, string>> {
  const { options, config } = start;
  const refused = refusal(options, config);
  if (!refused.ok) return refused;
  if (options.market === 'kraken') return paperOnLivePrices({ ...start, watcher: watchRun(start) });
  if (options.mode === 'live') return tradeLive({ ...start, watcher: watchRun(start) });
  if (options.speed === 'max') return paperAtFullSpeed(start);
  const speed = Number(options.speed);
  if (!(speed > 0 && Number.isFinite(speed))) {
    return err(`--speed ${options.speed} is neither a number above zero (1 is the wall clock's pace) nor max.`);
  }
  return paperAtPace(start, watchRun(start));
}
