import type { Ms } from '../../../core/units.ts';
import type { ExchangeApi, MarketPhase } from '../api.ts';
import type { Contract } from '../market-view.ts';
import type { PracticeKey } from '../standing/keys.ts';
import type { Ground } from '../standing/service.ts';
import { createNotices } from './notices.ts';
import type { Notices } from './notices.ts';
import type { Params } from './params.ts';
import type { Reply } from '../standing/service.ts';

/** Older forms that a robust client must take as well; the newest are shipped. Gotcha 96. */
export type Shapes = Readonly<{
  /** Symbols in lower case, as until 2023. */
  isLowerCase: boolean;
  /** A complete fill on `open_orders` with ids only, as in 2021. */
  isFullFillBare: boolean;
  /** `collateralValue` for `collateral` in a currency of the wallet. */
  isCollateralValue: boolean;
}>;
export const newestShapes: Shapes = { isLowerCase: false, isFullFillBare: false, isCollateralValue: false };

/** What the calls of this dialect are answered from. */
export type Desk = Ground &
  Readonly<{
    /** Of the one account. */
    account: string;
    shapes: Shapes;
    /** A contract that is listed, however its name is spelled. */
    listed: (name: string | undefined) => Contract | undefined;
    /** Its name as answers spell it. Gotcha 92. */
    spell: (symbol: string) => string;
    phase: () => MarketPhase;
    notices: Notices;
  }>;

export function createDesk(ground: Ground, own: Readonly<Pick<Desk, 'account' | 'shapes'>>): Desk {
  const { exchange } = ground;
  const notices = createNotices(exchange);
  let names = namesOf(exchange);
  let phase: MarketPhase = 'online';
  exchange.listen((event) => {
    if (event.type === 'listing') names = namesOf(exchange);
    if (event.type === 'phase') ({ phase } = event);
  });
  return {
    ...ground,
    ...own,
    listed: (name) => (name === undefined ? undefined : names.get(name.toUpperCase())),
    spell: (symbol) => (own.shapes.isLowerCase ? symbol.toLowerCase() : symbol),
    phase: () => phase,
    notices,
  };
}

function namesOf(exchange: ExchangeApi): ReadonlyMap<string, Contract> {
  return new Map(exchange.contracts().map((contract) => [contract.symbol, contract]));
}

/** One call, let in. `rest` is what its path has after the route. */
export type Call = Readonly<{ at: Ms; params: Params; rest: readonly string[]; key?: PracticeKey }>;

/** Who may call: anybody, who may read, who may trade, who may move money. */
export type Access = 'public' | 'read' | 'trade' | 'transfer';
export type Route = Readonly<{
  access: Access;
  answer: (desk: Desk, call: Call) => Reply;
}>;
/** By method and path; a path that ends in a slash takes what follows. */
export type Routes = Readonly<Record<string, Route>>;
