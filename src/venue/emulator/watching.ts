import { later } from '../../core/units.ts';
import type { InstrumentId } from '../../core/units.ts';
import { publish } from './book.ts';
import type { Core, Market } from './core.ts';
import { facts } from './facts.ts';
import { isOpen, lastOf, markOf } from './prices.ts';
import { recordPath } from './tape.ts';

/** Somebody follows a contract: it is shown every second. Looking on changes nothing of what happens. */
export function watch(core: Core, symbol: InstrumentId): () => void {
  const market = core.markets.get(symbol);
  if (market === undefined) return () => undefined;
  market.watchers += 1;
  if (market.watchers === 1) showSoon(core, market);
  let watching = true;
  return () => {
    if (watching) market.watchers -= 1;
    watching = false;
  };
}

function showSoon(core: Core, market: Market): void {
  const at = later(core.now, facts.update.everyMs);
  if (market.shownAt !== undefined && market.shownAt >= core.now) return;
  market.shownAt = at;
  core.agenda.add(at, () => show(core, market));
}

function show(core: Core, market: Market): void {
  market.shownAt = undefined;
  const { symbol } = market.contract;
  if (market.watchers === 0 || core.markets.get(symbol) !== market) return;
  const price = lastOf(market, core.now);
  if (price !== undefined && isOpen(market, core.now)) {
    recordPath(core, market, { at: core.now, price });
    core.news.tell({ type: 'ticker', symbol, mark: markOf(core, market, price) });
    publish(core, market);
  }
  showSoon(core, market);
}
