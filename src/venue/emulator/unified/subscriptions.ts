import type { UnifiedSwitches } from '../../dialect/unified-switches.ts';
import type { Channel } from './channel.ts';
import type { Listed } from './market.ts';
import { faultOf, textIn, textsIn } from './params.ts';
import type { Params, Spec } from './params.ts';
import type { Asked, Talk } from './talk.ts';

export type SubscriptionOptions = Readonly<{
  talk: Talk;
  channels: readonly Channel[];
  find: (name: string) => Listed | undefined;
  switches: UnifiedSwitches;
  /** Why this connection does not serve what is asked for; undefined where it does. */
  barred: (asked: Asked, channel: string) => string | undefined;
  /** A private subscription lives; returns how it ends. */
  hold: (asked: Asked) => () => void;
}>;

export type Subscriptions = Readonly<{
  subscribe: (asked: Asked) => void;
  unsubscribe: (asked: Asked) => void;
  count: () => number;
  end: () => void;
}>;

/** Parameters that some channel has: on another they are misplaced, not unknown. */
const general: readonly string[] = ['asset_class', 'snapshot', 'symbol', 'token', 'depth', 'interval'];

export function createSubscriptions(options: SubscriptionOptions): Subscriptions {
  const { talk, channels } = options;
  const alive = new Map<string, () => void>();
  const served = (asked: Asked): Channel | undefined => {
    const name = textIn(asked.params, 'channel') ?? '';
    const channel = channels.find((one) => one.name === name);
    const fault =
      options.barred(asked, name) ?? (channel === undefined ? noSuch(name) : misuse(channel, asked, options));
    if (fault === undefined) return channel;
    talk.refuse(asked, fault);
    return undefined;
  };
  const each = (asked: Asked, act: (channel: Channel, listed: Listed | undefined) => void): void => {
    const channel = served(asked);
    if (channel === undefined) return;
    if (!channel.needs.symbol) return act(channel, undefined);
    for (const symbol of textsIn(asked.params, 'symbol')) {
      const listed = options.find(symbol);
      if (listed === undefined) talk.refuse(asked, `Currency pair not supported ${symbol}`, { symbol });
      else act(channel, listed);
    }
  };
  const open = (asked: Asked, channel: Channel, listed: Listed | undefined): void => {
    const key = keyOf(channel, asked.params, listed);
    const symbol = listed?.name;
    if (alive.has(key)) return talk.refuse(asked, `Already subscribed to ${channel.name} channel`, { symbol });
    const { result, begin } = channel.open({ params: asked.params, talk, listed });
    talk.accept(asked, { channel: channel.name, symbol, ...result });
    const release = channel.needs.token ? options.hold(asked) : undefined;
    const stop = begin();
    alive.set(key, () => {
      stop();
      release?.();
    });
    talk.live();
  };
  const close = (asked: Asked, channel: Channel, listed: Listed | undefined): void => {
    const key = keyOf(channel, asked.params, listed);
    const stop = alive.get(key);
    const symbol = listed?.name;
    if (stop === undefined) return talk.refuse(asked, 'Subscription Not Found', { symbol });
    stop();
    alive.delete(key);
    talk.accept(asked, { channel: channel.name, symbol });
  };
  return {
    subscribe: (asked) => each(asked, (channel, listed) => open(asked, channel, listed)),
    unsubscribe: (asked) => each(asked, (channel, listed) => close(asked, channel, listed)),
    count: () => alive.size,
    end: () => {
      for (const stop of alive.values()) stop();
      alive.clear();
    },
  };
}

function noSuch(name: string): string {
  if (name === 'level3') return 'The level3 channel is not served here; book has what the exchange knows.';
  return name === '' ? "'params.channel' is required" : `Unsupported channel: '${name}'`;
}

function keyOf({ name, variant }: Channel, params: Params, listed: Listed | undefined): string {
  return `${name} ${variant?.(params) ?? ''} ${listed?.name ?? ''}`;
}

/** What is wrong with the parameters of a channel. */
function misuse(channel: Channel, { params }: Asked, { switches }: SubscriptionOptions): string | undefined {
  const { needs, name } = channel;
  const spec: Spec = {
    channel: 'text!',
    ...(needs.symbol ? { symbol: 'texts!' } : {}),
    ...(needs.token ? { token: 'text!' } : {}),
    ...(needs.assetClass ? { asset_class: 'text' } : {}),
    ...channel.spec,
  };
  const misplaced = general.find((one) => params[one] !== undefined && spec[one] === undefined);
  // The sentence about ledgers is documented with a full stop, the one about margin without.
  if (misplaced !== undefined)
    return `'params.${misplaced}' is not valid for the ${name} channel${name === 'ledgers' ? '.' : ''}`;
  if (needs.symbol && Array.isArray(params['symbol']) && params['symbol'].length === 0)
    return "'params.symbol' is empty";
  const fault = faultOf(params, spec) ?? (needs.assetClass ? assetClassFault(params, switches) : undefined);
  return fault ?? channel.objection?.(params);
}

/** Everything here is about derivatives. */
export function assetClassFault(params: Params, switches: UnifiedSwitches): string | undefined {
  const given = params['asset_class'];
  if (given === undefined) return switches.assetClassMissing;
  if (given === 'spot') return switches.spotRefusal;
  return given === 'derivatives' ? undefined : "'params.asset_class' must be spot or derivatives";
}
