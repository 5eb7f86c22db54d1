import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { ms } from '../../core/units.ts';
import { virtualClock } from '../../runtime/clock.ts';
import { createHttp } from './http.ts';

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

async function serve(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<string> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function client(origin: string, connections: number): ReturnType<typeof createHttp> & ReturnType<typeof virtualClock> {
  const time = virtualClock(ms(1_000));
  const http = createHttp({ origin, clock: time.clock, connections, timeoutMs: 5_000 });
  closers.push(http.close);
  return { ...http, ...time };
}

test('brings back status, text and when the limit resets, and says when it was asked and heard', async () => {
  const origin = await serve((request, response) => {
    response
      .writeHead(429, { 'rate-limit-reset': '37' })
      .end(`${request.method ?? ''} ${String(request.headers['apikey'])}`);
  });
  const { ask } = client(origin, 2);
  expect(await ask({ method: 'POST', path: '/x', headers: { APIKey: 'k' }, body: 'a=1' })).toEqual({
    type: 'reply',
    status: 429,
    text: 'POST k',
    resetSeconds: 37,
    sentAt: 1_000,
    heardAt: 1_000,
  });
});

test('whoever does not answer in time, hangs up, or is not there, is lost; nothing is sent twice', async () => {
  let asked = 0;
  let arrived: () => void = () => undefined;
  const origin = await serve((request) => {
    asked += 1;
    arrived();
    if (request.url === '/hang-up') request.socket.destroy();
  });
  const { ask, advanceTo } = client(origin, 2);
  const coming = new Promise<void>((resolve) => (arrived = resolve));
  const silent = ask({ method: 'POST', path: '/silent', body: 'a=1' });
  await coming;
  advanceTo(ms(6_000));
  expect(await silent).toEqual({ type: 'lost', cause: 'timeout' });
  expect(await ask({ method: 'POST', path: '/hang-up', body: 'a=1' })).toMatchObject({ type: 'lost' });
  expect(asked).toBe(2);
  const gone = client('http://127.0.0.1:1', 1);
  expect(await gone.ask({ method: 'GET', path: '/' })).toEqual({ type: 'lost', cause: 'ECONNREFUSED' });
});

test('keeps to its connections, however much is asked at once', async () => {
  const sockets = new Set<unknown>();
  const origin = await serve((request, response) => {
    sockets.add(request.socket);
    response.end('ok');
  });
  const { ask } = client(origin, 100);
  const all = await Promise.all(Array.from({ length: 200 }, () => ask({ method: 'GET', path: '/' })));
  expect(all.every((reply) => reply.type === 'reply')).toBe(true);
  expect(sockets.size).toBeLessThanOrEqual(30);
});
