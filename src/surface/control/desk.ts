import type { Command } from '../../core/events.ts';
import type { Trade } from '../../core/ledger/trade.ts';
import type { Settings } from '../../core/settings.ts';
import type { State } from '../../core/state.ts';
import type { RunFacts } from '../../view/status.ts';

/** What the control socket needs of a run: it looks at the engine between turns, and speaks to it through the mailbox. */
export type ControlDesk = Readonly<{
  /** The live state of the engine; read synchronously, and never kept. */
  state: () => State;
  settings: Settings;
  facts: () => RunFacts;
  /** Closed round trips of this run, each once. */
  trades: () => readonly Trade[];
  /** Writes to the journal what waits in memory. */
  flush: () => void;
  /** Puts a `command.received` event in the mailbox. */
  command: (command: Command) => void;
  /** Calls the listener after every turn of the loop, until the function that it returns is called. */
  afterTurn: (listener: () => void) => () => void;
}>;
