import { readFileSync } from 'node:fs';
import { afterEach, expect, test } from 'vitest';
import { reference, referenceSuite } from '../reference.ts';
import { standVenue } from '../support/standing-venue.ts';
import { apiSign, labOf } from '../support/unified-talk.ts';
import type { Lab } from '../support/unified-talk.ts';

const path = '/0/private/GetWebSocketsToken';
let lab: Lab;
afterEach(() => lab?.standing.close());
async function lay(faults = {}): Promise<Lab> {
  lab = labOf(await standVenue(faults));
  return lab;
}

test('a token is given for a signed request, as a form and as JSON, with a nonce that always rises', async () => {
  const { signed } = await lay();
  const form = await signed(path);
  expect(form).toEqual({ error: [], result: { token: expect.stringMatching(/^[\w+/]{43}$/), expires: 900 } });
  expect((await signed(path, '', { json: true })).error).toEqual([]);
  expect((await signed(path, 'otp=123456', { nonce: 5_000 })).error).toEqual([]);
  for (const nonce of [5_000, 4_999]) {
    expect(await signed(path, '', { nonce })).toEqual({ error: ['EAPI:Invalid nonce'] });
  }
  expect((await signed(path, '', { nonce: '1616492376594123456' })).error).toEqual([]);
});

test('a wrong key, a wrong signature and a missing nonce are told apart', async () => {
  const { signed, standing } = await lay();
  expect(await signed(path, '', { key: standing.keys.pairs.bad })).toEqual({ error: ['EAPI:Invalid key'] });
  expect(await signed(path, '', { sign: 'bm8=' })).toEqual({ error: ['EAPI:Invalid signature'] });
  const other = { ...standing.keys.pairs.full, apiSecret: standing.keys.pairs.bad.apiSecret };
  expect(await signed(path, '', { key: other })).toEqual({ error: ['EAPI:Invalid signature'] });
  expect(await signed(path, '', { nonce: Number.NaN })).toEqual({ error: ['EAPI:Invalid nonce'] });
  // A refused request has not used up its nonce.
  expect((await signed(path, '', { nonce: 2_000, sign: 'bm8=' })).error).toEqual(['EAPI:Invalid signature']);
  expect((await signed(path, '', { nonce: 2_000 })).error).toEqual([]);
});

test('a token ends after 900 seconds, but not on a connection with a private subscription', async () => {
  const { token, open, pass } = await lay();
  const [kept, idle] = [await token(), await token()];
  const first = await open('/v2/private');
  const subscribe = { method: 'subscribe', params: { channel: 'balances', token: kept } };
  expect((await first.ask(subscribe))[0]).toMatchObject({ success: true });
  await pass(900_000);
  const second = await open('/v2/private');
  const call = (name: string): object => ({
    method: 'cancel_all',
    params: { asset_class: 'derivatives', token: name },
  });
  expect((await first.ask(call(kept)))[0]).toMatchObject({ success: true, result: { count: 0 } });
  for (const [talk, name] of [
    [second, kept],
    [first, idle],
    [second, 'nonsense'],
  ] as const) {
    expect((await talk.ask(call(name)))[0]).toMatchObject({ success: false, error: 'ESession:Invalid session' });
  }
  await first.ask({ method: 'unsubscribe', params: { channel: 'balances', token: kept } });
  expect((await first.ask(call(kept)))[0]).toMatchObject({ error: 'ESession:Invalid session' });
});

test('a key that may only read subscribes and does not trade; without a token nothing private is served', async () => {
  const { token, open, standing } = await lay();
  const reading = await token(standing.keys.pairs.readOnly);
  const talk = await open('/v2/private');
  const subscribe = { channel: 'executions', asset_class: 'derivatives' };
  expect((await talk.ask({ method: 'subscribe', params: { ...subscribe, token: reading } }))[0]).toMatchObject({
    success: true,
  });
  const call = { asset_class: 'derivatives', token: reading };
  expect((await talk.ask({ method: 'cancel_all', params: call }))[0]).toMatchObject({
    error: 'EAccount:Invalid permissions',
  });
  expect((await talk.ask({ method: 'cancel_all', params: { asset_class: 'derivatives' } }))[0]).toMatchObject({
    success: false,
    error: "'params.token' is required",
  });
  const pub = await open('/v2/public');
  expect((await pub.ask({ method: 'cancel_all', params: call }))[0]).toMatchObject({
    error: 'Private data and trading are unavailable on this endpoint. Try uws.kraken.com/v2/private',
  });
});

test('a fault makes a token stale, for good', async () => {
  const { token, open } = await lay({ faults: [{ name: 'stale-token', part: 'cancel_all', probability: 0, on: [2] }] });
  const given = await token();
  const talk = await open('/v2/private');
  const call = { method: 'cancel_all', params: { asset_class: 'derivatives', token: given } };
  const answers = [];
  for (let i = 0; i < 3; i += 1) answers.push((await talk.ask(call))[0]?.['success']);
  expect(answers).toEqual([true, false, false]);
});

referenceSuite('signatures of the spot API', () => {
  const file = reference('kraken', 'fixtures', 'unified', 'auth', 'spot-rest-signature-vectors.json') ?? '';
  type Vector = Readonly<Record<'name' | 'path' | 'nonce' | 'body' | 'apiSign', string>>;
  const read = JSON.parse(readFileSync(file, 'utf8')) as { secret_base64: string; vectors: Vector[] };
  test.each(read.vectors)('$name: the client of these tests signs as the documentation does', (vector) => {
    expect(apiSign(read.secret_base64, vector.path, vector)).toBe(vector.apiSign);
  });
});
