import type { LiveVenueLinks } from '../../../runtime/ports.ts';
import { signedChallenge } from '../../dialect/sign.ts';
import type { SigningKey } from '../../dialect/sign.ts';
import type { Control } from './wire/feeds.ts';

export const privateFeeds = [
  'open_orders',
  'fills',
  'open_positions',
  'balances',
  'account_log',
  'notifications_auth',
] as const;
/** Those without which nothing is known of the account. */
const needed: readonly string[] = ['open_orders', 'fills', 'open_positions', 'balances'];
/** How often a connection tries to sign in before it is given up, and the next one tries. */
const attempts = { signIn: 3 };

export type SignInLinks = Readonly<{
  apiKey: string;
  key: SigningKey;
  notify: LiveVenueLinks['notify'];
  send: (frame: Readonly<Record<string, unknown>>) => void;
  drop: (cause: string) => void;
  complete: () => void;
}>;
export type SignIn = Readonly<{
  began: () => void;
  control: (frame: Control) => void;
  spoke: (feed: string) => void;
  fault: () => string;
}>;

/** Proves who we are, anew on every connection, until the private feeds have spoken. */
export function createSignIn({ apiKey, key, notify, send, drop, complete }: SignInLinks): SignIn {
  const spoken = new Set<string>();
  let tries = 0;
  let fault = 'no connection';
  const isComplete = (): boolean => needed.every((name) => spoken.has(name));
  const challenge = (): void => send({ event: 'challenge', api_key: apiKey });
  const began = (): void => {
    spoken.clear();
    tries = 0;
    fault = 'waiting for the challenge';
    challenge();
  };
  const spoke = (feed: string): void => {
    const before = isComplete();
    spoken.add(feed);
    if (before || !isComplete()) return;
    fault = '';
    complete();
  };
  const signIn = (message: string): void => {
    fault = 'waiting for the private feeds';
    const signed = { original_challenge: message, signed_challenge: signedChallenge(key, message) };
    for (const feed of privateFeeds) send({ event: 'subscribe', feed, api_key: apiKey, ...signed });
  };
  const refused = (): void => {
    if (isComplete()) return;
    fault = 'the key is refused';
    tries += 1;
    if (tries === 1) notify('critical', 'VENUE_SIGN_IN_REFUSED', {});
    // A frame comes for each feed: only the last of a round asks for another challenge.
    if (tries % privateFeeds.length !== 0) return;
    if (tries / privateFeeds.length >= attempts.signIn) return drop('sign-in refused');
    challenge();
  };
  const control = ({ event, message = '' }: Control): void => {
    if (event === 'challenge') return signIn(message);
    if ((event !== 'alert' && event !== 'error') || message.startsWith('Already subscribed')) return;
    if (message === 'Failed to subscribe to authenticated feed') return refused();
    notify('warning', 'VENUE_FEED_ALERT', { message: message.slice(0, 200) });
  };
  return { began, control, spoke, fault: () => fault };
}
