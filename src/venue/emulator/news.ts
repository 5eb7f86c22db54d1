import type { Ms } from '../../core/units.ts';
import type { ExchangeEvent, HistoryEntry } from './happening.ts';
import { surplus } from './remembering.ts';

/** A line of the history before it has its number, its time and its name. */
export type HistoryFact = HistoryEntry extends infer E
  ? E extends HistoryEntry
    ? Omit<E, 'seq' | 'at' | 'uid'>
    : never
  : never;

/** Tells what happens to whoever listens, and writes down what happened to the account. */
export type News = Readonly<{
  tell: (event: ExchangeEvent) => void;
  record: (fact: HistoryFact) => void;
  history: () => readonly HistoryEntry[];
  /** How many lines are gone. */
  forgotten: () => number;
  listen: (listener: (event: ExchangeEvent) => void) => () => void;
}>;

/**
 * @param name Mints the name of an entry.
 * @param most How many lines are kept; what is older goes.
 */
export function createNews(now: () => Ms, name: () => string, most: number): News {
  const listeners = new Set<(event: ExchangeEvent) => void>();
  const history: HistoryEntry[] = [];
  let forgotten = 0;
  const tell = (event: ExchangeEvent): void => {
    for (const listener of listeners) listener(event);
  };
  return {
    tell,
    record: (fact) => {
      const entry: HistoryEntry = { ...fact, seq: forgotten + history.length + 1, at: now(), uid: name() };
      history.push(entry);
      forgotten += surplus(history, most).length;
      tell({ type: 'history', entry });
    },
    history: () => history,
    forgotten: () => forgotten,
    listen: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
