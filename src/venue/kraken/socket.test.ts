import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { WebSocketServer } from 'ws';
import type { WebSocket } from 'ws';
import { assert } from '../../core/assert.ts';
import { ms } from '../../core/units.ts';
import { virtualClock } from '../../runtime/clock.ts';
import { rng } from '../../runtime/rng.ts';
import { createSocket } from './socket.ts';
import type { SocketLink } from './socket.ts';

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

type Line = Readonly<{
  link: SocketLink;
  server: WebSocketServer;
  said: string[];
  next: (word: string) => Promise<void>;
  pass: (forMs: number) => void;
  /** The connections that the server has met, by number. */
  met: (which: number) => WebSocket;
}>;

async function line(): Promise<Line> {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  await once(server, 'listening');
  const sockets: WebSocket[] = [];
  server.on('connection', (socket) => sockets.push(socket));
  const met = (which: number): WebSocket => {
    const socket = sockets[which];
    assert(socket !== undefined, 'the server has met it');
    return socket;
  };
  const { clock, advanceTo } = virtualClock(ms(0));
  const said: string[] = [];
  const waiting: { word: string; done: () => void }[] = [];
  const say = (word: string): void => {
    said.push(word);
    for (const { word: wanted, done } of waiting) if (word.startsWith(wanted)) done();
  };
  const link = createSocket({
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}`,
    clock,
    rng: rng(1),
    connectMs: 5_000,
    pingMs: 1_000,
    silenceMs: 4_000,
    backOffMs: 500,
    backOffMaxMs: 8_000,
    triesMax: 3,
    notify: (severity, name, { tries = '' }) => say(`${severity} ${name} ${tries}`),
    opened: () => say('opened'),
    heard: (text) => say(`heard ${text}`),
    lost: (cause) => say(`lost ${cause}`),
  });
  closers.push(async () => {
    await link.close();
    for (const socket of server.clients) socket.terminate();
    server.close();
  });
  const next = (word: string): Promise<void> => new Promise((done) => waiting.push({ word, done }));
  const pass = (forMs: number): void => advanceTo(ms(clock.now() + forMs));
  await next('opened');
  return { link, server, said, next, pass, met };
}

test('speaks, is pinged, and comes back after it was lost, not before its wait is over', async () => {
  const { link, met, said, next, pass } = await line();
  const first = met(0);
  const heard = once(first, 'message');
  expect(link.send('hello')).toBe(true);
  expect(String((await heard)[0])).toBe('hello');
  const pinged = once(first, 'ping');
  pass(1_000);
  await pinged;
  const lost = next('lost');
  first.close();
  await lost;
  expect(link.send('nobody hears')).toBe(false);
  const again = next('opened');
  pass(200);
  expect(said.filter((word) => word === 'opened')).toHaveLength(1);
  pass(300);
  await again;
  const answer = next('heard');
  met(1).send('back');
  await answer;
  expect(said).toEqual(['opened', 'lost closed 1005', 'opened', 'heard back']);
});

test('a line on which nothing is heard is dead, however open it looks', async () => {
  const { met, next, pass, said } = await line();
  met(0).pause();
  const lost = next('lost');
  for (let i = 0; i < 4; i += 1) pass(1_000);
  await lost;
  expect(said).toEqual(['opened', 'lost silence']);
});

test('a drop begins afresh, and a closed link stays closed', async () => {
  const { link, next, pass, said } = await line();
  const lost = next('lost');
  link.drop('gap');
  await lost;
  const again = next('opened');
  pass(500);
  await again;
  await link.close();
  pass(60_000);
  expect(said).toEqual(['opened', 'lost gap', 'opened']);
});

test('a stream that falls again and again counts as down, once, and as back when it has held', async () => {
  const { met, next, pass, said } = await line();
  for (let n = 0; n < 4; n += 1) {
    const [lost, again] = [next('lost'), next('opened')];
    met(n).close();
    await lost;
    pass(8_000);
    await again;
  }
  const held = next('info');
  for (let second = 0; second < 9; second += 1) {
    const heard = next('heard');
    met(4).send('still here');
    await heard;
    pass(1_000);
  }
  met(4).close();
  await held;
  expect(said.filter((word) => /^(critical|info)/.test(word))).toEqual([
    'critical VENUE_STREAM_DOWN 3',
    'info VENUE_STREAM_BACK 4',
  ]);
});
