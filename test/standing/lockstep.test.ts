import { afterEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { ms } from '../../src/core/units.ts';
import { rng } from '../../src/runtime/rng.ts';
import type { FaultRule } from '../../src/venue/emulator/standing/faults.ts';
import type { Service } from '../../src/venue/emulator/standing/service.ts';
import { startEmulator } from '../../src/venue/emulator/standing/start.ts';
import type { Standing } from '../../src/venue/emulator/standing/start.ts';
import { fakeExchange } from '../support/fake-exchange.ts';

let reached: string[] = [];
const echo: Service = {
  routes: {
    '/echo': ({ query }) => {
      reached.push(query);
      return { status: 200, body: JSON.stringify({ query, list: [1] }) };
    },
  },
  sockets: {
    '/talk': (link) => {
      link.send('hello');
      return { hear: (text) => link.send(`heard ${text}`, 'reply'), end: () => undefined };
    },
  },
};
let standing: Standing | undefined;

async function start(faults: readonly FaultRule[] = [], speed?: number): Promise<Standing> {
  standing = await startEmulator({
    port: 0,
    exchange: fakeExchange(1_000_000),
    // One group a long time ahead: the market is not over.
    candles: { groups: () => [{ openAt: ms(9_000_000), candles: [] }] },
    startAt: ms(1_000_000),
    speed,
    latencyMs: 50,
    luck: rng(1),
    faults,
    services: [() => echo],
  });
  return standing;
}

afterEach(async () => {
  await standing?.close();
  standing = undefined;
});

async function control(what: string, body: unknown = {}): Promise<Record<string, unknown>> {
  const answer = await fetch(`${standing?.urls.control}${what}`, { method: 'POST', body: JSON.stringify(body) });
  return (await answer.json()) as Record<string, unknown>;
}
const get = async (query: string, signal?: AbortSignal): Promise<Response> =>
  fetch(`http://127.0.0.1:${standing?.port}/echo?${query}`, signal === undefined ? {} : { signal });

describe('lockstep', () => {
  it('answers a request after twice the latency, of time that passes in turns only', async () => {
    await start();
    const asked = get('a=1');
    expect(await control('turn', { until: 1_000_030, sent: 1 })).toEqual({
      at: 1_000_030,
      http: 0,
      frames: {},
      over: false,
    });
    expect(await control('turn', { until: null, sent: 1 })).toEqual({
      at: 1_000_100,
      http: 1,
      frames: {},
      over: false,
    });
    expect(await (await asked).json()).toEqual({ query: 'a=1', list: [1] });
  });

  it('says how many frames each connection was sent, the greeting after the way there and back', async () => {
    await start();
    const socket = new WebSocket(`ws://127.0.0.1:${standing?.port}/talk`);
    const heard: string[] = [];
    socket.on('message', (data) => heard.push((data as Buffer).toString('utf8')));
    let id = '';
    socket.on('upgrade', (response) => void (id = String(response.headers['x-connection-id'])));
    await new Promise((resolve) => socket.once('open', resolve));
    socket.send('one');
    expect(await control('turn', { sent: 1 })).toEqual({ at: 1_000_100, http: 0, frames: { [id]: 2 }, over: false });
    while (heard.length < 2) await new Promise((resolve) => socket.once('message', resolve));
    expect(heard).toEqual(['hello', 'heard one']);
    socket.close();
  });

  it('knows what the client gave up', async () => {
    await start([{ name: 'accepted-but-no-reply', part: 'echo', probability: 0, on: [1] }]);
    const impatient = new AbortController();
    const asked = get('lost', impatient.signal).catch(() => 'given up');
    await control('turn', { until: 1_005_000, sent: 1 });
    impatient.abort();
    expect(await asked).toBe('given up');
    expect(await control('turn', { until: 1_006_000, sent: 1, gone: 1 })).toMatchObject({ at: 1_006_000, http: 0 });
  });
});

describe('what comes between two turns', () => {
  it('comes in the order of its names, whichever connection was quicker', async () => {
    reached = [];
    await start();
    const calls = [];
    for (const [index, query] of ['c', 'a', 'b'].entries()) {
      calls.push(get(query));
      while (Number((await control('time'))['requests']) <= index);
    }
    await control('turn', { until: null, sent: 3 });
    await Promise.all(calls);
    expect(reached).toEqual(['a', 'b', 'c']);
  });

  it('is waited for before time passes', async () => {
    await start();
    const turn = control('turn', { until: null, sent: 1 });
    for (let i = 0; i < 5; i += 1) expect((await control('time'))['at']).toBe(1_000_000);
    const call = get('late');
    expect(await turn).toMatchObject({ at: 1_000_100, http: 1 });
    expect((await call).status).toBe(200);
  });

  it('is waited for, and so is what the client says that it gave up', async () => {
    await start([{ name: 'drop', part: 'echo', probability: 0, on: [1] }]);
    const impatient = new AbortController();
    const lost = get('lost', impatient.signal).catch(() => 'given up');
    const turn = control('turn', { until: 1_005_000, sent: 1, gone: 1 });
    for (let i = 0; i < 5; i += 1) expect((await control('time'))['at']).toBe(1_000_000);
    impatient.abort();
    expect([await lost, await turn]).toMatchObject(['given up', { at: 1_005_000 }]);
  });
});

describe('faults', () => {
  it('strike by script and are counted', async () => {
    await start([{ name: 'empty-reply', part: '/echo', probability: 0, on: [2] }], 1e6);
    expect(await (await get('1')).json()).toEqual({ query: '1', list: [1] });
    expect(await (await get('2')).json()).toEqual({ query: '2', list: [] });
    expect((await control('faults'))['counts']).toMatchObject({ 'empty-reply': 1, drop: 0 });
  });

  it('come and go through the control endpoint', async () => {
    await start([], 1e6);
    await control('fault', { name: '5xx', times: 1 });
    expect((await get('1')).status).toBeGreaterThanOrEqual(502);
    expect((await get('1')).status).toBe(200);
    await control('fault', { name: '5xx', probability: 1 });
    expect((await get('1')).status).toBeGreaterThanOrEqual(502);
    await control('clear');
    expect((await get('1')).status).toBe(200);
  });
});
