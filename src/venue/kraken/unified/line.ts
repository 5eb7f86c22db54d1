import type { Clock, LiveVenueLinks, Rng } from '../../../runtime/ports.ts';
import type { ClockSample } from '../skew.ts';
import { createSocket } from '../socket.ts';
import { createCalls } from './calls.ts';
import type { Answer, Params } from './calls.ts';
import { readEnvelope } from './envelope.ts';
import type { ChannelFrame } from './envelope.ts';
import type { UnifiedTiming } from './options.ts';
import type { Strange } from './strange.ts';

export type LineOptions = Readonly<{
  name: 'public' | 'private';
  url: string;
  clock: Clock;
  rng: Rng;
  timing: UnifiedTiming;
  notify: LiveVenueLinks['notify'];
  strange: Strange;
  opened: () => void;
  heard: (frame: ChannelFrame) => void;
  lost: (cause: string) => void;
  /** The venue says that we ask too much. */
  tooFast: () => void;
  observe: (sample: ClockSample) => void;
}>;

/** One of the two connections: requests with their answers, and the frames of channels. */
export type Line = Readonly<{
  ask: (method: string, params?: Params) => Promise<Answer>;
  /** Where the venue answers in several frames. */
  askMany: (method: string, params: Params, count: number) => Promise<readonly Answer[]>;
  drop: (cause: string) => void;
  close: () => Promise<void>;
}>;

export function createLine(options: LineOptions): Line {
  const { name, clock, timing, notify, strange } = options;
  const heard = (text: string): void => {
    const frame = readEnvelope(text);
    if (!frame.ok) return strange(name, frame.error);
    if (frame.value.type === 'reply') return calls.take(frame.value);
    if (frame.value.type === 'channel') return options.heard(frame.value);
    notify('warning', 'VENUE_COMPLAINT', { line: name, text: frame.value.text });
    if (/rate/i.test(frame.value.text)) options.tooFast();
  };
  const lost = (cause: string): void => {
    calls.fail(cause);
    options.lost(cause);
  };
  const { connectMs, pingMs, silenceMs, backOffMs, backOffMaxMs, triesMax, ackMs } = timing;
  const pace = { connectMs, pingMs, silenceMs, backOffMs, backOffMaxMs, triesMax, notify };
  const { url, rng, opened } = options;
  const calls = createCalls({ clock, ackMs, observe: options.observe, send: (text) => socket.send(text) });
  const socket = createSocket({ url, clock, rng: rng.fork(name), ...pace, opened, heard, lost });
  const ask = async (method: string, params?: Params): Promise<Answer> => {
    const [answer] = await calls.ask(method, params, 1);
    return answer ?? { type: 'unanswered', cause: 'no answer' };
  };
  const close = async (): Promise<void> => {
    await socket.close();
    calls.fail('closed');
  };
  return { ask, askMany: calls.ask, drop: socket.drop, close };
}
