import { z } from 'zod';
import { timeframeMs } from '../../../core/market/candle.ts';
import type { Candle } from '../../../core/market/candle.ts';
import { err, ok } from '../../../core/result.ts';
import type { Result } from '../../../core/result.ts';
import { ms } from '../../../core/units.ts';
import type { CandleQuestion, Clock } from '../../../runtime/ports.ts';
import { createHttp } from '../http.ts';
import { readJson } from './text.ts';

/** Candles from before the reach of the stream. */
export type Charts = Readonly<{
  candles: (question: CandleQuestion) => Promise<Result<readonly Candle[], string>>;
  close: () => Promise<void>;
}>;

/** At most so many rows come in one answer. @see https://docs.kraken.com/api/docs/futures-api/charts/candles */
const documented = { rows: 2_000 } as const;

const quantity = z.union([z.string(), z.number()]).transform(Number).pipe(z.number());
const page = z.object({
  candles: z.array(
    z.object({ time: z.number(), open: quantity, high: quantity, low: quantity, close: quantity, volume: quantity }),
  ),
});

/** Times are asked for in seconds, both included, and told in milliseconds; a page is asked for again where the last one ended. */
export function createCharts(url: string, { clock, timeoutMs }: Readonly<{ clock: Clock; timeoutMs: number }>): Charts {
  const { origin, pathname } = new URL(url);
  const http = createHttp({ origin, clock, connections: 4, timeoutMs });
  const ask = async ({
    instrument,
    timeframe,
    from,
    to,
  }: CandleQuestion): Promise<Result<readonly Candle[], string>> => {
    const query = `from=${String(from / 1_000)}&to=${String(to / 1_000)}`;
    const path = `${pathname.replace(/\/$/, '')}/v1/trade/${instrument}/${timeframe}?${query}`;
    const reply = await http.ask({ method: 'GET', path });
    if (reply.type === 'lost') return err(`no candles of ${instrument}: ${reply.cause}`);
    const rows = page.safeParse(readJson(reply.text));
    if (!rows.success)
      return err(`no candles of ${instrument}: an answer of status ${String(reply.status)} that is none`);
    const named = rows.data.candles.map(({ time, ...row }) => ({ instrument, timeframe, openAt: ms(time), ...row }));
    return ok(named.filter(({ openAt }) => openAt >= from && openAt <= to));
  };
  const candles: Charts['candles'] = async (question) => {
    const span = timeframeMs[question.timeframe];
    const all: Candle[] = [];
    for (let { from } = question; from <= question.to;) {
      const to = ms(Math.min(question.to, from + (documented.rows - 1) * span));
      const some = await ask({ ...question, from, to });
      if (!some.ok) return some;
      all.push(...some.value);
      from = ms(to + span);
    }
    return ok(all);
  };
  return { candles, close: http.close };
}
