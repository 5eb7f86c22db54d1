import { describe, expect, it } from 'vitest';
import { fixed, ms } from '../units.ts';
import type { ClientOrderId, Price, Qty, Side } from '../units.ts';
import { settings } from '../../../test/support/keel.ts';
import { entryFilled, exitFilled, positionIn } from '../../../test/support/positions.ts';
import type { PositionEvent } from './position.ts';
import { remaining } from './tally.ts';
import { transition } from './transition.ts';

const at = ms(1_000);
const lots = (n: string): Qty => fixed<Qty>(n);
const a = 'a' as ClientOrderId;
const b = 'b' as ClientOrderId;

/** One event of each kind, as said to a long of 10 of which the stop `a` covers all, 2 more may still be bought. */
const events = {
  'entry +2': entryFilled('2'),
  'entry over': { type: 'entry.ended', at },
  'stop b for 10': { type: 'stop.confirmed', at, stop: b, covers: lots('10') },
  'stop b for 9': { type: 'stop.confirmed', at, stop: b, covers: lots('9') },
  'stop a lost': { type: 'stop.lost', at, stop: a, refused: false },
  'stop a refused': { type: 'stop.lost', at, stop: a, refused: true },
  'stop b lost': { type: 'stop.lost', at, stop: b, refused: false },
  'price moves': { type: 'price.moved', at, mark: 104, atr: 1 },
  leave: { type: 'exit.requested', at, reason: 'manual' },
  'exit -4': exitFilled('4', 'stop'),
  'exit -10': exitFilled('10', 'stop'),
  'exit -11': exitFilled('11', 'stop'),
} as const satisfies Record<string, PositionEvent>;
type Said = keyof typeof events;

const table: readonly (readonly [Parameters<typeof positionIn>[0], Said, string, string])[] = [
  ['entering', 'entry +2', 'unprotected', 'advanced'],
  ['entering', 'entry over', 'closed', 'advanced'],
  ['entering', 'stop b for 10', 'entering', 'surprised'],
  ['entering', 'stop a lost', 'entering', 'ignored'],
  ['entering', 'leave', 'exiting', 'advanced'],
  ['entering', 'exit -4', 'entering', 'surprised'],
  ['entering', 'price moves', 'entering', 'ignored'],

  ['unprotected', 'entry +2', 'unprotected', 'advanced'],
  ['unprotected', 'entry over', 'unprotected', 'advanced'],
  ['unprotected', 'stop b for 10', 'protected', 'advanced'],
  ['unprotected', 'stop b for 9', 'unprotected', 'ignored'],
  ['unprotected', 'stop a lost', 'unprotected', 'advanced'],
  ['unprotected', 'stop a refused', 'unprotected', 'advanced'],
  ['unprotected', 'leave', 'exiting', 'advanced'],
  ['unprotected', 'exit -4', 'unprotected', 'advanced'],
  ['unprotected', 'exit -10', 'unprotected', 'advanced'],
  ['unprotected', 'exit -11', 'unprotected', 'surprised'],
  ['unprotected', 'price moves', 'unprotected', 'ignored'],

  ['protected', 'entry +2', 'unprotected', 'advanced'],
  ['protected', 'entry over', 'protected', 'advanced'],
  ['protected', 'stop b for 10', 'protected', 'advanced'],
  ['protected', 'stop b for 9', 'protected', 'ignored'],
  ['protected', 'stop a lost', 'unprotected', 'advanced'],
  ['protected', 'stop a refused', 'unprotected', 'advanced'],
  ['protected', 'stop b lost', 'protected', 'advanced'],
  ['protected', 'leave', 'exiting', 'advanced'],
  ['protected', 'exit -4', 'protected', 'advanced'],
  ['protected', 'exit -10', 'protected', 'advanced'],
  ['protected', 'price moves', 'protected', 'ignored'],

  ['exiting', 'entry +2', 'exiting', 'advanced'],
  ['exiting', 'entry over', 'exiting', 'advanced'],
  ['exiting', 'stop b for 10', 'exiting', 'ignored'],
  ['exiting', 'stop a lost', 'exiting', 'advanced'],
  ['exiting', 'stop a refused', 'exiting', 'advanced'],
  ['exiting', 'leave', 'exiting', 'ignored'],
  ['exiting', 'exit -4', 'exiting', 'advanced'],
  ['exiting', 'exit -10', 'exiting', 'advanced'],
  ['exiting', 'price moves', 'exiting', 'ignored'],

  ['closed', 'entry +2', 'unprotected', 'surprised'],
  ['closed', 'entry over', 'closed', 'ignored'],
  ['closed', 'stop b for 10', 'closed', 'ignored'],
  ['closed', 'stop a lost', 'closed', 'ignored'],
  ['closed', 'leave', 'closed', 'ignored'],
  ['closed', 'price moves', 'closed', 'ignored'],
  ['closed', 'exit -4', 'closed', 'surprised'],
];

describe('each phase answers each event', () => {
  it.each(table)('%s, %s -> %s, %s', (phase, said, next, verdict) => {
    const step = transition(positionIn(phase), events[said], settings.exit);
    expect([step.next.phase, step.verdict]).toEqual([next, verdict]);
  });
});

const walk = (side: Side, said: readonly PositionEvent[]): ReturnType<typeof positionIn> =>
  said.reduce((position, event) => transition(position, event, settings.exit).next, positionIn('entering', side));

describe('the end of a position', () => {
  it('is when the last lot is gone and the entry can bring no more, whichever comes last', () => {
    const [over, gone] = [events['entry over'], events['exit -10']];
    expect(walk('long', [entryFilled('10'), over, gone]).phase).toBe('closed');
    expect(walk('long', [entryFilled('10'), gone]).phase).toBe('unprotected');
    expect(walk('long', [entryFilled('10'), gone, over]).phase).toBe('closed');
    expect(walk('long', [entryFilled('10'), events.leave, gone, over]).phase).toBe('closed');
  });

  it('is not the end of its accounts: a fill that comes late makes it live again', () => {
    const late = walk('long', [events['entry over'], entryFilled('3')]);
    expect([late.phase, remaining(late)]).toEqual(['unprotected', lots('3')]);
  });
});

describe('protection', () => {
  it('of a larger quantity needs a larger stop', () => {
    const small = walk('long', [entryFilled('4'), { type: 'stop.confirmed', at, stop: a, covers: lots('4') }]);
    expect(small.phase).toBe('protected');
    const grown = transition(small, entryFilled('2'), settings.exit).next;
    expect(grown.phase).toBe('unprotected');
    const stale = { type: 'stop.confirmed', at, stop: a, covers: lots('4') } as const;
    expect(transition(grown, stale, settings.exit).verdict).toBe('ignored');
  });

  it('by a stop that was sent for more than is held so far outlasts the next fill', () => {
    const wide = walk('long', [entryFilled('4'), { type: 'stop.confirmed', at, stop: a, covers: lots('12') }]);
    expect(transition(wide, entryFilled('8'), settings.exit).next.phase).toBe('protected');
  });

  it('counts refusals in a row, and only refusals: silence is none', () => {
    const said = [events['stop a refused'], events['stop a lost'], events['stop a refused']];
    expect(walk('long', [entryFilled('10'), ...said]).stopRefusals).toBe(2);
    expect(walk('long', [entryFilled('10'), ...said, events['stop b for 10']]).stopRefusals).toBe(0);
  });
});

describe('the stop after the first target', () => {
  const rise = (side: Side): ReturnType<typeof positionIn> =>
    walk(side, [entryFilled('10'), events['entry over'], exitFilled('5', 'tp1')]);

  it('goes to the entry and a few ticks beyond it', () => {
    expect(rise('long').stopPrice).toBe(fixed<Price>('100.2'));
    expect(rise('short').stopPrice).toBe(fixed<Price>('99.8'));
  });

  it('stays where it was until the whole target has executed', () => {
    const half = walk('long', [entryFilled('10'), events['entry over'], exitFilled('4.999', 'tp1')]);
    expect(half.stopPrice).toBe(half.initialStop);
  });

  it('stays where it was when it lies closer already, and when break-even is turned off', () => {
    const tight = { ...rise('long'), stopPrice: fixed<Price>('101') };
    expect(transition(tight, exitFilled('1', 'tp1'), settings.exit).next.stopPrice).toBe(fixed<Price>('101'));
    const off = { ...settings.exit, breakEvenAfterTp1: false };
    const kept = [entryFilled('10'), events['entry over'], exitFilled('5', 'tp1')].reduce(
      (position, event) => transition(position, event, off).next,
      positionIn('entering'),
    );
    expect(kept.stopPrice).toBe(kept.initialStop);
  });
});

it('targets are set when the entry is complete, once, and never again', () => {
  const half = walk('long', [entryFilled('5')]);
  expect(half.targets).toEqual([]);
  const whole = walk('long', [entryFilled('10'), events['entry over']]);
  expect(whole.targets.map(({ role, qty }) => [role, qty])).toEqual([
    ['tp1', lots('5')],
    ['tp2', lots('4')],
  ]);
  expect(transition(whole, entryFilled('2'), settings.exit).next.targets).toBe(whole.targets);
});
