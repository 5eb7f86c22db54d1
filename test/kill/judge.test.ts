import { describe, expect, it } from 'vitest';
import { clientOrderId } from '../../src/core/order/client-order-id.ts';
import type { Fill, OrderRole, OrderSide, OrderTicket } from '../../src/core/order/order.ts';
import { fixed, ms, noUsd } from '../../src/core/units.ts';
import type { Price } from '../../src/core/units.ts';
import type { Books } from '../../src/venue/emulator/exchange.ts';
import type { PositionsJson } from '../../src/view/positions.ts';
import { differences, naked, wrongs } from '../support/judge.ts';
import { instrument } from '../support/keel.ts';

const btc = instrument('BTC').id;

function ticket(role: OrderRole, position: number, counter: number, qty = '2'): OrderTicket {
  const id = clientOrderId({ run: 9, incarnation: 0, role, position, counter });
  const form =
    role === 'stop' ? ({ type: 'stop', trigger: fixed<Price>('90') } as const) : ({ type: 'market' } as const);
  const side = role === 'entry' ? 'buy' : 'sell';
  return { id, instrument: btc, side, qty: fixed(qty), form, reduceOnly: role !== 'entry' };
}

function fill(order: OrderTicket, side: OrderSide, qty: string): Fill {
  const about = { id: `${order.id}/${qty}`, order: order.id, instrument: btc, side, qty: fixed<Fill['qty']>(qty) };
  return { ...about, price: fixed<Price>('100'), fee: noUsd, liquidity: 'taker', venueAt: ms(0) };
}

function books(held: string, fills: readonly Fill[], stops: readonly OrderTicket[] = []): Books {
  const position = { instrument: btc, side: 'long', entryPrice: fixed<Price>('100'), cost: noUsd } as const;
  return {
    balance: noUsd,
    equity: noUsd,
    realised: noUsd,
    fees: noUsd,
    funding: noUsd,
    positions: held === '0' ? [] : [{ ...position, qty: fixed(held) }],
    orders: stops.map((stop) => ({ ticket: stop, venueOrderId: 'v', filled: fixed('0'), placedAt: ms(0) })),
    fills,
  };
}

describe('the judge', () => {
  const [entry, again, stop, next] = [
    ticket('entry', 1, 1),
    ticket('entry', 1, 2),
    ticket('stop', 1, 3),
    ticket('entry', 2, 4),
  ];

  it('passes an entry, its stop, and the next position after the first is gone', () => {
    const fills = [fill(entry, 'buy', '2'), fill(stop, 'sell', '2'), fill(next, 'buy', '2')];
    expect(wrongs(books('2', fills), [entry, stop, next])).toEqual([]);
  });

  it('sees an order that came twice, and a position that was entered twice', () => {
    expect(wrongs(books('0', []), [stop, stop])).toEqual([`the client id ${stop.id} came twice`]);
    expect(wrongs(books('0', []), [entry, again])).toEqual(['position 1 was entered twice']);
  });

  it('sees a second position on one contract, an exit that goes too far, and books that do not add up', () => {
    const onTop = [fill(entry, 'buy', '2'), fill(next, 'buy', '2')];
    expect(wrongs(books('4', onTop), [entry, next])).toEqual([`${btc}: ${next.id} came upon position 1`]);
    const round = [fill(entry, 'buy', '1'), fill(stop, 'sell', '2')];
    expect(wrongs(books('0', round), [entry, stop])).toContain(`${btc}: ${stop.id} did not reduce`);
    expect(wrongs(books('1', [fill(entry, 'buy', '2')]), [entry])).toHaveLength(1);
  });

  it('sees a position without a stop for all of it', () => {
    expect(naked(books('2', [], [stop]))).toEqual([]);
    expect(naked(books('2', [], []))).toHaveLength(1);
    expect(naked(books('2', [], [ticket('stop', 1, 3, '1')]))).toHaveLength(1);
    expect(naked(books('2', [], [{ ...stop, reduceOnly: false }]))).toHaveLength(1);
    expect(naked(books('2', [], [{ ...stop, side: 'buy' }]))).toHaveLength(1);
  });

  it('sees where Keel knows less, more, or other', () => {
    const known = (position: object): PositionsJson =>
      ({ positions: [{ instrument: btc, side: 'long', qty: '2', phase: 'protected', ...position }] }) as never;
    expect(differences(books('2', []), known({}))).toEqual([]);
    expect(differences(books('2', []), known({ qty: '1' }))).toHaveLength(1);
    expect(differences(books('2', []), known({ side: 'short' }))).toHaveLength(1);
    expect(differences(books('2', []), known({ phase: 'unprotected' }))).toHaveLength(1);
    expect(differences(books('2', []), known({ qty: '0' }))).toEqual([`${btc} is not known`]);
    expect(differences(books('0', []), known({}))).toEqual([`${btc} is not at the venue`]);
  });
});
