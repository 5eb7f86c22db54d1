import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { WebSocket } from 'ws';
import { assert } from '../../../core/assert.ts';
import { controlPath } from './control.ts';
import { watchSilence } from './silence.ts';
import type { Asked, Conversation, Link, Reply, Service } from './service.ts';
import type { Traffic } from './traffic.ts';
import type { Way } from './way.ts';

export type ListenerOptions = Readonly<{
  port: number;
  services: readonly Service[];
  way: Way;
  traffic: Traffic;
  /** False in lockstep, where nobody may be late. */
  isPaced: () => boolean;
  /** What is not part of the exchange: answered at once, whatever the time is there. */
  control: (asked: Asked) => Promise<Reply>;
}>;

export type Listener = Readonly<{ port: number; dropAll: (code: number) => void; close: () => Promise<void> }>;

/** Longer bodies and messages than this, in bytes, are nobody's order. */
const largest = 1_048_576;

/** Listens on loopback: HTTP and WebSocket on one port, one table of routes for all services. */
export async function listen(options: ListenerOptions): Promise<Listener> {
  const desk = { find: routeFinder(options.services), post: createPost() };
  const server = createServer((request, response) => meet(options, desk, { request, response }));
  const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false, maxPayload: largest });
  const doors = new Map(options.services.flatMap((service) => Object.entries(service.sockets)));
  const silences = new Map(options.services.flatMap(({ silenceMs = {} }) => Object.entries(silenceMs)));
  let opened = 0;
  sockets.on('headers', (headers) => headers.push(`X-Connection-Id: c${(opened += 1)}`));
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const { path } = splitUrl(request.url);
    const open = doors.get(path);
    if (open === undefined) return void socket.end('HTTP/1.1 404 Not Found\r\nconnection: close\r\n\r\n');
    sockets.handleUpgrade(request, socket, head, (client) => {
      const silenceMs = silences.get(path);
      if (silenceMs !== undefined) watchSilence(client, silenceMs, () => options.isPaced() && drop(client, 1000));
      converse(options, client, { id: `c${opened}`, open });
    });
  });
  const port = await bound(server, options.port);
  const dropAll = (code: number): void => {
    for (const client of sockets.clients) drop(client, code);
  };
  return {
    port,
    dropAll,
    close: async () => {
      dropAll(1001);
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function bound(server: Server, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address();
  assert(address !== null && typeof address === 'object', 'a server that listens on a port has one');
  return address.port;
}

type Find = (path: string) => ((asked: Asked) => Reply) | undefined;

/** The longest beginning of a path that somebody answers to. */
function routeFinder(services: readonly Service[]): Find {
  const routes = services.flatMap(({ routes: own }) => Object.entries(own)).sort(([a], [b]) => b.length - a.length);
  return (path) => routes.find(([prefix]) => path.startsWith(prefix))?.[1];
}

export function splitUrl(url: string = '/'): Readonly<{ path: string; query: string }> {
  const mark = url.indexOf('?');
  return mark < 0 ? { path: url, query: '' } : { path: url.slice(0, mark), query: url.slice(mark + 1) };
}

/** Who answers a path, and how answers are posted. */
type Desk = Readonly<{ find: Find; post: (write: () => void) => void }>;

/** Answers of one moment are written together: a client that sleeps is woken once for all of them. */
function createPost(): Desk['post'] {
  let waiting: (() => void)[] = [];
  const flush = (): void => {
    const writes = waiting;
    waiting = [];
    for (const write of writes) write();
  };
  return (write) => {
    if (waiting.push(write) === 1) setImmediate(flush);
  };
}

type Call = Readonly<{ request: IncomingMessage; response: ServerResponse }>;

function meet({ way, traffic, control }: ListenerOptions, { find, post }: Desk, { request, response }: Call): void {
  collect(request, (body) => {
    const { path, query } = splitUrl(request.url);
    const asked: Asked = { method: request.method ?? 'GET', path, query, body, headers: request.headers };
    if (path.startsWith(controlPath)) return void control(asked).then((reply) => write(response, reply));
    traffic.request();
    response.on('close', () => {
      if (!response.writableEnded) traffic.giveUp();
    });
    const handle = find(path) ?? notFound;
    way.ask(asked, handle, (reply) => {
      if (response.destroyed) return;
      traffic.response();
      post(() => write(response, reply));
    });
  });
}

function collect(request: IncomingMessage, done: (body: string) => void): void {
  const chunks: Buffer[] = [];
  let size = 0;
  request.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size > largest) request.destroy();
    else chunks.push(chunk);
  });
  request.on('end', () => done(chunks.length === 0 ? '' : Buffer.concat(chunks).toString('utf8')));
}

/** As the gateway before the exchange words it. @see fixture rest/errors/404-spring-style.json */
function notFound({ path }: Asked): Reply {
  const body = { timestamp: '', path, status: 404, error: 'Not Found', message: null, requestId: '0' };
  return { status: 404, body: JSON.stringify(body) };
}

function write(response: ServerResponse, { status, body, type = 'application/json', headers }: Reply): void {
  const own = ['content-type', type, 'content-length', String(Buffer.byteLength(body))];
  response.writeHead(status, headers === undefined ? own : [...own, ...Object.entries(headers).flat()]);
  response.end(body);
}

type Door = Readonly<{ id: string; open: (link: Link) => Conversation }>;

function converse({ way, traffic }: ListenerOptions, client: WebSocket, { id, open }: Door): void {
  let isDropped = false;
  const outlet = {
    id,
    write: (frame: string): void => {
      if (client.readyState !== client.OPEN) return;
      client.send(frame);
      traffic.frame(id);
    },
    drop: (code: number): void => {
      isDropped = true;
      drop(client, code);
    },
  };
  const conversation = way.connect(outlet, open);
  client.on('message', (data) => {
    traffic.request();
    conversation.hear(Buffer.isBuffer(data) ? data.toString('utf8') : '');
  });
  client.on('error', () => undefined);
  client.on('close', () => {
    conversation.end();
    if (!isDropped) traffic.giveUp();
  });
}

/** 1006 is no farewell: the connection breaks. */
function drop(client: WebSocket, code: number): void {
  if (code === 1006) client.terminate();
  else client.close(code);
}
