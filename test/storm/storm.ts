import { fixed, later } from '../../src/core/units.ts';
import type { InstrumentId, Ms } from '../../src/core/units.ts';
import type { Exchange } from '../../src/venue/emulator/api.ts';
import type { CancelAnswer, OrderTerms, SendAnswer } from '../../src/venue/emulator/order-view.ts';
import { D, of } from '../support/naive-exchange/decimal.ts';
import type { Scene, Verdict } from '../support/naive-exchange/judge.ts';
import { createNaiveExchange } from '../support/naive-exchange/naive-exchange.ts';
import type { NaiveExchange, Predicted } from '../support/naive-exchange/naive-exchange.ts';
import { byPrice, protection } from '../support/naive-exchange/taking.ts';
import { createLifeguard } from './duties.ts';
import { differences } from './compare.ts';
import { createDice } from './dice.ts';
import type { Dice } from './dice.ts';
import { drawRequest } from './requests.ts';
import type { Request } from './requests.ts';
import type { Level } from '../support/naive-exchange/state.ts';
import { isHidden, revealed, sceneOf } from './sight.ts';
import { beginsAt, candleOf, exchangeOf, tradedIn, unlisted } from './world.ts';
import type { Traded } from './world.ts';
import { createWitness } from './witness.ts';
import type { Witness } from './witness.ts';

/** What a storm came to; a difference carries all that is needed to see it again. */
export type Toll = { requests: number; byStatus: Map<string, number>; executions: number };
export type Difference = Readonly<{ seed: number; request: number; what: Request; faults: readonly string[] }>;

const quarterMs = 900_000;

type Both = Readonly<{
  exchange: Exchange;
  model: NaiveExchange;
  witness: Witness;
  dice: Dice;
  traded: readonly Traded[];
  toll: Toll;
  known: string[];
  named: string[];
}>;

/** Random requests and a random market from one seed, against both; ends at the first request after which they differ. */
export function storm(seed: number, requests: number, toll: Toll): Difference | undefined {
  const dice = createDice(seed);
  const traded = tradedIn(dice);
  const usd = fixed<never>(dice.pick(['2000', '20000', '20000', '100000']));
  const exchange = exchangeOf(dice, traded, usd);
  const model = createNaiveExchange({
    contracts: traded.map(({ contract }) => contract),
    usd: of(usd),
    rates: (symbol, hour) => new D(exchange.fundingRates(symbol).find(({ at }) => at === hour)?.absolute ?? 0),
  });
  const witness = createWitness(exchange, model);
  const lifeguard = createLifeguard(exchange, model.state);
  const both: Both = { exchange, model, witness, dice, traded, toll, known: [], named: [] };
  let opened = -1;
  let now = beginsAt;
  for (let index = 0; index < requests; index += 1) {
    now = later(now, dice.pick([0, 1, 700, 5_000, 30_000, 30_000, 200_000]));
    for (; opened < Math.floor((now - beginsAt) / quarterMs); opened += 1) {
      const at = later(beginsAt, (opened + 1) * quarterMs);
      advance(both, at);
      for (const one of traded.filter(() => dice.chance(0.95))) exchange.open(candleOf(dice, one, at));
    }
    advance(both, now);
    const faults = [...witness.digest(new Set())];
    model.reach(exchange.now());
    faults.push(...lifeguard(), ...differences(exchange, model.state));
    const what = faults.length > 0 ? ({ type: 'wait' } as const) : draw(both);
    if (faults.length === 0) {
      faults.push(...perform(both, what), ...differences(exchange, model.state));
      toll.requests += 1;
    }
    if (faults.length > 0) return { seed, request: index, what, faults };
  }
  witness.stop();
  return undefined;
}

function advance({ exchange }: Both, to: Ms): void {
  for (let next = exchange.nextAt(); next !== undefined && next <= to; next = exchange.nextAt()) exchange.advance();
  if (exchange.now() < to) exchange.reach(to);
}

function draw({ exchange, model, dice, traded, known, named }: Both): Request {
  if (model.state.phase !== 'online' && dice.chance(0.2)) return { type: 'phase', phase: 'online' };
  const listed = traded.filter(({ contract }) => model.state.contracts.has(contract.symbol));
  return drawRequest({
    dice,
    now: exchange.now(),
    traded: listed.length === 0 ? traded : listed,
    price: ({ contract, price }) => exchange.ticker(contract.symbol)?.last ?? price,
    known,
    named,
    open: [...model.state.open.values()],
  });
}

function perform(both: Both, request: Request): readonly string[] {
  const { exchange, model, witness } = both;
  const { state } = model;
  switch (request.type) {
    case 'send':
      return send(both, request);
    case 'edit':
      return edit(both, request);
    case 'batch':
      return request.items.flatMap((item) => perform(both, item));
    case 'cancel': {
      const theirs: CancelAnswer = exchange.cancel(request.which);
      const ours = model.cancel(request.which);
      count(both, `cancel ${theirs.status}`);
      // A filled order is forgotten after a while.
      const isFine = theirs.status === ours || (ours === 'filled' && theirs.status === 'notFound');
      return [
        ...witness.digest(new Set([theirs.order?.orderId ?? ''])),
        ...(isFine ? [] : [`cancel: ${theirs.status} and ${ours}`]),
      ];
    }
    case 'cancel-all': {
      const theirs = exchange.cancelAll(request.symbol).map(({ orderId }) => orderId);
      const ours = model.cancelAll(request.symbol);
      const faults =
        theirs.toSorted().join() === [...ours].toSorted().join()
          ? []
          : [`cancel all: ${theirs.join()} and ${ours.join()}`];
      return [...witness.digest(new Set(theirs)), ...faults];
    }
    case 'dead-man': {
      const theirs = exchange.cancelAllAfter(request.timeoutMs);
      const ours = model.cancelAllAfter(exchange.now(), request.timeoutMs);
      return theirs === ours ? [] : [`dead man: ${String(theirs)} and ${String(ours)}`];
    }
    case 'prefer': {
      const scene = sceneOf(exchange, state, request.symbol);
      const before = state.preferences.get(request.symbol);
      const ours = model.prefer(request.symbol, request.leverage, scene);
      const theirs = exchange.prefer(request.symbol, request.leverage);
      count(both, `prefer ${theirs}`);
      if (theirs === 'done') setPreference(model, request.symbol, request.leverage);
      else setPreference(model, request.symbol, before);
      return [
        ...witness.digest(new Set()),
        ...(ours.includes(theirs) ? [] : [`prefer: ${theirs} and ${ours.join(' or ')}`]),
      ];
    }
    case 'deposit':
      exchange.control.deposit(request.currency, request.amount);
      model.deposit(request.currency, request.amount);
      return witness.digest(new Set());
    case 'move':
      exchange.control.movePrice(request.symbol, request.price);
      return witness.digest(new Set());
    case 'phase':
      model.phase(request.phase);
      exchange.control.phase(request.phase);
      return witness.digest(new Set());
    case 'delist': {
      const scene = sceneOf(exchange, state, request.symbol);
      if (request.symbol === unlisted || !state.contracts.has(request.symbol)) return [];
      model.delist(request.symbol, scene);
      exchange.control.delist(request.symbol);
      return witness.digest(new Set());
    }
    case 'wait':
      return [];
  }
}

function setPreference({ state }: NaiveExchange, symbol: InstrumentId, leverage: number | undefined): void {
  if (leverage === undefined) state.preferences.delete(symbol);
  else state.preferences.set(symbol, leverage);
}

function count({ toll }: Both, status: string): void {
  toll.byStatus.set(status, (toll.byStatus.get(status) ?? 0) + 1);
}

function send(both: Both, { terms }: Extract<Request, { type: 'send' }>): readonly string[] {
  const { exchange, model, witness, known } = both;
  const seen = sceneOf(exchange, model.state, terms.symbol);
  const verdict = model.send(terms, seen);
  const answer = exchange.send(terms);
  count(both, `send ${answer.status}`);
  const { orderId = '' } = answer;
  // Where something else happened first, what was seen is not what the order found.
  const before = witness.prelude(orderId);
  const faults = before ?? judged(verdict, answer, ['placed']);
  if (answer.status !== 'placed') return [...faults, ...witness.digest(new Set([orderId]))];
  known.push(orderId);
  const scene = before === undefined ? seen : revealed(seen, terms.side, madeOf(answer));
  const got = model.placed(terms, orderId, scene);
  const begun = trailing(both, orderId, scene);
  const limits = terms.kind === 'mkt' ? guarded(both, { terms, answer, scene }) : [];
  return [...faults, ...begun, ...limits, ...executed(both, answer, got), ...witness.digest(new Set([orderId]))];
}

type Sent = Readonly<{ terms: OrderTerms; answer: SendAnswer; scene: Scene }>;
/** A market order shows its one percent of protection as its limit. */
function guarded({ model }: Both, { terms, answer, scene }: Sent): readonly string[] {
  const tick = model.state.contracts.get(terms.symbol)?.tick ?? fixed<never>('1');
  const wanted = protection(scene.sight, terms.side, of(tick));
  return answer.events.flatMap((event) => {
    const shown = event.type === 'EXECUTION' ? event.before.limitPrice : undefined;
    if (shown === undefined || wanted?.eq(of(shown)) === true) return [];
    return [`a market order with the limit ${of(shown).toString()}, not ${String(wanted)}`];
  });
}

/** A trailing stop begins at its deviation from its signal; which way that is rounded is not written. */
function trailing({ exchange, model }: Both, orderId: string, { sight }: Scene): readonly string[] {
  const order = model.state.open.get(orderId);
  const shown = exchange.openOrders().find((other) => other.orderId === orderId)?.stopPrice;
  if (order?.trailing === undefined || shown === undefined) return [];
  order.stop = of(shown);
  const signal = sight[order.signal] ?? new D(0);
  const { unit, value } = order.trailing;
  const away = unit === 'PERCENT' ? signal.mul(value).div(100) : value;
  const wanted = order.side === 'sell' ? signal.minus(away) : signal.plus(away);
  const tick = of(model.state.contracts.get(order.symbol)?.tick ?? fixed<never>('0'));
  return order.stop.minus(wanted).abs().lte(tick)
    ? []
    : [`trailing stop at ${order.stop.toString()}, not ${wanted.toString()}`];
}

function edit(both: Both, { change }: Extract<Request, { type: 'edit' }>): readonly string[] {
  const { exchange, model, witness } = both;
  const id = 'orderId' in change.which ? change.which.orderId : (model.state.idOf.get(change.which.cliOrdId) ?? '');
  const symbol = model.state.open.get(id)?.symbol ?? unlisted;
  const seen: Scene = sceneOf(exchange, model.state, symbol);
  const side = model.state.open.get(id)?.side ?? 'buy';
  const isBlind = isHidden(seen, model.state.open.get(id));
  const seeing = model.edit(change, seen);
  const answer = exchange.edit(change);
  count(both, `edit ${answer.status}`);
  const done = ['edited', 'filled', 'partiallyFilled'];
  if (!done.includes(answer.status))
    return [...(isBlind ? [] : judged(seeing, answer, done)), ...witness.digest(new Set([id]))];
  const scene = isBlind ? revealed(seen, side, madeOf(answer)) : seen;
  const verdict = isBlind ? model.edit(change, scene) : seeing;
  const before = witness.prelude(id) ?? [];
  const { got, status } = model.edited(change, scene);
  const same = status === answer.status ? [] : [`edit: ${answer.status} and ${status}`];
  return [
    ...before,
    ...judged(verdict, answer, done),
    ...same,
    ...executed(both, answer, got),
    ...witness.digest(new Set([id])),
  ];
}

function judged({ must, may }: Verdict, { status }: SendAnswer, done: readonly string[]): readonly string[] {
  const isFine = must.size > 0 ? must.has(status) || may.has(status) : done.includes(status) || may.has(status);
  if (isFine) return [];
  return [`answered ${status}; it should be ${must.size > 0 ? [...must].join(' or ') : done.join(' or ')}`];
}

const madeOf = ({ events }: SendAnswer): readonly Level[] =>
  events.flatMap((event) =>
    event.type === 'EXECUTION' ? [{ price: of(event.execution.price), qty: of(event.execution.qty) }] : [],
  );

/** At once, by price: quantity and fee. */
function executed({ toll }: Both, { events }: SendAnswer, ours: readonly Predicted[]): readonly string[] {
  const made = events.flatMap((event) => (event.type === 'EXECUTION' ? [event.execution] : []));
  toll.executions += made.length;
  const theirs = byPrice(made.map(({ price, qty }) => ({ price: of(price), qty: of(qty) })));
  const text = (list: readonly Readonly<{ price: D; qty: D }>[]): string =>
    list.map(({ price, qty }) => `${qty.toString()} at ${price.toString()}`).join(', ');
  const fee = made.reduce((total, execution) => total.plus(of(execution.fee)), new D(0));
  const ourFee = ours.reduce((total, one) => total.plus(one.fee), new D(0));
  return [
    ...(text(theirs) === text(ours) ? [] : [`executed ${text(theirs)}; the model ${text(ours)}`]),
    ...(fee.minus(ourFee).abs().lte('1e-8') ? [] : [`fees of ${fee.toString()}; the model ${ourFee.toString()}`]),
  ];
}
