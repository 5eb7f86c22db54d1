import { expect, test } from 'vitest';
import { guarded } from '../../src/boot/live-opening.ts';
import { compareEvery } from '../../src/boot/live-upkeep.ts';
import { step } from '../../src/core/engine.ts';
import type { Event } from '../../src/core/events.ts';
import { err, ok } from '../../src/core/result.ts';
import { later } from '../../src/core/units.ts';
import type { InstrumentId } from '../../src/core/units.ts';
import { virtualClock } from '../../src/runtime/clock.ts';
import { createMailbox } from '../../src/runtime/mailbox.ts';
import type { LiveVenue } from '../../src/runtime/ports.ts';
import { memoryStore } from '../support/candle-store.ts';
import { begun, instrument, price, settings, shipped, t0, usd } from '../support/keel.ts';
import { listed } from '../support/listings.ts';

const [btc, xrp] = [instrument('BTC').id, instrument('XRP').id];
type Wallet = { isolated: readonly InstrumentId[] | undefined };

/** A venue that says whatever the wallet holds; undefined: it does not answer. */
function venueOf(wallet: Wallet): LiveVenue {
  const facts = { equity: usd('1000'), availableMargin: usd('1000') };
  const good = { volumeUsd: 50_000_000 };
  const account: LiveVenue['account'] = () =>
    Promise.resolve(wallet.isolated === undefined ? err('no answer') : ok({ ...facts, isolated: wallet.isolated }));
  return {
    perform: () => undefined,
    watch: () => undefined,
    close: () => Promise.resolve(),
    open: account,
    account,
    listing: () => Promise.resolve(ok(['BTC', 'XRP'].map((base) => listed(base, good)))),
    candles: () => Promise.resolve(err('none')),
  };
}

test('a contract that is isolated later is closed to entries with the next listing, and open again with its preference gone', async () => {
  const wallet: Wallet = { isolated: [xrp] };
  const told: unknown[] = [];
  const venue = guarded(venueOf(wallet), [xrp], (...said) => void told.push(said));
  const closed = async (): Promise<readonly InstrumentId[]> => {
    const rows = await venue.listing();
    return rows.ok ? rows.value.flatMap((row) => (row.tradeable ? [] : [row.instrument.id])) : [];
  };
  expect(await closed()).toEqual([xrp]);
  wallet.isolated = [xrp, btc];
  expect(await closed()).toEqual([btc, xrp]);
  // Silence is no permission.
  wallet.isolated = undefined;
  expect(await closed()).toEqual([btc, xrp]);
  wallet.isolated = [];
  expect(await closed()).toEqual([]);
  expect(told).toEqual([
    ['critical', 'ISOLATED_LEVERAGE', { instruments: xrp }],
    ['critical', 'ISOLATED_LEVERAGE', { instruments: btc }],
  ]);
});

test('the comparison with the venue sees it too, and lists anew at once; the engine suspends that market', async () => {
  const wallet: Wallet = { isolated: [] };
  const { clock, advanceTo } = virtualClock(t0);
  const state = begun('1000', [instrument('BTC'), instrument('XRP')], price('100'));
  const mailbox = createMailbox<Event>();
  const ending = new AbortController();
  const venue = guarded(venueOf(wallet), [], () => undefined);
  const { signal } = ending;
  const upkeep = { config: shipped, clock, state, mailbox, store: memoryStore(), venue, isolated: [], signal };
  const comparing = compareEvery(upkeep);
  const turn = async (): Promise<readonly Event[]> => {
    advanceTo(later(clock.now(), shipped.wire.reconcileMs));
    await new Promise((resolve) => setImmediate(resolve));
    return mailbox.take();
  };
  expect(await turn()).toEqual([]);
  wallet.isolated = [btc];
  const events = await turn();
  expect(events).toMatchObject([{ type: 'market.listed', source: 'venue' }]);
  expect(await turn()).toEqual([]);
  for (const event of events) step(state, event, settings);
  expect([state.markets.get(btc)?.status, state.markets.get(xrp)?.status]).toEqual(['suspended', 'open']);
  ending.abort();
  await comparing;
});
