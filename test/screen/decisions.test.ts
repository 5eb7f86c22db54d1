import { describe, expect, it } from 'vitest';
import { decisionOf } from '../../src/view/screen-decisions.ts';
import type { RecentDecision } from '../../src/view/screen-decisions.ts';
import { t0 } from '../support/keel.ts';

describe('a decision', () => {
  const told = (name: string, details: Record<string, string | number>): RecentDecision | undefined =>
    decisionOf({ type: 'alert.send', severity: 'warning', name, details }, t0);

  it('is a sentence about its base', () => {
    expect(
      told('SIGNAL_GENERATED', { instrument: 'PF_XBTUSD', side: 'long', score: 79, reason: 'long at ob' }),
    ).toEqual({
      at: t0,
      tone: 'accent',
      text: 'BTC    signal: long at ob',
    });
    expect(told('AUCTION_OPEN_REJECTED', { instrument: 'PF_ETHUSD', reason: 'MIN_NOTIONAL' })?.text).toBe(
      'ETH    signal not taken: MIN_NOTIONAL',
    );
    const closed = { instrument: 'PF_ETHUSD', side: 'short', reason: 'stop_loss', net: '-12.345', r: '-1.02' };
    expect(told('POSITION_CLOSED', closed)).toEqual({
      at: t0,
      tone: 'bad',
      text: 'ETH    closed short by stop_loss: -12.35 USD, -1.02 R',
    });
    expect(told('DEGRADED', { limits: 'drawdown 1001 > 1000; margin-use 9 > 8' })?.text).toBe(
      'DEGRADED: no new entries; over the limit of drawdown, margin-use',
    );
  });

  it('is told by name where there is no sentence for it, and the heartbeat is none', () => {
    expect(told('PHANTOM', { instrument: 'PF_ETHUSD', side: 'long' })).toEqual({
      at: t0,
      tone: 'warn',
      text: 'PHANTOM instrument=PF_ETHUSD side=long',
    });
    expect(told('CYCLE_SUMMARY', { cycle: 1 })).toBeUndefined();
  });
});
