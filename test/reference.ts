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
export function referenceSuite(name: string, suite: () => void): void {
  if (reference() !== undefined) {
    describe(name, suite);
    return;
  }
  const notice = `not run, no reference material: ${name}`;
  if (process.env['CI'] !== 'true') console.log(notice);
  describe(name, () => {
    test(notice, () => expect(process.env['CI'], 'CI has the reference material').not.toBe('true'));
  });
}
