/** What has come in and gone out over the wire, as lockstep counts it. */
export type Counts = Readonly<{
  /** Requests that came: calls over HTTP and messages over WebSocket. */
  requests: number;
  /** Responses that left. */
  http: number;
  /** Frames that left, by connection. */
  frames: Readonly<Record<string, number>>;
  /** Calls and connections that the client gave up. */
  gone: number;
}>;

export type Traffic = Readonly<{
  counts: () => Counts;
  /** Of everything that left: it changes when something reached the client. */
  left: () => number;
  request: () => void;
  response: () => void;
  frame: (connection: string) => void;
  giveUp: () => void;
  /** Resolves when so much has come and been given up, by the client's own count. */
  arrived: (requests: number, gone: number) => Promise<void>;
}>;

export function createTraffic(): Traffic {
  const frames = new Map<string, number>();
  let [requests, http, gone, left] = [0, 0, 0, 0];
  let waiting: Readonly<{ isMet: () => boolean; go: () => void }>[] = [];
  const look = (): void => {
    const met = waiting.filter(({ isMet }) => isMet());
    if (met.length === 0) return;
    waiting = waiting.filter((one) => !met.includes(one));
    for (const { go } of met) go();
  };
  return {
    counts: () => ({ requests, http, frames: Object.fromEntries(frames), gone }),
    left: () => left,
    request: () => {
      requests += 1;
      look();
    },
    response: () => {
      http += 1;
      left += 1;
    },
    frame: (connection) => {
      frames.set(connection, (frames.get(connection) ?? 0) + 1);
      left += 1;
    },
    giveUp: () => {
      gone += 1;
      look();
    },
    arrived: (wanted, givenUp) =>
      new Promise((resolve) => {
        waiting.push({ isMet: () => requests >= wanted && gone >= givenUp, go: resolve });
        look();
      }),
  };
}
