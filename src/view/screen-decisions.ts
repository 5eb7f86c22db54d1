import type { Effect } from '../core/effects.ts';
import { baseOf } from '../core/market/base.ts';
import type { Ms } from '../core/units.ts';
import { minuteOf, signed } from './screen-number.ts';
import { dim, left, tinted } from './screen-text.ts';
import type { Line, Tone } from './screen-text.ts';

/** Something that was decided or that happened, in one line for a person. */
export type RecentDecision = Readonly<{ at: Ms; text: string; tone?: Tone }>;

type Alert = Extract<Effect, { type: 'alert.send' }>;

/** Heard elsewhere on the screen, or the echo of another alert. */
const silent: readonly string[] = ['CYCLE_SUMMARY', 'Kill switch active'];

/** What an alert says to a person who watches: undefined for what is not news. */
export function decisionOf({ severity, name, details }: Alert, at: Ms): RecentDecision | undefined {
  if (silent.includes(name)) return undefined;
  const of = (key: string): string => String(details[key] ?? '');
  const subject = details['instrument'] === undefined ? '' : `${baseOf(of('instrument')).padEnd(6)} `;
  const say = (tone: Tone, text: string): RecentDecision => ({ at, tone, text: `${subject}${text}` });
  switch (name) {
    case 'SIGNAL_GENERATED':
      return say('accent', `signal: ${of('reason')}`);
    case 'AUCTION_OPEN_REJECTED':
      return say('warn', `signal not taken: ${of('reason')}`);
    case 'NEW_POSITION':
      return say('plain', `entered ${of('side')} ${of('size')} at ${of('price')}, stop ${of('stop')}`);
    case 'POSITION_CLOSED': {
      const net = Number(of('net'));
      const result = `${signed(net, 2)} USD, ${signed(Number(of('r')), 2)} R`;
      return say(net < 0 ? 'bad' : 'good', `closed ${of('side')} by ${of('reason')}: ${result}`);
    }
    case 'COMMAND':
      return say('accent', `operator: ${of('command')} from ${of('from')}`);
    case 'MODE':
      return say('good', `${of('mode')}: new entries are allowed again`);
    case 'DEGRADED':
      return say('warn', `DEGRADED: no new entries; over the limit of ${limitNames(of('limits'))}`);
    case 'SYSTEM_HALTED':
      return say('bad', `HALTED: ${of('reason')}`);
    default:
      return { at, tone: toneOf(severity), text: `${name} ${pairs(details)}` };
  }
}

/** Of `drawdown 1001 > 1000; margin-use 9 > 8`: the names. */
function limitNames(limits: string): string {
  return limits
    .split('; ')
    .map((limit) => limit.split(' ')[0])
    .join(', ');
}

function toneOf(severity: Alert['severity']): Tone {
  if (severity === 'critical') return 'bad';
  return severity === 'warning' ? 'warn' : 'plain';
}

function pairs(details: Alert['details']): string {
  return Object.entries(details)
    .map(([key, value]) => `${key}=${value}`)
    .join(' ');
}

/** The newest first, as many as fit. */
export function decisionRows(decisions: readonly RecentDecision[], rows: number): readonly Line[] {
  if (decisions.length === 0) return [[dim(' nothing yet: signals, entries, exits and refusals appear here')]];
  return decisions
    .slice(0, rows)
    .map(({ at, text, tone = 'plain' }) => [dim(left(` ${minuteOf(at)}`, 14)), tinted(tone, text)]);
}
