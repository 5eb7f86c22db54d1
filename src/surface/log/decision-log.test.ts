import { describe, expect, it } from 'vitest';
import type { Decision } from '../../core/signal/decision.ts';
import { instrumentId, ms } from '../../core/units.ts';
import { logLine } from '../../view/log-line.ts';
import { createDecisionLog } from './decision-log.ts';

const refused: Decision = {
  instrument: instrumentId('PF_SOLUSD'),
  at: ms(1_704_067_200_000),
  code: '4H_STRUCTURE_REQUIRED',
  price: 101.25,
  side: 'long',
  strategy: 'definitions',
  regime: 'no_4h_structure',
  measured: [312.25, 28.5, null],
};
const fired: Decision = {
  ...refused,
  code: 'SIGNAL',
  regime: 'tight_smc',
  score: { smc: 17, fib: 15, htf: 20, adx: 12, cost: 15, total: 79 },
};

describe('what the log says of decisions', () => {
  it('traces each instrument at most once in a while', () => {
    const log = createDecisionLog({ traceEveryMs: 300_000, debug: false });
    const names = (decision: Decision, now: number): readonly string[] => log(decision, now).map(({ name }) => name);
    expect(names(refused, 1_000)).toEqual(['DECISION_TRACE']);
    expect(names(refused, 300_999)).toEqual([]);
    expect(names({ ...refused, instrument: instrumentId('PF_ETHUSD') }, 300_999)).toEqual(['DECISION_TRACE']);
    expect(names(refused, 301_000)).toEqual(['DECISION_TRACE']);
  });

  it('says at debug, every time and on one line, why there is no signal', () => {
    const log = createDecisionLog({ traceEveryMs: 300_000, debug: true });
    log(refused, 0);
    const [entry, ...more] = log(refused, 1);
    expect(more).toEqual([]);
    expect(entry && logLine(entry, refused.at)).toBe(
      '2024-01-01T00:00:00Z DEBUG SMC Analysis: NO_SIGNAL instrument=PF_SOLUSD reason="4H_STRUCTURE_REQUIRED | no_4h_structure | long | bias_bps 312.250 | adx 28.5000"',
    );
    expect(log({ ...refused, code: 'FIB_GATE' }, 2)[0]?.details['reason']).toContain('entry not in OTE/Key Fib | ');
    expect(log(fired, 2)).toEqual([]);
  });

  it('has the fields that people know', () => {
    const log = createDecisionLog({ traceEveryMs: 0, debug: false });
    expect(log(fired, 0)[0]?.details).toMatchObject({
      signal: 'long',
      bias: 'long',
      regime: 'tight_smc',
      price: 101.25,
      setup_quality: 79,
      score_breakdown: 'smc:17,fib:15,htf:20,adx:12,cost:15',
    });
    expect(log({ ...refused, code: 'BIAS_NEUTRAL' }, 0)[0]?.details).toMatchObject({ signal: 'NO_SIGNAL' });
  });
});
