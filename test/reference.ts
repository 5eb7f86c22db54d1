import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';

const repository = resolve(import.meta.dirname, '..');

/** An absolute path below the reference material (`KEEL_REFERENCE`, by default `../shared`); undefined where there is none. */
export function reference(...parts: readonly string[]): string | undefined {
  const path = resolve(repository, process.env['KEEL_REFERENCE'] ?? '../shared', ...parts);
  return existsSync(path) ? path : undefined;
}

/** Runs a suite where the reference material exists; says in one line that it did not where it does not, and fails there in CI. */
export const referenceSuite: (name: string, suite: () => void) => void = reference() === undefined ? notRun : describe;

function notRun(name: string): void {
  const isRequired = process.env['CI'] === 'true';
  if (!isRequired) console.log(`not run, no reference material: ${name}`);
  describe(`${name}`, () => {
    test('not run: no reference material', () => expect(isRequired, 'CI needs the reference material').toBe(false));
  });
}
