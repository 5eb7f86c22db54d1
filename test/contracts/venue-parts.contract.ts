import { expect, test } from 'vitest';
import { fixed, noQty, sub } from '../../src/core/units.ts';
import type { ClientOrderId, Price, Qty, Usd } from '../../src/core/units.ts';
import { contractOfTest, limit, market, qty, stopAt, talksWith, volumes } from './venue-talk.ts';
import type { Stand, Talk } from './venue-talk.ts';

const half: Qty = fixed('0.005');
const resting: Price = fixed('83000');

type Executed = Readonly<{ qty: Qty; fee: Usd }>;

function sumOf(fills: readonly Executed[]): readonly [count: number, qty: bigint, fee: bigint] {
  const total = (of: (fill: Executed) => bigint): bigint => fills.reduce((sum, fill) => sum + of(fill), 0n);
  return [fills.length, total((fill) => fill.qty), total(({ fee }) => fee)];
}

/** What every venue behind the port keeps of orders that execute in part, or not at all. */
export function partsContract(name: string, stand: Stand): void {
  const talk = talksWith(stand);

  /** A bid of which half has executed: the market came to it and went again. */
  const partly = async ({ venue, send, told, filledOf }: Talk): Promise<ClientOrderId> => {
    const id = send('entry', { type: 'limit', price: resting });
    await told('order.accepted', id);
    // Both at one moment of the venue's, so that there is one turn at the price.
    venue.exchange.control.movePrice(contractOfTest, resting);
    venue.exchange.control.movePrice(contractOfTest, fixed('85000'));
    await venue.move(85_000);
    await venue.until(() => filledOf(id) > noQty);
    return id;
  };

  test(`${name}: what is left of a partly filled order rests, and is listed with what it was and what has executed`, async () => {
    const talking = await talk(volumes.thin);
    const id = await partly(talking);
    const { orders, positions } = await talking.account();
    const ticket = { id, instrument: contractOfTest, side: 'buy', qty, reduceOnly: false };
    expect(orders).toMatchObject([{ ticket: { ...ticket, form: { type: 'limit', price: resting } }, filled: half }]);
    expect(positions).toMatchObject([{ side: 'long', qty: half, entryPrice: resting }]);
    expect(talking.of('order.filled', id)[0]?.fill).toMatchObject({ liquidity: 'maker', price: resting, qty: half });
    talking.ask(id);
    await talking.account();
    expect([...talking.of('order.ended', id), ...talking.of('order.absent', id)]).toEqual([]);
  });

  test(`${name}: a partly filled order that a person edits is one order still, with its new terms`, async () => {
    const talking = await talk(volumes.thin);
    const { venue, cancel, told, of } = talking;
    const id = await partly(talking);
    const change = { size: fixed<Qty>('0.03'), sizeMode: 'ABSOLUTE', limitPrice: fixed<Price>('82000') } as const;
    expect(venue.exchange.edit({ which: { cliOrdId: id }, ...change }).status).toBe('edited');
    await venue.move(85_000);
    const { orders } = await talking.account();
    expect(orders).toMatchObject([
      { ticket: { id, qty: change.size, form: { type: 'limit', price: change.limitPrice } }, filled: half },
    ]);
    expect(of('order.ended', id)).toEqual([]);
    cancel(id);
    await told('order.ended', id);
    expect(of('order.ended', id).at(-1)).toMatchObject({ how: 'canceled', filled: half });
  });

  test(`${name}: the rest of a partly filled order is cancelled, and what has executed stays`, async () => {
    const talking = await talk(volumes.thin);
    const { venue, cancel, told, of, filledOf } = talking;
    const id = await partly(talking);
    cancel(id);
    await told('order.ended', id);
    expect(of('order.ended', id).at(-1)).toMatchObject({ how: 'canceled', filled: half });
    const { orders, positions } = await talking.account();
    expect([orders, positions.map(({ qty: size }) => size)]).toEqual([[], [half]]);
    expect([filledOf(id), venue.exchange.openOrders()]).toEqual([half, []]);
  });

  test(`${name}: a fill has one id, however often it is told, and all of them are what the venue has executed`, async () => {
    const talking = await talk(volumes.thin);
    const { venue, ask, of, enter } = talking;
    const ids = [await partly(talking), await enter()];
    for (const id of ids) {
      ask(id);
      await talking.account();
    }
    await talking.account();
    for (const id of ids) {
      const fills = of('order.filled', id).map(({ fill }) => fill);
      const byId = new Map(fills.map((fill) => [fill.id, fill]));
      for (const fill of fills) expect(fill).toEqual(byId.get(fill.id));
      const executed = venue.exchange.executions(9).filter(({ cliOrdId }) => cliOrdId === id);
      expect(sumOf([...byId.values()])).toEqual(sumOf(executed));
      expect(of('order.accepted', id).every(({ venueOrderId }) => venueOrderId !== '')).toBe(true);
    }
  });

  test(`${name}: a market order takes what there is, and its rest is cancelled`, async () => {
    const talking = await talk(volumes.thin);
    const { venue, send, told, of, filledOf } = talking;
    const id = send('entry', market, { qty: fixed('0.2') });
    await told('order.ended', id);
    const all = venue.exchange.executions(99).reduce<Qty>((sum, { qty: part }) => (sum + part) as Qty, noQty);
    expect(all > noQty && all < fixed<Qty>('0.2')).toBe(true);
    expect(of('order.ended', id).at(-1)).toMatchObject({ how: 'canceled', filled: all });
    await venue.until(() => filledOf(id) === all);
    expect((await talking.account()).positions).toMatchObject([{ side: 'long', qty: all }]);
  });

  test(`${name}: an order that must execute at once and cannot leaves nothing behind`, async () => {
    const talking = await talk(volumes.thin);
    const { venue } = talking;
    await talking.account();
    const [ask] = venue.exchange.book(contractOfTest, 1)?.asks ?? [];
    const price = ask?.price ?? fixed<Price>('84000');
    const terms = { symbol: contractOfTest, side: 'buy', size: fixed<Qty>('1') } as const;
    const beside = sub(price, fixed<Price>('500'));
    expect(venue.exchange.send({ ...terms, kind: 'fok', limitPrice: price }).status).toBe('iocWouldNotExecute');
    expect(venue.exchange.send({ ...terms, kind: 'ioc', limitPrice: beside }).status).toBe('iocWouldNotExecute');
    await venue.move(84_000);
    const { orders, positions } = await talking.account();
    expect([orders, positions]).toEqual([[], []]);
    expect(venue.reports.filter(({ type }) => type === 'order.filled' || type === 'order.ended')).toEqual([]);
  });

  test(`${name}: what only reduces is refused without a position, and goes with it`, async () => {
    const talking = await talk();
    const { send, told, of, enter } = talking;
    const early = send('tp1', limit('90000'));
    await told('order.rejected', early);
    expect(of('order.rejected', early)).toMatchObject([{ reason: 'wouldNotReducePosition' }]);
    await enter();
    const target = send('tp1', limit('90000'));
    await told('order.accepted', target);
    const exit = send('exit', market);
    await told('order.ended', exit);
    await told('order.ended', target);
    expect(of('order.ended', target).at(-1)).toMatchObject({ how: 'canceled', filled: noQty });
    const { orders, positions } = await talking.account();
    expect([orders, positions]).toEqual([[], []]);
  });

  test(`${name}: a stop waits for its trigger on its own side of the market, and then closes all of it`, async () => {
    const talking = await talk();
    const { venue, send, told, of, filledOf, enter } = talking;
    await enter({ side: 'sell' });
    const stop = send('stop', stopAt('86000'), { side: 'buy' });
    await told('order.accepted', stop);
    await venue.move(85_000);
    expect((await talking.account()).orders).toMatchObject([{ ticket: { id: stop, side: 'buy' }, filled: noQty }]);
    expect([filledOf(stop), of('order.ended', stop)]).toEqual([noQty, []]);
    await venue.move(87_000);
    await venue.until(() => filledOf(stop) === qty);
    await told('order.ended', stop);
    expect(of('order.ended', stop).at(-1)).toMatchObject({ how: 'filled', filled: qty });
    for (const { fill } of of('order.filled', stop))
      expect([fill.side, fill.price >= fixed('86000')]).toEqual(['buy', true]);
    expect((await talking.account()).positions).toEqual([]);
  });
}
