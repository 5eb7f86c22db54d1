import { hash } from 'node:crypto';
import type { Effect } from '../core/effects.ts';
import type { Decision } from '../core/signal/decision.ts';
import type { InstrumentId, Ms } from '../core/units.ts';
import { decodeEffects, encode } from './codec.ts';

/** A decision as the read table keeps it: of the record `seq`, and what became of its signal. */
export type StoredDecision = Readonly<{ seq: number; decision: Decision; outcome?: string }>;
/** Decided from `from` to `to`, both included; of one instrument, or of all. */
export type DecisionSpan = Readonly<{ from: Ms; to: Ms; instrument?: InstrumentId }>;
/** How often one instrument had one verdict, and where it was a signal, one outcome. */
export type DecisionCount = Readonly<{ instrument: InstrumentId; code: string; outcome?: string; count: number }>;

export type DecisionEffect = Extract<Effect, { type: 'decision.made' | 'decision.settled' }>;

export function isDecision(effect: Effect): effect is DecisionEffect {
  return effect.type === 'decision.made' || effect.type === 'decision.settled';
}

/** What a row of the table is hashed over: all that the decision is, every number exactly. */
export function decisionHash(decision: Decision): string {
  const { instrument, at, code, detail, strategy, regime, price, side, setup, measured, score, structureAt } = decision;
  const what = [instrument, at, code, detail, strategy, regime, price, side, setup];
  const text = JSON.stringify([...what, measured, score, structureAt]);
  return hash('sha256', text, 'base64url').slice(0, 22);
}

/** The effects as the journal keeps them: of a decision only its hash, for the read table keeps its numbers. */
export function encodeEffects(effects: readonly Effect[]): string {
  const [first] = effects;
  if (first === undefined) return '';
  if (effects.length === 1 && first.type === 'decision.made') return `[${digest(first.decision)}]`;
  return encode(effects.map((effect) => (effect.type === 'decision.made' ? digested(effect.decision) : effect)));
}

function digest(decision: Decision): string {
  return `{"type":"decision.made","hash":"${decisionHash(decision)}"}`;
}

function digested(decision: Decision): Readonly<{ type: 'decision.made'; hash: string }> {
  return { type: 'decision.made', hash: decisionHash(decision) };
}

/** What the effects of a record say of its decision. */
export function decisionIn(effects: string): string | undefined {
  return /\{"type":"decision\.made","hash":"([\w-]{22})"\}/.exec(effects)?.[1];
}

/** The outcomes that the effects of a record tell. */
export function outcomesIn(effects: string): readonly Extract<Effect, { type: 'decision.settled' }>[] {
  if (!effects.includes('"decision.settled"')) return [];
  return decodeEffects(effects).filter((effect) => effect.type === 'decision.settled');
}
