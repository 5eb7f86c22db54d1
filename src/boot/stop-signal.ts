/** Ctrl-C, or the service manager: the run ends at its next moment, with everything written. A second one ends the process. */
export type StopSignal = Readonly<{
  asked: () => boolean;
  /** Wall time since it was asked for, in ms; 0 before. */
  sinceMs: () => number;
  ask: () => void;
  release: () => void;
}>;

export function onStopSignal(wake: () => void): StopSignal {
  let askedAt: number | undefined;
  const ask = (): void => {
    if (askedAt !== undefined) process.exit(130);
    askedAt = performance.now();
    wake();
  };
  process.on('SIGINT', ask).on('SIGTERM', ask);
  const sinceMs = (): number => (askedAt === undefined ? 0 : performance.now() - askedAt);
  return {
    asked: () => askedAt !== undefined,
    sinceMs,
    ask,
    release: () => void process.off('SIGINT', ask).off('SIGTERM', ask),
  };
}
