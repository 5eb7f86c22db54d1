import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import type { WebSocket } from 'ws';

/** What the stub says to a call: a body, a status with a text, or nothing for ever. */
export type Script = (call: Readonly<{ method: string; path: string; form: URLSearchParams }>) => unknown;
export type Raw = Readonly<{ status: number; text: string; headers?: Readonly<Record<string, string>> }>;
export const silence: unique symbol = Symbol('silence');
export const hangUp: unique symbol = Symbol('hang up');

export type Stub = Readonly<{
  urls: Readonly<Record<'rest' | 'history' | 'charts' | 'ws', string>>;
  /** What was asked, in order: method, path below the host, form. */
  asked: string[];
  /** The last connection's frames from the client. */
  frames: Readonly<Record<string, unknown>>[];
  push: (frame: unknown) => void;
  /** Ends the connection; the client comes back. */
  cut: () => void;
  connections: () => number;
  close: () => Promise<void>;
}>;

export const now = '2026-09-25T18:00:00.000Z';
export const success = (body: object): object => ({ result: 'success', serverTime: now, ...body });

const quiet: Readonly<Record<string, object>> = {
  accounts: success({ accounts: { flex: { marginEquity: 1e4, availableMargin: 1e4, currencies: {} } } }),
  leveragepreferences: success({ leveragePreferences: [] }),
  openorders: success({ openOrders: [] }),
  openpositions: success({ openPositions: [] }),
  fills: success({ fills: [] }),
  'orders/status': success({ orders: [] }),
};
const snapshots = [
  { feed: 'open_orders_snapshot', account: 'a', orders: [] },
  { feed: 'fills_snapshot', account: 'a', fills: [] },
  { feed: 'open_positions', account: 'a', positions: [], seq: 0, timestamp: 0 },
  { feed: 'balances_snapshot', account: 'a', seq: 0, timestamp: 0, holding: {}, futures: {} },
];

/** A venue that says what it is told to; of what it is not told it says that there is nothing. */
export async function standStub(script: Script, spoken: () => readonly unknown[] = () => snapshots): Promise<Stub> {
  const asked: string[] = [];
  const frames: Record<string, unknown>[] = [];
  const sockets: WebSocket[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (part: Buffer) => (body += part.toString()));
    request.on('end', () => {
      const { pathname, searchParams } = new URL(request.url ?? '', 'http://stub');
      const path = pathname.replace(/^\/derivatives\/api\/v3\/|^\/api\/history\/v2\//, '');
      const method = request.method ?? '';
      const form = method === 'POST' ? new URLSearchParams(body) : searchParams;
      asked.push(`${method} ${path} ${form.toString()}`);
      const said = script({ method, path, form }) ?? quiet[path] ?? { elements: [], len: 0 };
      if (said === silence) return;
      if (said === hangUp) return void request.socket.destroy();
      const raw = said as Partial<Raw>;
      if (typeof raw.text === 'string') return void response.writeHead(raw.status ?? 200, raw.headers).end(raw.text);
      response.end(JSON.stringify(said));
    });
  });
  const sockServer = new WebSocketServer({ server });
  sockServer.on('connection', (socket) => {
    sockets.push(socket);
    frames.length = 0;
    socket.send(JSON.stringify({ event: 'info', version: 1 }));
    socket.on('message', (data) => {
      const frame = JSON.parse((data as Buffer).toString()) as Record<string, unknown>;
      frames.push(frame);
      if (frame['event'] === 'challenge') socket.send(JSON.stringify({ event: 'challenge', message: 'c-1' }));
      if (frame['feed'] === 'notifications_auth') for (const said of spoken()) socket.send(JSON.stringify(said));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const http = `http://127.0.0.1:${port}`;
  return {
    urls: {
      rest: `${http}/derivatives/api`,
      history: `${http}/api/history`,
      charts: `${http}/api/charts`,
      ws: `ws://127.0.0.1:${port}/ws/v1`,
    },
    asked,
    frames,
    push: (frame) => sockets.at(-1)?.send(JSON.stringify(frame)),
    cut: () => sockets.at(-1)?.terminate(),
    connections: () => sockets.length,
    close: async () => {
      for (const socket of sockets) socket.terminate();
      sockServer.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
