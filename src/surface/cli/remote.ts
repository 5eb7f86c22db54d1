import type { Command } from 'commander';
import type { Unanswered } from '../control/client.ts';
import type { Answers, RequestOf, RequestType } from '../control/protocol.ts';
import {
  killWords,
  pauseWords,
  positionsWords,
  resetWords,
  resumeWords,
  statusWords,
  tradesWords,
} from '../control/words.ts';
import { universeWords } from '../control/universe-words.ts';
import { askHere } from './ask-here.ts';
import { addExplain } from './explain.ts';
import { json } from './print.ts';
import { refuse } from './refuse.ts';
import type { ExitCode, Surroundings } from './refuse.ts';

/** A question to the Keel that runs here, and how its answer is told. */
type Question<T extends RequestType> = Readonly<{
  request: RequestOf<T>;
  words: (document: Answers[T]) => string;
  /** 1 where the answer is no. */
  code?: (document: Answers[T]) => ExitCode;
}>;
type Printed = Readonly<{ json?: boolean }>;

/** The second terminal: every command here speaks to the Keel that runs on this state directory. */
export function addRemote(program: Command, around: Surroundings): void {
  addLooks(program, around);
  addExplain(program, around);
  addCommands(program, around);
}

function addLooks(program: Command, around: Surroundings): void {
  described(program, 'status', 'The running Keel at a glance: state, equity, day P&L, margin, counts.').action(
    (options: Printed) => put(around, options, { request: { type: 'status' }, words: statusWords }),
  );
  described(program, 'positions', 'Open positions: entry, mark, R, stop and its distance, targets left.').action(
    (options: Printed) => put(around, options, { request: { type: 'positions' }, words: positionsWords }),
  );
  described(
    program,
    'universe',
    'Who is traded, at which tier, how good their data is, and why the others are not.',
  ).action((options: Printed) => put(around, options, { request: { type: 'universe' }, words: universeWords }));
  described(program, 'trades --last 5', 'Closed round trips of the running Keel, newest last.')
    .option('--last <n>', 'only the newest n (default: all)')
    .action((options: Printed & { last?: string }) => {
      const { last } = options;
      if (last !== undefined && !/^[1-9]\d{0,8}$/.test(last))
        return refuse(around, `--last ${last} is not a whole number above 0.`);
      const request = { type: 'trades', ...(last === undefined ? {} : { last: Number(last) }) } as const;
      return put(around, options, { request, words: tradesWords });
    });
}

function addCommands(program: Command, around: Surroundings): void {
  described(program, 'pause', 'No new entries, until keel resume; positions are managed as always.').action(
    (options: Printed) => put(around, options, { request: { type: 'pause' }, words: pauseWords }),
  );
  described(program, 'resume', 'Entries are allowed again after keel pause.').action((options: Printed) =>
    put(around, options, { request: { type: 'resume' }, words: resumeWords }),
  );
  described(program, 'kill', 'Kill switch: cancels entries and take-profits, keeps every stop, and latches HALTED.')
    .option('--exit', 'also leave every position at market, reduce-only')
    .action((options: Printed & { exit?: boolean }) => {
      const request = { type: 'kill', exit: options.exit === true } as const;
      return put(around, options, { request, words: killWords, code: ({ complete }) => (complete ? 0 : 1) });
    });
  described(program, 'reset', 'Lifts the kill switch, and says what had been latched and since when.').action(
    (options: Printed) => put(around, options, { request: { type: 'reset' }, words: resetWords }),
  );
}

/** Named by the first word of its example. */
function described(program: Command, example: string, what: string): Command {
  return program
    .command(example.split(' ')[0] ?? example)
    .description(what)
    .option('--json', 'one JSON document on stdout')
    .addHelpText('after', `\nExample:\n  keel ${example}`);
}

/** Asks, and prints the answer; a document goes to stdout, a sentence about why there is none to stderr. */
async function put<T extends RequestType>(
  around: Surroundings,
  options: Printed,
  { request, words, code }: Question<T>,
): Promise<void> {
  const answer = await askHere(around, request);
  if (!answer.ok) {
    around.streams.err(`${answer.error.sentence}\n`);
    return around.exit(codeFor(answer.error));
  }
  around.exit(code?.(answer.value) ?? 0);
  around.streams.out(`${options.json === true ? json(answer.value) : words(answer.value)}\n`);
}

function codeFor({ why }: Unanswered): ExitCode {
  return why === 'nobody' || why === 'bad-request' ? 2 : 1;
}
