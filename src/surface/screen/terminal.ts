import { widthOf } from '../../view/screen-text.ts';
import type { Line } from '../../view/screen-text.ts';
import { ansi } from './ansi.ts';

/** What is asked of `process.stdout`. */
export type ScreenStream = Readonly<{
  isTTY?: boolean;
  columns?: number;
  rows?: number;
  /** The terminal has not taken yet what it was given: a frame is left out rather than queued. */
  writableNeedDrain?: boolean;
  write: (text: string) => unknown;
  on: (event: 'resize', listener: () => void) => unknown;
  off: (event: 'resize', listener: () => void) => unknown;
}>;

export type Size = Readonly<{ width: number; height: number }>;

export type ScreenOptions = Readonly<{
  stream: ScreenStream;
  env: Readonly<Record<string, string | undefined>>;
  framesPerSecond: number;
  /** Milliseconds on a clock that does not run backwards. */
  now: () => number;
}>;

/** A terminal that shows frames. `open` and `close` may be called again and again: what is done already is not done twice. */
export type Terminal = Readonly<{
  /** Takes the screen over. */
  open: () => void;
  /** Draws, at most so often as was asked for; `frame` is not called for a frame that is left out. */
  tick: (frame: (size: Size) => readonly Line[]) => void;
  /** What stands on the screen is not trusted any more: the next frame writes every line. */
  repaint: () => void;
  /** Gives the screen back as it was. Synchronous, so it may be the last thing that a dying process does. */
  close: () => void;
}>;

const escape = '\u001b[';
/** Another screen, no cursor, no wrapping. Leaving undoes it in reverse. */
const enter: string = `${escape}?1049h${escape}?25l${escape}?7l`;
const leave: string = `${escape}0m${escape}?7h${escape}?25h${escape}?1049l`;
/** A terminal that knows how shows all of a frame at once; the others ignore it. */
const [beginFrame, endFrame] = [`${escape}?2026h`, `${escape}?2026l`] as const;

/** Undefined where nobody can watch: no terminal, or one that cannot move its cursor. */
export function createTerminal({ stream, env, framesPerSecond, now }: ScreenOptions): Terminal | undefined {
  if (stream.isTTY !== true || env['TERM'] === 'dumb') return undefined;
  const colour = (env['NO_COLOR'] ?? '') === '' ? 'colour' : 'none';
  let isOpen = false;
  let drawnAt = -Infinity;
  let shown: readonly string[] | undefined;

  const repaint = (): void => {
    shown = undefined;
    drawnAt = -Infinity;
  };
  const draw = (lines: readonly Line[], { width, height }: Size): void => {
    const painted = Array.from({ length: height }, (_, row) => row).map((row) => {
      const line = lines[row] ?? [];
      return ansi(line, colour) + (widthOf(line) < width ? `${escape}K` : '');
    });
    const changed = painted.flatMap((text, row) => (shown?.[row] === text ? [] : [`${escape}${row + 1};1H${text}`]));
    if (changed.length > 0) stream.write(beginFrame + changed.join('') + endFrame);
    shown = painted;
  };

  return {
    repaint,
    open: () => {
      if (isOpen) return;
      isOpen = true;
      repaint();
      stream.on('resize', repaint);
      stream.write(enter);
    },
    tick: (frame) => {
      const at = now();
      if (!isOpen || at - drawnAt < 1000 / framesPerSecond || stream.writableNeedDrain === true) return;
      drawnAt = at;
      const size = { width: stream.columns ?? 80, height: stream.rows ?? 24 };
      draw(frame(size), size);
    },
    close: () => {
      if (!isOpen) return;
      isOpen = false;
      stream.off('resize', repaint);
      stream.write(leave);
    },
  };
}
