import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import type { WebSocket } from 'ws';
import { assert } from '../../src/core/assert.ts';

/** A request as it came over a WebSocket; `text` is it, digit for digit. */
export type Request = Readonly<{
  line: 'public' | 'private';
  method: string;
  params: Readonly<Record<string, unknown>>;
  text: string;
}>;
/** What the stub answers: frames without envelope are completed with method and req_id. Undefined: nothing at all. */
export type Script = (request: Request) => readonly object[] | undefined;

export type Stub = Readonly<{
  urls: Readonly<{ public: string; private: string; rest: string; charts: string }>;
  /** All that was asked, oldest first. */
  requests: Request[];
  http: { path: string; headers: IncomingMessage['headers']; body: string }[];
  /** The words of the next answers, by method or `subscribe channel`; the plain ones where there is none. */
  scripts: Map<string, Script>;
  /** What the private channels begin with. */
  account: { executions: object[]; positions: object; margin: object; preferences: object };
  market: { pairs: object[]; candles: object[]; chart: (path: string) => unknown; unixtime: number };
  say: (line: 'public' | 'private', frame: object) => void;
  /** Breaks the connections of a line. */
  cut: (line: 'public' | 'private') => void;
  tokens: () => number;
  close: () => Promise<void>;
}>;

/** Method and channel. */
export function nameOf({ method, params: { channel } }: Request): string {
  return typeof channel === 'string' ? `${method} ${channel}` : method;
}

const at = '2026-11-20T12:00:00.500000Z';
/** `{ success: false }` and why. */
export const refused =
  (error: string): Script =>
  () => [{ success: false, error }];

/** An exchange of our own making that says what it is told to say. It keeps no books. */
export async function startStub(): Promise<Stub> {
  const requests: Request[] = [];
  const http: Stub['http'] = [];
  const scripts: Stub['scripts'] = new Map();
  const lines = { public: new Set<WebSocket>(), private: new Set<WebSocket>() };
  const account: Stub['account'] = {
    executions: [],
    positions: { futures: [], options: [], time: at },
    margin: { margin_equity: 10_000.5, available_margin: 9_000, balance_value: 10_000.5 },
    preferences: { futures: 'enabled' },
  };
  const sol = { symbol: 'PF_SOLUSD', base: 'SOL', quote: 'USD', status: 'online', price_precision: 2 };
  const steps = { price_increment: 0.01, qty_precision: 2, qty_increment: 0.01, qty_min: 0.01 };
  const market: Stub['market'] = {
    pairs: [{ ...sol, ...steps }],
    candles: [],
    chart: () => ({ candles: [] }),
    unixtime: Date.UTC(2026, 10, 20, 12) / 1_000,
  };
  let tokens = 0;

  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const path = request.url ?? '';
      http.push({ path, headers: request.headers, body: Buffer.concat(chunks).toString() });
      if (path.startsWith('/api/charts')) {
        response.end(JSON.stringify(market.chart(path)));
        return;
      }
      if (path === '/0/public/Time') {
        response.end(JSON.stringify({ error: [], result: { unixtime: market.unixtime } }));
        return;
      }
      tokens += 1;
      const scripted = scripts.get('token')?.({ line: 'private', method: 'token', params: {}, text: '' });
      response.end(
        JSON.stringify(scripted?.[0] ?? { error: [], result: { token: `TOKEN-${String(tokens)}`, expires: 900 } }),
      );
    });
  });
  const sockets = new WebSocketServer({ server });
  sockets.on('connection', (socket, request) => {
    const line = request.url === '/v2/private' ? 'private' : 'public';
    lines[line].add(socket);
    socket.on('close', () => lines[line].delete(socket));
    const send = (frame: object): void => socket.send(JSON.stringify(frame));
    send({ channel: 'status', type: 'update', data: [{ system: 'online', api_version: 'v2', version: '2.0.10' }] });
    socket.on('message', (data: Buffer) => {
      const text = data.toString();
      const said = JSON.parse(text) as { method: string; params?: Record<string, unknown>; req_id: number };
      const asked: Request = { line, method: said.method, params: said.params ?? {}, text };
      requests.push(asked);
      const name = nameOf(asked);
      const frames = scripts.has(name) ? scripts.get(name)?.(asked) : plain(asked, account, market);
      const envelope = { method: said.method, req_id: said.req_id, time_in: at, time_out: at };
      for (const frame of frames ?? [])
        send('channel' in frame || 'method' in frame ? frame : { ...envelope, ...frame });
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const cut: Stub['cut'] = (line) => lines[line].forEach((socket) => socket.terminate());
  return {
    urls: {
      public: `ws://127.0.0.1:${String(port)}/v2/public`,
      private: `ws://127.0.0.1:${String(port)}/v2/private`,
      rest: `http://127.0.0.1:${String(port)}`,
      charts: `http://127.0.0.1:${String(port)}/api/charts`,
    },
    requests,
    http,
    scripts,
    account,
    market,
    cut,
    tokens: () => tokens,
    say: (line, frame) => {
      assert(lines[line].size > 0, `somebody is connected to ${line}`);
      for (const socket of lines[line]) socket.send(JSON.stringify(frame));
    },
    close: async () => {
      cut('public');
      cut('private');
      sockets.close();
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** What a healthy exchange answers. */
function plain({ method, params }: Request, account: Stub['account'], market: Stub['market']): readonly object[] {
  if (method === 'ping') return [{ method: 'pong', req_id: undefined, success: true }, { success: true }];
  if (method === 'add_order') return [{ success: true, result: { order_id: 'v-1', cl_ord_id: params['cl_ord_id'] } }];
  const symbols = (params['symbol'] ?? [undefined]) as readonly (string | undefined)[];
  const acks = symbols.map((symbol) => ({ success: true, result: { channel: params['channel'], symbol } }));
  return method === 'subscribe' ? [...acks, ...greeting(params, account, market)] : acks;
}

function greeting(params: Request['params'], account: Stub['account'], market: Stub['market']): readonly object[] {
  const channel = String(params['channel']);
  const snapshot = { channel, type: 'snapshot' };
  switch (channel) {
    case 'executions':
      return [{ ...snapshot, data: account.executions, sequence: 1 }];
    case 'positions':
      return [{ ...snapshot, ...('error' in account.positions ? account.positions : { data: account.positions }) }];
    case 'margin':
      return [{ channel, type: 'multi_collateral', data: account.margin }];
    case 'preferences':
      return [{ ...snapshot, data: account.preferences }];
    case 'instrument':
      return [{ ...snapshot, data: { assets: [], pairs: market.pairs } }];
    case 'ohlc':
      return market.candles.length === 0 ? [] : [{ ...snapshot, data: market.candles }];
    case 'ticker':
      return [{ ...snapshot, data: [{ symbol: 'PF_SOLUSD', bid: 99, ask: 101, last: 100, volume: 5, vwap: 100 }] }];
    default:
      return [];
  }
}
