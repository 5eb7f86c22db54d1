import type { Bar } from './bar.ts';

/** A closed candle with the time at which it opened, in milliseconds since 1970. */
export type TimedBar = Bar & Readonly<{ openAt: number }>;

/**
 * What everything that reads a series keeps to. It takes closed candles, one after another, and answers from those alone: a batch is the
 * same steps in a row. Its state is plain data, so that a copy, through JSON too, goes on as the original would. Its memory is bounded,
 * and a candle at which nothing happens allocates nothing.
 */
export type Detector<Params, State, Answer> = Readonly<{
  /** How many candles must be in before its first answer, at the earliest. */
  warmUp: (params: Params) => number;
  begin: (params: Params) => State;
  /** Takes the next closed candle in: O(1) on average. */
  advance: (state: State, candle: TimedBar, tell: (answer: Answer) => void) => void;
}>;
