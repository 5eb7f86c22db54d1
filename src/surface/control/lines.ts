import { err, ok } from '../../core/result.ts';
import type { Result } from '../../core/result.ts';

/**
 * The complete lines of a stream of bytes. One that is longer than `bytesMax` is reported once, and from there on
 * everything is read and dropped: nobody can make us remember more. What comes after the last newline is no line.
 */
export async function* linesOf(
  chunks: AsyncIterable<unknown>,
  bytesMax: number,
): AsyncGenerator<Result<string, 'too-long'>, undefined> {
  let rest = Buffer.alloc(0);
  let given = false;
  for await (const chunk of chunks) {
    if (given || !Buffer.isBuffer(chunk)) continue;
    rest = Buffer.concat([rest, chunk]);
    for (let end = rest.indexOf(10); end >= 0 && end <= bytesMax; end = rest.indexOf(10)) {
      const line = rest.toString('utf8', 0, end);
      rest = rest.subarray(end + 1);
      yield ok(line);
    }
    if (rest.length <= bytesMax) continue;
    given = true;
    rest = Buffer.alloc(0);
    yield err('too-long');
  }
  return undefined;
}
