import { formatFixed } from '../../../core/units.ts';
import type { Contract } from '../market-view.ts';
import { decimalsOf } from '../unified/checksum.ts';
import type { Hub } from '../unified/hub.ts';
import type { Listed } from '../unified/market.ts';

/** One dollar market of the spot exchange in all its spellings. `name` is that of WebSocket v2. */
export type Pair = Listed &
  Readonly<{
    /** The key of the REST answers, such as XXBTZUSD. */
    key: string;
    /** XBTUSD, and XBT/USD. */
    altname: string;
    wsname: string;
    /** The asset as Assets has it: XXBT, XXDG, SOL. */
    asset: string;
    /** The least order, in base units. */
    least: string;
    isOnline: boolean;
  }>;

/** The two assets that REST knows under another name. */
const aliases: Readonly<Record<string, string>> = { BTC: 'XBT', DOGE: 'XDG' };
/** Assets from the time when every one began with X; their pairs have keys with both prefixes, DOGE's has not. */
const legacy: readonly string[] = ['XBT', 'ETH', 'LTC', 'XRP', 'XLM', 'XDG', 'ETC', 'XMR', 'ZEC', 'MLN', 'REP'];
/** Perpetuals whose base has no spot market at Kraken, of those that the emulator lists. */
const unlisted: readonly string[] = ['THETA', 'FTM'];

/** Decimals of prices where they are not those of the perpetual's tick. @see https://api.kraken.com/0/public/AssetPairs */
const priceDecimals: Readonly<Record<string, number>> = {
  BTC: 1,
  ETH: 2,
  SOL: 2,
  DOGE: 7,
  ADA: 6,
  ATOM: 4,
  LINK: 5,
  PEPE: 9,
  SHIB: 9,
  TAO: 4,
  AXS: 3,
  COMP: 2,
};
const lot = { decimals: 8 } as const;

export type Pairs = Readonly<{
  all: () => readonly Pair[];
  /** By any spelling of REST: key, altname, wsname, or with the common name. */
  find: (spelling: string) => Pair | undefined;
  /** By the spelling of WebSocket v2 alone; XBT/USD is none. */
  named: (name: string) => Pair | undefined;
}>;

export function createPairs(hub: Hub): Pairs {
  let [made, from]: [readonly Pair[], ReadonlyMap<string, Contract>] = [[], new Map()];
  const all = (): readonly Pair[] => {
    const contracts = hub.contracts();
    if (contracts === from) return made;
    [made, from] = [[...contracts.values()].filter(isPaired).map(pairOf), contracts];
    return made;
  };
  return {
    all,
    find: (spelling) =>
      all().find(({ key, altname, wsname, name }) => [key, altname, wsname, name].includes(spelling.toUpperCase())),
    named: (spelling) => all().find(({ name }) => name === spelling),
  };
}

function isPaired({ base, symbol }: Contract): boolean {
  return symbol.startsWith('PF_') && /^[A-Z0-9]+$/.test(base) && !unlisted.includes(base);
}

function pairOf({ base, symbol, tick, lot: step, tradeable }: Contract): Pair {
  const alias = aliases[base] ?? base;
  const isLegacy = legacy.includes(alias);
  const price = priceDecimals[base] ?? Math.max(1, decimalsOf(tick));
  return {
    name: `${base}/USD`,
    symbol,
    base,
    decimals: { price, qty: lot.decimals },
    // Dogecoin came after the prefixes of pairs had gone.
    key: isLegacy && alias !== 'XDG' ? `X${alias}ZUSD` : `${alias}USD`,
    altname: `${alias}USD`,
    wsname: `${alias}/USD`,
    asset: isLegacy ? `X${alias}` : alias,
    least: formatFixed(step),
    isOnline: tradeable,
  };
}
