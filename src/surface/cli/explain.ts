import type { Command } from 'commander';
import { err, ok } from '../../core/result.ts';
import type { Result } from '../../core/result.ts';
import { instrumentTable, reasonHead, reasonRows, signalHead, signalRows } from '../../view/decisions.ts';
import type { DecisionReport } from '../../view/decisions.ts';
import { gateHead, gateRow } from '../../view/explain.ts';
import type { Explanation } from '../../view/explain.ts';
import { askHere } from './ask-here.ts';
import { json, table } from './print.ts';
import { refuse } from './refuse.ts';
import type { Surroundings } from './refuse.ts';
import type { ExplainOptions } from './starts.ts';

type Options = Omit<ExplainOptions, 'instrument'> & Readonly<{ since?: string; json?: boolean }>;

const examples = `
Examples:
  keel explain BTC
  keel explain BTC --at 2024-03-05T12:00:00Z --svg btc.svg
  keel explain BTC --data candles --png btc.png
  keel explain --since 7d
  keel explain --since 24h BTC`;

/** Of the present, the Keel that runs here is asked, where one does; of the past a journal, or candles on disk. */
export function addExplain(program: Command, around: Surroundings): void {
  program
    .command('explain')
    .argument('[instrument]', 'BTC, XBT, BTC/USD or PF_XBTUSD')
    .usage('[options] [instrument]')
    .description('Why there was, or was not, a signal: every gate, a picture, or how often each was the reason.')
    .option(
      '--at <time>',
      'ISO-8601; the last 15m candle closed by then is explained (default: the last of the journal)',
    )
    .option('--since <time|while>', 'count the decisions since a time, or of the last 90m, 24h, 7d or 2w')
    .option('--journal <file>', 'journal of the run (default: the newest)')
    .option('--data <dir>', 'explain candles on disk instead, with no position and no cooldown')
    .option('--source <name>', 'with --data: which of the sources in the folder')
    .option('--config <file>', 'with --data: configuration (default: keel.yaml where there is one)')
    .option('--svg <file>', 'also draw the decision: candles, structure, zones, range, trade and gates')
    .option('--png <file>', 'the same picture as PNG, 3200 by 2000')
    .option('--json', 'one JSON document on stdout')
    .addHelpText('after', examples)
    .action(async (instrument: string | undefined, options: Options) => {
      if (options.since !== undefined) return count(around, instrument, { ...options, since: options.since });
      if (instrument === undefined)
        return refuse(around, 'Which instrument? Say keel explain BTC, or keel explain --since 24h for all of them.');
      const result = await explained(around, { ...options, instrument });
      if (!result.ok) return refuse(around, result.error);
      for (const file of [options.svg, options.png]) if (file !== undefined) around.streams.err(`Drawn: ${file}\n`);
      around.streams.out(`${options.json === true ? json(result.value) : explanationWords(result.value)}\n`);
    });
}

async function explained(around: Surroundings, options: ExplainOptions): Promise<Result<Explanation, string>> {
  const { at, journal, data, svg, png, instrument } = options;
  if (at !== undefined || journal !== undefined || data !== undefined) return past(around, options);
  if (svg !== undefined || png !== undefined) {
    const running = await journalHere(around);
    return running.ok ? past(around, { ...options, ...running.value }) : running;
  }
  const answer = await askHere(around, { type: 'explain', instrument });
  if (answer.ok) return ok(answer.value);
  return answer.error.why === 'nobody' ? around.starts.explain(options) : err(answer.error.sentence);
}

async function past(
  { starts }: Surroundings,
  { png, ...options }: ExplainOptions,
): Promise<Result<Explanation, string>> {
  return png === undefined ? starts.explain(options) : starts.explainAsPng({ ...options, png });
}

/** The journal of the Keel that runs here, written up to now; nothing where none does: then the newest is read. */
async function journalHere(around: Surroundings): Promise<Result<Readonly<{ journal?: string }>, string>> {
  const answer = await askHere(around, { type: 'journal' });
  if (answer.ok) return ok({ journal: answer.value.journal });
  return answer.error.why === 'nobody' ? ok({}) : err(answer.error.sentence);
}

async function count(
  around: Surroundings,
  instrument: string | undefined,
  { since, journal, json: asJson, ...rest }: Options & Readonly<{ since: string }>,
): Promise<void> {
  const [odd] = Object.keys(rest);
  if (odd !== undefined)
    return refuse(around, `--since counts decisions of a journal; --${odd} does not belong to it.`);
  const where = journal === undefined ? await journalHere(around) : ok({ journal });
  if (!where.ok) return refuse(around, where.error);
  const given = { since, ...where.value, ...(instrument === undefined ? {} : { instrument }) };
  const report = around.starts.decisions(given);
  if (!report.ok) return refuse(around, report.error);
  around.streams.out(`${asJson === true ? json(report.value) : reportWords(report.value)}\n`);
}

function explanationWords({ instrument, at, price, verdict, gates, lastSignal }: Explanation): string {
  const signal = lastSignal === undefined ? '' : `\nnewest signal: ${lastSignal.at}, ${lastSignal.outcome}`;
  return `${instrument} at ${at}, price ${price}: ${verdict}\n\n${table(gateHead, gates.map(gateRow))}${signal}`;
}

function reportWords(report: DecisionReport): string {
  const { from, to, decisions, signals, instruments } = report;
  const head = `${decisions} decisions from ${from} to ${to}`;
  if (decisions === 0) return `${head}.`;
  const { head: columns, rows } = instrumentTable(report);
  return [
    `${head}, of ${instruments.length} instruments:`,
    table(reasonHead, reasonRows(report)),
    table(columns, rows),
    signals.length === 0 ? 'No signal.' : table(signalHead, signalRows(report)),
  ].join('\n\n');
}
