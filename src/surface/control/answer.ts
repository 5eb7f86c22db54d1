import { assertNever } from '../../core/assert.ts';
import { find } from '../../core/market/registry.ts';
import { err, ok } from '../../core/result.ts';
import type { Result } from '../../core/result.ts';
import { explain } from '../../view/explain.ts';
import type { Explanation } from '../../view/explain.ts';
import { isoTime } from '../../view/format.ts';
import { positionsJson } from '../../view/positions.ts';
import { statusJson } from '../../view/status.ts';
import { summarise, tradeJson } from '../../view/trades.ts';
import { universeJson } from '../../view/universe.ts';
import { pause, reset, resume } from './command.ts';
import type { ControlDesk } from './desk.ts';
import { kill } from './kill.ts';
import { decodeRequest, encodeAnswer, encodeRefusal } from './protocol.ts';
import type { Answers, Refusal, Request, RequestType, TradesJson } from './protocol.ts';
import type { Patience } from './turns.ts';

/** One line in, one line out. Never throws: whatever goes wrong here is told to who asked, and to nobody else. */
export async function answerLine(desk: ControlDesk, line: string, patience: Patience): Promise<string> {
  const request = decodeRequest(line);
  if (!request.ok) return encodeRefusal({ why: 'bad-request', sentence: request.error });
  try {
    return await answer(desk, request.value, patience);
  } catch (cause) {
    const what = cause instanceof Error ? cause.message : String(cause);
    return encodeRefusal({ why: 'refused', sentence: `Keel failed to answer ${request.value.type}: ${what}.` });
  }
}

async function answer(desk: ControlDesk, request: Request, patience: Patience): Promise<string> {
  switch (request.type) {
    case 'status':
      return told(request.type, ok(statusOf(desk, patience)));
    case 'positions':
      return told(request.type, ok(positionsJson(desk.state(), desk.settings)));
    case 'universe':
      return told(request.type, ok(universeJson(desk.state())));
    case 'trades':
      return told(request.type, ok(tradesOf(desk, request.last)));
    case 'explain':
      return told(request.type, explanationOf(desk, request.instrument));
    case 'journal':
      return told(request.type, ok(journalOf(desk)));
    case 'pause':
      return told(request.type, await pause(desk, patience));
    case 'resume':
      return told(request.type, await resume(desk, patience));
    case 'kill':
      return told(request.type, await kill(desk, request, patience));
    case 'reset':
      return told(request.type, await reset(desk, patience));
    default:
      return assertNever(request);
  }
}

function told<T extends RequestType>(type: T, result: Result<Answers[T], Refusal>): string {
  return result.ok ? encodeAnswer(type, result.value) : encodeRefusal(result.error);
}

function statusOf({ state, settings, facts }: ControlDesk, { clock }: Patience): Answers['status'] {
  return statusJson({ state: state(), settings, facts: facts(), now: clock.now() });
}

/** What waits for the next durable append is written first, so that whoever reads the file misses nothing. */
function journalOf({ state, facts, flush }: ControlDesk): Answers['journal'] {
  flush();
  return { version: 1, journal: facts().journal, at: isoTime(state().at) };
}

function tradesOf({ trades }: ControlDesk, last: number | undefined): TradesJson {
  // A trade that was closed again counts as it was last.
  const each = new Map(trades().map((trade) => [trade.id, trade]));
  const all = [...each.values()].sort((a, b) => a.exitAt - b.exitAt || a.entryAt - b.entryAt);
  return { version: 1, trades: all.slice(-(last ?? all.length)).map(tradeJson), summary: summarise(all) };
}

function explanationOf({ state, settings }: ControlDesk, spelling: string): Result<Explanation, Refusal> {
  const explanation = explain(state(), settings, spelling);
  if (explanation !== undefined) return ok(explanation);
  const listed = find(state().registry, spelling);
  return err(
    listed === undefined
      ? {
          why: 'bad-request',
          sentence: `${spelling.slice(0, 40)} is not an instrument of this run; it may be written like BTC, BTC/USD or PF_XBTUSD.`,
        }
      : { why: 'refused', sentence: `Nothing is known of ${listed.id} yet: no candle has closed.` },
  );
}
