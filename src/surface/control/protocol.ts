import { err, ok } from '../../core/result.ts';
import type { Result } from '../../core/result.ts';
import type { Explanation } from '../../view/explain.ts';
import type { LatchJson, ModeJson } from '../../view/mode.ts';
import type { PositionsJson } from '../../view/positions.ts';
import type { StatusJson } from '../../view/status.ts';
import type { Summary, TradeJson } from '../../view/trades.ts';
import type { UniverseJson } from '../../view/universe.ts';

/** Rises whenever a request or a document below changes its meaning; both ends refuse to guess at another one. */
export const protocolVersion = 1;

/** Of all trades of the run; `trades` are the newest of them, newest last. */
export type TradesJson = Readonly<{ version: 1; trades: readonly TradeJson[]; summary: Summary }>;
/** Where the run's journal is; all that was decided up to `at`, the run's own time, is in it. */
export type JournalJson = Readonly<{ version: 1; journal: string; at: string }>;
/** The mode after the turn in which the command was handled. */
export type ModeReply = ModeJson & Readonly<{ version: 1 }>;
/** `cleared` is what had been latched; null where nothing was. */
export type ResetReply = ModeReply & Readonly<{ cleared: LatchJson | null }>;

/** Keys with an underscore are those of the log line that operators know. */
export type KillReply = ModeReply &
  Readonly<{
    /** No entry and no take-profit of ours can execute any more. */
    complete: boolean;
    cancelled: number;
    /** Executed before the cancel reached the venue. */
    filled: number;
    preserved_stop_losses: number;
    /** Wall time from the command to the last cancel. */
    ms: number;
    /** The same in the market's time. */
    simulatedMs: number;
    preserved: readonly Readonly<{ order_id: string; symbol: string; order_type: string }>[];
    /** May still execute: the bound of the wait has passed. */
    stillOpen: readonly Readonly<{ order_id: string; symbol: string; role: string; status: string }>[];
    /** Positions that are being left at market (`--exit`). */
    exiting: number;
  }>;

/** The document that answers each request; it is what `--json` prints. */
export type Answers = {
  status: StatusJson;
  positions: PositionsJson;
  trades: TradesJson;
  explain: Explanation;
  universe: UniverseJson;
  journal: JournalJson;
  pause: ModeReply;
  resume: ModeReply;
  kill: KillReply;
  reset: ResetReply;
};
export type RequestType = keyof Answers;

/** What can be asked; `type` comes first on the line, beside the version. */
export type Request =
  | Readonly<{ type: 'status' | 'positions' | 'universe' | 'journal' | 'pause' | 'resume' | 'reset' }>
  | Readonly<{ type: 'trades'; last?: number }>
  | Readonly<{ type: 'explain'; instrument: string }>
  | Readonly<{ type: 'kill'; exit: boolean }>;

export type RequestOf<T extends RequestType> = Request & Readonly<{ type: T }>;

/** `refused`: understood, and the answer is no. `bad-request`: not understood. */
export type Refusal = Readonly<{ why: 'refused' | 'bad-request'; sentence: string }>;

/** One line each way: `{"protocol":1,"type":"status"}` is answered by `{"protocol":1,"ok":true,"type","document"}`. */
export function encodeRequest(request: Request): string {
  return `${JSON.stringify({ protocol: protocolVersion, ...request })}\n`;
}

export function encodeAnswer<T extends RequestType>(type: T, document: Answers[T]): string {
  return `${JSON.stringify({ protocol: protocolVersion, ok: true, type, document })}\n`;
}

export function encodeRefusal(refusal: Refusal): string {
  return `${JSON.stringify({ protocol: protocolVersion, ok: false, ...refusal })}\n`;
}

/** @returns one sentence about what is wrong with the line. */
export function decodeRequest(line: string): Result<Request, string> {
  const value = parse(line);
  if (value === undefined) return err('The request is not a JSON object on one line.');
  const version = get(value, 'protocol');
  if (version !== protocolVersion) return err(otherVersion('The request', version));
  const type = get(value, 'type');
  switch (type) {
    case 'status':
    case 'positions':
    case 'universe':
    case 'journal':
    case 'pause':
    case 'resume':
    case 'reset':
      return ok({ type });
    case 'trades':
      return decodeTrades(get(value, 'last'));
    case 'explain':
      return decodeExplain(get(value, 'instrument'));
    case 'kill': {
      const exit = get(value, 'exit') ?? false;
      return typeof exit === 'boolean' ? ok({ type, exit }) : err('"exit" of kill is true or false.');
    }
    default:
      return err(
        `There is no request of type ${typeof type === 'string' ? JSON.stringify(type.slice(0, 40)) : 'that'}.`,
      );
  }
}

function decodeTrades(last: unknown): Result<Request, string> {
  if (last === undefined) return ok({ type: 'trades' });
  const counts = typeof last === 'number' && Number.isSafeInteger(last) && last > 0;
  return counts ? ok({ type: 'trades', last }) : err('"last" of trades is a whole number above 0.');
}

function decodeExplain(instrument: unknown): Result<Request, string> {
  if (typeof instrument !== 'string' || instrument === '') return err('"instrument" of explain is its name.');
  return ok({ type: 'explain', instrument });
}

type Trouble = Readonly<{ why: 'trouble'; sentence: string }>;

/** Reads a reply to a request of type `type`. The version vouches for the shape of the document. */
export function decodeReply<T extends RequestType>(type: T, line: string): Result<Answers[T], Refusal | Trouble> {
  const value = parse(line);
  if (value === undefined) return err({ why: 'trouble', sentence: 'The running Keel answered with gibberish.' });
  const version = get(value, 'protocol');
  if (version !== protocolVersion) return err({ why: 'trouble', sentence: otherVersion('The running Keel', version) });
  if (isAnswer(value, type)) return ok(value.document);
  const [why, sentence] = [get(value, 'why'), get(value, 'sentence')];
  if (get(value, 'ok') === false && (why === 'refused' || why === 'bad-request') && typeof sentence === 'string')
    return err({ why, sentence });
  return err({ why: 'trouble', sentence: 'The running Keel answered something else than what it was asked.' });
}

function isAnswer<T extends RequestType>(value: object, type: T): value is Readonly<{ document: Answers[T] }> {
  return get(value, 'ok') === true && get(value, 'type') === type && typeof get(value, 'document') === 'object';
}

function otherVersion(who: string, version: unknown): string {
  const spoken = typeof version === 'number' ? `version ${version}` : 'no known version';
  return `${who} speaks ${spoken} of the control protocol, and this Keel speaks version ${protocolVersion}.`;
}

function parse(line: string): object | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function get(value: object, key: string): unknown {
  return Object.hasOwn(value, key) ? Reflect.get(value, key) : undefined;
}
