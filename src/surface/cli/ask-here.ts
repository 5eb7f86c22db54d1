import type { Result } from '../../core/result.ts';
import { ask } from '../control/client.ts';
import type { Unanswered } from '../control/client.ts';
import type { Answers, RequestOf, RequestType } from '../control/protocol.ts';
import type { Surroundings } from './refuse.ts';

/** A command takes as long as the loop needs for it, and says itself when that is too long; a look is quick. */
const patience = { lookMs: 5_000, commandMs: 15_000 } as const;

/** Asks the Keel that runs on this state directory. */
export function askHere<T extends RequestType>(
  { starts: { stateDir } }: Surroundings,
  request: RequestOf<T>,
): Promise<Result<Answers[T], Unanswered>> {
  return ask(stateDir, request, { timeoutMs: isLook(request.type) ? patience.lookMs : patience.commandMs });
}

function isLook(type: RequestType): boolean {
  return ['status', 'positions', 'universe', 'trades', 'explain', 'journal'].includes(type);
}
