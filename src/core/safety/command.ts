import { assertNever } from '../assert.ts';
import { alert } from '../desk.ts';
import type { Desk } from '../desk.ts';
import type { EventOf } from '../events.ts';
import type { ExitReason } from '../ledger/trade.ts';
import { move } from '../position/manage.ts';
import { pause, reset, resume } from './mode.ts';
import { engageHalt } from './watch.ts';

/** An operator's word. It came as an event, so it is journaled, and a night can be replayed with it. */
export function onCommand(desk: Desk, { command, from }: EventOf<'command.received'>): void {
  alert(desk, 'info', 'COMMAND', { command: command.type, from });
  switch (command.type) {
    case 'entries.pause':
      return pause(desk.state.safety);
    case 'entries.resume':
      return resume(desk.state.safety);
    case 'kill-switch.engage':
      engageHalt(desk, `operator ${from}`);
      return command.exit ? leaveAll(desk, 'kill_switch') : undefined;
    case 'kill-switch.reset':
      if (reset(desk.state.safety)) alert(desk, 'info', 'HALT_STATE_CLEARED', { from });
      return undefined;
    case 'positions.flatten':
      pause(desk.state.safety);
      return leaveAll(desk, 'manual');
    default:
      return assertNever(command);
  }
}

/** Every position is left at market, reduce-only; its stop rests until the last lot is gone. */
export function leaveAll(desk: Desk, reason: ExitReason): void {
  for (const position of desk.state.positions.values()) {
    move(desk, position, { type: 'exit.requested', at: desk.at, reason });
  }
}
