import { formatFixed } from '../../../core/units.ts';
import { readMargin, readPositions, readPreferences } from './account-rows.ts';
import { pass, fail, warn } from './check-public.ts';
import { readExecution } from './execution-row.ts';
import type { Params } from './calls.ts';
import type { UnifiedOptions } from './options.ts';
import { createProbe, wordOf } from './probe.ts';
import type { Check, Probe, ProbeLinks } from './probe.ts';
import { derivatives } from './terms.ts';
import { createTokens } from './token.ts';
import type { SpotRest } from './token.ts';

export type Private = Readonly<{ probe: Probe; token: string; links: ProbeLinks }>;
/** What is looked at with the token, after the channels. */
export type Further = (looked: Private) => Promise<readonly Check[]>;

/** The key, and every private channel with what it says first. Nothing is changed. */
export async function checkPrivate(
  options: UnifiedOptions,
  links: ProbeLinks & Readonly<{ rest: SpotRest }>,
  further: Further,
): Promise<readonly Check[]> {
  const token = await createTokens(links.rest, { clock: links.clock, lockoutMs: 0 })();
  if (!token.ok) return [keyFault(token.error)];
  const probe = await createProbe('private', options, links);
  const fault = probe.fault();
  if (fault !== undefined) {
    await probe.close();
    return [
      pass('key', 'a token was issued'),
      fail('private line', fault, `check the address ${options.urls.private}`),
    ];
  }
  const looked = { probe, token: token.value, links };
  const checks = [
    pass('key', 'a token was issued'),
    await executions(looked),
    await positions(looked),
    await margin(looked),
    await plain(looked, 'balances'),
    await plain(looked, 'ledgers'),
    ...(await preferences(looked)),
    ...(await further(looked)),
  ];
  await probe.close();
  return checks;
}

/** @see https://docs.kraken.com/exchange/guides/general/errors */
function keyFault(error: string): Check {
  if (/lockout/i.test(error))
    return fail('key', error, 'wait some minutes before the next try; do not repeat it at once');
  if (/permission/i.test(error)) return fail('key', error, 'give the key the permission Access WebSocket API');
  if (/nonce/i.test(error)) return fail('key', error, 'use this key in one program only, and set the clock');
  if (/key|signature/i.test(error)) return fail('key', error, 'use a key of the spot kind, and its whole secret');
  return fail('key', error, 'check the network and the address of the REST interface');
}

const subscribe = ({ probe, token }: Private, channel: string, params: Params): ReturnType<Probe['ask']> =>
  probe.ask('subscribe', { channel, ...params, token });

async function executions(looked: Private): Promise<Check> {
  const answer = await subscribe(looked, 'executions', { ...derivatives, snap_orders: true, snap_trades: true });
  if (answer.type !== 'done')
    return fail('executions', wordOf(answer), 'give the key the permission Query open orders & trades');
  const [frame] = await looked.probe.of('executions');
  if (frame === undefined) return fail('executions', 'no snapshot', 'orders cannot be known without it');
  const rows: readonly unknown[] = Array.isArray(frame.data) ? frame.data : [];
  const read = rows.map((row) => readExecution(row, looked.links.strange));
  const [broken] = read.filter((row) => !row.ok);
  if (broken !== undefined && !broken.ok)
    return fail('executions', broken.error, 'the client must learn this row first');
  const numbered = frame.sequence === undefined ? 'without numbers' : 'numbered';
  return pass('executions', `${String(rows.length)} rows, ${numbered}`);
}

async function positions(looked: Private): Promise<Check> {
  const answer = await subscribe(looked, 'positions', { ...derivatives, snapshot: true });
  const [frame] = answer.type === 'done' ? await looked.probe.of('positions') : [];
  if (frame === undefined) return fail('positions', wordOf(answer), 'positions cannot be known without it');
  const said = readPositions(frame.frame, looked.links.strange);
  if (!said.ok) return fail('positions', said.error, 'the client must learn this frame first');
  if (said.value.type === 'tooLarge') return fail('positions', 'snapshot_too_large', 'close positions by hand');
  const fixedOnes = said.value.changed.filter(({ fixedLeverage }) => fixedLeverage !== undefined);
  const names = fixedOnes.map(({ instrument }) => instrument).join(', ');
  if (names !== '') return fail('positions', `isolated: ${names}`, 'set them to cross at the venue');
  return pass('positions', `${String(said.value.changed.length)} open`);
}

async function margin(looked: Private): Promise<Check> {
  const answer = await subscribe(looked, 'margin', derivatives);
  const frames = answer.type === 'done' ? await looked.probe.of('margin') : [];
  if (frames.length === 0) return fail('margin', wordOf(answer), 'equity cannot be known without it');
  for (const frame of frames) {
    const said = readMargin(frame.frame, looked.links.strange);
    if (!said.ok) return fail('margin', said.error, 'the client must learn these names first');
    if (said.value !== undefined) return pass('margin', `equity ${formatFixed(said.value.equity)} USD`);
  }
  return fail('margin', 'no section of multi_collateral', 'perpetuals need the multi-collateral wallet');
}

async function plain(looked: Private, channel: string): Promise<Check> {
  const answer = await subscribe(looked, channel, {});
  const fix = 'give the key the permissions Query funds and Query ledger entries';
  return answer.type === 'done' ? pass(channel, 'subscribed') : warn(channel, wordOf(answer), fix);
}

async function preferences(looked: Private): Promise<readonly Check[]> {
  const answer = await subscribe(looked, 'preferences', {});
  const [frame] = answer.type === 'done' ? await looked.probe.of('preferences') : [];
  if (frame === undefined) return [warn('permission', wordOf(answer), 'try again later; entries wait for it')];
  const { permission, isolated } = readPreferences(frame.data, looked.links.strange);
  const word = permission ?? 'not in a word that we know';
  const isFine = permission === 'enabled';
  const fix = 'let the venue enable futures for the account, or set permissionWhenUnknown';
  const first = isFine ? pass('permission', word) : fail('permission', word, fix);
  if (isolated === undefined)
    return [first, warn('leverage', 'not listed', 'make sure at the venue that all is cross')];
  const names = isolated.join(', ');
  return [
    first,
    names === '' ? pass('leverage', 'cross') : fail('leverage', `isolated: ${names}`, 'set them to cross'),
  ];
}
