import { expect, test } from 'vitest';
import { ms } from '../../../core/units.ts';
import type { Conversation, Link } from '../standing/service.ts';
import { keepManners, manners } from './manners.ts';

type Room = Readonly<{ enter: () => Conversation; heard: string[]; closed: number[]; clock: { now: number } }>;

function room(): Room {
  const [heard, closed, clock]: [string[], number[], { now: number }] = [[], [], { now: 0 }];
  const link: Link = { id: 'c', send: () => undefined, close: (code) => void closed.push(code) };
  const open = keepManners({ now: () => ms(clock.now) }, () => ({
    hear: (text) => void heard.push(text),
    end: () => undefined,
  }));
  return { enter: () => open(link), heard, closed, clock };
}

test('a hundred requests in a second are heard, and one more ends the connection', () => {
  const { enter, heard, closed, clock } = room();
  const connection = enter();
  for (let n = 0; n < 100; n += 1) connection.hear(String(n));
  expect([heard.length, closed]).toEqual([100, []]);
  clock.now = 500;
  for (let n = 0; n < 51; n += 1) connection.hear(String(n));
  expect([heard.length, closed]).toEqual([150, [1008]]);
});

test('a hundred connections may be open, and one that is over makes room', () => {
  const { enter, closed } = room();
  const all = Array.from({ length: manners.connections }, enter);
  expect(closed).toEqual([]);
  enter().end();
  expect(closed).toEqual([1013]);
  all[0]?.end();
  enter();
  expect(closed).toEqual([1013]);
});
