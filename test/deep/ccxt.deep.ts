import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { referenceSuite } from '../reference.ts';
import { createBench, judge, nameOf, requested } from '../support/ccxt/bench.ts';
import type { Bench } from '../support/ccxt/bench.ts';
import { pointAtSpot, spotCalls, spotWatches } from '../support/ccxt/spot.ts';
import { startEmulator } from '../support/ccxt/emulator.ts';
import type { Emulator } from '../support/ccxt/emulator.ts';
import { loadCcxt, loadHashes, pointAtFutures } from '../support/ccxt/client.ts';
import type { Client } from '../support/ccxt/client.ts';
import { looking } from '../support/ccxt/looking.ts';
import { refusing } from '../support/ccxt/refusing.ts';
import { trading } from '../support/ccxt/trading.ts';
import { answered, digested, malformed, others, sendable, signed, sockets } from '../support/ccxt/vectors.ts';
import { watching } from '../support/ccxt/watching.ts';
import type { Watch } from '../support/ccxt/watching.ts';

/** The standing emulator, accelerated, before a client that nobody changed and that knows nothing of Keel. */
describe('ccxt krakenfutures', () => {
  let bench: Bench;
  beforeAll(async () => {
    bench = await createBench(['--speed', '20']);
  });
  afterAll(() => bench.emulator.stop());

  describe('looks', () => {
    it.each(looking)('$name', (call) => judge(bench, call));
  });
  describe('trades', () => {
    it.each(trading)('$name', (call) => judge(bench, call));
  });
  describe('watches', () => {
    let pro: Client;
    beforeAll(async () => {
      pro = pointAtFutures(new bench.ccxt.pro.krakenfutures(), bench.emulator);
      await pro.loadHttpProxyAgent();
      await pro.loadMarkets();
    });
    afterAll(() => pro.close());
    it.each(watching)('$name', (watch) => heard(bench, pro, watch), 30_000);
  });
  describe('is refused', () => {
    it.each(refusing)('$name', (call) => judge(bench, call));
  });
});

describe('ccxt kraken, the spot market', () => {
  let emulator: Emulator;
  let client: Client;
  let pro: Client;
  beforeAll(async () => {
    emulator = await startEmulator(['--speed', '20']);
    const ccxt = await loadCcxt();
    client = pointAtSpot(new ccxt.kraken(), emulator);
    pro = pointAtSpot(new ccxt.pro.kraken(), emulator);
    await pro.loadHttpProxyAgent();
    await Promise.all([client.loadMarkets(), pro.loadMarkets()]);
  });
  afterAll(async () => {
    await pro.close();
    await emulator.stop();
  });
  it.each(spotCalls)('$name', async ({ ask, request, wanted }) => {
    const answer: unknown = await ask(client);
    if (request !== undefined) expect(requested(client)).toMatch(request);
    expect({ answer }).toMatchObject({ answer: wanted });
  });
  it.each(spotWatches)(
    '$name',
    async ({ watch, wanted }) => expect({ said: await watch(pro) }).toMatchObject({ said: wanted }),
    30_000,
  );
});

/** Stirs the account until the feed speaks: its subscription may be on its way still. */
async function heard(bench: Bench, pro: Client, { watch, stir, read, wanted, fails, silent }: Watch): Promise<void> {
  const said = watch(pro).then(
    (answer: unknown) => ({ answer }),
    (error: unknown) => ({ error }),
  );
  for (let n = 0; n < 20; n += 1) {
    const first = await Promise.race([said, patience(silent === true ? 100 : 500)]);
    if (first === undefined && n < 19) {
      await stir?.(bench);
      continue;
    }
    if (silent === true) return expect(first).toBeUndefined();
    if (first === undefined) throw new Error('nothing was heard');
    if ('error' in first && fails === undefined) throw first.error;
    if ('error' in first) return expect(nameOf(first.error)).toBe(fails);
    return expect(read === undefined ? first.answer : read(first.answer, pro)).toMatchObject(wanted as object);
  }
}

async function patience(ms: number): Promise<undefined> {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  setTimeout(() => resolve(undefined), ms);
  return promise;
}

referenceSuite('ccxt signs as the vectors say, byte for byte', () => {
  it('has vectors', () => expect([sendable.length, others.length, sockets.length].every((n) => n > 0)).toBe(true));
  it.each(sendable)('$name', async (vector) => {
    const ccxt = await loadCcxt();
    expect(signed(new ccxt.krakenfutures(), vector)).toBe(vector.authent);
  });
  it.each(malformed)('$name: ccxt refuses a secret that is no base64', async ({ secret }) => {
    const client = new (await loadCcxt()).krakenfutures();
    expect(() => client.base64ToBinary(secret)).toThrow(SyntaxError);
  });
  it.each(others)('$name', async (vector) => {
    const ccxt = await loadCcxt();
    expect(digested(new ccxt.krakenfutures(), await loadHashes(), vector)).toBe(vector.authent);
  });
  it.each(sockets)('$name', async (vector) => {
    const ccxt = await loadCcxt();
    expect(answered(new ccxt.pro.krakenfutures(), vector)).toBe(vector.signed);
  });
});
