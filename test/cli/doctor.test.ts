import { existsSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { runDoctor } from '../../src/boot/doctor.ts';
import type { Doctor } from '../../src/boot/doctor.ts';
import { createStarts } from '../../src/boot/starts.ts';
import { ms } from '../../src/core/units.ts';
import { main } from '../../src/surface/cli/program.ts';
import type { Check } from '../../src/view/check.ts';
import { control } from '../support/standing-venue.ts';
import { practise } from '../support/practice.ts';
import type { Practice } from '../support/practice.ts';

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

async function scene(speed?: number): Promise<Practice> {
  const practice = await practise(speed);
  closers.push(practice.close);
  return practice;
}

const dear = 'bm9ib2R5IG1heSBldmVyIHJlYWQgdGhpcyBzZWNyZXQgb2YgYSByZWFsIGtleQ==';
const env = {
  KRAKEN_FUTURES_API_KEY: `${dear}-futures-key`,
  KRAKEN_FUTURES_API_SECRET: dear,
  KRAKEN_API_KEY: `${dear}-spot-key`,
  KRAKEN_API_SECRET: dear.toLowerCase(),
};

type Seen = Readonly<{
  code: number;
  verdicts: Readonly<Record<string, string>>;
  text: string;
  checks: readonly Check[];
}>;

/** The doctor over the command line, once for a person and once as a document; neither says a secret. */
async function consult(practice: Practice, argv: readonly string[] = [], seams: Partial<Doctor> = {}): Promise<Seen> {
  const place = { cwd: practice.cwd, env: seams.place?.env ?? env };
  let [out, err] = ['', ''];
  const streams = {
    out: (text: string): void => void (out += text),
    err: (text: string): void => void (err += text),
    isWatched: false,
    colour: false,
  };
  const starts = {
    ...createStarts(place),
    doctor: (options: Doctor['options']) => runDoctor({ ...seams, place, options }),
  };
  const spoken = ['doctor', '--venue', 'venue.json', ...argv];
  const code = await main(spoken, starts, streams);
  const text = out;
  out = '';
  expect(await main([...spoken, '--json'], starts, streams)).toBe(code);
  expect(err).toBe('');
  for (const secret of [...practice.secrets, ...Object.values(env)]) {
    expect(text).not.toContain(secret);
    expect(out).not.toContain(secret);
  }
  expect(existsSync(join(practice.cwd, '.local'))).toBe(false);
  const { checks, ok } = JSON.parse(out) as Readonly<{ ok: boolean; checks: readonly Check[] }>;
  expect(ok).toBe(code === 0);
  expect(checks.filter(({ verdict, fix }) => verdict !== 'pass' && fix === '')).toEqual([]);
  expect(text.match(/^(pass|warn|fail) {2}/gm)).toHaveLength(checks.length);
  const verdicts = Object.fromEntries(checks.map(({ name, verdict, seen }) => [name, `${verdict}: ${seen}`]));
  return { code, verdicts, text, checks };
}

const btc = 'symbol=PF_XBTUSD';

/** A port on which nobody listens. */
async function deadPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

test('a healthy place passes', async () => {
  const { code, verdicts, checks } = await consult(await scene());
  expect(verdicts).toMatchObject({
    configuration: expect.stringMatching(/^pass: consistent, hash [0-9a-f]{12}$/) as string,
    state: expect.stringMatching(/^pass: .*\.local can be written$/) as string,
    network: expect.stringMatching(/^pass: 127\.0\.0\.1:\d+ answers$/) as string,
    clock: expect.stringMatching(/^pass: \d+ ms apart, give or take \d+, of 1000 allowed$/) as string,
    listing: 'pass: 3 perpetuals, 3 in the universe',
    key: 'pass: accepted',
    permissions: 'pass: general FULL_ACCESS, transfer NO_ACCESS',
    account: 'pass: equity 10000 USD, available margin 10000 USD',
    leverage: 'pass: cross',
    stops: 'pass: no open position',
    orders: 'pass: 0 open, all of Keel',
  });
  expect([code, checks.filter(({ verdict }) => verdict === 'fail')]).toEqual([0, []]);
});

test('a wrong clock fails, with how far and what to do', async () => {
  const { code, verdicts, text } = await consult(await scene(), [], {
    clock: ({ now, wake }) => ({
      now: () => ms(now() - 90_000),
      wake: (at, signal) => wake(ms(at + 90_000), signal),
    }),
  });
  expect(code).toBe(1);
  expect(verdicts['clock']).toMatch(/^fail: (89|90|91)\d{3} ms apart/);
  expect(text).toMatch(/^fail {2}clock .* {2}-> set the clock of this machine \(NTP\)$/m);
});

test('a key that the venue does not know fails, and what needs one is not done', async () => {
  const practice = await scene();
  practice.describe('bad');
  const { code, verdicts } = await consult(practice);
  expect([code, verdicts['key']]).toEqual([1, 'fail: the venue refuses it: authenticationError']);
  for (const name of ['permissions', 'account', 'leverage', 'stops', 'orders'])
    expect(verdicts[name]).toBe('warn: not done: no key is accepted');
});

test('a key that only reads fails, and so does one that can withdraw', async () => {
  const practice = await scene();
  practice.describe('readOnly');
  const reads = await consult(practice);
  expect([reads.code, reads.verdicts['permissions']]).toEqual([
    1,
    'fail: general READ_ONLY, transfer NO_ACCESS: it cannot trade',
  ]);
  practice.describe('withdrawal');
  const withdraws = await consult(practice);
  expect([withdraws.code, withdraws.verdicts['permissions']]).toEqual([
    1,
    'fail: general FULL_ACCESS, transfer FULL_ACCESS: it can withdraw',
  ]);
  expect(withdraws.text).toContain('-> make a key without withdrawal');
});

test('isolated leverage fails and names the contracts', async () => {
  const practice = await scene();
  await practice.client.put('/derivatives/api/v3/leveragepreferences', `${btc}&maxLeverage=5`);
  const { code, verdicts } = await consult(practice);
  expect([code, verdicts['leverage']]).toEqual([1, 'fail: isolated: PF_XBTUSD']);
});

test('a naked position fails; a stranger’s stop on mark covers it and is told', async () => {
  const practice = await scene();
  const { client } = practice;
  await client.post('/derivatives/api/v3/sendorder', `orderType=mkt&${btc}&side=buy&size=0.01`);
  const naked = await consult(practice);
  expect([naked.code, naked.verdicts['stops']]).toEqual([1, 'fail: PF_XBTUSD long 0.01 has no stop: it is naked']);
  expect(naked.text).toContain('keel protect');
  const stop = `orderType=stp&${btc}&side=sell&size=0.01&reduceOnly=true&stopPrice=80000&triggerSignal=`;
  await client.post('/derivatives/api/v3/sendorder', `${stop}last`);
  const wrong = await consult(practice);
  expect(wrong.text).toMatch(/^fail {2}stops .*triggers on last, not on mark/m);
  expect(wrong.text).toContain('it is naked');
  await client.post('/derivatives/api/v3/sendorder', `${stop}mark`);
  await client.post('/derivatives/api/v3/cancelallorders', 'symbol=PF_ETHUSD');
  const { verdicts } = await consult(practice);
  expect(verdicts['orders']).toMatch(/^warn: 2 of 2 are not of Keel: PF_XBTUSD /);
});

test('without a network it says so, and every later check is not done', async () => {
  const practice = await scene();
  const at = `127.0.0.1:${String(await deadPort())}`;
  const futures = { rest: `http://${at}/d`, charts: `http://${at}/c`, history: `http://${at}/h`, ws: `ws://${at}/ws` };
  const quick = 'exchange:\n  read_retries: 0\n';
  writeFileSync(join(practice.cwd, 'keel.yaml'), quick);
  for (const [control, seen] of [
    [undefined, `fail: no network: ${at} does not answer (ECONNREFUSED)`],
    [`http://${at}/control/`, `fail: No emulator answers at http://${at}/control; keel emulator starts one.`],
  ]) {
    practice.describe('full', { futures, control });
    const { code, verdicts, checks } = await consult(practice);
    expect([code, verdicts['network']]).toEqual([1, seen]);
    const after = checks.slice(checks.findIndex(({ name }) => name === 'network') + 1);
    expect(after.map(({ name }) => name)).toEqual(
      'clock listing key permissions account leverage stops orders'.split(' '),
    );
    expect(new Set(after.map(({ verdict, seen: said }) => `${verdict}: ${said}`))).toEqual(
      new Set(['warn: not done: the venue is not reached']),
    );
  }
});

test('without a key the public checks run, and the missing variable is named', async () => {
  const practice = await scene();
  const { futures, unified, spot } = practice.standing.urls;
  writeFileSync(
    join(practice.cwd, 'venue.json'),
    JSON.stringify({ futures, unified, spot, control: practice.standing.urls.control, apiKey: '', apiSecret: '' }),
  );
  const { code, verdicts } = await consult(practice, [], { place: { cwd: practice.cwd, env: {} } });
  expect([code, verdicts['listing']]).toEqual([1, 'pass: 3 perpetuals, 3 in the universe']);
  expect(verdicts['key']).toMatch(/^fail: KRAKEN_FUTURES_API_KEY is not set/);
  expect(verdicts['account']).toBe('warn: not done: no key is accepted');
  const strange = await consult(practice);
  expect([strange.code, strange.verdicts['key']]).toEqual([1, 'fail: the venue refuses it: authenticationError']);
  const broken = { ...env, KRAKEN_FUTURES_API_KEY: `${dear}\u2028${dear}` };
  const odd = await consult(practice, [], { place: { cwd: practice.cwd, env: broken } });
  expect([odd.code, odd.verdicts['key']]).toEqual([1, 'fail: it has characters that no key has']);
});

test('what an account says that cannot be read is no reason to pass', async () => {
  const practice = await scene();
  await control(practice.standing, 'fault', { name: '5xx', part: 'api-keys', probability: 1 });
  const { verdicts } = await consult(practice);
  expect([verdicts['key'], verdicts['permissions']]).toEqual([
    'warn: not told: http 503 without an answer',
    'warn: not told: http 503 without an answer',
  ]);
});

test('the checklist of the other dialect is printed the same way', async () => {
  const { code, verdicts } = await consult(await scene(20), ['--unified']);
  expect(verdicts).toMatchObject({
    'unified key': 'pass: a token was issued',
    'unified positions': 'pass: 0 open',
    'unified a real order': 'warn: not tried',
  });
  expect(code).toBe(0);
});

test('what is wrong on the machine is said: another Node, a full disk, a configuration that contradicts itself', async () => {
  const practice = await scene();
  const { verdicts } = await consult(practice, [], { machine: { node: '22.1.0', freeBytes: () => 5 * 2 ** 20 } });
  expect(verdicts['node']).toMatch(/^warn: 22\.1\.0 and not the pinned \d+\.\d+\.\d+$/);
  expect(verdicts['disk']).toBe('fail: 5 MiB free');
  writeFileSync(join(practice.cwd, 'keel.yaml'), 'risk:\n  auction_max_margin_util: 0.93\n');
  const { code, text } = await consult(practice);
  expect([code, /^fail {2}configuration .*must be below/m.test(text)]).toEqual([1, true]);
});

test('bad input is one sentence and exit code 2', async () => {
  const practice = await scene();
  writeFileSync(join(practice.cwd, 'other.json'), `{"apiSecret":"${dear}"}`);
  const starts = createStarts({ cwd: practice.cwd, env });
  for (const [argv, sentence] of [
    [['doctor', '--venue', 'none.json'], 'There is no file none.json'],
    [['doctor', '--venue', 'other.json'], 'other.json is not the line that keel emulator --json prints.'],
    [['doctor', '--config', 'none.yaml', '--venue', 'venue.json'], 'There is no configuration file none.yaml.'],
    [['audit', '--venue', 'none.json'], 'There is no file none.json'],
  ] as const) {
    let said = '';
    const streams = {
      out: () => undefined,
      err: (text: string) => void (said += text),
      isWatched: false,
      colour: false,
    };
    expect(await main(argv, starts, streams)).toBe(2);
    expect(said).toContain(sentence);
    expect(said).not.toContain(dear);
  }
});

test('a public line that is dead is one line with its fix, and the account is looked at all the same', async () => {
  const practice = await scene(20);
  const { unified } = practice.standing.urls;
  const dead = await deadPort();
  practice.describe('full', { unified: { ...unified, public: `ws://127.0.0.1:${String(dead)}/v2/public` } });
  for (const [argv, yaml] of [
    [['--unified'], ''],
    [[], 'exchange:\n  dialect: unified\n'],
  ] as const) {
    writeFileSync(join(practice.cwd, 'keel.yaml'), yaml);
    const { code, verdicts, checks, text } = await consult(practice, argv);
    expect([code, checks.filter(({ verdict }) => verdict === 'fail').map(({ name }) => name)]).toEqual([
      1,
      ['unified public line'],
    ]);
    expect(verdicts).toMatchObject({ 'unified key': 'pass: a token was issued', stops: 'pass: no open position' });
    expect(text).toMatch(/^fail {2}unified public line {2}ECONNREFUSED {2}-> check the network, and the address ws:/m);
  }
});

test('public questions that nobody answers are one line with its fix, and the account is looked at all the same', async () => {
  const practice = await scene();
  writeFileSync(join(practice.cwd, 'keel.yaml'), 'exchange:\n  read_retries: 0\n');
  for (const part of ['/instruments', '/tickers'])
    await control(practice.standing, 'fault', { name: '5xx', part, probability: 1 });
  const { code, verdicts, checks, text } = await consult(practice);
  expect([code, checks.filter(({ verdict }) => verdict !== 'pass').map(({ name }) => name)]).toEqual([1, ['public']]);
  expect(verdicts).toMatchObject({ key: 'pass: accepted', stops: 'pass: no open position' });
  expect(text).toMatch(/^fail {2}public .* http 5\d\d .* {2}-> look at the venue’s status page/m);
});
