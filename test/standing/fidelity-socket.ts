import { createHash, createHmac } from 'node:crypto';
import type { Standing } from '../../src/venue/emulator/standing/start.ts';
import { clientOf } from '../support/standing-venue.ts';
import { wsClient } from '../support/ws-client.ts';
import type { Frame } from '../support/ws-client.ts';
import { fixture } from './fidelity.ts';

/** A frame that the emulator sent, and the captured or documented ones of its kind. */
export type FrameModel = Readonly<{ call: string; answer: unknown; model: unknown }>;

const privateFeeds = ['open_orders', 'fills', 'open_positions', 'balances', 'account_log', 'notifications_auth'];

/** Everything that one connection hears while an account trades: one model for each kind of frame. */
export async function frameModels(standing: Standing): Promise<readonly FrameModel[]> {
  const { apiKey, apiSecret } = standing.keys.pairs.full;
  const socket = await wsClient(standing.urls.futures.ws);
  socket.say({ event: 'challenge', api_key: apiKey });
  const challenge = String((await socket.until((frame) => frame['event'] === 'challenge')).at(-1)?.['message']);
  const digest = createHash('sha256').update(challenge).digest();
  const signed = createHmac('sha512', Buffer.from(apiSecret, 'base64')).update(digest).digest('base64');
  const proof = { api_key: apiKey, original_challenge: challenge, signed_challenge: signed };
  await trade(standing);
  for (const feed of ['ticker', 'ticker_lite', 'trade', 'book'])
    socket.say({ event: 'subscribe', feed, product_ids: ['PF_XBTUSD'] });
  for (const feed of privateFeeds) socket.say({ event: 'subscribe', feed, ...proof });
  await socket.until(is('notifications_auth'));
  await trade(standing);
  socket.say({ event: 'subscribe', feed: 'heartbeat' });
  await socket.until(is('heartbeat'));
  const heard = (fits: (frame: Frame) => boolean): readonly Frame[] => socket.heard.filter(fits);
  const models = Object.entries(kinds).map(([call, [fits, model]]) => ({
    call,
    answer: heard(fits),
    model: ([fixture(`ws/${model}`)].flat() as readonly Frame[]).filter(fits),
  }));
  socket.close();
  return models;
}

const is =
  (feed: string) =>
  (frame: Frame): boolean =>
    frame['feed'] === feed && frame['event'] === undefined;
const event =
  (name: string) =>
  (frame: Frame): boolean =>
    frame['event'] === name;

const kinds: Readonly<Record<string, readonly [(frame: Frame) => boolean, string]>> = {
  'WS info': [event('info'), 'info.json'],
  'WS subscribed': [(frame) => event('subscribed')(frame) && 'product_ids' in frame, 'subscribed-public.ndjson'],
  'WS ticker': [is('ticker'), 'ticker.ndjson'],
  'WS ticker_lite': [is('ticker_lite'), 'ticker_lite.ndjson'],
  'WS trade_snapshot': [is('trade_snapshot'), 'trade_snapshot.json'],
  'WS trade': [is('trade'), 'trade.ndjson'],
  'WS book_snapshot': [is('book_snapshot'), 'book_snapshot.json'],
  'WS book': [is('book'), 'book.ndjson'],
  'WS heartbeat': [is('heartbeat'), 'heartbeat.json'],
  'WS open_orders_snapshot': [is('open_orders_snapshot'), 'open_orders_snapshot.json'],
  'WS open_orders with body': [(frame) => is('open_orders')(frame) && 'order' in frame, 'open_orders.ndjson'],
  'WS open_orders with ids': [(frame) => is('open_orders')(frame) && 'order_id' in frame, 'open_orders.ndjson'],
  'WS fills_snapshot': [is('fills_snapshot'), 'fills_snapshot.json'],
  'WS fills': [is('fills'), 'fills.json'],
  'WS open_positions': [is('open_positions'), 'open_positions.ndjson'],
  'WS balances_snapshot': [is('balances_snapshot'), 'balances_snapshot.json'],
  'WS balances': [(frame) => is('balances')(frame) && 'flex_futures' in frame, 'balances.ndjson'],
  'WS account_log_snapshot': [is('account_log_snapshot'), 'account_log_snapshot.json'],
  'WS account_log': [is('account_log'), 'account_log.json'],
  'WS notifications_auth': [is('notifications_auth'), 'notifications_auth.json'],
};

/** Leaves a position, a limit order, a stop and a trailing stop behind, and cancels one. */
async function trade(standing: Standing): Promise<void> {
  const client = clientOf(standing, standing.keys.pairs.full);
  const send = async (order: string): Promise<unknown> => client.post('/derivatives/api/v3/sendorder', order);
  const name = String(standing.exchange.history().length);
  await send(`orderType=mkt&symbol=PF_XBTUSD&side=buy&size=0.01&cliOrdId=m${name}`);
  await send(`orderType=lmt&symbol=PF_XBTUSD&side=buy&size=0.01&limitPrice=80000&cliOrdId=l${name}`);
  await send(`orderType=lmt&symbol=PF_XBTUSD&side=buy&size=0.01&limitPrice=80000&cliOrdId=c${name}`);
  await send('orderType=stp&symbol=PF_XBTUSD&side=sell&size=0.01&stopPrice=80000&triggerSignal=mark&reduceOnly=true');
  await send(
    'orderType=trailing_stop&symbol=PF_XBTUSD&side=sell&size=0.01&trailingStopMaxDeviation=2&trailingStopDeviationUnit=PERCENT',
  );
  await client.post('/derivatives/api/v3/cancelorder', `cliOrdId=c${name}`);
}
