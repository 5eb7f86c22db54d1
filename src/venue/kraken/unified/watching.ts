import type { InstrumentId } from '../../../core/units.ts';
import type { Answer, Params } from './calls.ts';
import type { Glance } from './glance.ts';
import type { markSubscription } from './marks.ts';
import { derivatives } from './terms.ts';

export type WatchLinks = Readonly<{
  marks: ReturnType<typeof markSubscription>;
  isOpen: () => boolean;
  ask: (method: string, params: Params, count: number) => Promise<readonly Answer[]>;
  judge: (channel: string, answer: Answer) => void;
}>;

/** Whose marks are heard: the set that is wanted, and the subscriptions that follow it. */
export type Watching = Readonly<{
  wanted: () => ReadonlySet<InstrumentId>;
  watch: (instruments: readonly InstrumentId[]) => void;
  /** A new connection: nothing is subscribed on it. */
  begin: () => void;
  /** What is watched on the same subscription as a glance is begun anew after it, for only a beginning has a snapshot. */
  aside: (glance: Glance) => () => void;
}>;

export function createWatching({ marks, isOpen, ask, judge }: WatchLinks): Watching {
  let wanted: ReadonlySet<InstrumentId> = new Set();
  const change = (method: 'subscribe' | 'unsubscribe', symbol: readonly InstrumentId[]): void => {
    if (!isOpen() || symbol.length === 0) return;
    const params = { ...marks, ...derivatives, symbol, ...(method === 'subscribe' ? { snapshot: true } : {}) };
    // One answer for each symbol.
    void ask(method, params, symbol.length).then((answers) => {
      for (const answer of answers) judge(marks.channel, answer);
    });
  };
  return {
    wanted: () => wanted,
    watch: (instruments) => {
      const [before, next] = [wanted, new Set(instruments)];
      wanted = next;
      const gone = [...before].filter((id) => !next.has(id));
      change('unsubscribe', gone);
      const added = [...next].filter((id) => !before.has(id));
      change('subscribe', added);
    },
    begin: () => change('subscribe', [...wanted]),
    aside: ({ channel, params, symbols }) => {
      const isSame = channel === marks.channel && params['interval'] === marks['interval'];
      const shared = isSame ? [...wanted].filter((id) => symbols.includes(id)) : [];
      change('unsubscribe', shared);
      return () => change('subscribe', shared);
    },
  };
}
