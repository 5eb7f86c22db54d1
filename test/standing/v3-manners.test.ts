import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Service } from '../../src/venue/emulator/standing/service.ts';
import type { Standing } from '../../src/venue/emulator/standing/start.ts';
import { clientOf, control, standVenue } from '../support/standing-venue.ts';
import type { Client } from '../support/standing-venue.ts';
import { wsClient } from '../support/ws-client.ts';

let standing: Standing;
let client: Client;
let anybody: Client;

beforeEach(async () => {
  standing = await standVenue({ speed: 100 });
  client = clientOf(standing, standing.keys.pairs.full);
  anybody = clientOf(standing);
});
afterEach(() => standing.close());

it('a maintenance, its end and a delisting are among the notifications', async () => {
  const words = async (): Promise<unknown> => {
    const { json } = await client.get('/derivatives/api/v3/notifications');
    const { notifications } = json as Readonly<{
      notifications: readonly Readonly<{ type: string; priority: string }>[];
    }>;
    return notifications.map(({ type, priority }) => `${type} ${priority}`);
  };
  expect(await words()).toEqual([]);
  await control(standing, 'phase', { phase: 'maintenance' });
  await control(standing, 'phase', { phase: 'post_only' });
  await control(standing, 'delist', { symbol: 'PF_DOGEUSD' });
  expect(await words()).toEqual(['maintenance high', 'maintenance high', 'market medium']);
});

it('analytics have a row for each span, both bounds included, and say when there are more', async () => {
  const since = Math.floor(standing.exchange.now() / 1_000) - 7_200;
  const answer = await anybody.get(
    '/api/charts/v1/analytics/PF_XBTUSD/open-interest',
    `since=${Math.ceil(since / 3_600) * 3_600}&interval=3600`,
  );
  const { result, errors } = answer.json as Readonly<{
    result: Readonly<{ timestamp: readonly number[]; data: readonly (readonly number[])[]; more: boolean }>;
    errors: unknown;
  }>;
  expect([result.data.length, result.more, errors]).toEqual([result.timestamp.length, false, []]);
  expect(result.timestamp.length).toBeGreaterThanOrEqual(2);
  expect(result.data[0]).toHaveLength(4);
  const minutes = await anybody.get(
    '/api/charts/v1/analytics/PF_XBTUSD/future-basis',
    `since=${since}&to=${since + 600}&interval=60`,
  );
  expect(minutes.json).toMatchObject({ result: { more: false } });
  for (const [path, query, status] of [
    ['PF_XBTUSD/cvd', `since=${since}&interval=60`, 404],
    ['PF_NONE/open-interest', `since=${since}&interval=60`, 404],
    ['PF_XBTUSD/open-interest', `since=${since}&interval=61`, 400],
    ['PF_XBTUSD/open-interest', 'interval=60', 400],
  ] as const) {
    expect((await anybody.get(`/api/charts/v1/analytics/${path}`, query)).status).toBe(status);
  }
});

it('a connection that says nothing for too long is closed, as its service asks', async () => {
  const quiet: Service = {
    routes: {},
    sockets: { '/quiet': () => ({ hear: () => undefined, end: () => undefined }) },
    silenceMs: { '/quiet': 20 },
  };
  const paced = await standVenue({ speed: 1, services: [quiet] });
  const socket = await wsClient(`ws://127.0.0.1:${paced.port}/quiet`);
  expect(await socket.closed).toBe(1000);
  await paced.close();
});
