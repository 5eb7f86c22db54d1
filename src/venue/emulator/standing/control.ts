import { z } from 'zod';
import { err, ok } from '../../../core/result.ts';
import type { Result } from '../../../core/result.ts';
import { fixed } from '../../../core/units.ts';
import type { InstrumentId } from '../../../core/units.ts';
import type { Exchange } from '../api.ts';
import type { Charts } from './charts.ts';
import type { Driver } from './driver.ts';
import { faultNames } from './faults.ts';
import type { Faults } from './faults.ts';
import type { Meters } from './meters.ts';
import type { Asked, Reply } from './service.ts';
import type { Traffic } from './traffic.ts';
import { truthOf } from './truth.ts';
import { createTurns } from './turns.ts';

export type ControlOptions = Readonly<{
  exchange: Exchange;
  charts: Charts;
  driver: Driver;
  traffic: Traffic;
  faults: Faults;
  meters: Meters;
  /** Breaks every connection. */
  disconnect: () => void;
  maintain: () => void;
}>;

/** Where the practice controls are. */
export const controlPath = '/control/';

const decimal = z.string().regex(/^-?\d{1,15}(\.\d{1,10})?$/, 'is decimal text of at most ten places, like "12.5"');
const positive = decimal.refine((text) => Number(text) > 0, 'is above zero');
const words = {
  balance: z.object({ currency: z.string().regex(/^[A-Z]{2,10}$/), amount: decimal }),
  price: z.object({ symbol: z.string(), price: positive }),
  phase: z.object({ phase: z.enum(['online', 'post_only', 'cancel_only', 'maintenance']) }),
  delist: z.object({ symbol: z.string() }),
  fault: z.object({
    name: z.enum(faultNames),
    /** Only requests or frames with this in their text. */
    part: z.string().default(''),
    probability: z.number().min(0).max(1).default(0),
    /** The next so many occasions. */
    times: z.int().min(0).max(1_000_000).default(0),
  }),
  clear: z.object({ name: z.enum(faultNames).optional() }),
  pace: z.object({ speed: z.number().positive().nullable() }),
  nothing: z.object({}),
};

type Said = Result<unknown, string>;
type Act = (given: unknown) => Said | Promise<Said>;

/** What a control takes, read before it acts; what is not so is a sentence. */
function word<T>(schema: z.ZodType<T>, act: (given: T) => Said | Promise<Said>): Act {
  return (given) => {
    const read = schema.safeParse(given);
    return read.success ? act(read.data) : err(z.prettifyError(read.error));
  };
}

/**
 * The practice controls, on their own path: JSON in, JSON out, whatever it says no secret is in it.
 * `POST /control/turn` is lockstep, see turns.ts.
 */
export function createControl(options: ControlOptions): (asked: Asked) => Promise<Reply> {
  const acts: Readonly<Record<string, Act>> = { ...lookers(options), ...movers(options), ...breakers(options) };
  return async ({ path, body }) => {
    const act = acts[path.slice(controlPath.length)];
    if (act === undefined) return reply(404, { error: `No such control; there are ${Object.keys(acts).join(', ')}.` });
    const given = readJson(body);
    if (!given.ok) return reply(400, { error: given.error });
    const said = await act(given.value);
    return said.ok ? reply(200, said.value) : reply(400, { error: said.error });
  };
}

function lookers({ exchange, driver, traffic, meters }: ControlOptions): Readonly<Record<string, Act>> {
  const turn = createTurns({ exchange, driver, traffic });
  return {
    time: word(words.nothing, () =>
      ok({ at: exchange.now(), ...traffic.counts(), over: driver.isOver(), speed: driver.speed() ?? null }),
    ),
    rates: word(words.nothing, () => ok(meters.read())),
    books: word(words.nothing, () => ok(truthOf(exchange))),
    turn: word(turn.schema, turn.take),
    pace: word(words.pace, ({ speed }) => {
      driver.setSpeed(speed ?? undefined);
      return ok({ at: exchange.now(), speed });
    }),
  };
}

function movers({ exchange, charts, driver }: ControlOptions): Readonly<Record<string, Act>> {
  const now = (act: () => Said): Said => {
    driver.present();
    const said = act();
    driver.wake();
    return said;
  };
  const listed = (name: string, act: (symbol: InstrumentId) => unknown): Said =>
    now(() => {
      const contract = exchange.contracts().find(({ symbol }) => symbol === name.toUpperCase());
      return contract === undefined
        ? err(`${name} is not listed.`)
        : ok({ at: exchange.now(), done: act(contract.symbol) });
    });
  return {
    balance: word(words.balance, ({ currency, amount }) =>
      now(() => ok({ at: exchange.now(), done: exchange.control.deposit(currency, fixed(amount)) ?? true })),
    ),
    price: word(words.price, ({ symbol, price }) =>
      listed(symbol, (id) => {
        const before = exchange.ticker(id)?.last ?? Number(price);
        charts.move(id, Number(price) / before);
        return exchange.control.movePrice(id, fixed(price));
      }),
    ),
    phase: word(words.phase, ({ phase }) =>
      now(() => ok({ at: exchange.now(), done: exchange.control.phase(phase) ?? true })),
    ),
    delist: word(words.delist, ({ symbol }) => listed(symbol, exchange.control.delist)),
  };
}

function breakers({ faults, disconnect, maintain }: ControlOptions): Readonly<Record<string, Act>> {
  const status = (): Said => ok({ rules: faults.rules(), counts: faults.counts() });
  return {
    faults: word(words.nothing, status),
    fault: word(words.fault, ({ name, part, probability, times }) => {
      // These two need no occasion: they happen to everybody, now.
      const isNow = times > 0 && part === '';
      if (isNow && (name === 'disconnect' || name === 'maintenance')) faults.note(name);
      if (isNow && name === 'disconnect') disconnect();
      else if (isNow && name === 'maintenance') maintain();
      else faults.add({ name, part, probability, on: Array.from({ length: times }, (_, i) => i + 1) });
      return status();
    }),
    clear: word(words.clear, ({ name }) => {
      faults.clear(name);
      return status();
    }),
  };
}

function readJson(body: string): Result<unknown, string> {
  try {
    return ok(JSON.parse(body === '' ? '{}' : body));
  } catch {
    return err('The body is not JSON.');
  }
}

function reply(status: number, body: unknown): Reply {
  return { status, body: JSON.stringify(body) };
}
