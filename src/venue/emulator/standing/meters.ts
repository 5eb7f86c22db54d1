/** What one rate limit has seen: the most that it was asked to bear, all that it bore, and how often it said no. */
export type Meter = { readonly limit: number; most: number; taken: number; refused: number };

/** The rate limits of an emulator by name, for whoever judges a client: what it was told is not what it did. */
export type Meters = Readonly<{
  /** The meter of that name; begun at nothing where it is new. Several limits of one kind may share one. */
  of: (name: string, limit: number) => Meter;
  read: () => Readonly<Record<string, Meter>>;
}>;

export function createMeters(): Meters {
  const meters = new Map<string, Meter>();
  return {
    of: (name, limit) => {
      const meter = meters.get(name) ?? { limit, most: 0, taken: 0, refused: 0 };
      meters.set(name, meter);
      return meter;
    },
    read: () => Object.fromEntries(meters),
  };
}

/** Notes one request: what would be in use with it, and whether it was let in. */
export function note(
  meter: Meter | undefined,
  { use, cost, isFine }: Readonly<{ use: number; cost: number; isFine: boolean }>,
): void {
  if (meter === undefined) return;
  meter.most = Math.max(meter.most, use);
  if (isFine) meter.taken += cost;
  else meter.refused += 1;
}
