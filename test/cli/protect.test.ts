import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { takeLock } from '../../src/store/sqlite/process-lock.ts';
import { keel } from '../support/cli.ts';
import type { Spoken } from '../support/cli.ts';
import { practise } from '../support/practice.ts';
import type { Practice } from '../support/practice.ts';
import { control } from '../support/standing-venue.ts';

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

type Scene = Practice &
  Readonly<{ say: (...argv: readonly string[]) => Promise<Spoken>; send: (form: string) => Promise<unknown> }>;

/** Nothing that is said holds a key or a secret. */
async function scene(): Promise<Scene> {
  const practice = await practise();
  closers.push(practice.close);
  const say = async (...argv: readonly string[]): Promise<Spoken> => {
    const spoken = await keel(practice.cwd, [...argv, '--venue', 'venue.json']);
    for (const secret of practice.secrets) expect(spoken.out + spoken.err).not.toContain(secret);
    return spoken;
  };
  const send = async (form: string): Promise<unknown> =>
    (await practice.client.post('/derivatives/api/v3/sendorder', `symbol=PF_XBTUSD&${form}`)).json['sendStatus'];
  return { ...practice, say, send };
}

type Order = Readonly<{
  orderType: string;
  side: string;
  unfilledSize: number;
  stopPrice: number;
  reduceOnly: boolean;
}>;
async function openOrders({ client }: Practice): Promise<readonly (Order & { triggerSignal: string })[]> {
  return (await client.get('/derivatives/api/v3/openorders')).json['openOrders'] as readonly (Order & {
    triggerSignal: string;
  })[];
}

test('a naked position is shown, its stop is shown and then placed, seen at the venue, and the audit is content', async () => {
  const it = await scene();
  expect(await it.say('audit')).toMatchObject({
    code: 0,
    out: '0 positions, 0 not wholly covered; 0 open orders; 0 findings.\n',
  });
  expect(await it.say('protect')).toMatchObject({ code: 0, out: 'Every position has its stop: nothing to do.\n' });
  await it.send('orderType=mkt&side=buy&size=0.01');
  const naked = await it.say('audit');
  expect([naked.code, naked.err]).toEqual([1, '']);
  expect(naked.out).toMatch(/^PF_XBTUSD long 0\.01 at [\d.]+; mark [\d.]+; no stop; no target; NAKED$/m);
  expect(naked.out).toMatch(/^fail {2}PF_XBTUSD long 0\.01 has no stop: it is naked {2}-> keel protect/m);
  const shown = await it.say('protect');
  // What is only shown is still missing: the answer is no.
  expect(shown.code).toBe(1);
  expect(shown.out).toMatch(/^missing {2}PF_XBTUSD sell stop 0\.01 at 8\d{4} \(mark 8[\d.]+\)$/m);
  expect(shown.out).toContain('Nothing was placed');
  expect([await openOrders(it), existsSync(join(it.cwd, '.local'))]).toEqual([[], false]);
  const placed = await it.say('protect', '--live', '--json');
  const done = JSON.parse(placed.out) as Readonly<{ steps: readonly Readonly<{ trigger: string; mark: string }>[] }>;
  expect(placed.code).toBe(0);
  expect(done).toMatchObject({ ok: true, live: true, steps: [{ outcome: 'confirmed', qty: '0.01', side: 'sell' }] });
  const [{ trigger, mark } = { trigger: '', mark: '' }] = done.steps;
  expect(Number(trigger)).toBe(Math.floor(Number(mark) * 0.98));
  expect(await openOrders(it)).toMatchObject([
    { side: 'sell', unfilledSize: 0.01, stopPrice: Number(trigger), reduceOnly: true, triggerSignal: 'mark' },
  ]);
  expect(await it.say('audit')).toMatchObject({ code: 0 });
  expect((await it.say('protect', '--live')).out).toBe('Every position has its stop: nothing to do.\n');
  expect(await openOrders(it)).toHaveLength(1);
});

test('a stop for a part is added to, and what rests already is left alone', async () => {
  const it = await scene();
  await it.send('orderType=mkt&side=sell&size=0.03');
  await it.send('orderType=stp&side=buy&size=0.01&reduceOnly=true&stopPrice=90000&triggerSignal=mark');
  await it.send('orderType=lmt&side=buy&size=0.01&limitPrice=70000');
  const audit = await it.say('audit', '--json');
  expect(JSON.parse(audit.out)).toMatchObject({ ok: false, positions: [{ side: 'short', uncovered: '0.02' }] });
  expect((await it.say('protect', '--live')).out).toMatch(/^confirmed {2}PF_XBTUSD buy stop 0\.02 at 8\d{4}/);
  expect((await openOrders(it)).map(({ unfilledSize, stopPrice }) => [unfilledSize, stopPrice === 90_000])).toEqual(
    expect.arrayContaining([
      [0.01, true],
      [0.02, false],
      [0.01, false],
    ]),
  );
  expect((await it.say('audit')).code).toBe(0);
});

test('the other dialect finds and places the same', async () => {
  const it = await scene();
  writeFileSync(join(it.cwd, 'keel.yaml'), 'exchange:\n  dialect: unified\n');
  await it.send('orderType=mkt&side=buy&size=0.01');
  expect((await it.say('audit')).out).toContain('it is naked');
  expect((await it.say('protect', '--live')).out).toMatch(/^confirmed {2}PF_XBTUSD sell stop 0\.01 at 8\d{4}/);
  // No reference to the mark is documented there, and by its switches the client asks for the index.
  expect(await openOrders(it)).toMatchObject([{ side: 'sell', unfilledSize: 0.01, triggerSignal: 'spot' }]);
  expect((await it.say('audit')).code).toBe(0);
  expect((await keel(it.cwd, ['doctor', '--venue', 'venue.json'])).out).toMatch(/^pass {2}stops +1 open, each with/m);
});

test('an answer that is lost is no reason to send twice, and no reason to despair', async () => {
  const it = await scene();
  await it.send('orderType=mkt&side=buy&size=0.01');
  writeFileSync(join(it.cwd, 'keel.yaml'), 'execution:\n  request_life_ms: 1000\n');
  await control(it.standing, 'fault', { name: 'accepted-but-no-reply', part: 'sendorder', times: 1 });
  const { out } = await it.say('protect', '--live');
  expect(out).toMatch(/^confirmed {2}PF_XBTUSD sell stop 0\.01/);
  expect((await openOrders(it)).length).toBe(1);
});

test('a request that nobody answered and nobody lists is unknown, not refused', async () => {
  const it = await scene();
  await it.send('orderType=mkt&side=buy&size=0.01');
  writeFileSync(join(it.cwd, 'keel.yaml'), 'execution:\n  request_life_ms: 500\n');
  await control(it.standing, 'fault', { name: 'drop', part: 'sendorder', times: 1 });
  const { code, out } = await it.say('protect', '--live');
  expect([code, await openOrders(it)]).toEqual([1, []]);
  expect(out).toMatch(/^unknown {2}PF_XBTUSD sell stop 0\.01 .*: the venue did not answer$/m);
  expect(out).toContain('Not every position has its stop');
});

test('beside a Keel that runs it places nothing; real money needs a person’s word', async () => {
  const it = await scene();
  await it.send('orderType=mkt&side=buy&size=0.01');
  mkdirSync(join(it.cwd, '.local'));
  const lock = takeLock(join(it.cwd, '.local', 'keel.lock'));
  if (!lock.ok) throw new Error(lock.error);
  for (const argv of [['protect'], ['protect', '--live']]) {
    const { code, out, err } = await it.say(...argv);
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(/^Another Keel runs here already.*It puts stops to its positions itself/);
  }
  lock.value.release();
  expect(await openOrders(it)).toEqual([]);
  const { code, err } = await keel(it.cwd, ['protect', '--live'], { CONFIRM_LIVE: 'YES' });
  expect([code, err]).toEqual([2, 'Real money needs mode: live in the configuration file; it says mode: paper.\n']);
});
