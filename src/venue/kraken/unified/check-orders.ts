import { randomUUID } from 'node:crypto';
import type { UnifiedSwitches } from '../../dialect/unified-switches.ts';
import type { Params } from './calls.ts';
import type { Private } from './check-private.ts';
import { pass, warn } from './check-public.ts';
import type { PairRow } from './market-rows.ts';
import { wordOf } from './probe.ts';
import type { Check } from './probe.ts';
import { derivatives } from './terms.ts';

/** One thing that the venue is asked to validate, and the switch that its answer decides. */
type Trial = Readonly<{
  name: string;
  params: Params;
  decides?: Readonly<{ name: keyof UnifiedSwitches; taken: string }>;
}>;

/** Smallest orders far below the market, each with one thing that is not known. They are validated and never placed. */
function trials({ price_increment: tick, qty_min: qty }: PairRow): readonly Trial[] {
  const limit = { order_type: 'limit', limit_price: tick, order_qty: qty, side: 'buy' };
  const trigger = (reference: string): Params => ({ reference, price: tick, price_type: 'static' });
  const stop = { order_type: 'stop-loss', order_qty: qty, side: 'sell' };
  const triggered = { triggers: trigger('index') };
  return [
    { name: 'limit', params: limit },
    { name: 'market', params: { order_type: 'market', order_qty: qty, side: 'buy' } },
    { name: 'stop on index', params: { ...stop, ...triggered } },
    { name: 'stop on last', params: { ...stop, triggers: trigger('last') } },
    {
      name: 'stop on mark',
      params: { ...stop, triggers: trigger('mark') },
      decides: { name: 'markReference', taken: 'accepted' },
    },
    { name: 'take-profit', params: { ...stop, order_type: 'take-profit', ...triggered } },
    { name: 'post-only', params: { ...limit, post_only: true } },
    { name: 'ioc', params: { ...limit, time_in_force: 'ioc' } },
    { name: 'fok', params: { ...limit, time_in_force: 'fok' }, decides: { name: 'timeInForce', taken: 'with-fok' } },
    {
      name: 'stp_type',
      params: { ...limit, stp_type: 'cancel_newest' },
      decides: { name: 'selfTradeType', taken: 'accepted' },
    },
    {
      name: 'conditional',
      params: { ...limit, conditional: { order_type: 'stop-loss', trigger_price: tick } },
      decides: { name: 'conditional', taken: 'accepted' },
    },
    { name: 'client id of a UUID', params: { ...limit, cl_ord_id: randomUUID() } },
  ];
}

/** Asks the venue to validate each; an answer that the switches do not expect is a warning with what to set. */
export async function checkOrders(
  { probe, token }: Private,
  pair: PairRow,
  switches: UnifiedSwitches,
): Promise<readonly Check[]> {
  const checks: Check[] = [];
  for (const { name, params, decides } of trials(pair)) {
    const order = { ...derivatives, symbol: pair.symbol, ...params, validate: true, token };
    const answer = await probe.ask('add_order', order);
    const seen = wordOf(answer);
    const isTaken = answer.type === 'done';
    const label = `validate ${name}`;
    if (decides === undefined) checks.push(isTaken ? pass(label, seen) : warn(label, seen, 'the client counts on it'));
    else if (isTaken === (switches[decides.name] === decides.taken)) checks.push(pass(label, seen));
    else checks.push(warn(label, seen, `set ${decides.name} to ${isTaken ? decides.taken : 'its first value'}`));
  }
  return checks;
}
