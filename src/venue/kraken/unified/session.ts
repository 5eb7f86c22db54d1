import { err } from '../../../core/result.ts';
import type { Result } from '../../../core/result.ts';
import type { Clock } from '../../../runtime/ports.ts';
import { accountAfter, newAccount } from './account.ts';
import type { Answer, Params } from './calls.ts';
import { subscribeAgain, subscribeAll } from './channels.ts';
import type { ChannelLinks, Sync } from './channels.ts';
import type { Executions } from './executions.ts';
import { hearFrame } from './feeds.ts';
import type { FeedLinks, Feeds } from './feeds.ts';
import { createLine } from './line.ts';
import type { Line, LineOptions } from './line.ts';
import type { UnifiedOptions } from './options.ts';
import type { TokenSource } from './token.ts';
import { createMender, inTurn } from './mend.ts';
import { createVigil } from './vigil.ts';

export type SessionLinks = Omit<FeedLinks, 'missed'> &
  Readonly<{
    clock: Clock;
    tokens: TokenSource;
    executions: Executions;
    tooFast: () => void;
    observe: LineOptions['observe'];
    /** Orders, fills and positions are whole again, after a loss or a gap. */
    mended: (sync: Sync) => void;
  }>;

/** The private connection: signed in, subscribed one by one, and made whole again after every loss. */
export type Session = Readonly<{
  feeds: Feeds;
  isReady: () => boolean;
  /** Why it is not. */
  fault: () => string;
  whenReady: (forMs: number) => Promise<boolean>;
  /** A trading method, with the token of this connection. */
  order: (method: string, params: Params) => Promise<Answer>;
  /** Orders, fills and positions by new subscriptions; those who ask at the same time share one. */
  resync: () => Promise<Result<Sync, string>>;
  /** The connection is given up; the next one gets a new token. */
  renew: (cause: string) => void;
  close: () => Promise<void>;
}>;

type Life = { token: string; fault: string; connection: number; wasReady: boolean; isReady: boolean };

export function createSession(options: UnifiedOptions, links: SessionLinks): Session {
  const { clock, notify, executions, strange, tooFast, observe } = links;
  const { timing, rng, urls } = options;
  const vigil = createVigil(clock);
  const feeds: Feeds = { account: newAccount(), executions, snapshots: 0, sequences: new Map(), isHeard: false };
  const closing = new AbortController();
  const state: Life = { token: '', fault: 'not connected yet', connection: 0, wasReady: false, isReady: false };

  const opened = (): void => {
    feeds.sequences.clear();
    void signIn(state, links.tokens, channels()).then((sync) => {
      if (sync === undefined || closing.signal.aborted) return;
      if (!sync.ok) {
        notify('warning', 'SIGN_IN_FAILED', { cause: sync.error });
        return line.drop(sync.error);
      }
      const isFirst = rise(state);
      feeds.isHeard = true;
      vigil.look();
      lookAgain(sync);
      if (isFirst) return;
      notify('info', 'STREAM_RESTORED', { line: 'private' });
      links.mended(sync.value);
    });
  };
  const heard: LineOptions['heard'] = (frame) => {
    hearFrame(feeds, frame, { ...links, missed: (cause) => (state.isReady ? mend(cause) : undefined) });
    vigil.look();
  };
  const lost = (cause: string): void => {
    if (state.isReady) notify('warning', 'STREAM_LOST', { line: 'private', cause });
    state.connection += 1;
    Object.assign(state, { isReady: false, fault: cause, token: '' });
    feeds.account = accountAfter(feeds.account);
    vigil.look();
  };
  const common = { clock, rng, timing, notify, strange, tooFast, observe };
  const line = createLine({ name: 'private', url: urls.private, ...common, opened, heard, lost });
  const ask = (method: string, params: Params): Promise<Answer> => line.ask(method, { ...params, token: state.token });
  const base = { feeds, clock, timing, vigil, notify, closing: closing.signal };
  const channels = (): ChannelLinks => ({ ...base, ...onConnection(state, line) });

  const resync = inTurn(async (): Promise<Result<Sync, string>> => {
    if (!state.isReady) return err(state.fault);
    const { connection } = state;
    const sync = await subscribeAgain(channels());
    if (!sync.ok && connection === state.connection) line.drop(sync.error);
    return lookAgain(sync);
  });
  const renew = async (cause: string): Promise<void> => {
    notify('warning', 'STREAM_GAP', { cause });
    const sync = await resync();
    if (sync.ok) links.mended(sync.value);
  };
  const mend = createMender(clock, { apartMs: timing.apartMs, closing: closing.signal, mend: renew });
  const insist = createMender(clock, { apartMs: timing.backOffMaxMs, closing: closing.signal, mend: renew });
  /** Positions that were left out are asked for until they come: without them nothing is entered. */
  const lookAgain = (sync: Result<Sync, string>): Result<Sync, string> => {
    if (sync.ok && sync.value.positions === undefined) insist('no positions');
    return sync;
  };
  const close = async (): Promise<void> => {
    closing.abort();
    state.isReady = false;
    await line.close();
  };
  const isReady = (): boolean => state.isReady;
  const looks = { feeds, isReady, fault: () => state.fault, whenReady: (ms: number) => vigil.until(isReady, ms) };
  return { ...looks, order: ask, resync, renew: line.drop, close };
}

/** Requests that go out on the connection of now or not at all: what began on one never goes on on the next. */
function onConnection(life: Life, line: Line): Pick<ChannelLinks, 'ask' | 'ping'> {
  const { connection } = life;
  const isGone = (): boolean => connection !== life.connection;
  const say = (method: string, params?: Params): Promise<Answer> =>
    isGone() ? Promise.resolve({ type: 'unsent' }) : line.ask(method, params);
  return { ask: (method, params) => say(method, { ...params, token: life.token }), ping: () => say('ping') };
}

/** True the first time. */
function rise(life: Life): boolean {
  const isFirst = !life.wasReady;
  Object.assign(life, { isReady: true, wasReady: true, fault: '' });
  return isFirst;
}

/** A new token, then everything. Undefined where the connection was lost on the way: another one signs in. */
async function signIn(
  life: Life,
  tokens: TokenSource,
  channels: ChannelLinks,
): Promise<Result<Sync, string> | undefined> {
  const { connection } = life;
  const token = await tokens();
  if (connection !== life.connection) return undefined;
  if (!token.ok) return err(`no token: ${token.error}`);
  life.token = token.value;
  const sync = await subscribeAll(channels);
  return connection === life.connection ? sync : undefined;
}
