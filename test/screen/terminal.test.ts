import { describe, expect, it } from 'vitest';
import type { Line } from '../../src/view/screen-text.ts';
import { plain, tinted } from '../../src/view/screen-text.ts';
import { ansi } from '../../src/surface/screen/ansi.ts';
import { takeKeys } from '../../src/surface/screen/keys.ts';
import { createTerminal } from '../../src/surface/screen/terminal.ts';
import type { ScreenStream, Terminal } from '../../src/surface/screen/terminal.ts';
import { frame } from './frames.ts';

const esc = '\u001b[';
const opening = `${esc}?1049h${esc}?25l${esc}?7l`;
const closing = `${esc}0m${esc}?7h${esc}?25h${esc}?1049l`;

/** A terminal of paper: what was written, and a size that a test may change. */
function paper(over: Partial<ScreenStream> = {}) {
  const written: string[] = [];
  const listeners = new Set<() => void>();
  const stream = {
    isTTY: true,
    columns: 20,
    rows: 3,
    writableNeedDrain: false,
    write: (text: string) => void written.push(text),
    on: (_: 'resize', listener: () => void) => void listeners.add(listener),
    off: (_: 'resize', listener: () => void) => void listeners.delete(listener),
    ...over,
  };
  const resize = (columns: number, rows: number): void => {
    Object.assign(stream, { columns, rows });
    for (const listener of listeners) listener();
  };
  return { stream, written, listeners, resize, take: () => written.splice(0).join('') };
}

const clock = { at: 0 };
const options = { framesPerSecond: 4, now: () => clock.at, env: {} };

function opened(stream: ScreenStream, env: Record<string, string> = {}): Terminal {
  clock.at = 0;
  const terminal = createTerminal({ ...options, env, stream });
  if (terminal === undefined) throw new Error('nobody watches');
  terminal.open();
  return terminal;
}

/** Draws after a second, whatever was drawn before. */
function show(terminal: Terminal, ...lines: readonly string[]): void {
  clock.at += 1000;
  terminal.tick(() => lines.map((text): Line => [plain(text)]));
}

describe('the terminal', () => {
  it('writes all lines once, and then only those that changed', () => {
    const { stream, take } = paper();
    const terminal = opened(stream);
    expect(take()).toBe(opening);
    show(terminal, 'one', 'two', 'three');
    expect(take()).toBe(`${esc}?2026h${esc}1;1Hone${esc}K${esc}2;1Htwo${esc}K${esc}3;1Hthree${esc}K${esc}?2026l`);
    show(terminal, 'one', '2', 'three');
    expect(take()).toBe(`${esc}?2026h${esc}2;1H2${esc}K${esc}?2026l`);
    show(terminal, 'one', '2', 'three');
    expect(take()).toBe('');
    show(terminal, 'one');
    expect(take()).toBe(`${esc}?2026h${esc}2;1H${esc}K${esc}3;1H${esc}K${esc}?2026l`);
  });

  it('does not erase behind a line that fills its row', () => {
    const { stream, take } = paper({ columns: 3, rows: 1 });
    const terminal = opened(stream);
    show(terminal, 'two');
    expect(take()).not.toContain(`${esc}K`);
  });

  it('draws no more often than it was told, and asks for no frame that it does not draw', () => {
    const { stream } = paper();
    const terminal = opened(stream);
    let asked = 0;
    for (clock.at = 0; clock.at < 1000; clock.at += 10) {
      terminal.tick(() => {
        asked += 1;
        return [];
      });
    }
    expect(asked).toBe(4);
  });

  it('leaves frames out while the terminal is behind', () => {
    const { stream, take } = paper();
    const terminal = opened(stream);
    take();
    stream.writableNeedDrain = true;
    show(terminal, 'one');
    expect(take()).toBe('');
  });

  it('writes everything again, at the new size, after a resize', () => {
    const { stream, take, resize } = paper();
    const terminal = opened(stream);
    show(terminal, 'one', 'two');
    take();
    resize(40, 2);
    const sizes: unknown[] = [];
    terminal.tick((size) => {
      sizes.push(size);
      return [[plain('one')], [plain('two')]];
    });
    expect(sizes).toEqual([{ width: 40, height: 2 }]);
    expect(take()).toBe(`${esc}?2026h${esc}1;1Hone${esc}K${esc}2;1Htwo${esc}K${esc}?2026l`);
  });

  it('gives the screen back, once, and is silent after that', () => {
    const { stream, take, listeners } = paper();
    const terminal = opened(stream);
    show(terminal, 'one');
    take();
    terminal.close();
    terminal.close();
    expect(take()).toBe(closing);
    expect(listeners.size).toBe(0);
    show(terminal, 'two');
    expect(take()).toBe('');
  });

  it('comes back after it was closed, with every line', () => {
    const { stream, take } = paper();
    const terminal = opened(stream);
    show(terminal, 'one');
    terminal.close();
    take();
    terminal.open();
    show(terminal, 'one');
    expect(take()).toContain(`${opening}${esc}?2026h${esc}1;1Hone`);
  });

  it('is not there without a terminal, or on one that cannot move its cursor', () => {
    const { stream, written } = paper({ isTTY: false });
    expect(createTerminal({ ...options, stream })).toBeUndefined();
    expect(createTerminal({ ...options, stream: paper().stream, env: { TERM: 'dumb' } })).toBeUndefined();
    expect(written).toEqual([]);
  });

  it('has no colour where NO_COLOR says so', () => {
    const colourful: Line = [tinted('bad', 'HALTED'), plain(' since'), tinted('dim', ' noon')];
    expect(ansi(colourful, 'colour')).toBe(`${esc}31mHALTED${esc}0m since${esc}2m noon${esc}0m`);
    expect(ansi(colourful, 'none')).toBe('HALTED since noon');
    const { stream, take } = paper({ columns: 80, rows: 24 });
    const terminal = opened(stream, { NO_COLOR: '1' });
    terminal.tick(({ width, height }) => frame({ width, height }));
    expect(take().replaceAll(esc, '^')).not.toMatch(/\^[\d;]*m/);
    expect(
      frame()
        .map((line) => ansi(line, 'none'))
        .join(''),
    ).not.toContain('\u001b');
  });
});

describe('the keys', () => {
  function typed(isTTY: boolean) {
    const heard: string[] = [];
    const listeners = new Set<(chunk: string | Uint8Array) => void>();
    const stream = {
      isTTY,
      setRawMode: (raw: boolean) => void heard.push(`raw ${raw}`),
      on: (_: 'data', listener: (chunk: string | Uint8Array) => void) => void listeners.add(listener),
      off: (_: 'data', listener: (chunk: string | Uint8Array) => void) => void listeners.delete(listener),
      resume: () => void heard.push('resume'),
      pause: () => void heard.push('pause'),
    };
    const release = takeKeys(stream, {
      interrupt: () => void heard.push('interrupt'),
      repaint: () => void heard.push('repaint'),
    });
    const type = (chunk: string | Uint8Array): void => {
      for (const listener of listeners) listener(chunk);
    };
    return { heard, release, type };
  }

  it('hear Ctrl-C and Ctrl-L, and nothing else', () => {
    const { heard, release, type } = typed(true);
    type('q\n');
    type(new Uint8Array([3]));
    type('\f');
    release();
    release();
    type('\u0003');
    expect(heard).toEqual(['raw true', 'resume', 'interrupt', 'repaint', 'raw false', 'pause']);
  });

  it('are left alone without a terminal', () => {
    const { heard, release } = typed(false);
    release();
    expect(heard).toEqual([]);
  });
});
