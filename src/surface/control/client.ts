import { connect } from 'node:net';
import { err } from '../../core/result.ts';
import type { Result } from '../../core/result.ts';
import { codeOf } from './claim.ts';
import { controlPath } from './path.ts';
import { decodeReply, encodeRequest } from './protocol.ts';
import type { Answers, Refusal, RequestOf, RequestType } from './protocol.ts';

/** `nobody`: no Keel is running here. `trouble`: one is, and cannot be talked to. */
export type Unanswered = Refusal | Readonly<{ why: 'nobody' | 'trouble'; sentence: string }>;

/** Asks the Keel that runs on a state directory. Never throws; what went wrong is one sentence for a person. */
export function ask<T extends RequestType>(
  stateDir: string,
  request: RequestOf<T>,
  { timeoutMs }: Readonly<{ timeoutMs: number }>,
): Promise<Result<Answers[T], Unanswered>> {
  return new Promise((resolve) => {
    const socket = connect(controlPath(stateDir));
    const chunks: Buffer[] = [];
    const settle = (result: Result<Answers[T], Unanswered>): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(result);
    };
    const fail = (sentence: string): void => settle(err({ why: 'trouble', sentence }));
    const timer = setTimeout(
      () => fail(`The Keel running here has not answered within ${timeoutMs / 1000} s.`),
      timeoutMs,
    );
    socket.on('error', (cause) => settle(err(unreachable(stateDir, cause))));
    socket.on('close', () => fail('The Keel running here closed the connection without an answer.'));
    socket.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      const end = chunk.indexOf(10);
      if (end < 0) return;
      settle(decodeReply(request.type, Buffer.concat(chunks).toString('utf8').split('\n')[0] ?? ''));
    });
    socket.write(encodeRequest(request));
  });
}

/** No socket, or one that nobody listens at, is nobody. */
function unreachable(stateDir: string, cause: Error): Unanswered {
  if (['ENOENT', 'ECONNREFUSED', 'ENOTDIR'].includes(codeOf(cause) ?? ''))
    return { why: 'nobody', sentence: nobodyRuns(stateDir) };
  return { why: 'trouble', sentence: `The Keel running here cannot be reached: ${cause.message}.` };
}

export function nobodyRuns(stateDir: string): string {
  return `No Keel is running here (KEEL_STATE_DIR ${stateDir}): start one with keel run.`;
}
