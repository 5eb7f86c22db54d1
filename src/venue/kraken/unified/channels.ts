import { err, ok } from '../../../core/result.ts';
import type { Result } from '../../../core/result.ts';
import type { Ms } from '../../../core/units.ts';
import type { Clock, LiveVenueLinks } from '../../../runtime/ports.ts';
import { pause } from '../patience.ts';
import type { AccountState } from './account.ts';
import type { Answer, Params } from './calls.ts';
import { begin } from './executions.ts';
import type { Feeds } from './feeds.ts';
import type { UnifiedTiming } from './options.ts';
import type { Said } from './schema.ts';
import { derivatives } from './terms.ts';
import type { Vigil } from './vigil.ts';
import { meaningOf } from './words.ts';

/** When the venue took its lists, by its clock; `positions` is undefined where it left them out. */
export type Sync = Readonly<{ orders: Ms; positions: Said<Ms> }>;

/** What the private channels are subscribed with. */
export type ChannelLinks = Readonly<{
  feeds: Feeds;
  clock: Clock;
  timing: UnifiedTiming;
  vigil: Vigil;
  notify: LiveVenueLinks['notify'];
  closing: AbortSignal;
  /** With the token of the connection. */
  ask: (method: string, params: Params) => Promise<Answer>;
  ping: () => Promise<Answer>;
}>;

/** Everything of the account, one channel after the other, for two requests at once may reach the engine in any order. */
export async function subscribeAll(links: ChannelLinks): Promise<Result<Sync, string>> {
  const { feeds, notify } = links;
  const orders = await takeExecutions(links);
  if (!orders.ok) return orders;
  const positions = await takePositions(links);
  if (!positions.ok) return positions;
  const margin = await subscribe(
    links,
    { channel: 'margin', ...derivatives },
    () => feeds.account.margin !== undefined,
  );
  if (!margin.ok) return margin;
  // The first section is of that moment: later ones lag.
  const { money } = feeds.account.margin ?? {};
  feeds.account.opening = { asOf: margin.value, ...(money === undefined ? {} : { money }) };
  for (const channel of ['balances', 'ledgers']) {
    const heard = await subscribe(links, { channel }, () => true);
    if (!heard.ok) notify('warning', 'CHANNEL_REFUSED', { channel, cause: heard.error });
  }
  await takePreferences(links);
  return ok({ orders: orders.value, positions: positions.value });
}

/** Orders, fills and positions anew: the snapshots of new subscriptions. */
export async function subscribeAgain(links: ChannelLinks): Promise<Result<Sync, string>> {
  if (!(await leave(links, 'executions'))) return err('no answer to unsubscribe');
  const orders = await takeExecutions(links);
  if (!orders.ok) return orders;
  if (!(await leave(links, 'positions'))) return err('no answer to unsubscribe');
  const positions = await takePositions(links);
  return positions.ok ? ok({ orders: orders.value, positions: positions.value }) : positions;
}

/** A refusal means that there was no subscription, which is as good. */
async function leave({ ask }: ChannelLinks, channel: string): Promise<boolean> {
  const { type } = await ask('unsubscribe', { channel, ...derivatives });
  return type === 'done' || type === 'refused';
}

/** Subscribes and waits for what the channel has to say first. @returns when the venue answered. */
async function subscribe(
  { ask, vigil, clock, timing }: ChannelLinks,
  params: Readonly<{ channel: string }> & Params,
  hasSpoken: () => boolean,
): Promise<Result<Ms, string>> {
  const answer = await ask('subscribe', params);
  if (answer.type === 'unsent' || answer.type === 'unanswered') return err(`no answer to ${params.channel}`);
  if (answer.type === 'refused' && !answer.error.startsWith('Already subscribed')) return err(answer.error);
  const spoke = await vigil.until(hasSpoken, timing.snapshotMs);
  return spoke ? ok(answer.reply.at ?? clock.now()) : err(`${params.channel} says nothing`);
}

async function takeExecutions(links: ChannelLinks): Promise<Result<Ms, string>> {
  const { feeds } = links;
  begin(feeds.executions);
  const before = feeds.snapshots;
  const params = { channel: 'executions', ...derivatives, snap_orders: true, snap_trades: true, order_status: true };
  const at = await subscribe(links, params, () => feeds.snapshots > before);
  if (!at.ok) return at;
  // Nothing says that a snapshot is one frame: what was sent before the pong is here with it.
  const pong = await links.ping();
  return pong.type === 'done' || pong.type === 'refused' ? at : err('no pong');
}

async function takePositions(links: ChannelLinks): Promise<Result<Said<Ms>, string>> {
  const { feeds, notify } = links;
  feeds.account.positions = 'unknown';
  delete feeds.account.positionsAt;
  const said = (): AccountState['positions'] => feeds.account.positions;
  const at = await subscribe(
    links,
    { channel: 'positions', ...derivatives, snapshot: true },
    () => said() !== 'unknown',
  );
  if (!at.ok) return at;
  if (said() === 'whole') return ok(feeds.account.positionsAt ?? at.value);
  notify('critical', 'POSITIONS_TOO_LARGE', { cause: 'the venue left the positions out: they are not known' });
  return ok(undefined);
}

/** They may not be there yet. Without them the account may do what was configured for that case. */
async function takePreferences(links: ChannelLinks): Promise<void> {
  const { feeds, clock, timing, notify, closing } = links;
  let cause = '';
  for (let tries = 0; tries < 5 && !closing.aborted; tries += 1) {
    const said = await subscribe(links, { channel: 'preferences' }, () => feeds.account.preferences !== undefined);
    if (said.ok) return;
    cause = said.error;
    if (meaningOf(cause) !== 'retryable') break;
    await pause(clock, timing.retryMs, closing);
  }
  notify('warning', 'CHANNEL_REFUSED', { channel: 'preferences', cause });
}
