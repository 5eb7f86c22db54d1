import type { Decision } from '../../core/signal/decision.ts';
import type { InstrumentId } from '../../core/units.ts';
import { noSignalDetails, traceDetails } from '../../view/decision-line.ts';
import type { LogEntry } from '../../view/log-line.ts';

type DecisionLogOptions = Readonly<{ traceEveryMs: number; debug: boolean }>;

/**
 * What the log says of a decision: DECISION_TRACE at most once per `traceEveryMs` and instrument, and with `debug` every
 * NO_SIGNAL. The table has them all; this is for whoever reads along.
 */
export function createDecisionLog({
  traceEveryMs,
  debug,
}: DecisionLogOptions): (decision: Decision, nowMs: number) => readonly LogEntry[] {
  const tracedAt = new Map<InstrumentId, number>();
  return (decision, nowMs) => {
    const { instrument, code } = decision;
    const entries: LogEntry[] = [];
    if (debug && code !== 'SIGNAL') {
      entries.push({ severity: 'debug', name: 'SMC Analysis: NO_SIGNAL', details: noSignalDetails(decision) });
    }
    if (nowMs - (tracedAt.get(instrument) ?? -Infinity) >= traceEveryMs) {
      tracedAt.set(instrument, nowMs);
      entries.push({ severity: 'info', name: 'DECISION_TRACE', details: traceDetails(decision) });
    }
    return entries;
  };
}
