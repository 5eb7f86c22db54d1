import type { Clock } from '../../../runtime/ports.ts';
import type { Answer, Params } from './calls.ts';
import type { ChannelFrame } from './envelope.ts';
import { createLine } from './line.ts';
import type { UnifiedOptions } from './options.ts';
import type { Strange } from './strange.ts';
import { createVigil } from './vigil.ts';

/** One finding of the first-connection checklist: what was seen, and what to do where it is not as it should be. */
export type Check = Readonly<{ name: string; verdict: 'pass' | 'warn' | 'fail'; seen: string; fix: string }>;

/** A connection that only looks: it keeps every frame, and follows no reconnection. */
export type Probe = Readonly<{
  frames: readonly ChannelFrame[];
  /** Why it could not be connected, or was lost; undefined while it stands. */
  fault: () => string | undefined;
  ask: (method: string, params?: Params) => Promise<Answer>;
  /** Frames of a channel, waiting for the first. */
  of: (channel: string) => Promise<readonly ChannelFrame[]>;
  until: (test: () => boolean, forMs: number) => Promise<boolean>;
  close: () => Promise<void>;
}>;

export type ProbeLinks = Readonly<{ clock: Clock; strange: Strange; hear?: (frame: ChannelFrame) => void }>;

/** Resolves when the connection stands, or with a fault when it does not. */
export async function createProbe(
  name: 'public' | 'private',
  { urls, timing, rng }: UnifiedOptions,
  { clock, strange, hear }: ProbeLinks,
): Promise<Probe> {
  const vigil = createVigil(clock);
  const frames: ChannelFrame[] = [];
  const state: { isOpen: boolean; fault?: string } = { isOpen: false };
  const line = createLine({
    name,
    url: urls[name],
    clock,
    timing,
    rng,
    strange,
    notify: (_, word, details) => strange(name, `${word} ${Object.values(details).join(' ')}`),
    tooFast: () => undefined,
    observe: () => undefined,
    opened: () => {
      state.isOpen = true;
      vigil.look();
    },
    heard: (frame) => {
      frames.push(frame);
      hear?.(frame);
      vigil.look();
    },
    lost: (cause) => {
      state.fault = cause;
      vigil.look();
    },
  });
  await vigil.until(() => state.isOpen || state.fault !== undefined, timing.connectMs);
  const of = async (channel: string): Promise<readonly ChannelFrame[]> => {
    const found = (): readonly ChannelFrame[] => frames.filter((frame) => frame.channel === channel);
    await vigil.until(() => found().length > 0, timing.snapshotMs);
    return found();
  };
  const fault = (): string | undefined => state.fault ?? (state.isOpen ? undefined : 'no connection in time');
  return { frames, fault, ask: line.ask, of, until: vigil.until, close: line.close };
}

/** What an answer is, in a few words. */
export function wordOf(answer: Answer): string {
  if (answer.type === 'done') return 'accepted';
  if (answer.type === 'refused') return answer.error;
  return answer.type === 'unsent' ? 'no connection' : answer.cause;
}
