import type { Command } from '../../core/events.ts';
import { err, ok } from '../../core/result.ts';
import type { Result } from '../../core/result.ts';
import { isoTime } from '../../view/format.ts';
import { latchJson, modeJson } from '../../view/mode.ts';
import type { ControlDesk } from './desk.ts';
import type { ModeReply, Refusal, ResetReply } from './protocol.ts';
import { throughTurns } from './turns.ts';
import type { Patience, Waited } from './turns.ts';

export async function pause(desk: ControlDesk, patience: Patience): Promise<Result<ModeReply, Refusal>> {
  return give(desk, { command: { type: 'entries.pause' }, isDone: () => desk.state().safety.paused }, patience);
}

/** An operator's pause is over; a latch is not lifted by this, and then nothing is changed at all. */
export async function resume(desk: ControlDesk, patience: Patience): Promise<Result<ModeReply, Refusal>> {
  const { latch } = desk.state().safety;
  if (latch !== undefined) {
    const since = `HALTED since ${isoTime(latch.at)} (${latch.reason})`;
    return err({ why: 'refused', sentence: `${since}: keel resume does not lift that, keel reset does.` });
  }
  return give(desk, { command: { type: 'entries.resume' }, isDone: () => !desk.state().safety.paused }, patience);
}

/** Lifts the latch that stands now. Where none does, nothing is sent: one that comes a moment later was not meant. */
export async function reset(desk: ControlDesk, patience: Patience): Promise<Result<ResetReply, Refusal>> {
  const { latch } = desk.state().safety;
  if (latch === undefined) return ok({ ...modeReply(desk), cleared: null });
  // A hard limit that is still exceeded latches anew, with another latch.
  const isDone = (): boolean => desk.state().safety.latch !== latch;
  const given = await give(desk, { command: { type: 'kill-switch.reset' }, isDone }, patience);
  return given.ok ? ok({ ...given.value, cleared: latchJson(latch) }) : given;
}

type Order = Readonly<{ command: Command; isDone: () => boolean }>;

async function give(desk: ControlDesk, order: Order, patience: Patience): Promise<Result<ModeReply, Refusal>> {
  const { command, isDone } = order;
  const waited = await throughTurns(desk, { begin: () => desk.command(command), isDone }, patience);
  return waited === 'done' ? ok(modeReply(desk)) : err(unheard(waited, patience));
}

export function modeReply({ state, settings }: ControlDesk): ModeReply {
  return { version: 1, ...modeJson(state(), settings) };
}

/** The command is in the mailbox, and that is all that can be said of it. */
export function unheard(waited: Exclude<Waited, 'done'>, { withinMs }: Patience): Refusal {
  const sentence =
    waited === 'ended'
      ? 'The run ended before the command was handled.'
      : `The command was not handled within ${withinMs / 1000} s; it still waits for its turn.`;
  return { why: 'refused', sentence };
}
