import type { Order } from '../../core/order/order.ts';
import { isLive } from '../../core/order/order.ts';
import { err, ok } from '../../core/result.ts';
import type { Result } from '../../core/result.ts';
import type { State } from '../../core/state.ts';
import type { ClientOrderId, Ms } from '../../core/units.ts';
import { modeReply, unheard } from './command.ts';
import type { ControlDesk } from './desk.ts';
import type { KillReply, Refusal } from './protocol.ts';
import { throughTurns } from './turns.ts';
import type { Patience } from './turns.ts';

/** What a kill switch has to get rid of, as it is seen on the way: entries and take-profits that were live at some moment. */
type Watch = { seen: Set<ClientOrderId>; handledAt?: Ms };

/** Latches HALTED, and waits until no entry and no take-profit of ours can execute any more, or until the bound has passed. */
export async function kill(
  desk: ControlDesk,
  { exit }: Readonly<{ exit: boolean }>,
  patience: Patience,
): Promise<Result<KillReply, Refusal>> {
  const { clock } = patience;
  const begunAt = clock.now();
  const watch: Watch = { seen: new Set() };
  const isHandled = handling(desk.state(), exit);
  const look = (): State => {
    const state = desk.state();
    for (const { ticket } of unwanted(state)) watch.seen.add(ticket.id);
    return state;
  };
  const begin = (): void => {
    look();
    desk.command({ type: 'kill-switch.engage', exit });
  };
  const isDone = (): boolean => {
    const state = look();
    if (isHandled(state)) watch.handledAt ??= state.at;
    return watch.handledAt !== undefined && unwanted(state).length === 0;
  };
  const waited = await throughTurns(desk, { begin, isDone }, patience);
  const ms = clock.now() - begunAt;
  if (waited === 'ended' || watch.handledAt === undefined)
    return err(unheard(waited === 'ended' ? 'ended' : 'late', patience));
  return ok({ ...modeReply(desk), ms, simulatedMs: desk.state().at - watch.handledAt, ...tally(desk.state(), watch) });
}

/** The switch is latched; and where positions are to be left, those of this moment are on their way out. */
function handling(before: State, exit: boolean): (state: State) => boolean {
  const toLeave = exit ? [...before.positions.values()] : [];
  return ({ safety, positions }) =>
    safety.latch !== undefined &&
    toLeave.every(({ instrument, number }) => {
      const now = positions.get(instrument);
      return now === undefined || now.number !== number || now.phase === 'exiting' || now.phase === 'closed';
    });
}

function unwanted({ orders }: State): readonly Order[] {
  return [...orders.values()].filter((order) => isLive(order) && order.role !== 'stop' && order.role !== 'exit');
}

type Tally = Omit<KillReply, keyof ReturnType<typeof modeReply> | 'ms' | 'simulatedMs'>;

function tally(state: State, { seen }: Watch): Tally {
  const ends = [...seen].map((id) => state.orders.get(id)?.end?.how);
  const stops = [...state.orders.values()].filter(
    (order) => order.role === 'stop' && isLive(order) && order.cancelSentAt === undefined,
  );
  const left = unwanted(state);
  return {
    complete: left.length === 0,
    cancelled: ends.filter((how) => how === 'canceled').length,
    filled: ends.filter((how) => how === 'filled').length,
    preserved_stop_losses: stops.length,
    preserved: stops.map((order) => ({ ...named(order), order_type: order.ticket.form.type })),
    stillOpen: left.map((order) => ({ ...named(order), role: order.role, status: order.status })),
    exiting: [...state.positions.values()].filter(({ phase }) => phase === 'exiting').length,
  };
}

function named({ ticket }: Order): Readonly<{ order_id: string; symbol: string }> {
  return { order_id: ticket.id, symbol: ticket.instrument };
}
