import type { Exchange } from '../api.ts';

/** The exchange's own books as JSON: exact numbers are decimal text. What no client can be told wrongly. */
export function truthOf(exchange: Exchange): unknown {
  return plain({
    at: exchange.now(),
    wallet: exchange.wallet(),
    positions: exchange.positions(),
    openOrders: exchange.openOrders(),
    executions: exchange.executions(1_000_000),
    preferences: Object.fromEntries(exchange.preferences()),
    history: exchange.history().at(-1)?.seq ?? 0,
    forgotten: exchange.forgotten(),
  });
}

function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value, (_, held: unknown) => (typeof held === 'bigint' ? decimalText(held) : held)));
}

/** A count of 1e-10 as shortest decimal text. */
function decimalText(count: bigint): string {
  const text = (count < 0n ? -count : count).toString().padStart(11, '0');
  const fraction = text.slice(-10).replace(/0+$/, '');
  return `${count < 0n ? '-' : ''}${text.slice(0, -10)}${fraction === '' ? '' : `.${fraction}`}`;
}
