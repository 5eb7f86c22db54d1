import { asBase, instrumentId } from '../units.ts';
import type { Base, InstrumentId } from '../units.ts';

/** The venue's own names for two assets; everywhere else they have their common name. */
const aliases: Readonly<Record<string, string>> = { XBT: 'BTC', XDG: 'DOGE' };

/**
 * The asset that a person or a venue means: `BTC`, `XBT`, `btc/usd`, `BTC/USD:USD`, `PF_XBTUSD` and `BTCUSD-PERP`
 * are all `BTC`. The only place where a spelling is taken apart: ghost positions were aliases.
 */
export function baseOf(spelling: string): Base {
  const name = (spelling.trim().toUpperCase().split(':')[0] ?? '').replace(/^P[FI]_|^FI_/, '').replace(/-PERP$/, '');
  const slash = name.indexOf('/');
  const bare = slash >= 0 ? name.slice(0, slash) : name.replace(/(?<=.)USDT?$/, '');
  return asBase(aliases[bare] ?? bare);
}

/** The linear perpetual on a base, by the venue's rule of naming: BTC is `PF_XBTUSD`, DOGE is `PF_DOGEUSD`. */
export function perpetualOf(base: Base): InstrumentId {
  return instrumentId(`PF_${base === 'BTC' ? 'XBT' : base}USD`);
}
