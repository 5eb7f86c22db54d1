import type { Clock } from '../../../runtime/ports.ts';
import { createLimiter } from '../limiter.ts';
import type { Budget } from '../limiter.ts';
import { withPatience } from '../patience.ts';
import type { Answer, Params } from './calls.ts';
import type { ChannelFrame } from './envelope.ts';
import type { UnifiedTiming } from './options.ts';
import { derivatives } from './terms.ts';
import { createVigil } from './vigil.ts';

/** A channel subscribed to for a moment: what it says is heard until it is enough. */
export type Glance = Readonly<{
  channel: string;
  symbols: readonly string[];
  params: Params;
  hear: (frame: ChannelFrame) => void;
  isEnough: () => boolean;
}>;

export type Glances = Readonly<{
  /** False where it was not enough in time. */
  glance: (glance: Glance) => Promise<boolean>;
  heard: (frame: ChannelFrame) => void;
}>;

export type GlanceLinks = Readonly<{
  clock: Clock;
  timing: UnifiedTiming;
  reads: Budget;
  /** Puts what is subscribed anyway aside; the answer puts it back. */
  aside: (glance: Glance) => () => void;
  ask: (method: string, params: Params, count: number) => Promise<readonly Answer[]>;
}>;

export function createGlances({ clock, timing, reads, aside, ask }: GlanceLinks): Glances {
  const vigil = createVigil(clock);
  const limiter = createLimiter({ clock, ...reads });
  const current = new Set<Glance>();
  const turns = new Map<string, Promise<unknown>>();
  const look = async (what: Glance): Promise<boolean> => {
    const params = { channel: what.channel, ...derivatives, symbol: what.symbols, ...what.params };
    const back = aside(what);
    current.add(what);
    const isMyTurn = await withPatience({ clock, forMs: timing.openMs }, (signal) => limiter.take(2, 'read', signal));
    const answers = isMyTurn ? await ask('subscribe', { ...params, snapshot: true }, what.symbols.length) : [];
    const isTaken = answers.some(({ type }) => type === 'done');
    const isEnough = isTaken && (await vigil.until(what.isEnough, timing.snapshotMs));
    current.delete(what);
    if (isTaken) await ask('unsubscribe', params, what.symbols.length);
    back();
    return isEnough;
  };
  return {
    /** Two of one kind would be one subscription: they take turns. */
    glance: (what) => {
      const kind = JSON.stringify([what.channel, what.params, what.channel === 'ticker' ? '' : what.symbols]);
      const turn = (turns.get(kind) ?? Promise.resolve()).then(() => look(what));
      turns.set(kind, turn);
      return turn;
    },
    heard: (frame) => {
      for (const one of current) if (one.channel === frame.channel) one.hear(frame);
      vigil.look();
    },
  };
}
