import { InvariantViolation } from '../assert.ts';
import type { Findings, Gate, Question } from './gates.ts';
import { gates } from './gates.ts';
import type { GateCode, Signal } from './signal.ts';

export type Judgement = Readonly<{ fired: false; code: GateCode }> | Readonly<{ fired: true; signal: Signal }>;

/** A gate with what it saw. */
export type Looked = Readonly<{ code: GateCode; asks: string }> & ReturnType<Gate['look']>;

/** Asks the gates in order and stops at the first no: that is the reason. */
export function judge(question: Question): Judgement {
  const found: Findings = {};
  for (const gate of gates) {
    if (!gate.look(question, found).pass) return { fired: false, code: gate.code };
  }
  return { fired: true, signal: signalOf(question, found) };
}

/** The same questions, all of them asked: what `explain` shows. */
export function lookAtAll(question: Question): readonly Looked[] {
  const found: Findings = {};
  return gates.map(({ code, asks, look }) => ({ code, asks, ...look(question, found) }));
}

function signalOf({ market: { instrument }, at }: Question, found: Findings): Signal {
  const { side, levels, zone, structure, score, adx } = found;
  if (side === undefined || levels === undefined || zone === undefined) return unfinished();
  if (structure === undefined || score === undefined || adx === undefined) return unfinished();
  const { entry, stop, objective, rr } = levels;
  const reason = `${side} at ${zone.kind} after ${structure.kind}, adx ${adx.toFixed(1)}, rr ${rr.toFixed(2)}, score ${score.total}`;
  const structureAt = structure.openAt;
  return {
    instrument: instrument.id,
    base: instrument.base,
    at,
    side,
    entry,
    stop,
    objective,
    setup: zone.kind,
    regime: 'tight_smc',
    structureAt,
    score,
    reason,
  };
}

function unfinished(): never {
  throw new InvariantViolation('a gate passed without establishing what it is there for');
}
