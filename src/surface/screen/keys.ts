/** What is asked of `process.stdin`. */
export type KeyStream = Readonly<{
  isTTY?: boolean;
  setRawMode?: (raw: boolean) => unknown;
  on: (event: 'data', listener: (chunk: string | Uint8Array) => void) => unknown;
  off: (event: 'data', listener: (chunk: string | Uint8Array) => void) => unknown;
  resume: () => unknown;
  pause: () => unknown;
}>;

export type KeyActions = Readonly<{ interrupt: () => void; repaint: () => void }>;

/**
 * Takes the keys while the screen is up, so that what is typed does not scribble over it. The terminal then sends no
 * signal for Ctrl-C: `interrupt` is called instead. Ctrl-L repaints; everything else is let fall. Returns the way back.
 */
export function takeKeys(stream: KeyStream, { interrupt, repaint }: KeyActions): () => void {
  const { setRawMode } = stream;
  if (stream.isTTY !== true || setRawMode === undefined) return () => undefined;
  const onData = (chunk: string | Uint8Array): void => {
    const typed = typeof chunk === 'string' ? chunk : String.fromCodePoint(...chunk);
    if (typed.includes('\u0003')) interrupt();
    if (typed.includes('\f')) repaint();
  };
  let taken = true;
  setRawMode.call(stream, true);
  stream.on('data', onData);
  stream.resume();
  return () => {
    if (!taken) return;
    taken = false;
    stream.off('data', onData);
    setRawMode.call(stream, false);
    stream.pause();
  };
}
