import type { Row } from './frame.ts';
import type { Listed } from './market.ts';
import type { Params, Spec } from './params.ts';
import type { Talk } from './talk.ts';

/** What a subscription begins with: how it is acknowledged, what follows at once, and how it ends. */
export type Opened = Readonly<{ result?: Row; begin: () => () => void }>;

/** What the subscription is for: its parameters, and its market where the channel has markets. */
export type Wanted = Readonly<{ params: Params; talk: Talk; listed: Listed | undefined }>;

/** One channel, as it is subscribed to. */
export type Channel = Readonly<{
  name: string;
  /** Its own parameters; `channel`, and `symbol`, `token` or `asset_class` where they apply, are known without. */
  spec: Spec;
  needs: Readonly<{ symbol: boolean; token: boolean; assetClass: boolean }>;
  /** A sentence where the parameters contradict each other or are out of range. */
  objection?: (params: Params) => string | undefined;
  /** Tells two subscriptions of one market apart. */
  variant?: (params: Params) => string;
  open: (wanted: Wanted) => Opened;
}>;
