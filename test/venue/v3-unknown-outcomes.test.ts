import { afterEach, expect, test } from 'vitest';
import type { Effect } from '../../src/core/effects.ts';
import { step } from '../../src/core/engine.ts';
import type { Event } from '../../src/core/events.ts';
import type { State } from '../../src/core/state.ts';
import { remaining } from '../../src/core/position/tally.ts';
import { parseFault } from '../../src/venue/emulator/standing/faults.ts';
import type { Standing } from '../../src/venue/emulator/standing/start.ts';
import { begun, enter, instrument, positionOf, price, qty, settings } from '../support/keel.ts';
import { control, standVenue, startAt } from '../support/standing-venue.ts';
import { btc, fastClock, listenTo, testOptions, testTiming } from '../support/v3-client.ts';

const speed = 20;
const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

const bitcoin = instrument('BTC', { tick: price('1'), lot: qty('0.0001'), minQty: qty('0.0001') });
const size = qty('0.01');

type Story = Readonly<{ state: State; standing: Standing }>;

/**
 * Keel's engine over the wire, with everything that it wants done and every timer that it sets: it enters, and the faults
 * strike. Ends when the position is protected.
 */
async function live(...faults: readonly string[]): Promise<Story> {
  const rules = faults.flatMap((text) => {
    const rule = parseFault(text);
    return rule.ok ? [rule.value] : [];
  });
  expect(rules).toHaveLength(faults.length);
  const standing = await standVenue({ speed, faults: rules });
  closers.push(standing.close);
  const clock = fastClock(startAt, speed);
  const timing = { ...testTiming, requestMs: 6_000, orderLifeMs: 6_000 };
  const options = { ...testOptions, timing, urls: standing.urls.futures, key: standing.keys.pairs.full };
  const state = begun('10000', [bitcoin], price('84000'));
  const over = new AbortController();
  const happen = (event: Event): void => perform(step(state, event, settings));
  const perform = (effects: readonly Effect[]): void => {
    for (const effect of effects) {
      if (effect.type === 'timer.set') {
        const { timer, at } = effect;
        void clock.wake(at, over.signal).then(() => {
          if (!over.signal.aborted) happen({ type: 'timer.fired', at: clock.now(), timer });
        });
      } else if (effect.type !== 'alert.send' && effect.type !== 'trade.recorded' && effect.type !== 'listing.ask') {
        one.venue.perform(effect, clock.now());
      }
    }
  };
  const one = listenTo(options, clock, (report) => happen({ ...report, at: clock.now() } as Event));
  closers.push(one.venue.close, async () => over.abort());
  expect(await one.venue.open([btc])).toMatchObject({ ok: true });
  happen({ type: 'mark.observed', at: clock.now(), instrument: btc, price: price('84000') });
  const entry = { instrument: bitcoin, side: 'long', qty: size, mark: price('84000'), stop: price('82000') } as const;
  perform(enter(state, entry) ?? []);
  const isSafe = (): boolean => state.positions.get(btc)?.phase === 'protected';
  await one.until(isSafe);
  return { state, standing };
}

/** One entry, at least one stop for all of it, and the same position on both sides. */
function expectSafe({ state, standing: { exchange } }: Story): void {
  const entries = new Set(
    exchange
      .executions(100)
      .filter(({ side }) => side === 'buy')
      .map(({ cliOrdId }) => cliOrdId),
  );
  expect(entries.size).toBe(1);
  const [held, ...others] = exchange.positions();
  expect(others).toEqual([]);
  expect(held).toMatchObject({ symbol: btc, side: 'long', qty: size });
  const position = positionOf(state, bitcoin);
  expect([position.phase, remaining(position), position.side]).toEqual(['protected', size, 'long']);
  const stops = exchange.openOrders().filter(({ kind, reduceOnly }) => kind === 'stp' && reduceOnly);
  expect(stops.length).toBeGreaterThanOrEqual(1);
  expect(stops.some(({ quantity }) => quantity >= size)).toBe(true);
}

/** How often each fault has struck. */
async function struck({ standing }: Story): Promise<unknown> {
  return (await control(standing, 'faults'))['counts'];
}

test('nothing goes wrong: one entry, its stop, the position', async () => expectSafe(await live()));

test('an entry that executes at once, whose answer is lost, and which no list of open orders ever shows', async () => {
  const story = await live('accepted-but-no-reply:sendorder@1');
  expectSafe(story);
  expect(await struck(story)).toMatchObject({ 'accepted-but-no-reply': 1 });
});

test('an entry whose answer is lost while the questions after it are lost too', async () => {
  const story = await live(
    'accepted-but-no-reply:sendorder@1',
    'disconnect:remaining_order_qty@1',
    'drop:openorders@1,2',
    '5xx:fills@1,2',
    'drop:history@1,2',
  );
  expectSafe(story);
  expect(await struck(story)).toMatchObject({ 'accepted-but-no-reply': 1 });
});

test('an outage right after the entry: the connection is gone, and questions fail; nothing is forgotten', async () => {
  const story = await live('disconnect:fills@1', '5xx:openpositions@1,2', '5xx:history@1,2,3');
  expectSafe(story);
  expect(await struck(story)).toMatchObject({ disconnect: 1 });
});

test('a stop whose answer is lost: another one protects, and there is one entry', async () => {
  const story = await live('accepted-but-no-reply:sendorder@2');
  expectSafe(story);
  expect(await struck(story)).toMatchObject({ 'accepted-but-no-reply': 1 });
});

test('a stop that never arrives is placed again', async () => {
  const story = await live('drop:sendorder@2');
  expectSafe(story);
});
