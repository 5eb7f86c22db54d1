import { derivativesCost, historyCost, ratePools } from '../../dialect/costs.ts';
import { createGate } from '../standing/gate.ts';
import { drawUuid } from '../standing/keys.ts';
import { createPool } from '../standing/pool.ts';
import type { Pool } from '../standing/pool.ts';
import type { Asked, Ground, Reply, Service } from '../standing/service.ts';
import { accountRoutes } from './account.ts';
import { batchSize } from './batch.ts';
import { answerCharts } from './charts.ts';
import { checkKey, deskRoutes } from './desk-work.ts';
import { createDesk } from './desk.ts';
import type { Desk, Route, Routes, Shapes } from './desk.ts';
import { failure, refusal } from './envelope.ts';
import { historyRoutes } from './history-routes.ts';
import { keepManners, manners } from './manners.ts';
import { marketDataRoutes } from './market-data.ts';
import { orderRoutes } from './orders.ts';
import { readParams } from './params.ts';
import type { Params } from './params.ts';
import { preferenceRoutes } from './preferences.ts';
import { createSocket } from './socket.ts';

const routes: Routes = {
  ...marketDataRoutes,
  ...accountRoutes,
  ...orderRoutes,
  ...preferenceRoutes,
  ...deskRoutes,
  ...historyRoutes,
};
const open = Object.entries(routes).filter(([pattern]) => pattern.endsWith('/'));
const checkPath = '/api/auth/v1/api-keys/v3/check';

/** Derivatives REST v3, history, charts and WebSocket v1, as they are until 1 March 2027. */
export function createV3Service(ground: Ground, shapes: Shapes, limits: 'kraken' | 'none' = 'kraken'): Service {
  const desk = createDesk(ground, { account: drawUuid(ground.luck.fork('account')), shapes });
  const { exchange } = ground;
  const enter = createDoor(desk, limits === 'kraken' ? ratePools : bottomless, ground.meters);
  return {
    routes: {
      '/derivatives/api/': enter,
      '/api/history/': enter,
      '/api/auth/': enter,
      '/api/charts/v1': (asked) => answerCharts(desk, asked),
    },
    sockets: { '/ws/v1': limits === 'kraken' ? keepManners(exchange, createSocket(desk)) : createSocket(desk) },
    silenceMs: { '/ws/v1': manners.silenceMs },
  };
}

type Found = Readonly<{ route: Route; rest: readonly string[] }>;

function find(method: string, path: string): Found | undefined {
  const exact = routes[`${method} ${path}`];
  if (exact !== undefined) return { route: exact, rest: [] };
  const call = `${method} ${path}`;
  const entry = open.find(([pattern]) => call.startsWith(pattern));
  return entry === undefined ? undefined : { route: entry[1], rest: call.slice(entry[0].length).split('/') };
}

type Pools = Readonly<Record<keyof typeof ratePools, Readonly<{ capacity: number; perSecond: number }>>>;
/** For whoever measures: everything is priced, and there is always enough. */
const bottomless: Pools = {
  derivatives: { capacity: Infinity, perSecond: 1 },
  history: { capacity: Infinity, perSecond: 1 },
};

/** Key, then budget, then the call itself: a call over budget is not processed. Gotcha 14. */
function createDoor(desk: Desk, pools: Pools, meters: Ground['meters']): (asked: Asked) => Reply {
  const { exchange, keys } = desk;
  const gate = createGate(keys);
  const open = (name: keyof Pools): Pool =>
    createPool({ ...pools[name], meter: meters.of(`v3 ${name}`, pools[name].capacity) }, exchange.now);
  const [derivatives, history] = [open('derivatives'), open('history')];
  return (asked) => {
    const at = exchange.now();
    const { method, path } = asked;
    const found = path === checkPath ? { route: keyCheck(asked), rest: [] } : find(method, path);
    if (found === undefined) return refusal(at, 404, { code: 0, message: '404 NOT_FOUND' });
    const { route, rest } = found;
    if (desk.phase() === 'maintenance') return route.access === 'public' ? unavailable : failure(at, 'Unavailable');
    const params = readParams(asked);
    if (route.access === 'public') return route.answer(desk, { at, params, rest });
    const key = gate(asked, route.access);
    if (!key.ok) return failure(at, key.error);
    if (path.startsWith('/api/history/')) {
      const count = params.get('count');
      const taken = history.take(
        historyCost(rest[0] ?? path.split('/')[4] ?? '', count === undefined ? undefined : Number(count)),
      );
      if (taken !== 'fine') return tooMany(taken.waitSeconds);
    } else if (derivatives.take(costOf(asked, params)) !== 'fine') return failure(at, 'apiLimitExceeded');
    return route.answer(desk, { at, params, rest, key: key.value });
  };
}

function keyCheck(asked: Asked): Route {
  return { access: 'read', answer: (desk) => checkKey(desk, asked) };
}

function costOf({ method, path }: Asked, params: Params): number {
  const call = `${method} ${path.slice('/derivatives/api/v3/'.length)}`;
  if (call === 'POST batchorder') return derivativesCost(call, { items: batchSize(params.get('json')) });
  return derivativesCost(call, { hasLastFillTime: params.get('lastFillTime') !== undefined });
}

/** @see fixture rest/errors/history-429.txt */
function tooMany(waitSeconds: number): Reply {
  return {
    status: 429,
    body: 'Too Many Requests',
    type: 'text/plain',
    headers: { 'rate-limit-reset': String(waitSeconds) },
  };
}

const unavailable: Reply = {
  status: 503,
  type: 'text/html',
  body: '<html><head><title>503</title></head><body>cloudflare</body></html>',
};
