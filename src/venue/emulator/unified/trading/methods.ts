import type { UnifiedSwitches } from '../../../dialect/unified-switches.ts';
import { faultOf } from '../params.ts';
import type { Params } from '../params.ts';
import { assetClassFault } from '../subscriptions.ts';
import type { AckOrder, Asked, Talk } from '../talk.ts';
import { addOrder, batchAdd } from './add.ts';
import { cancelAllOrdersAfter, setPreference } from './account-methods.ts';
import { amendOrder } from './amend.ts';
import { batchCancel, cancelAll, cancelOrder } from './cancel.ts';
import type { Desk, Method } from './desk.ts';

export type Request = Readonly<{ asked: Asked; talk: Talk; order: AckOrder }>;

export type Trading = Readonly<{
  /** Undefined where there is no such method. */
  find: (name: string) => Method | undefined;
  /** Serves a request whose token is good. */
  serve: (method: Method, request: Request) => void;
}>;

export function createTrading(desk: Desk): Trading {
  const methods: Readonly<Record<string, Method>> = {
    add_order: addOrder,
    amend_order: amendOrder,
    cancel_order: cancelOrder,
    cancel_all: cancelAll,
    batch_add: batchAdd,
    batch_cancel: batchCancel,
    set_preference: setPreference,
    cancel_all_orders_after: cancelAllOrdersAfter(desk.switches),
  };
  return {
    find: (name) => methods[name],
    serve: (method, { asked, talk, order }) => {
      const fault = barred(method, desk) ?? misuse(method, asked.params, desk.switches);
      if (fault === undefined) talk.inOrder(order, () => method.run({ asked, talk, desk }));
      else talk.refuse(asked, fault);
    },
  };
}

/** During maintenance there are no orders and no cancels; before and after, only cancels. */
function barred({ cancels }: Method, { phase, rate }: Desk): string | undefined {
  if (!rate.message()) return 'EOrder:Rate limit exceeded';
  if (phase() === 'maintenance') return 'EService:Unavailable';
  return phase() === 'cancel_only' && !cancels ? 'EService:Market in cancel_only mode' : undefined;
}

function misuse({ spec, assetClass }: Method, params: Params, switches: UnifiedSwitches): string | undefined {
  const common =
    assetClass === 'refused' ? ({ token: 'text!' } as const) : ({ token: 'text!', asset_class: 'text' } as const);
  const fault = faultOf(params, { ...common, ...spec });
  if (fault !== undefined) return fault;
  const isFree = assetClass !== 'required' && params['asset_class'] === undefined;
  return isFree ? undefined : assetClassFault(params, switches);
}
