import { chmodSync, existsSync, linkSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import type { Socket } from 'node:net';
import { dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ask } from '../../src/surface/control/client.ts';
import { controlPath } from '../../src/surface/control/path.ts';
import { serveControl } from '../../src/surface/control/server.ts';
import type { Bounds, ControlServer } from '../../src/surface/control/server.ts';
import { begun, price } from '../support/keel.ts';
import { btc, deskOf, settled, stateDir, turningDesk } from './desk.ts';
import type { HandMade } from './desk.ts';

const flat = (): HandMade => turningDesk(begun('10000', [btc], price('100')));
const patient = { timeoutMs: 60_000 } as const;

async function served(
  dir: string,
  desk: HandMade,
  bounds: Partial<Bounds> = {},
): Promise<Readonly<{ server: ControlServer; path: string }>> {
  const server = await serveControl({ stateDir: dir, desk, bounds });
  if (!server.ok) throw new Error(server.error);
  onTestFinished(() => server.value.close());
  return { server: server.value, path: controlPath(dir) };
}

/** A client that speaks bytes, and collects what it hears. */
function rawClient(path: string): Readonly<{ socket: Socket; lines: (count: number) => Promise<readonly string[]> }> {
  const socket = connect(path);
  onTestFinished(() => void socket.destroy());
  let text = '';
  socket.on('data', (chunk) => void (text += chunk.toString()));
  const lines = async (count: number): Promise<readonly string[]> => {
    while (text.split('\n').length <= count) await new Promise((resolve) => void socket.once('data', resolve));
    return text.split('\n').slice(0, count);
  };
  return { socket, lines };
}

const status = '{"protocol":1,"type":"status"}\n';
const asSentence = (line: string | undefined): unknown => JSON.parse(line ?? '');

/** A socket file as a process leaves it behind that was killed. */
async function staleSocket(path: string): Promise<void> {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const server = createServer();
  await new Promise<void>((resolve) => void server.listen(join(dirname(path), 'dying'), resolve));
  linkSync(join(dirname(path), 'dying'), path);
  await new Promise((resolve) => void server.close(resolve));
}

describe('the control socket', () => {
  it('is for its owner alone', async () => {
    const dir = stateDir();
    const { path } = await served(dir, flat());
    expect(path).toBe(join(dir, 'keel.sock'));
    expect((statSync(dir).mode & 0o777).toString(8)).toBe('700');
    expect((statSync(path).mode & 0o777).toString(8)).toBe('600');
  });

  it('makes a folder that others could read its owner’s alone', async () => {
    const dir = stateDir();
    mkdirSync(dir);
    chmodSync(dir, 0o755);
    await served(dir, flat());
    expect((statSync(dir).mode & 0o777).toString(8)).toBe('700');
  });

  it('does not touch a folder that is shared on purpose', async () => {
    const dir = stateDir();
    mkdirSync(dir);
    chmodSync(dir, 0o1777);
    expect(await serveControl({ stateDir: dir, desk: flat() })).toEqual({
      ok: false,
      error: `${dir} is shared with other users; set KEEL_STATE_DIR to a folder of your own.`,
    });
    expect((statSync(dir).mode & 0o7777).toString(8)).toBe('1777');
  });

  it('is gone when it is closed, and a new one may open', async () => {
    const dir = stateDir();
    const { server, path } = await served(dir, flat());
    await server.close();
    expect(existsSync(path)).toBe(false);
    await served(dir, flat());
    expect(await ask(dir, { type: 'status' }, patient)).toMatchObject({ ok: true });
  });

  it('of a dead process is replaced', async () => {
    const dir = stateDir();
    await staleSocket(controlPath(dir));
    expect(await ask(dir, { type: 'status' }, patient)).toMatchObject({ ok: false, error: { why: 'nobody' } });
    await served(dir, flat());
    expect(await ask(dir, { type: 'status' }, patient)).toMatchObject({ ok: true });
    expect(readdirSync(dir)).toEqual(['keel.sock']);
  });

  it('of a living process is an error, and the living one is not disturbed', async () => {
    const dir = stateDir();
    await served(dir, flat());
    expect(await serveControl({ stateDir: dir, desk: flat() })).toEqual({
      ok: false,
      error: `Another Keel is running here (KEEL_STATE_DIR ${dir}): keel status shows it.`,
    });
    expect(await ask(dir, { type: 'status' }, patient)).toMatchObject({ ok: true });
  });

  it('goes to one of two that start at once over a dead one', async () => {
    const dir = stateDir();
    await staleSocket(controlPath(dir));
    const both = await Promise.all([0, 1].map(() => serveControl({ stateDir: dir, desk: flat() })));
    onTestFinished(async () => {
      for (const one of both) if (one.ok) await one.value.close();
    });
    expect(both.filter(({ ok }) => ok)).toHaveLength(1);
    expect(await ask(dir, { type: 'status' }, patient)).toMatchObject({ ok: true });
  });

  it('does not replace what is not a socket', async () => {
    const dir = stateDir();
    mkdirSync(dir, { mode: 0o700 });
    writeFileSync(controlPath(dir), 'precious');
    expect(await serveControl({ stateDir: dir, desk: flat() })).toMatchObject({
      ok: false,
      error: expect.stringMatching(/keel\.sock is in the way: it is not a socket/),
    });
  });

  it('lies elsewhere, and both ends know where, when the path is too long for a socket', async () => {
    const dir = join(stateDir(), 'x'.repeat(120));
    const { path } = await served(dir, flat());
    expect(path.startsWith(dir)).toBe(false);
    expect(Buffer.byteLength(path)).toBeLessThan(104);
    expect((statSync(dirname(path)).mode & 0o777).toString(8)).toBe('700');
    expect(await ask(dir, { type: 'status' }, patient)).toMatchObject({ ok: true });
  });
});

describe('a client', () => {
  it('gets one reply for each request, in the order of asking, however the bytes come', async () => {
    const { path } = await served(stateDir(), flat());
    const { socket, lines } = rawClient(path);
    socket.write(`{"protocol":1,"type":"pause"}\n${status}{"protocol":1,"ty`);
    await lines(2);
    socket.write('pe":"resume"}\n');
    const replies = (await lines(3)).map((line) => asSentence(line));
    expect(replies).toMatchObject([
      { protocol: 1, ok: true, type: 'pause', document: { mode: 'DEGRADED' } },
      { protocol: 1, ok: true, type: 'status', document: { mode: 'DEGRADED' } },
      { protocol: 1, ok: true, type: 'resume', document: { mode: 'NORMAL' } },
    ]);
  });

  it('that has no more to ask still gets its answer', async () => {
    const desk = deskOf(begun('10000', [btc], price('100')));
    const { path } = await served(stateDir(), desk);
    const { socket, lines } = rawClient(path);
    const commanded = desk.commanded();
    socket.end('{"protocol":1,"type":"pause"}\n');
    await commanded;
    await settled();
    desk.turn();
    expect(asSentence((await lines(1))[0])).toMatchObject({ ok: true });
  });

  it('that talks nonsense is told so, and may go on', async () => {
    const { path } = await served(stateDir(), flat());
    const { socket, lines } = rawClient(path);
    socket.write(Buffer.concat([Buffer.from([0xff, 0xfe, 0, 10]), Buffer.from(`{{{\n${status}`)]));
    const replies = (await lines(3)).map((line) => asSentence(line));
    expect(replies).toMatchObject([
      { ok: false, why: 'bad-request', sentence: 'The request is not a JSON object on one line.' },
      { ok: false, why: 'bad-request' },
      { ok: true, type: 'status' },
    ]);
  });

  it('that never ends its line is told the bound, and forgotten', async () => {
    const dir = stateDir();
    const { path } = await served(dir, flat());
    const { socket, lines } = rawClient(path);
    socket.write('x'.repeat(65_536));
    await settled();
    socket.write('x'.repeat(200_000));
    expect(asSentence((await lines(1))[0])).toMatchObject({
      ok: false,
      why: 'bad-request',
      sentence: 'A request is one line of at most 65536 bytes.',
    });
    await new Promise((resolve) => void socket.once('close', resolve));
    expect(await ask(dir, { type: 'status' }, patient)).toMatchObject({ ok: true });
  });

  it('may use the whole bound', async () => {
    const { path } = await served(stateDir(), flat());
    const { socket, lines } = rawClient(path);
    socket.write(`{"protocol":1,"type":"status"}${' '.repeat(65_536 - 30)}\n`);
    socket.write(`{"protocol":1,"type":"status"}${' '.repeat(65_536 - 29)}\n`);
    const replies = (await lines(2)).map((line) => asSentence(line));
    expect(replies).toMatchObject([{ ok: true }, { ok: false, why: 'bad-request' }]);
  });

  it('that does not read holds up nobody else', async () => {
    const dir = stateDir();
    const desk = flat();
    const { path } = await served(dir, desk);
    const { socket } = rawClient(path);
    socket.pause();
    socket.write(status.repeat(20_000));
    await settled();
    expect(await ask(dir, { type: 'pause' }, patient)).toMatchObject({ ok: true, value: { mode: 'DEGRADED' } });
  });

  it('that vanishes while it waits leaves nothing behind', async () => {
    const dir = stateDir();
    const desk = deskOf(begun('10000', [btc], price('100')));
    const { path } = await served(dir, desk);
    const { socket } = rawClient(path);
    const commanded = desk.commanded();
    socket.write('{"protocol":1,"type":"kill"}\n');
    await commanded;
    socket.destroy();
    await settled();
    desk.turn();
    await settled();
    expect(desk.listeners.size).toBe(0);
    expect(await ask(dir, { type: 'status' }, patient)).toMatchObject({ ok: true, value: { mode: 'HALTED' } });
  });

  it('that waits when the run ends is told so', async () => {
    const dir = stateDir();
    const desk = deskOf(begun('10000', [btc], price('100')));
    const { server } = await served(dir, desk);
    const commanded = desk.commanded();
    const answer = ask(dir, { type: 'kill', exit: false }, patient);
    await commanded;
    await server.close();
    expect(await answer).toEqual({
      ok: false,
      error: { why: 'refused', sentence: 'The run ended before the command was handled.' },
    });
    expect(desk.listeners.size).toBe(0);
  });

  it('does not keep the server from closing', async () => {
    const { server, path } = await served(stateDir(), flat());
    const { socket, lines } = rawClient(path);
    socket.write(status);
    await lines(1);
    await server.close();
    expect(existsSync(path)).toBe(false);
  });

  it('beyond the bound of connections is turned away, and says so', async () => {
    const dir = stateDir();
    const { path } = await served(dir, flat(), { connections: 1 });
    const { socket, lines } = rawClient(path);
    socket.write(status);
    await lines(1);
    expect(await ask(dir, { type: 'status' }, patient)).toMatchObject({ ok: false, error: { why: 'trouble' } });
  });

  it('is told when Keel itself fails to answer, and the next one is answered', async () => {
    const dir = stateDir();
    const desk = flat();
    const broken = { ...desk, trades: () => [null as never] };
    await served(dir, broken);
    expect(await ask(dir, { type: 'trades' }, patient)).toMatchObject({
      ok: false,
      error: { why: 'refused', sentence: expect.stringMatching(/^Keel failed to answer trades: /) },
    });
    expect(await ask(dir, { type: 'status' }, patient)).toMatchObject({ ok: true });
  });

  it('does not wait for ever for a Keel that is silent', async () => {
    const dir = stateDir();
    mkdirSync(dir, { mode: 0o700 });
    const silent = createServer(() => undefined);
    await new Promise<void>((resolve) => void silent.listen(controlPath(dir), resolve));
    onTestFinished(() => void silent.close());
    expect(await ask(dir, { type: 'status' }, { timeoutMs: 1 })).toEqual({
      ok: false,
      error: { why: 'trouble', sentence: 'The Keel running here has not answered within 0.001 s.' },
    });
  });
});
