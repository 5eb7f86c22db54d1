import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import { connect } from 'node:net';
import { openMarket } from '../src/boot/market.ts';
import { fixed } from '../src/core/units.ts';
import { rng } from '../src/runtime/rng.ts';
import { authent, signingKey } from '../src/venue/dialect/sign.ts';
import { createExchange } from '../src/venue/emulator/exchange.ts';
import { listedContracts } from '../src/venue/emulator/listing.ts';
import { startEmulator } from '../src/venue/emulator/standing/start.ts';
import { newestShapes } from '../src/venue/emulator/v3/desk.ts';
import { createV3Service } from '../src/venue/emulator/v3/service.ts';

/**
 * What an order costs the emulator: a signed sendorder over HTTP, authenticated, rated, matched and answered, in CPU of the
 * server's process, beside a bare node:http server that gets the same requests in the same process. Median of the rounds.
 * `npm run bench:emulator -- SEED`
 */
const seed = Number(process.argv[3] ?? process.argv[2] ?? 2) || 2;
const rounds = 5;
const requestsPerRound = 6_000;
const connections = 16;
const path = '/derivatives/api/v3/sendorder';
const orders = ['buy', 'sell'].map((side) => `orderType=mkt&symbol=PF_XBTUSD&side=${side}&size=0.001`);

type Ready = Readonly<{ emulator: number; trivial: number; apiKey: string; apiSecret: string }>;
type Cpu = Readonly<{ cpuMicros: number; filled: number }>;

if (process.argv[2] === 'serve') await serve();
else await measure();

async function serve(): Promise<void> {
  const market = openMarket({ cwd: process.cwd(), env: {} }, { market: 'synthetic', seed: String(seed) });
  if (!market.ok) throw new Error(market.error);
  const { instruments, source, startAt } = market.value;
  const traded = new Set(instruments.map(({ id }) => id));
  const exchange = createExchange({
    contracts: listedContracts().filter(({ symbol }) => traded.has(symbol)),
    deposits: { USD: fixed('1000000') },
    fees: { maker: fixed('0.0002'), taker: fixed('0.0005') },
    slippage: fixed('0.0001'),
    participation: 0.1,
    remembers: 25_000,
    rng: rng(seed).fork('venue'),
  });
  const standing = await startEmulator({
    port: 0,
    exchange,
    candles: source,
    startAt,
    speed: 1,
    latencyMs: 0,
    luck: rng(seed),
    faults: [],
    services: [(ground) => createV3Service(ground, newestShapes, 'none')],
  });
  const trivial = createServer((_, response) => response.end('{"result":"success"}'));
  const ready: Ready = { emulator: standing.port, trivial: await portOf(trivial), ...standing.keys.pairs.full };
  process.on('message', () => {
    const { user, system } = process.cpuUsage();
    process.send?.({ cpuMicros: user + system, filled: exchange.executions(10_000_000).length } satisfies Cpu);
  });
  process.send?.(ready);
}

async function portOf(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return address !== null && typeof address === 'object' ? address.port : 0;
}

async function measure(): Promise<void> {
  const child = fork(import.meta.filename, ['serve', String(seed)]);
  const [ready] = (await once(child, 'message')) as unknown as readonly [Ready];
  const key = signingKey(ready.apiSecret);
  const requests = orders.map((data) =>
    [
      `POST ${path} HTTP/1.1`,
      'Host: 127.0.0.1',
      `APIKey: ${ready.apiKey}`,
      `Authent: ${authent(key, { data, path })}`,
      'Content-Type: application/x-www-form-urlencoded',
      `Content-Length: ${data.length}`,
      '',
      data,
    ].join('\r\n'),
  );
  /** As many requests over the connections, one after the other on each; how many were placed. */
  const load = async (port: number, count: number): Promise<number> => {
    let [next, placed] = [0, 0];
    const work = async (): Promise<void> => {
      const socket = connect(port, '127.0.0.1').setNoDelay(true).setEncoding('latin1');
      let [text, turn] = ['', 0];
      const ask = (): void => {
        next += 1;
        socket.write(requests[(turn += 1) % 2] ?? '');
      };
      socket.on('data', (chunk: string) => {
        text += chunk;
        const head = text.indexOf('\r\n\r\n');
        const length = Number(/content-length: (\d+)/i.exec(text)?.[1]);
        if (head < 0 || text.length < head + 4 + length) return;
        if (text.includes('"status":"placed"')) placed += 1;
        text = '';
        if (next < count) ask();
        else socket.end();
      });
      ask();
      await once(socket, 'close');
    };
    await Promise.all(Array.from({ length: connections }, work));
    return placed;
  };
  const figures: Readonly<{ trivial: number; order: number; placed: number }>[] = [];
  for (let round = 0; round <= rounds; round += 1) {
    const before = await cpuOf(child);
    await load(ready.trivial, requestsPerRound);
    const between = await cpuOf(child);
    const placed = await load(ready.emulator, requestsPerRound);
    const after = await cpuOf(child);
    const trivial = (between.cpuMicros - before.cpuMicros) / requestsPerRound;
    const order = (after.cpuMicros - between.cpuMicros) / requestsPerRound;
    // The first round warms up.
    if (round > 0) figures.push({ trivial, order, placed: placed / requestsPerRound });
  }
  child.kill();
  const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN;
  print('trivial-http-cpu', median(figures.map(({ trivial }) => trivial)), 'us/request');
  print('emulator-order-cpu', median(figures.map(({ order }) => order)), 'us/order');
  print('emulator-order-ratio', median(figures.map(({ order, trivial }) => order / trivial)), 'x trivial');
  print('emulator-orders', median(figures.map(({ order }) => 1e6 / order)), 'orders/cpu-second');
  print('emulator-orders-placed', Math.min(...figures.map(({ placed }) => placed)), 'share');
}

async function cpuOf(child: ChildProcess): Promise<Cpu> {
  child.send('cpu');
  const [cpu] = (await once(child, 'message')) as unknown as readonly [Cpu];
  return cpu;
}

function print(name: string, value: number, unit: string): void {
  process.stdout.write(`${JSON.stringify({ name, value: Math.round(value * 1_000) / 1_000, unit, seed })}\n`);
}
