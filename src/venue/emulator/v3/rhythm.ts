import { later, ms } from '../../../core/units.ts';
import type { Exchange } from '../api.ts';

/** How often frames are sent, on the exchange's clock. */
export type Rhythm = Readonly<{
  /** At most once a second; what comes too early is sent when its second is up. */
  slowly: (name: string, send: () => unknown) => void;
  /** Once for all that happens at this moment, after it. */
  together: (name: string, send: () => unknown) => void;
}>;

export function createRhythm({ now, schedule }: Pick<Exchange, 'now' | 'schedule'>): Rhythm {
  const nextAt = new Map<string, number>();
  const waiting = new Set<string>();
  const at = (moment: number, name: string, send: () => unknown): void => {
    waiting.add(name);
    schedule(ms(moment), () => {
      waiting.delete(name);
      send();
    });
  };
  return {
    slowly: (name, send) => {
      if (waiting.has(name)) return;
      const due = nextAt.get(name) ?? -Infinity;
      const moment = Math.max(now(), due);
      nextAt.set(name, later(ms(moment), 1_000));
      if (moment === now()) send();
      else at(moment, name, send);
    },
    together: (name, send) => {
      const key = `together ${name}`;
      if (!waiting.has(key)) at(now(), key, send);
    },
  };
}
