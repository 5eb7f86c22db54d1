import { err, ok } from '../../../core/result.ts';
import type { Result } from '../../../core/result.ts';
import type { Rng } from '../../../runtime/ports.ts';

/** What can go wrong between a client and the exchange. */
export const faultNames = [
  'drop',
  'delay',
  'duplicate',
  'reorder',
  '5xx',
  'accepted-but-no-reply',
  'disconnect',
  'stale-book',
  'empty-reply',
  'maintenance',
  'stale-token',
  'bad-checksum',
  'misreport',
] as const;
export type FaultName = (typeof faultNames)[number];

/**
 * When a fault strikes. Occasions are requests; frames for `duplicate`, `reorder`, `disconnect` and `stale-book`; orders that
 * have executed for `misreport`. Only those whose text contains `part` count.
 */
export type FaultRule = Readonly<{
  name: FaultName;
  part: string;
  /** Of each occasion, 0 to 1. */
  probability: number;
  /** Or on these occasions, counted from 1 since the rule was made. */
  on: readonly number[];
}>;

export type Faults = Readonly<{
  /** Whether a fault strikes on this occasion; counts the occasion, and the strike. */
  strikes: (name: FaultName, text: string) => boolean;
  /** Counts one that happened without an occasion. */
  note: (name: FaultName) => void;
  luck: Rng;
  add: (rule: FaultRule) => void;
  /** All rules, or those of one name. */
  clear: (name?: FaultName) => void;
  rules: () => readonly FaultRule[];
  counts: () => Readonly<Record<string, number>>;
}>;

export function createFaults(luck: Rng, rules: readonly FaultRule[]): Faults {
  let active = rules.map((rule) => ({ rule, seen: 0 }));
  const counts = new Map<FaultName, number>();
  const note = (name: FaultName): void => void counts.set(name, (counts.get(name) ?? 0) + 1);
  return {
    luck,
    note,
    strikes: (name, text) => {
      if (active.length === 0) return false;
      let isStruck = false;
      for (const entry of active) {
        const { rule } = entry;
        if (rule.name !== name || !text.includes(rule.part)) continue;
        entry.seen += 1;
        if (rule.on.includes(entry.seen) || (rule.probability > 0 && luck.next() < rule.probability)) isStruck = true;
      }
      if (isStruck) note(name);
      return isStruck;
    },
    add: (rule) => void active.push({ rule, seen: 0 }),
    clear: (name) => void (active = name === undefined ? [] : active.filter(({ rule }) => rule.name !== name)),
    rules: () => active.map(({ rule }) => rule),
    counts: () => Object.fromEntries(faultNames.map((name) => [name, counts.get(name) ?? 0])),
  };
}

/** `NAME`, `NAME:0.01`, `NAME:@2,5` (the second and fifth occasion) or `NAME:sendorder@1` (the first with that in it). */
export function parseFault(text: string): Result<FaultRule, string> {
  const [given = '', script = '1'] = text.split(/:(.*)/s);
  const name = faultNames.find((one) => one === given);
  if (name === undefined) return err(`--fault ${given} is none of ${faultNames.join(', ')}.`);
  const scripted = /^([^@]*)@(\d+(?:,\d+)*)$/.exec(script);
  if (scripted !== null) {
    const [, part = '', on = ''] = scripted;
    return ok({ name, part, probability: 0, on: on.split(',').map(Number) });
  }
  const probability = Number(script);
  if (script.trim() !== '' && probability >= 0 && probability <= 1) return ok({ name, part: '', probability, on: [] });
  return err(`--fault ${text}: after the colon comes a probability from 0 to 1, or a script like sendorder@1,3.`);
}
