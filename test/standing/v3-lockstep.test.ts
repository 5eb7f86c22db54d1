import { createHash, createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { clientOf, control, standVenue, startAt } from '../support/standing-venue.ts';
import type { Answer } from '../support/standing-venue.ts';
import { wsClient } from '../support/ws-client.ts';
import type { Frame } from '../support/ws-client.ts';

type Turn = Readonly<{ at: number; http: number; frames: Readonly<Record<string, number>>; over: boolean }>;
type Heard = Readonly<{ at: number; what: unknown }>;

/**
 * A client in lockstep: it hands time over only when it has nothing more to do, and goes on when it has received exactly
 * what the venue says has left. What it hears is stamped with the venue's time, never with the wall's.
 */
async function session(act: (say: Actor) => Promise<void>): Promise<readonly Heard[]> {
  const standing = await standVenue({ latencyMs: 30 });
  const { full } = standing.keys.pairs;
  const client = clientOf(standing, full);
  const socket = await wsClient(standing.urls.futures.ws);
  const heard: Heard[] = [];
  let [sent, received, looked] = [0, 0, 0];
  const pending: (readonly [string, Promise<Answer>])[] = [];
  const answers: (readonly [string, Answer])[] = [];
  const turn = async (until: number | null): Promise<Turn> => {
    const said = (await control(standing, 'turn', { until, sent })) as unknown as Turn;
    while (received < said.http) {
      const answer = await Promise.race(
        pending.map(async ([name, call], index) => ({ name, index, answer: await call })),
      );
      pending.splice(answer.index, 1);
      answers.push([answer.name, answer.answer]);
      received += 1;
    }
    for (const [name, answer] of answers.splice(0)) heard.push({ at: said.at, what: [name, answer.json] });
    while (socket.heard.length < (said.frames[socket.id()] ?? 0)) await socket.next();
    for (const frame of socket.heard.slice(looked)) heard.push({ at: said.at, what: frame });
    looked = socket.heard.length;
    return said;
  };
  await act({
    post: (name, body) => {
      sent += 1;
      pending.push([name, client.post(`/derivatives/api/v3/${name}`, body)]);
    },
    say: (frame) => {
      sent += 1;
      socket.say(frame);
    },
    turn,
    heard,
    sign: (challenge) => {
      const digest = createHash('sha256').update(challenge).digest();
      const secret = Buffer.from(full.apiSecret, 'base64');
      const signed = createHmac('sha512', secret).update(digest).digest('base64');
      return { api_key: full.apiKey, original_challenge: challenge, signed_challenge: signed };
    },
    apiKey: full.apiKey,
  });
  socket.close();
  await standing.close();
  return heard;
}

type Actor = Readonly<{
  post: (name: string, body: string) => void;
  say: (frame: unknown) => void;
  turn: (until: number | null) => Promise<Turn>;
  heard: readonly Heard[];
  sign: (challenge: string) => Frame;
  apiKey: string;
}>;

async function trade({ post, say, turn, heard, sign, apiKey }: Actor): Promise<void> {
  const reach = async (end: number): Promise<void> => {
    for (let at = 0; at < end;) at = (await turn(end)).at;
  };
  say({ event: 'challenge', api_key: apiKey });
  await turn(null);
  const challenge = heard.map(({ what }) => what as Frame).find(({ event }) => event === 'challenge');
  const proof = sign(String(challenge?.['message']));
  for (const feed of ['open_orders', 'fills', 'open_positions', 'balances'])
    say({ event: 'subscribe', feed, ...proof });
  await reach(startAt + 400_000);
  post('sendorder', 'orderType=mkt&symbol=PF_XBTUSD&side=buy&size=0.02&cliOrdId=entry');
  await turn(null);
  post(
    'sendorder',
    'orderType=stp&symbol=PF_XBTUSD&side=sell&size=0.02&stopPrice=84010&triggerSignal=mark&reduceOnly=true&cliOrdId=sl',
  );
  post('sendorder', 'orderType=lmt&symbol=PF_XBTUSD&side=sell&size=0.01&limitPrice=84300&reduceOnly=true&cliOrdId=tp');
  say({ event: 'subscribe', feed: 'ticker', product_ids: ['PF_XBTUSD'] });
  const end = startAt + 1_700_000;
  for (let at = 0; at < end;) at = (await turn(end)).at;
}

describe('lockstep over the wire', () => {
  it('is the same to the last frame, however the machine is busy', async () => {
    const [first, second] = [await session(trade), await session(trade)];
    expect(first.length).toBeGreaterThan(1_000);
    expect(second).toEqual(first);
    const fills = first.filter(({ what }) => (what as Frame)['feed'] === 'fills' && 'fills' in (what as Frame));
    // The target at half of the way up, then the stop on the way down.
    expect(fills.map(({ what }) => ((what as Frame)['fills'] as readonly Frame[])[0]?.['cli_ord_id'])).toEqual([
      'entry',
      'tp',
      'sl',
    ]);
  });

  it('answers an order 60 ms after it was sent, with 30 ms each way', async () => {
    const heard = await session(async ({ post, turn }) => {
      post('sendorder', 'orderType=mkt&symbol=PF_XBTUSD&side=buy&size=0.02');
      await turn(null);
    });
    expect(heard).toMatchObject([{ at: startAt + 60, what: { event: 'info' } }, { at: startAt + 60 }].toReversed());
  });
});
