/** Ctrl-C, or the service manager: the run ends at its next moment, with everything written. A second one ends the process. */
export type StopSignal = Readonly<{ asked: () => boolean; ask: () => void; release: () => void }>;

export function onStopSignal(wake: () => void): StopSignal {
  let asked = false;
  const ask = (): void => {
    if (asked) process.exit(130);
    asked = true;
    wake();
  };
  process.on('SIGINT', ask).on('SIGTERM', ask);
  return { asked: () => asked, ask, release: () => void process.off('SIGINT', ask).off('SIGTERM', ask) };
}
