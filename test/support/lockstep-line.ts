import { Agent, request } from 'node:http';
import type { Event } from '../../src/core/events.ts';
import type { Ms } from '../../src/core/units.ts';
import type { Clock, LiveVenue, LiveVenueLinks, VenueEffect, VenueReport } from '../../src/runtime/ports.ts';
import type { Standing } from '../../src/venue/emulator/standing/start.ts';
import type { TurnAnswer } from '../../src/venue/emulator/standing/turns.ts';
import { createOrdering } from './lockstep-order.ts';
import { tapWire } from './wire-tap.ts';

export type LineOptions = Readonly<{
  /** An emulator in lockstep, in this process. */
  standing: Standing;
  connect: (links: LiveVenueLinks) => LiveVenue;
  /** Each way between the client and the emulator. */
  latencyMs: number;
}>;

/** A client and its emulator, of which neither goes on while the other is not done. */
export type Line = Readonly<{
  venue: LiveVenue;
  /** Lets as much time pass as a question to the client takes. */
  answer: <T>(asked: Promise<T>) => Promise<T>;
  perform: (effects: readonly VenueEffect[]) => Promise<void>;
  /** Moves on to a moment, or to the first in which something reaches the client; whether the market is over. */
  turn: (to: number) => Promise<boolean>;
  /** What was reported since the last look, in order. */
  reports: (at: Ms) => readonly Event[];
  notes: readonly string[];
  close: () => Promise<void>;
}>;

/** Turns of a millisecond in which any question is answered. */
const patience = { turns: 60_000 } as const;

export async function connectInLockstep({ standing, connect, latencyMs }: LineOptions): Promise<Line> {
  const tap = tapWire();
  const agent = new Agent({ keepAlive: true });
  const sleepers = createSleepers(standing.exchange.now);
  const notes: string[] = [];
  const inOrder = createOrdering(standing.exchange, latencyMs);
  let said: VenueReport[] = [];
  const venue = connect({
    clock: sleepers.clock,
    hear: (reports) => void said.push(...reports),
    notify: (severity, name, details) => notes.push(`${severity} ${name} ${JSON.stringify(details)}`),
  });
  const turn = async (to: number): Promise<boolean> => {
    const until = Math.min(to, sleepers.nextAt());
    const answer = await takeTurn(standing, agent, { until, sent: tap.sent() });
    await tap.quiet(
      answer.http,
      Object.values(answer.frames).reduce((sum, count) => sum + count, 0),
    );
    while (sleepers.wake()) await tap.quiet(0, 0);
    return answer.over;
  };
  const symbols = standing.exchange.contracts().map(({ symbol }) => symbol);
  const answer = async <T>(asked: Promise<T>): Promise<T> => {
    let given: Readonly<{ value: T }> | undefined;
    const waiting = asked.then((value) => (given = { value }));
    // A connection is made in the machine's time, in which the emulator's hardly goes on.
    for (let n = 0; n < patience.turns && given === undefined; n += 1) await turn(standing.exchange.now() + 1);
    return given === undefined ? (await waiting).value : given.value;
  };
  const opened = await answer(venue.open(symbols));
  if (!opened.ok) throw new Error(opened.error);
  said = [];
  return {
    venue,
    answer,
    turn,
    notes,
    perform: async (effects) => {
      for (const effect of effects) venue.perform(effect, standing.exchange.now());
      await tap.quiet(0, 0);
    },
    reports: (at) => {
      const sorted = inOrder(said, at);
      said = [];
      return sorted.map((report): Event => ({ ...report, at }));
    },
    close: async () => {
      await venue.close();
      tap.close();
      agent.destroy();
    },
  };
}

/** The client's clock is the emulator's; whoever waits on it is woken between two turns. */
function createSleepers(now: () => Ms): Readonly<{ clock: Clock; nextAt: () => number; wake: () => boolean }> {
  const sleepers = new Set<Readonly<{ at: Ms; done: () => void }>>();
  const wake: Clock['wake'] = (at, signal) =>
    new Promise((resolve) => {
      if (at <= now() || signal.aborted) return resolve();
      const done = (): void => {
        sleepers.delete(sleeper);
        signal.removeEventListener('abort', done);
        resolve();
      };
      const sleeper = { at, done };
      sleepers.add(sleeper);
      signal.addEventListener('abort', done);
    });
  return {
    clock: { now, wake },
    nextAt: () => [...sleepers].reduce((first, { at }) => Math.min(first, at), Infinity),
    wake: () => {
      const due = [...sleepers].filter(({ at }) => at <= now());
      for (const { done } of due) done();
      return due.length > 0;
    },
  };
}

function takeTurn({ urls }: Standing, agent: Agent, turn: Readonly<Record<string, number>>): Promise<TurnAnswer> {
  return new Promise((resolve, reject) => {
    const asked = request(`${urls.control}turn`, { method: 'POST', agent }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => (text += chunk));
      response.on('end', () => {
        if (response.statusCode === 200) resolve(JSON.parse(text) as TurnAnswer);
        else reject(new Error(text));
      });
    });
    asked.on('error', reject);
    asked.end(JSON.stringify(turn));
  });
}
