import { z } from 'zod';
import { err, ok } from '../../core/result.ts';
import type { Result } from '../../core/result.ts';

/** Where a venue is: base URLs, each ending before its version, and where an emulator is told what to practise. */
export type Addresses = Readonly<{
  futures: Readonly<{ rest: string; charts: string; history: string; ws: string }>;
  unified: Readonly<{ public: string; private: string }>;
  spot: Readonly<{ rest: string }>;
  /** Only an emulator has it: there the time is its own. */
  control?: string;
  /** A practice key; a real one comes from the environment. */
  key?: Readonly<{ apiKey: string; apiSecret: string }>;
}>;

/** @see https://docs.kraken.com/api/docs/guides/global-intro */
export const krakenAddresses: Addresses = {
  futures: {
    rest: 'https://futures.kraken.com/derivatives/api',
    charts: 'https://futures.kraken.com/api/charts',
    history: 'https://futures.kraken.com/api/history',
    ws: 'wss://futures.kraken.com/ws/v1',
  },
  unified: { public: 'wss://uws.kraken.com/v2/public', private: 'wss://uws.kraken.com/v2/private' },
  spot: { rest: 'https://api.kraken.com' },
};

const http = z
  .string()
  .regex(/^https?:\/\/[^/\s]+/)
  .transform((text) => text.replace(/\/+$/, ''));
const ws = z.string().regex(/^wss?:\/\/[^/\s]+/);
const listening = z.object({
  futures: z.object({ rest: http, charts: http, history: http, ws }),
  unified: z.object({ public: ws, private: ws }),
  spot: z.object({ rest: http }),
  control: http.optional(),
  apiKey: z.string(),
  apiSecret: z.string(),
});

/** Reads what `keel emulator --json` printed. */
export function readAddresses(text: string): Result<Addresses, string> {
  try {
    const read = listening.safeParse(JSON.parse(text.trim().split('\n')[0] ?? ''));
    if (!read.success) return err('is not the line that keel emulator --json prints');
    const { apiKey, apiSecret, futures, unified, spot, control } = read.data;
    const where = { futures, unified, spot, key: { apiKey, apiSecret } };
    return ok(control === undefined ? where : { ...where, control });
  } catch {
    return err('is not the line that keel emulator --json prints');
  }
}

/** True where nothing leaves this machine. */
export function isLoopback({ futures, unified, spot, control }: Addresses): boolean {
  const all = [
    ...Object.values(futures),
    ...Object.values(unified),
    spot.rest,
    ...(control === undefined ? [] : [control]),
  ];
  return all.every((url) => /^(127\.\d+\.\d+\.\d+|localhost|\[::1\])$/.test(new URL(url).hostname));
}
