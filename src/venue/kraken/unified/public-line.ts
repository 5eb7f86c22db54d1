import type { InstrumentId } from '../../../core/units.ts';
import type { LiveVenueLinks } from '../../../runtime/ports.ts';
import type { Answer } from './calls.ts';
import type { ChannelFrame } from './envelope.ts';
import { systemOf } from './feeds.ts';
import { createGlances } from './glance.ts';
import type { Glance } from './glance.ts';
import { createWatching } from './watching.ts';
import { createLine } from './line.ts';
import type { LineOptions } from './line.ts';
import { readPairs } from './market-rows.ts';
import type { PairRow, SystemState } from './market-rows.ts';
import { markReports, markSubscription } from './marks.ts';
import type { UnifiedOptions } from './options.ts';
import type { Said } from './schema.ts';
import type { Strange } from './strange.ts';
import { derivatives } from './terms.ts';
import { createVigil } from './vigil.ts';

export type PublicLinks = Pick<LiveVenueLinks, 'hear' | 'notify' | 'clock'> &
  Readonly<{
    strange: Strange;
    system: (state: Said<SystemState>) => void;
    tooFast: () => void;
    observe: LineOptions['observe'];
  }>;

/** The public connection: contracts, marks, and whatever is asked for a moment. */
export type PublicLine = Readonly<{
  pairs: ReadonlyMap<string, PairRow>;
  watch: (instruments: readonly InstrumentId[]) => void;
  /** The contracts are listed. */
  whenReady: (forMs: number) => Promise<boolean>;
  glance: (glance: Glance) => Promise<boolean>;
  close: () => Promise<void>;
}>;

export function createPublicLine(options: UnifiedOptions, links: PublicLinks): PublicLine {
  const { clock, notify, strange, hear } = links;
  const { timing, rng, urls, switches } = options;
  const vigil = createVigil(clock);
  const pairs = new Map<string, PairRow>();
  const marks = markSubscription(switches);
  let isOpen = false;

  const heard = (frame: ChannelFrame): void => {
    const { channel, data } = frame;
    if (channel === 'status') links.system(systemOf(frame, strange));
    if (channel === 'instrument') for (const pair of readPairs(data, strange)) pairs.set(pair.symbol, pair);
    if (channel === marks.channel) {
      const reports = markReports(frame, { switches, watched: watching.wanted(), strange });
      if (reports.length > 0) hear(reports);
    }
    glances.heard(frame);
    vigil.look();
  };
  const opened = (): void => {
    isOpen = true;
    void line
      .ask('subscribe', { channel: 'instrument', ...derivatives, snapshot: true })
      .then((answer) => complain('instrument', answer));
    watching.begin();
  };
  const lost = (cause: string): void => {
    if (isOpen) notify('warning', 'STREAM_LOST', { line: 'public', cause });
    isOpen = false;
  };
  const complain = (channel: string, answer: Answer): void => {
    if (answer.type === 'refused') notify('warning', 'CHANNEL_REFUSED', { channel, cause: answer.error });
    if (answer.type === 'unanswered' && isOpen) line.drop(`no answer to ${channel}`);
  };
  const { tooFast, observe } = links;
  const common = { clock, rng, timing, notify, strange, tooFast, observe };
  const line = createLine({ name: 'public', url: urls.public, ...common, opened, heard, lost });
  const watching = createWatching({ marks, isOpen: () => isOpen, ask: line.askMany, judge: complain });
  const glances = createGlances({ clock, timing, reads: options.reads, aside: watching.aside, ask: line.askMany });
  const close = async (): Promise<void> => {
    isOpen = false;
    await line.close();
    vigil.look();
  };
  return {
    pairs,
    watch: watching.watch,
    glance: glances.glance,
    close,
    whenReady: (forMs) => vigil.until(() => pairs.size > 0, forMs),
  };
}
