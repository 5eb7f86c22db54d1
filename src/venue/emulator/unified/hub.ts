import type { Exchange } from '../api.ts';
import type { ExchangeEvent } from '../happening.ts';
import type { Contract } from '../market-view.ts';

/** What somebody can listen to: a kind of event, for those of a market with its contract. */
export type Topic = ExchangeEvent['type'] | `${'ticker' | 'trade' | 'book'}:${string}`;

export type Hub = Readonly<{
  /** What is listed, by symbol. */
  contracts: () => ReadonlyMap<string, Contract>;
  /** Returns how to stop. */
  on: (topic: Topic, hear: (event: ExchangeEvent) => void) => () => void;
  /** Makes of many calls within one moment a single one at its end. */
  gather: (flush: () => void) => () => void;
}>;

/** What a market does is told only while somebody watches it. */
type Ears = Readonly<{ those: Set<(event: ExchangeEvent) => void>; leave: () => void }>;

/** One ear at the exchange for all connections: an event reaches only those who asked for it. */
export function createHub(exchange: Exchange): Hub {
  const ears = new Map<string, Ears>();
  const index = (): ReadonlyMap<string, Contract> => new Map(exchange.contracts().map((one) => [one.symbol, one]));
  let listed = index();
  exchange.listen((event) => {
    if (event.type === 'listing') listed = index();
    for (const hear of ears.get(event.type)?.those ?? []) hear(event);
    const symbol = symbolOf(event);
    if (symbol !== undefined) for (const hear of ears.get(`${event.type}:${symbol}`)?.those ?? []) hear(event);
  });
  const arrive = (topic: Topic): Ears => {
    const contract = listed.get(topic.split(':')[1] ?? '');
    const leave = contract === undefined ? () => undefined : exchange.watch(contract.symbol);
    const here = { those: new Set<(event: ExchangeEvent) => void>(), leave };
    ears.set(topic, here);
    return here;
  };
  return {
    contracts: () => listed,
    on: (topic, hear) => {
      const here = ears.get(topic) ?? arrive(topic);
      here.those.add(hear);
      return () => {
        here.those.delete(hear);
        if (here.those.size > 0 || ears.get(topic) !== here) return;
        ears.delete(topic);
        here.leave();
      };
    },
    gather: (flush) => {
      let isDue = false;
      return () => {
        if (isDue) return;
        isDue = true;
        exchange.schedule(exchange.now(), () => {
          isDue = false;
          flush();
        });
      };
    },
  };
}

function symbolOf(event: ExchangeEvent): string | undefined {
  if (event.type === 'ticker' || event.type === 'book') return event.symbol;
  return event.type === 'trade' ? event.trade.symbol : undefined;
}
