import type { Ms } from '../../../../core/units.ts';
import type { UnifiedSwitches } from '../../../dialect/unified-switches.ts';
import type { Exchange, MarketPhase } from '../../api.ts';
import type { Params, Spec } from '../params.ts';
import type { Hub } from '../hub.ts';
import type { Orders } from '../orders.ts';
import type { OrderRate } from '../rate.ts';
import type { Asked, Talk } from '../talk.ts';

/** What the methods of trading stand on. */
export type Desk = Readonly<{
  exchange: Exchange;
  hub: Hub;
  orders: Orders;
  switches: UnifiedSwitches;
  rate: OrderRate;
  phase: () => MarketPhase;
  /** Told when a preference was set. */
  preferred: () => void;
}>;

export type Call = Readonly<{ asked: Asked; talk: Talk; desk: Desk }>;

/** One method; `token` and `asset_class` are known without. */
export type Method = Readonly<{
  spec: Spec;
  assetClass: 'required' | 'optional' | 'refused';
  /** Whether it is served while orders can only be cancelled. */
  cancels: boolean;
  run: (call: Call) => void;
}>;

const deadlines = { mostMs: 60_000 } as const;

/** The moment before which the engine must have the request; a sentence where that is no moment within its bounds. */
export function deadlineIn(params: Params, now: Ms): number | undefined | string {
  const given = params['deadline'];
  if (given === undefined) return undefined;
  const at = typeof given === 'string' ? Date.parse(given) : Number.NaN;
  if (Number.isNaN(at)) return 'EGeneral:Invalid arguments:deadline';
  if (at <= now) return 'EService:Deadline elapsed';
  const ahead = at - now;
  return ahead > deadlines.mostMs ? 'EGeneral:Invalid arguments:deadline' : at;
}
