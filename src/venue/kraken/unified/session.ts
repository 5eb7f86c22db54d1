import { err } from '../../../core/result.ts';
import type { Result } from '../../../core/result.ts';
import type { Clock } from '../../../runtime/ports.ts';
import { newAccount } from './account.ts';
import type { Answer, Params } from './calls.ts';
import { subscribeAgain, subscribeAll } from './channels.ts';
import type { ChannelLinks, Sync } from './channels.ts';
import type { Executions } from './executions.ts';
import { hearFrame } from './feeds.ts';
import type { FeedLinks, Feeds } from './feeds.ts';
import { createLine } from './line.ts';
import type { UnifiedOptions } from './options.ts';
import { fetchToken } from './token.ts';
import type { SpotRest } from './token.ts';
import { createMender, inTurn } from './mend.ts';
import { createVigil } from './vigil.ts';

export type SessionLinks = Omit<FeedLinks, 'missed'> &
  Readonly<{
    clock: Clock;
    rest: SpotRest;
    executions: Executions;
    tooFast: () => void;
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
  const { clock, notify, executions, strange, tooFast } = links;
  const { timing, rng } = options;
  const vigil = createVigil(clock);
  const feeds: Feeds = { account: newAccount(), executions, snapshots: 0, sequences: new Map() };
  const closing = new AbortController();
  const state: Life = { token: '', fault: 'not connected yet', connection: 0, wasReady: false, isReady: false };

  const opened = (): void => {
    feeds.sequences.clear();
    void signIn(state, links.rest, channels).then((sync) => {
      if (sync === undefined || closing.signal.aborted) return;
      if (!sync.ok) {
        notify('warning', 'SIGN_IN_FAILED', { cause: sync.error });
        return line.drop(sync.error);
      }
      const isFirst = rise(state);
      vigil.look();
      if (isFirst) return;
      notify('info', 'STREAM_RESTORED', { line: 'private' });
      links.mended(sync.value);
    });
  };
  const heard: Parameters<typeof createLine>[0]['heard'] = (frame) => {
    hearFrame(feeds, frame, { ...links, missed });
    vigil.look();
  };
  const lost = (cause: string): void => {
    if (state.isReady) notify('warning', 'STREAM_LOST', { line: 'private', cause });
    state.connection += 1;
    Object.assign(state, { isReady: false, fault: cause, token: '' });
    feeds.account = newAccount();
    vigil.look();
  };
  const url = options.urls.private;
  const common = { clock, rng, timing, notify, strange, tooFast };
  const line = createLine({ name: 'private', url, ...common, opened, heard, lost });
  const ask = (method: string, params: Params): Promise<Answer> => line.ask(method, { ...params, token: state.token });
  const ping = (): Promise<Answer> => line.ask('ping');
  const channels: ChannelLinks = { feeds, clock, timing, vigil, notify, closing: closing.signal, ask, ping };

  const resync = inTurn(async (): Promise<Result<Sync, string>> => {
    if (!state.isReady) return err(state.fault);
    const { connection } = state;
    const sync = await subscribeAgain(channels);
    if (!sync.ok && connection === state.connection) line.drop(sync.error);
    return sync;
  });
  const mend = createMender(clock, {
    apartMs: timing.apartMs,
    closing: closing.signal,
    mend: async (cause) => {
      notify('warning', 'STREAM_GAP', { cause });
      const sync = await resync();
      if (sync.ok) links.mended(sync.value);
    },
  });
  const missed = (cause: string): void => (state.isReady ? mend(cause) : undefined);
  const close = async (): Promise<void> => {
    closing.abort();
    state.isReady = false;
    await line.close();
    vigil.look();
  };
  const whenReady = (forMs: number): Promise<boolean> => vigil.until(() => state.isReady, forMs);
  const looks = { feeds, isReady: () => state.isReady, fault: () => state.fault, whenReady };
  return { ...looks, order: ask, resync, renew: line.drop, close };
}

/** True the first time. */
function rise(life: Life): boolean {
  const isFirst = !life.wasReady;
  Object.assign(life, { isReady: true, wasReady: true, fault: '' });
  return isFirst;
}

/** A new token, then everything. Undefined where the connection was lost on the way: another one signs in. */
async function signIn(life: Life, rest: SpotRest, channels: ChannelLinks): Promise<Result<Sync, string> | undefined> {
  const { connection } = life;
  const token = await fetchToken(rest);
  if (connection !== life.connection) return undefined;
  if (!token.ok) return err(`no token: ${token.error}`);
  life.token = token.value;
  const sync = await subscribeAll(channels);
  return connection === life.connection ? sync : undefined;
}
