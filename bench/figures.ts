import { hash } from 'node:crypto';

/** What every measurement needs: medians, percentiles, a control of the machine, and one line of JSON per figure. */
export const seed: number = Number(process.argv[2] ?? 2) || 2;

export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
}

export function median(values: readonly number[]): number {
  return percentile(values, 0.5);
}

export function print(name: string, value: number, unit: string): void {
  process.stdout.write(`${JSON.stringify({ name, value: Math.round(value * 1_000) / 1_000, unit, seed })}\n`);
}

/** CPU of this process, in microseconds. */
export function cpuMicros(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}

const text = 'x'.repeat(1_000_000);

/** The same work on every machine: a megabyte hashed with SHA-256, in CPU milliseconds. To compare figures, compare this first. */
export function control(): number {
  const before = cpuMicros();
  for (let i = 0; i < 10; i += 1) hash('sha256', text);
  return (cpuMicros() - before) / 10_000;
}
