import type { Exchange } from '../api.ts';
import type { Conversation, Link } from '../standing/service.ts';
import { createLeak } from '../unified/rate.ts';

/**
 * What WebSocket v1 asks of a client: a ping at least every 60 s, at most 100 requests a second on a connection and 100
 * connections. That a connection that does not keep to it is closed is documented of the first alone.
 *
 * @see https://docs.kraken.com/api/docs/guides/futures-websockets
 */
export const manners = { silenceMs: 60_000, requestsPerSecond: 100, connections: 100 } as const;

type Open = (link: Link) => Conversation;

/** Ends a connection that asks too much, and lets no more in than may be open. */
export function keepManners({ now }: Pick<Exchange, 'now'>, open: Open): Open {
  let connections = 0;
  return (link) => {
    connections += 1;
    const end = (): void => void (connections -= 1);
    if (connections > manners.connections) {
      link.close(1013);
      return { hear: () => undefined, end };
    }
    const limit = manners.requestsPerSecond;
    const rate = createLeak(now, { limit, decayPerSecond: limit });
    const inner = open(link);
    return {
      hear: (text) => (rate.add(1) ? inner.hear(text) : link.close(1008)),
      end: () => {
        end();
        inner.end();
      },
    };
  };
}
