import type { Clock } from '../../../runtime/ports.ts';
import { withPatience } from '../patience.ts';

/** Waiting for something to become true; whoever changes anything says `look`. */
export type Vigil = Readonly<{
  /** False where it did not become true in time. */
  until: (test: () => boolean, forMs: number) => Promise<boolean>;
  look: () => void;
}>;

export function createVigil(clock: Clock): Vigil {
  const waiting = new Set<() => void>();
  const until = (test: () => boolean, forMs: number): Promise<boolean> =>
    withPatience(
      { clock, forMs },
      (signal) =>
        new Promise((resolve) => {
          const look = (): void => {
            const isTrue = test();
            if (!isTrue && !signal.aborted) return;
            waiting.delete(look);
            resolve(isTrue);
          };
          waiting.add(look);
          signal.addEventListener('abort', look, { once: true });
          look();
        }),
    );
  const look = (): void => {
    for (const one of waiting) one();
  };
  return { until, look };
}
