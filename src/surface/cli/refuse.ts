import type { Streams } from './print.ts';
import type { Starts } from './starts.ts';

/** 0 done; 1 the answer is no; 2 bad input. */
export type ExitCode = 0 | 1 | 2;

/** What a command needs of its surroundings: whom it starts, where it speaks, and how it says its exit code. */
export type Surroundings = Readonly<{ starts: Starts; streams: Streams; exit: (code: ExitCode) => void }>;

/** Says what was wrong, one sentence a line, and that it was the input. */
export function refuse({ streams, exit }: Surroundings, sentence: string): void {
  streams.err(`${sentence}\n`);
  exit(2);
}
