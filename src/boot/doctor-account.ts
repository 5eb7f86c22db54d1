import type { Config } from '../config/config.ts';
import { identityOf } from '../core/order/client-order-id.ts';
import type { Result } from '../core/result.ts';
import { formatFixed } from '../core/units.ts';
import { auditOf } from '../view/audit.ts';
import type { Sighting } from '../view/audit.ts';
import { fail, notDone, pass, warn } from '../view/check.ts';
import type { Check } from '../view/check.ts';
import { heldAt, listedAt, lookAt, marksOf } from './holdings.ts';
import type { Chosen } from './kraken.ts';

type Notify = Parameters<typeof lookAt>[2];

/** What only the owner of the key may ask: whether it is accepted, what it may do, and what the account holds. */
export async function checkAccount(
  chosen: Result<Chosen, string>,
  config: Config,
  notify: Notify,
): Promise<readonly Check[]> {
  if (!chosen.ok) return [fail('key', chosen.error, 'set it in the environment of Keel'), ...withoutKey('permissions')];
  const checks = config.wire.dialect === 'v3' ? await checkKey(chosen.value, config, notify) : [];
  if (checks.some(({ name, verdict }) => name === 'key' && verdict === 'fail')) return checks;
  return [...checks, ...(await checkHeld(chosen.value, config, notify)), deadMan];
}

function withoutKey(...first: readonly string[]): readonly Check[] {
  const names = [...first, 'account', 'leverage', 'stops', 'orders'];
  return names.map((name) => notDone(name, 'no key is accepted', 'the key first'));
}

/** It cannot be looked at without arming it. */
const deadMan: Check = pass('dead man', 'Keel never arms the venue’s switch: it would cancel the stops too');

async function checkKey(chosen: Chosen, config: Config, notify: Notify): Promise<readonly Check[]> {
  // What is no header cannot be sent, and would look like a broken network.
  if (!/^[\x21-\x7e]+$/.test(chosen.key.apiKey)) {
    const fix = 'copy it again, all of it and nothing else';
    return [fail('key', 'it has characters that no key has', fix), ...withoutKey('permissions')];
  }
  const look = lookAt(chosen, config, notify);
  try {
    const told = await look.key();
    if (!told.ok && told.error.kind === 'refused') {
      const fix = 'use a key of the futures kind and its whole secret, made at the venue and not deleted there';
      return [fail('key', `the venue refuses it: ${told.error.word}`, fix), ...withoutKey('permissions')];
    }
    if (told.ok) return [pass('key', 'accepted'), ...permissions(told.value), ...(await facts(look))];
    const fix = 'ask again, and look at the permissions of the key at the venue';
    const seen = `not told: ${told.error.word}`;
    return [warn('key', seen, fix), warn('permissions', seen, fix), ...(await facts(look))];
  } finally {
    await look.close();
  }
}

/** @see https://support.kraken.com/hc/en-us/articles/360022839451-Generate-API-keys */
function permissions({ general, transfer }: Readonly<{ general: string; transfer: string }>): readonly Check[] {
  const seen = `general ${general}, transfer ${transfer}`;
  const checks: Check[] = [];
  if (transfer !== 'NO_ACCESS')
    checks.push(fail('permissions', `${seen}: it can withdraw`, 'make a key without withdrawal and delete this one'));
  if (general !== 'FULL_ACCESS')
    checks.push(fail('permissions', `${seen}: it cannot trade`, 'make a key with full access to General API'));
  return checks.length > 0 ? checks : [pass('permissions', seen)];
}

async function facts(look: ReturnType<typeof lookAt>): Promise<readonly Check[]> {
  const told = await look.account();
  if (!told.ok)
    return [
      fail('account', told.error, 'look at the account at the venue'),
      notDone('leverage', told.error, 'the account first'),
    ];
  const { equity, availableMargin, isolated } = told.value;
  const seen = `equity ${formatFixed(equity)} USD, available margin ${formatFixed(availableMargin)} USD`;
  const fix = 'set these contracts to cross at the venue: Keel does not enter where margin is isolated';
  return [
    equity > 0n ? pass('account', seen) : fail('account', seen, 'bring collateral to the futures wallet'),
    isolated.length === 0 ? pass('leverage', 'cross') : fail('leverage', `isolated: ${isolated.join(', ')}`, fix),
  ];
}

async function checkHeld(chosen: Chosen, config: Config, notify: Notify): Promise<readonly Check[]> {
  const held = await heldAt(chosen, config, notify);
  if (!held.ok)
    return [
      fail('stops', held.error, 'ask again; keel audit shows them alone'),
      notDone('orders', held.error, 'the same'),
    ];
  const listed = await listedAt(chosen, config, notify);
  const sighting = { ...held.value, marks: listed.ok ? marksOf(listed.value) : new Map() };
  return [...stops(sighting), orders(sighting)];
}

function stops(sighting: Sighting): readonly Check[] {
  const { guarded, findings } = auditOf(sighting);
  const found = findings.map(({ verdict, what, fix }) => ({ name: 'stops', verdict, seen: what, fix }));
  if (found.some(({ verdict }) => verdict === 'fail')) return found;
  const count = String(guarded.length);
  return [...found, pass('stops', guarded.length === 0 ? 'no open position' : `${count} open, each with its stop`)];
}

/** An order that no Keel sent is left alone by it, and may surprise. */
function orders({ orders: open }: Sighting): Check {
  const strangers = open.filter(({ ticket }) => identityOf(ticket.id) === undefined);
  if (strangers.length === 0) return pass('orders', `${String(open.length)} open, all of Keel`);
  const named = strangers.map(({ ticket, venueOrderId }) => `${ticket.instrument} ${venueOrderId}`).slice(0, 5);
  const seen = `${String(strangers.length)} of ${String(open.length)} are not of Keel: ${named.join(', ')}`;
  return warn('orders', seen, 'cancel them at the venue, or know that they are yours');
}
